"""What is left out of style sheets and fonts: no page needs it."""

import re
from pathlib import Path

import pydata_sphinx_theme
import pytest
from browsing import PAGES, one_of_each_kind
from fontTools.ttLib import TTFont

from tools.processes import ROOT
from website.extensions.unused import CLASS, shrink_style

THEME = (
    Path(pydata_sphinx_theme.__file__).parent
    / "theme/pydata_sphinx_theme/static"
)
SHEET = "styles/pydata-sphinx-theme.css"


@pytest.mark.parametrize(
    "rule",
    [
        "p{}",
        "p,.no{}",
        ".yes{}",
        ".md\\:half{}",
        "p:not(.no){}",
        "p:is(.no,.yes):has(.no > :not(.no)){}",
        "a[href$='.no']{}",
        'a[href$=".no"]{}',
        "/*! A theme's .no */.yes{}",
        "@font-face{}",
        "@keyframes turn{0%{}50.5%{}}",
    ],
)
def test_a_rule_that_may_be_for_an_element_is_left(rule):
    assert shrink_style(rule, {"yes", "md:half"}) == rule


@pytest.mark.parametrize(
    "rule", [".no{}", ".yes .no{}", ".yes.no,a.no:hover{}", ".no\\:half{}"]
)
def test_a_rule_for_no_element_is_left_out(rule):
    css = shrink_style(f"@media print{{p{{}}{rule}}}", {"yes", "half"})
    assert css == "@media print{p{}}"


def test_the_classes_of_what_a_script_inserts_are_found():
    html = """<p class="a b"><script>"<i class=\\"c\\">"</script><b class='d'>"""
    assert CLASS.findall(html) == ["a b", "c", "d"]


# Of the theme's whole style sheet, the rules that are for an element which
# the page has now or, but for a class that a script adds, after a while.
NEEDED = """async ([whole, left]) => {
  const rules = css => {
    const found = [];
    const collect = list => {
      for (const rule of list) {
        if (rule.selectorText) found.push(rule);
        else if (rule.cssRules) collect(rule.cssRules);
      }
    };
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    collect(sheet.cssRules);
    return found;
  };
  const kept = new Set(rules(left).map(rule => rule.cssText));
  const needed = rules(whole).filter(rule => {
    const selector = rule.selectorText.replace(
      /(?<!\\()(::[\\w-]+|:(hover|active|focus)(-[a-z]+)?)/g, ":is(*)");
    return document.querySelector(selector);
  }).map(rule => rule.cssText);
  return [needed.length, needed.filter(text => !kept.has(text))];
}"""


# Each page of words has parts of its own: a list of papers, a table.
WORDS = [path for path in PAGES if "/" not in path]


@pytest.mark.parametrize("path", sorted({*one_of_each_kind(PAGES), *WORDS}))
def test_every_rule_of_the_theme_that_a_page_needs_is_left(
    path, site, visit
):
    page = visit("/" + path).page
    sheets = [
        (folder / SHEET).read_text(encoding="utf-8")
        for folder in (THEME, site / "_static")
    ]
    assert len(sheets[1]) < len(sheets[0]) / 3
    needed, lost = page.evaluate(NEEDED, sheets)
    assert needed > 100
    assert not lost


def codes(folder):
    """Return the characters of all fonts in a folder."""
    return set().union(
        *(TTFont(path).getBestCmap() for path in folder.rglob("*.woff2"))
    )


def test_every_icon_of_a_page_is_in_the_font_that_is_left(site, pages):
    font = site / "_static/vendor/fontawesome/webfonts"
    assert all(p.stat().st_size < 10_000 for p in font.glob("*.woff2"))
    css = (THEME / SHEET).read_text(encoding="utf-8")
    icons = {
        name
        for page in pages.values()
        for icon in page.select("i, span[class*=fa-]")
        for name in icon.get("class", [])
        if name.startswith("fa-")
    } - {"fa-solid", "fa-lg"}
    assert len(icons) > 5
    shown = {
        int(
            re.search(rf'\.{icon}:before[^{{]*{{content:"\\(\w+)"', css)[1],
            16,
        )
        for icon in icons
    }
    assert not shown - codes(font)


def test_every_letter_of_a_formula_is_in_the_fonts_that_are_left(
    site, pages
):
    letters = {
        ord(letter)
        for page in pages.values()
        for formula in page.select(".katex-html")
        for letter in formula.get_text()
    } & codes(ROOT / "website/vendor")
    assert letters
    assert not letters - codes(site / "_static/katex/fonts")
