"""The search, by words that a page does not write as the reader does."""

import re

import pytest
from browsing import Visit

# What the search finds, without the quotes that it fetches for each page.
FIND = """words => Search._performSearch(...Search._parseQuery(words))
  .map(found => found[0] + ".html")"""


@pytest.fixture(scope="module")
def find(browser, address):
    """Search for words: find("logistic") lists the pages."""
    visit = Visit(browser, address)
    visit.page.goto("/search.html")
    visit.page.wait_for_function("Search.hasIndex()")
    yield lambda words: visit.page.evaluate(FIND, words)
    visit.context.close()


@pytest.fixture(scope="module")
def names(pages, chapters):
    """The other names of each function, by the chapter's path."""
    sentences = {
        path: p.get_text().strip()
        for path in chapters
        for p in pages[path].select("article p")
        if p.get_text().startswith("Other names: ")
    }
    return {
        path: re.sub(r" \(.*?\)|Other names: |\.$", "", sentence).split(
            ", "
        )
        for path, sentence in sentences.items()
    }


def test_every_function_has_other_names_and_its_description_has_them(
    names, pages, chapters
):
    without = [
        path
        for path in chapters
        if "/activations/" in path and path not in names
    ]
    assert not without, "At a glance needs a paragraph 'Other names: ...'"
    for path, others in names.items():
        meta = pages[path].select_one("meta[name=description]")["content"]
        assert not [name for name in others if name not in meta], path


def test_each_function_is_found_by_its_other_names(find, names):
    missing = [
        (name, path)
        for path, others in names.items()
        for name in others
        if path not in find(name)
    ]
    assert not missing, missing


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("logistic", "activations/sigmoid"),
        ("Heaviside", "activations/step"),
        ("rectifier", "activations/relu"),
        ("nonlinearity", "foundations/why_nonlinearity"),
        ("non-linearity", "foundations/why_nonlinearity"),
        ("logodds", "activations/sigmoid"),
        ("normalised exponential", "activations/softmax"),
        ("initialization", "foundations/signal_through_depth"),
    ],
)
def test_a_page_is_found_by_words_that_it_writes_otherwise(
    find, words, page
):
    assert f"notebooks/{page}.html" in find(words)


def test_a_quote_gives_no_answer_away_and_begins_with_words(
    browser, address
):
    visit = Visit(browser, address)
    for words in ("doubles", "nonlinear", "rises"):
        visit.turn_to(f"/search.html?q={words}")
        visit.page.locator("p.context").first.wait_for()
        visit.page.wait_for_load_state("networkidle")
        for quote in visit.page.locator("p.context").all_inner_texts():
            assert not re.search(
                r"Right: |Wrong: |Run in the|Contents", quote
            )
            assert len(quote.split()) > 10, quote
    visit.context.close()
