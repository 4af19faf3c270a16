"""What a reader has to load, compressed as a server sends it."""

import pytest

from benchmarks.weight import load, weigh


@pytest.fixture(scope="module")
def loaded(browser, address, chapters):
    """What each chapter loads."""
    page = browser.new_page()
    files = {path: load(page, f"{address}/{path}") for path in chapters}
    page.close()
    return files


def test_a_first_chapter_weighs_at_most_400_kB(loaded):
    weights = {
        path: weigh(files)["all"][2] for path, files in loaded.items()
    }
    assert not {p: bytes for p, bytes in weights.items() if bytes > 400_000}


def test_a_next_chapter_weighs_less_than_100_kB(loaded):
    heavy = {}
    for before, known in loaded.items():
        for path, files in loaded.items():
            weight = weigh(files, known).get("all", [0, 0, 0])[2]
            if weight >= 100_000:
                heavy[path] = f"{weight} bytes after {before}"
    assert not heavy


def test_a_weight_is_the_sum_of_what_is_new():
    files = {"a": ("image", b"a" * 5000), "b": ("font", b"xyz")}
    assert weigh(files)["all"][:2] == [2, 5003]
    assert weigh(files)["font"] == [1, 3, 3]
    assert weigh(files)["image"][2] < 100
    assert weigh(files, known={"a"}) == {
        "font": [1, 3, 3],
        "all": [1, 3, 3],
    }
