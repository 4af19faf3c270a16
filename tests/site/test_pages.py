"""Every page in a real browser, in both themes and widths.

A page is visited once in each, and the tests look at what was found.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Visit

LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]

# How far the page's parts have moved since it began to load.
SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  const count = list => {
    for (const entry of list.getEntries()) sum += entry.value;
  };
  new PerformanceObserver(count).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""

# What is wider than its box: cut off, or out of the keyboard's reach.
OUT_OF_REACH = """() => {
  const lost = [];
  for (const box of document.querySelectorAll(".bd-main *")) {
    if (box.closest(".katex, svg") || box.clientWidth < 2) continue;
    if (box.scrollWidth <= box.clientWidth) continue;
    const overflow = getComputedStyle(box).overflowX;
    const reached = /auto|scroll/.test(overflow) && box.tabIndex >= 0;
    if (overflow !== "visible" && !reached)
      lost.push(`${overflow}: ${box.outerHTML.slice(0, 120)}`);
  }
  return lost;
}"""

# Full stops and their like that begin a line, behind a formula.
ASTRAY = """() => [...document.querySelectorAll(".glue")].filter(glue => {
  const range = document.createRange();
  range.selectNodeContents(glue.lastChild);
  const last = [...glue.querySelectorAll(".katex-html .base")].pop();
  return range.getBoundingClientRect().top > last.getBoundingClientRect().bottom;
}).map(glue => glue.parentElement.textContent.slice(0, 80))"""

VISIBLE = """selector => [...document.querySelectorAll(selector)].filter(
  element => element.checkVisibility({visibilityProperty: true})
).length"""


@pytest.fixture(
    scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}"
)
def found(request, browser, address, paths):
    """What is found on each page, by its path, in one theme and width."""
    theme, width = request.param
    visit = Visit(
        browser,
        address,
        color_scheme=theme,
        viewport={"width": width, "height": 844},
    )
    page = visit.page
    everything, known = {}, set()
    for path in paths:
        page.goto("/" + path)
        everything[path] = {
            "elsewhere": list(visit.elsewhere),
            "errors": list(visit.errors),
            "missing": list(visit.missing),
            "sideways": page.evaluate(
                "document.documentElement.scrollWidth - innerWidth"
            ),
            "lost": page.evaluate(OUT_OF_REACH),
            "astray": page.evaluate(ASTRAY),
            "shift": page.evaluate(SHIFT),
            "sliders": page.locator("activation-explorer input").count(),
            "searches": page.evaluate(VISIBLE, ".search-button__button"),
            "axe": violations(page, width == 1280, known),
        }
        # axe looks for the style sheets once more, some in a wrong place.
        for finds in (visit.elsewhere, visit.errors, visit.missing):
            finds.clear()
    visit.context.close()
    return everything


KINDS = """() => [...new Set(
  [...document.querySelectorAll(".highlight pre > span")].map(s => s.className)
)]"""
# Thousands of elements, which make axe slow.
DROP_FORMULAS = """() => {
  for (const layout of document.querySelectorAll(".katex-html")) layout.remove();
}"""
DROP_COLOURS = """() => {
  for (const pre of document.querySelectorAll(".highlight pre"))
    pre.textContent = pre.textContent;
}"""
AXE = Axe()


def violations(page, contrast, known):
    """What axe-core finds, in words.

    Three things for speed. Screen readers read a formula in MathML, and
    pass over its layout. Colours are the same at every width, and looked at
    in one. And so are those of code, a thousand words a page, where there is
    a kind of word that is not yet known.
    """
    kinds = set(page.evaluate(KINDS))
    page.evaluate(DROP_FORMULAS)
    if not contrast or kinds <= known:
        page.evaluate(DROP_COLOURS)
    known |= kinds
    result = AXE.run(
        page,
        options={
            "resultTypes": ["violations"],
            "preload": False,  # of style sheets, for a rule that is off
            "rules": {"color-contrast": {"enabled": contrast}},
        },
    )
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]


def where(found, key):
    """The pages with a find of this kind."""
    return {path: finds[key] for path, finds in found.items() if finds[key]}


def test_no_page_asks_another_host_for_anything(found):
    assert not where(found, "elsewhere")


def test_no_page_writes_an_error_to_the_console(found):
    assert not where(found, "errors")


def test_every_file_that_a_page_asks_for_is_there(found):
    assert not where(found, "missing")


def test_axe_finds_nothing(found):
    assert not where(found, "axe")


def test_no_page_scrolls_sideways(found):
    assert not {
        p: f["sideways"] for p, f in found.items() if f["sideways"] > 0
    }


def test_nothing_is_cut_off_or_out_of_the_keyboards_reach(found):
    assert not where(found, "lost")


def test_no_line_begins_with_a_full_stop_behind_a_formula(found):
    assert not where(found, "astray")


def test_nothing_moves_when_figures_formulas_and_scripts_arrive(found):
    assert not {
        p: f["shift"] for p, f in found.items() if f["shift"] > 0.01
    }


def test_every_chapter_has_an_explorer_that_runs(found, chapters):
    assert not [path for path in chapters if found[path]["sliders"] < 3]


def test_there_is_one_button_to_search(found):
    assert {
        p: f["searches"] for p, f in found.items() if f["searches"] != 1
    } == {}
