"""What leaves the site: copies of the chapters, and what they need."""

import email
import re
import tomllib
import zipfile
from pathlib import PurePosixPath

import nbformat
import pytest
import yaml

from tools.processes import ROOT

LINK = re.compile(r"\]\(([^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)")
KINDS = {"download": "_sources", "lite": "lite/files"}


@pytest.fixture(params=KINDS, scope="module")
def copies(request, site, chapters):
    """The copies of all chapters, by their paths, of one of the two kinds."""
    folder = site / KINDS[request.param]
    return {
        path: nbformat.read(
            (folder / path).with_suffix(".ipynb"), as_version=4
        )
        for path in chapters
    }


def texts(copy):
    return [c.source for c in copy.cells if c.cell_type == "markdown"]


def anchors(copy):
    """Where JupyterLab can be sent to: its spaces become hyphens, no more."""
    titles = re.findall(r"^#+ +(.+)$", "\n".join(texts(copy)), flags=re.M)
    return {title.replace(" ", "-") for title in titles}


# ---- downloads and lite -------------------------------------------------


def test_a_copy_has_the_cells_of_its_chapter(copies):
    for path, copy in copies.items():
        original = nbformat.read(
            (ROOT / path).with_suffix(".ipynb"), as_version=4
        )
        first = len(copy.cells) - len(original.cells) - 1  # and References
        assert first in (0, 1)
        for ours, theirs in zip(
            original.cells, copy.cells[first:-1], strict=True
        ):
            assert theirs.id == ours.id
            if ours.cell_type == "code":
                assert theirs.source == ours.source
                assert theirs.outputs == ours.outputs
        nbformat.validate(copy)


def test_a_copy_cites_in_the_words_of_the_page(copies, pages):
    for path, copy in copies.items():
        text = "\n".join(texts(copy))
        assert "{cite" not in text, path
        citations = pages[path].select("article .bibtex-citation")
        assert citations, path
        for citation in citations:
            assert citation.get_text() in text, path


def test_a_copy_ends_with_the_papers_that_it_cites(copies, pages):
    for path, copy in copies.items():
        title, *papers = copy.cells[-1].source.split("\n\n")
        assert title == "## References"
        links = pages[path].select("article .bibtex-citation a")
        listed = [
            pages["references.html"].find(id=id)
            for id in {link["href"].partition("#")[2] for link in links}
        ]
        expected = {
            " ".join(paper.p.get_text().split()) for paper in listed
        }
        plain = re.compile(r"\[([^]]*)\]\(.*?\)(?=[.,]|$)|\*")
        assert {plain.sub(r"\1", p) for p in papers} == expected, path


def test_every_link_of_a_copy_leads_somewhere(copies, site):
    lite = site / KINDS["lite"]
    places = {path: anchors(copy) for path, copy in copies.items()}
    for path, copy in copies.items():
        links = LINK.findall("\n".join(texts(copy)))
        assert links, path
        for link in links:
            file, _, anchor = link.partition("#")
            if "://" in link:
                continue
            if file:  # beside it, as in lite
                folder = PurePosixPath(path).parent
                other = (lite / folder / file).resolve()
                assert copy.cells[0].id != "needs", link
                assert other.is_file(), link
                other = other.relative_to(lite).with_suffix(".html")
                there = places[other.as_posix()]
            else:
                there = places[path]
            assert not anchor or anchor in there, f"{path}: {link}"


def test_jupyter_can_read_what_is_folded(copies):
    """Without blank lines around it, it would take Markdown for HTML."""
    for path, copy in copies.items():
        for text in texts(copy):
            begins = "<details>\n<summary>[^\n]*</summary>\n\n"
            folds = text.count("<details>")
            assert len(re.findall(begins, text)) == folds, f"{path}: {text}"
            assert text.count("\n\n</details>") == folds, f"{path}: {text}"


# ---- a download alone ---------------------------------------------------


def test_a_chapter_can_be_downloaded_under_its_own_name(
    site, pages, chapters
):
    for path, page in pages.items():
        links = page.select("a[download]")
        if path not in chapters:
            assert not links, path
            continue
        (link,) = links
        assert link["download"] == f"{PurePosixPath(path).stem}.ipynb"
        file = ((site / path).parent / link["href"]).resolve()
        assert file.is_relative_to(site / KINDS["download"]), path
        assert file.is_file(), path


@pytest.mark.parametrize("copies", ["download"], indirect=True)
def test_without_an_address_a_download_says_in_words_what_it_needs(copies):
    for path, copy in copies.items():
        needs, title = copy.cells[:2]
        assert title.source.startswith("# "), path
        wanted = ("Python 3.11", "run.py lab", '"FOLDER[lab]"', "been run")
        for words in wanted:
            assert words in needs.source, path


def test_the_wheel_is_of_this_package_with_what_lab_needs(site):
    (wheel,) = (site / "wheels").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    assert metadata["Name"] == "activations-one-at-a-time"
    assert "lab" in metadata.get_all("Provides-Extra")


def test_nothing_leads_to_the_package_of_somebody_else(site, pages):
    texts = [page.get_text() for page in pages.values()]
    files = [ROOT / "README.md", *(site / "_sources").rglob("*.*")]
    texts += [path.read_text(encoding="utf-8") for path in files]
    for text in texts:
        assert not re.search(
            r"pip install (-\S+ )*[\\\"']*activations\b(?!-)", text
        )


# ---- how to cite a page -------------------------------------------------


def project():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]


def test_every_page_says_how_to_cite_it(pages):
    book = "Activation Functions, One at a Time"
    version = project()["version"]
    for path in pages.keys() - {"404.html", "search.html"}:
        said = " ".join(pages[path].select_one(".cite").get_text().split())
        title = pages[path].h1.find(string=True)
        inside = "" if path == "index.html" else f" “{title}”, in"
        assert said == (
            f"Cite as: The authors of {book} (2026),{inside} {book}, "
            f"version {version}."
        )


def test_the_citation_file_says_what_the_book_and_its_package_say():
    cited, config = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("CITATION.cff", "_config.yml")
    )
    assert cited["cff-version"] == "1.2.0"
    assert cited["title"] == config["title"]
    assert cited["authors"] == [{"name": config["author"]}]
    assert cited["version"] == project()["version"]
    assert cited["date-released"].startswith(config["copyright"])
