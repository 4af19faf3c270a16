"""The list of papers: whole, in order, and everything cited is in it."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from pybtex.database import parse_file

ROOT = Path(__file__).parents[1]
# A key given twice makes the parser raise.
PAPERS = parse_file(ROOT / "references.bib").entries

# {cite:t}`glorot2010understanding`, or several keys separated by commas
CITATION = re.compile(r"\{cite(?::\w+)?\}`([^`]*)`")

# Where a reader can look a paper up.
VENUE = {
    "article": {"journal", "volume", "pages"},
    "book": {"publisher"},
    "incollection": {"booktitle", "pages"},
    "inproceedings": {"booktitle"},
    "misc": set(),
}


def texts():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("notebooks/**/*.md")]:
        yield path.name, path.read_text(encoding="utf-8")
    for path in ROOT.glob("notebooks/**/*.ipynb"):
        if ".ipynb_checkpoints" not in path.parts:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            yield path.name, "\n".join("".join(c["source"]) for c in cells)


def cited(text):
    return {
        key.strip()
        for keys in CITATION.findall(text)
        for key in keys.split(",")
    }


def test_citations_are_found_in_text():
    text = "{cite:t}`a2000b` said, and others {cite:p}`c2001d, e2002f`."
    assert cited(text) == {"a2000b", "c2001d", "e2002f"}


def test_every_paper_that_is_cited_is_listed():
    unknown = {
        f"{name}: {key}"
        for name, text in texts()
        for key in cited(text) - set(PAPERS)
    }
    assert not unknown, "not in references.bib: " + ", ".join(unknown)


def test_every_paper_that_is_listed_is_cited():
    unused = set(PAPERS).difference(*(cited(text) for _, text in texts()))
    assert not unused, "cited nowhere: " + ", ".join(sorted(unused))


def test_the_papers_are_sorted_by_key():
    assert list(PAPERS) == sorted(PAPERS)


@pytest.mark.parametrize("key", PAPERS)
def test_a_key_is_first_author_year_and_first_word_of_the_title(key):
    paper = PAPERS[key]
    name = letters(paper.persons["author"][0].last_names[0])
    title = re.findall(r"\w+", paper.fields["title"])
    words = {letters(word) for word in title}
    rest = key.removeprefix(name + paper.fields["year"])
    assert rest != key
    assert rest in words


def letters(word):
    """Return a word in plain lower-case letters: Léonard is leonard."""
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if c.isascii() and c.isalpha()).lower()


def test_no_paper_is_still_to_be_found():
    """`run.py new` lists one, in the place of the author's."""
    todo = [key for key in PAPERS if key.startswith("todo")]
    assert not todo


@pytest.mark.parametrize("key", PAPERS)
def test_a_paper_says_where_it_was_published(key):
    paper = PAPERS[key]
    assert {"title", "year"} | VENUE[paper.type] <= set(paper.fields)
    if paper.type == "misc":
        assert {"howpublished", "eprint"} & set(paper.fields)


@pytest.mark.parametrize("key", PAPERS)
def test_addresses_are_bare_identifiers(key):
    """The list makes links of them, so a full address would be doubled."""
    fields = PAPERS[key].fields
    assert "url" not in fields
    if "doi" in fields:
        assert re.fullmatch(r"10\.\d{4,9}/\S+", fields["doi"])
    if "eprint" in fields:
        assert re.fullmatch(r"\d{4}\.\d{4,5}", fields["eprint"])
