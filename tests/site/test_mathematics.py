"""Formulas: set when the site is built, with a style sheet that fits them."""

import re

import pytest
from sphinxcontrib import katex

import run

VENDORED = run.ROOT / "_vendor" / "katex"


def test_the_style_sheet_and_the_formulas_are_of_one_version():
    css = (VENDORED / "katex.min.css").read_text(encoding="utf-8")
    found = re.search(r'\.katex-version:after\{content:"([\d.]+)"', css)
    assert found[1] == katex.katex_version
    script = (katex.SRC_DIR / "katex.min.js").read_text(encoding="utf-8")
    assert f'version:"{katex.katex_version}"' in script


def test_the_note_how_to_renew_it_names_that_version():
    note = (VENDORED.parent / "README.md").read_text(encoding="utf-8")
    assert f"katex@{katex.katex_version}\n" in note
    assert (VENDORED / "LICENSE").exists()


def test_every_font_that_the_style_sheet_names_is_there():
    css = (VENDORED / "katex.min.css").read_text(encoding="utf-8")
    fonts = re.findall(r"url\((fonts/[^)]+\.woff2)\)", css)
    assert len(fonts) == 20
    assert all((VENDORED / font).exists() for font in fonts)


def test_every_formula_shows_without_a_script_and_can_be_read_aloud(pages):
    formulas = [
        formula for page in pages.values() for formula in page.select(".math")
    ]
    assert len(formulas) > 200
    for formula in formulas:
        assert formula.select_one(".katex-html[aria-hidden=true]"), formula
        assert formula.select_one("math annotation"), formula


def test_the_style_sheet_is_on_the_pages_with_formulas_alone(pages):
    for path, page in pages.items():
        links = page.select("link[href*=katex]")
        assert len(links) == bool(page.select(".katex")), path
    assert any(not page.select(".katex") for page in pages.values())


def test_a_formula_with_a_mistake_ends_the_build():
    from _ext import mathematics  # noqa: F401  which sets what is tested

    options = {**katex.KATEX_DEFAULT_OPTIONS, "throwOnError": True}
    with pytest.raises(katex.KaTeXError, match="ParseError"):
        katex.render_latex(r"\frac{", options)
