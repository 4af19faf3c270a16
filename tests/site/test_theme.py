"""What the book changes in its theme: each change is kept, and still needed.

When a new version of the theme makes one unnecessary, its test fails: then
the change can go, and the test with it.
"""

import re
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import myst_nb.sphinx_
import pybtex.plugin
import pydata_sphinx_theme
import pytest
import sphinx.search
import sphinx_book_theme
import sphinx_jupyterbook_latex.events
import sphinxcontrib.bibtex.domain
from docutils.writers import _html_base
from sphinx.search.en import SearchEnglish
from sphinxcontrib import katex

from website.extensions import workarounds

PYDATA = (
    Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme"
)
BOOK = Path(sphinx_book_theme.__file__).parent / "theme/sphinx_book_theme"


def text(path):
    return path.read_text(encoding="utf-8")


# ---- website/templates --------------------------------------------------


def test_pages_load_neither_fontawesome_nor_bootstrap(pages):
    macros = text(PYDATA / "static/webpack-macros.html")
    names = ("fontawesome.js", "bootstrap.js")
    assert all(name in macros for name in names), "the theme no more"
    for path, page in pages.items():
        files = " ".join(map(str, page.find_all(["script", "link"])))
        assert not [name for name in names if name in files], path


def test_no_page_has_what_needs_bootstrap(pages):
    for path, page in pages.items():
        toggles = page.select(
            "[data-bs-toggle]:not([data-bs-toggle=tooltip])"
        )
        assert not toggles, path


def test_pages_load_every_other_script_of_the_theme(pages):
    macros = text(PYDATA / "static/webpack-macros.html")
    wanted = set(re.findall(r"scripts/([a-z-]+\.js)", macros))
    wanted -= {"fontawesome.js", "bootstrap.js"}
    assert wanted == {"pydata-sphinx-theme.js"}
    for path, page in pages.items():
        assert page.select(
            "script[defer][src*='pydata-sphinx-theme.js']"
        ), path


def test_no_script_is_loaded_before_the_page_is_shown(pages):
    assert (
        "super"
        not in text(PYDATA / "layout.html").split("block scripts_end")[1]
    )
    for path, page in pages.items():
        if path != "search.html":
            assert not page.head.select("script[src]"), path
            assert page.body.select("script[src*='doctools.js']"), path


def test_the_search_index_is_loaded_where_one_searches(pages):
    assert "searchindex.js" in text(PYDATA / "layout.html")
    for path, page in pages.items():
        loads = bool(page.select("script[src*='searchindex.js']"))
        assert loads == (path == "search.html"), path


def test_the_theme_leaves_the_sidebar_outside_of_the_landmarks(pages):
    assert "<aside" not in text(PYDATA / "sections/sidebar-primary.html")
    assert '<div id="pst-primary-sidebar"' in text(PYDATA / "layout.html")
    for path, page in pages.items():
        assert page.select_one(
            "#pst-primary-sidebar > aside[aria-label]"
        ), path


# ---- website/extensions -------------------------------------------------


def test_links_stand_in_the_header_and_not_in_menus(pages):
    assert 'data-bs-toggle="dropdown"' in text(BOOK / "macros/buttons.html")
    for path, page in pages.items():
        assert not page.select(".article-header-buttons .dropdown"), path


def test_a_folded_cell_is_named_by_what_it_says(pages):
    source = text(Path(myst_nb.sphinx_.__file__))
    assert 'aria-label="Toggle hidden content"' in source
    summaries = [
        s for page in pages.values() for s in page.select("summary")
    ]
    assert summaries
    assert not [s for s in summaries if s.has_attr("aria-label")]


def test_the_code_of_a_question_stands_after_it(pages):
    source = text(Path(myst_nb.sphinx_.__file__))
    assert "place a summary above the input" in source
    after = ".cell_output:has(.predict) + details.hide"
    for path, page in pages.items():
        assert len(page.select(after)) == len(page.select(".predict")), path


def test_the_references_are_a_list(pages):
    assert "doc-biblioentry" in text(Path(_html_base.__file__))
    items = pages["references.html"].select("[role=list] > [role=listitem]")
    assert len(items) > 20
    assert not pages["references.html"].select("[role^=doc-]")


def test_no_page_needs_an_extension_that_is_left_out(pages):
    """sphinx_design, sphinx_togglebutton and sphinx_thebe."""
    for path, page in pages.items():
        for tag in page.find_all(class_=True):
            classes = set(tag["class"])
            assert not any(c.startswith(("sd-", "thebe")) for c in classes)
            assert "toggle" not in classes, path
            assert not {"dropdown", "admonition"} <= classes, path


@pytest.fixture
def remembered(monkeypatch):
    """What others do for every page, once workarounds.py has set it up."""
    monkeypatch.setattr(pybtex.plugin, "find_plugin", str)
    monkeypatch.setattr(SearchEnglish, "stem", lambda self, word: object())
    monkeypatch.setattr(katex, "render_latex", None)
    workarounds.setup(Mock())


def test_a_plugin_of_pybtex_is_looked_up_once(remembered):
    source = text(Path(sphinxcontrib.bibtex.domain.__file__))
    assert 'pybtex.plugin.find_plugin("pybtex.backends"' in source
    find = pybtex.plugin.find_plugin
    assert find(b"docutils") is find(b"docutils")


def test_the_stem_of_a_word_is_found_once(remembered):
    source = text(Path(sphinx.search.__file__))
    assert "_stem = self.lang.stem\n\n        # memoise" in source
    language = SearchEnglish({})
    assert language.stem("curves") is language.stem("curves")


def test_figures_are_not_counted(pages):
    source = text(Path(sphinx_jupyterbook_latex.events.__file__))
    assert 'config["numfig"] = True' in source
    app = SimpleNamespace(config=SimpleNamespace(numfig=True))
    workarounds.count_no_figures(app)
    assert not app.config.numfig
    assert not any(p.select(".caption-number") for p in pages.values())


REFERENCE = [
    "glossary.html",
    "notation.html",
    "lecturers.html",
    "references.html",
]


def test_in_the_sidebar_the_part_of_the_page_alone_is_open(pages, chapters):
    for path, page in pages.items():
        opened = page.select(".bd-links details[open]")
        assert len(opened) == (path in [*chapters, *REFERENCE]), path
        if opened:
            current = opened[0].select_one("a.current")
            assert current.text == page.h1.contents[0], path


# ---- website/static -----------------------------------------------------


def test_every_script_and_style_sheet_of_ours_is_on_every_page(pages):
    static = Path(workarounds.__file__).parents[1] / "static"
    ours = {
        p.name for p in static.rglob("*") if p.suffix in (".css", ".js")
    }
    assert len(ours) > 3
    for path, page in pages.items():
        links = [
            tag.get("src") or tag["href"]
            for tag in page.select("script[src], link[rel=stylesheet]")
        ]
        loaded = {
            link.partition("?")[0].rpartition("/")[2] for link in links
        }
        assert ours <= loaded, path


def test_a_button_keeps_the_focus_when_it_is_pressed(visit):
    assert ".blur()" in text(BOOK / "static/scripts/sphinx-book-theme.js")
    page = visit("/index.html").page
    page.locator(".theme-switch-button").focus()
    page.keyboard.press("Enter")
    assert "theme-switch" in page.evaluate(
        "document.activeElement.className"
    )
