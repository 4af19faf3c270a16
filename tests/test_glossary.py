"""The glossary: each term leads to where it is taught, and none is missing."""

import json
import re

import pytest

from tools.processes import ROOT

FOUNDATIONS = sorted((ROOT / "notebooks" / "foundations").glob("*.ipynb"))

# Words in italics that are stressed or quoted, and not defined.
STRESSED = {"and", "change", "none", "rising", "sky", "the other weight"}
STRESSED |= {"two", "way"}

# One or more names in lines of their own, and an indented sentence that
# ends in a link.
ENTRY = re.compile(
    r"^(?P<names>(?:\S[^\n]*\n)+)  (?P<text>[^\n]+)\. "
    r"\[[^\]]+\]\((?P<page>[^)#]+)#(?P<anchor>[^)]+)\)$",
    re.MULTILINE,
)


def prose(path):
    """The Markdown of a notebook, without code and formulas."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join(
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "markdown"
    )
    for pattern in (r"```.*?```", r"\$\$.*?\$\$", r"\$[^$]*\$", r"`[^`]*`"):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    return text


def italics(path):
    """What stands in italics, but for the sentence below the title."""
    text = re.sub(r"^\*[^*\n]+\*$", "", prose(path), flags=re.MULTILINE)
    text = re.sub(r"\*\*[^*]+\*\*", "", text)
    return set(re.findall(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", text))


def glossary():
    text = (ROOT / "glossary.md").read_text(encoding="utf-8")
    body = text.split("```{glossary}\n")[1].split("\n```")[0]
    entries = list(ENTRY.finditer(body))
    assert len(entries) == len(body.strip().split("\n\n"))
    return [
        (entry["names"].splitlines(), entry["page"], entry["anchor"])
        for entry in entries
    ]


def stem(word):
    """A word without its case and its "to", to compare inflected forms."""
    return word.lower().removeprefix("to ").strip(".")


def is_form_of(word, term):
    """Whether word is the term, or it with an ending: layers, overflows."""
    return stem(word).startswith(stem(term))


def test_an_ending_makes_no_other_word():
    assert is_form_of("overflows", "to overflow")
    assert is_form_of("Adam", "Adam")
    assert not is_form_of("rate", "learning rate")


@pytest.mark.parametrize("path", FOUNDATIONS, ids=lambda path: path.stem)
def test_every_term_that_a_foundation_defines_is_in_the_glossary(path):
    terms = [name for names, *_ in glossary() for name in names]
    missing = [
        word
        for word in italics(path) - STRESSED
        if not any(is_form_of(word, term) for term in terms)
    ]
    assert not missing, f"define them in glossary.md: {missing}"


def test_every_term_stands_in_italics_where_its_link_leads():
    for names, page, anchor in glossary():
        words = italics(ROOT / page)
        assert any(is_form_of(w, name) for w in words for name in names), (
            f"{names} in {page}"
        )
        headings = re.findall(
            r"^#+ (.*)$", prose(ROOT / page), re.MULTILINE
        )
        slugs = [
            re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in headings
        ]
        assert anchor in slugs, f"{names}: no #{anchor} in {page}"


def test_the_glossary_is_in_order():
    first = [stem(names[0]) for names, *_ in glossary()]
    assert first == sorted(first)
