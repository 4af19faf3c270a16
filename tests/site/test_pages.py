"""Every page in a real browser.

Each is visited once, and theme and width change while it is open. One page of
each kind is opened afresh in both themes and widths.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browsing import PAGES, Visit, one_of_each_kind, served

from benchmarks.weight import weigh

# Every page in the first and the last, the page of a kind in all.
LOOKS = [("dark", 390), ("light", 390), ("dark", 1280), ("light", 1280)]

# Wait until the page has answered a change, and hurry what fades in.
SETTLE = """() => new Promise(resolve => {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    for (const animation of document.getAnimations()) animation.finish();
    resolve();
  }));
})"""

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

# Words of code, or numbers, in a table, or titles of one word on a tile, that
# do not stay whole.
BROKEN = """() => {
  const range = document.createRange(), broken = [];
  for (const cell of document.querySelectorAll(
    ".table .pre, .table .number, .gallery a"
  ))
    for (const word of cell.childNodes) {
      range.selectNode(word);
      const whole = cell.matches(".number") || !/[ -]/.test(word.data ?? " ");
      if (whole && range.getClientRects().length > 1)
        broken.push(word.data);
    }
  return broken;
}"""

SEARCHES = """() => [...document.querySelectorAll(".search-button__button")]
  .filter(button => button.checkVisibility({visibilityProperty: true})).length"""

# The explorers that a slider does not move, or that Reset does not bring back.
STUCK = """() => [...document.querySelectorAll("activation-explorer")].filter(explorer => {
  const slider = explorer.querySelector("input[type=range]");
  const reset = [...explorer.querySelectorAll("button")].find(
    button => button.textContent === "Reset");
  if (!slider || !reset) return true;
  const before = explorer.textContent;
  slider.value = slider.value === slider.max ? slider.min : slider.max;
  slider.dispatchEvent(new Event("input"));
  const moved = explorer.textContent !== before;
  reset.click();
  return !moved || explorer.textContent !== before;
}).map(explorer => explorer.textContent.slice(0, 80))"""

# Figures of a chapter, and what is wrong with them on a phone: they are wider,
# or a text of theirs is smaller than 9 pixels. A script cannot look into an
# image, so the drawing takes its place for a moment.
UNREADABLE = """async () => {
  const wrong = [];
  const measure = (svg, least) => {
    const texts = [...svg.querySelectorAll("text, tspan")].filter(
      text => [...text.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
    if (texts.length < least) wrong.push(`${texts.length} texts`);
    for (const text of texts) {
      const {a, b, c, d} = text.getScreenCTM();
      const size = parseFloat(getComputedStyle(text).fontSize)
        * Math.sqrt(Math.abs(a * d - b * c));
      if (size < 9) wrong.push(`${text.textContent}: ${size} px`);
    }
  };
  for (const svg of document.querySelectorAll("activation-explorer svg"))
    measure(svg, 6);
  for (const image of document.querySelectorAll("article img:not(.gallery img)")) {
    const {left, right, width, height} = image.getBoundingClientRect();
    if (!width) continue;
    if (left < 0 || right > innerWidth) wrong.push(`wider: ${image.alt}`);
    const box = document.createElement("div");
    box.innerHTML = await (await fetch(image.src)).text();
    const svg = box.querySelector("svg");
    svg.style.cssText = `display: block; width: ${width}px; height: ${height}px`;
    image.replaceWith(box);
    measure(svg, 1);
    box.replaceWith(image);
  }
  return wrong;
}"""

# The folds, of an answer or of code, that show nothing when they are unfolded.
# That of a question with choices is there once a choice is made.
FOLDED = """() => [...document.querySelectorAll("article details")].filter(fold => {
  fold.closest(".cell")?.querySelector("input[type=radio]")?.click();
  if (!fold.open) fold.querySelector("summary").click();
  const inside = fold.querySelector(":scope > :not(summary)");
  return !fold.open || !inside?.checkVisibility();
}).map(fold => fold.textContent.slice(0, 80))"""


def wrong_at_first(page):
    """What is wrong with a page that has just been opened."""
    found = {}
    shift, searches = page.evaluate(SHIFT), page.evaluate(SEARCHES)
    if shift > 0.01:
        found["its parts move while it loads"] = shift
    if searches != 1:
        found["buttons to search, not one"] = searches
    return found


PATIENCE = 50  # tenths of a second


def out_of_reach(page):
    """What the keyboard can't reach, once the theme has seen the width.

    It looks at its boxes a moment after the width has changed, and on a
    busy machine that moment is long.
    """
    for _ in range(PATIENCE):
        lost = page.evaluate(OUT_OF_REACH)
        if not lost:
            break
        page.wait_for_timeout(100)
    return lost


def wrong_in_any_look(page):
    """What is wrong in this theme and at this width."""
    page.evaluate(SETTLE)
    wider = page.evaluate(
        "document.documentElement.scrollWidth - innerWidth"
    )
    found = {
        "it scrolls sideways, by pixels": max(wider, 0),
        "cut off or out of the keyboard's reach": out_of_reach(page),
        "a line begins with a full stop": page.evaluate(ASTRAY),
        "a line breaks within a word": page.evaluate(BROKEN),
    }
    return {what: finds for what, finds in found.items() if finds}


def wrong_when_used(opened):
    """What is wrong when sliders are moved and folds unfolded, or before."""
    found = {
        "an explorer stands still": opened.page.evaluate(STUCK),
        "a fold stays shut": opened.page.evaluate(FOLDED),
        "it asks another host": opened.elsewhere,
        "it writes an error to the console": opened.errors,
        "a file is missing": opened.missing,
    }
    return {what: list(finds) for what, finds in found.items() if finds}


# ---- axe ----------------------------------------------------------------

# Mark the texts of a look that is not known yet, and return all that are.
# Of a text and of what it stands in, a look is all that its contrast, or that
# of a link, depends on.
MARK_NEW = """known => {
  const looks = new Set(known), chains = new Map();
  const chain = box => {
    if (!box) return "";
    if (!chains.has(box)) {
      const style = getComputedStyle(box);
      const own = [
        "color", "backgroundColor", "backgroundImage", "opacity", "filter",
        "mixBlendMode", "textShadow", "fontSize", "fontWeight",
        "textDecorationLine", "display", "visibility", "clipPath",
      ].map(name => style[name]).join();
      const above = chain(box.parentElement);
      const same = style.opacity === "1" && above.endsWith(own);
      chains.set(box, same ? above : `${above}|${own}`);
    }
    return chains.get(box);
  };
  for (const box of document.querySelectorAll("body *")) {
    if (![...box.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    if (box.closest(".katex-html, math, script, style")) continue;
    if (!box.checkVisibility({visibilityProperty: true})) continue;
    const look = chain(box);
    if (!looks.has(look)) box.dataset.look = "new";
    looks.add(look);
  }
  return [...looks];
}"""
# Thousands of elements, which make axe slow.
DROP = """() => {
  for (const layout of document.querySelectorAll(".katex-html")) layout.remove();
  for (const formula of document.querySelectorAll("math"))
    formula.textContent = formula.textContent;
  for (const word of document.querySelectorAll(".highlight pre > span"))
    word.replaceWith(...word.childNodes);
}"""
# The packaged axe-core, or a newer one: .ci/run fetches it.
AXE = AXE_SCRIPT
if "AXE" in os.environ:
    AXE = Path(os.environ["AXE"]).read_text(encoding="utf-8")
OF_COLOUR = ["color-contrast", "link-in-text-block"]
KNOWN = {"light": [], "dark": []}


RUN_AXE = """async ([context, options]) => {
  const {violations} = await axe.run(context ?? document, options);
  return violations.flatMap(({id, nodes}) => nodes.map(
    ({html}) => `${id}: ${html.slice(0, 120)}`));
}"""


def run_axe(page, context=None, **options):
    options["resultTypes"] = ["violations"]
    options["preload"] = False  # of style sheets, for a rule that is off
    return page.evaluate(RUN_AXE, [context, options])


def wrong_by_axe(page, theme, width):
    """What axe-core finds: at last, for it leaves a page without formulas.

    Two things for speed. Screen readers read a formula in MathML, for which
    axe has no rules, and pass over its layout. Colours are the same at every
    width, and looked at in one, and there in the first text of each look.
    """
    violations = []
    page.evaluate(AXE)
    if width == 1280:
        KNOWN[theme] = page.evaluate(MARK_NEW, KNOWN[theme])
        new = "[data-look]"
        if page.locator(new).count():
            violations = run_axe(
                page, {"include": [new]}, runOnly=OF_COLOUR
            )
    page.evaluate(DROP)
    others = {rule: {"enabled": False} for rule in OF_COLOUR}
    violations += run_axe(page, rules=others)
    return {"axe": violations} if violations else {}


# ---- the visits ---------------------------------------------------------


@pytest.fixture(scope="session")
def shared(browser, address, chapters):
    """The files that a reader of a chapter has when the next one comes."""
    loaded = []
    for path in chapters[:2]:
        opened = Visit(browser, address)
        opened.page.goto("/" + path)
        loaded.append(set(opened.loaded))
        opened.context.close()
    return set.intersection(*loaded)


@pytest.fixture(scope="session")
def reader(browser, address):
    """One who turns the pages: a new one for each page takes a third longer."""
    opened = Visit(browser, address, has_touch=True)
    yield opened
    opened.context.close()


def look_at(opened):
    """What is wrong with a page that was opened in the first of LOOKS."""
    page = opened.page
    found = wrong_at_first(page) | wrong_when_used(opened)
    unreadable = page.evaluate(UNREADABLE)
    if unreadable:
        found["a figure cannot be read on a phone"] = unreadable
    for theme, width in (LOOKS[0], LOOKS[-1]):
        opened.look(width, theme)
        found |= wrong_in_any_look(page)
        if page.get_attribute("html", "data-theme") != theme:
            found["it does not follow the reader's theme"] = theme
    return found | wrong_by_axe(page, theme, width)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_one_visit(path, site, reader, shared):
    theme, width = LOOKS[0]
    reader.look(width, theme)
    reader.turn_to("/" + path)
    found = look_at(reader)
    weight = weigh(site, reader.loaded)["all"][2]
    own = weigh(site, reader.loaded, shared).get("all", [0, 0, 0])[2]
    # The front page has a picture of every chapter.
    if weight > (400_000 if path == "index.html" else 200_000):
        found["too heavy for a first visit"] = weight
    if own >= 100_000:
        found["100 kB or more after another chapter"] = own
    if path.startswith("notebooks/"):
        sliders = reader.page.locator("activation-explorer input").count()
        if sliders < (3 if "/activations/" in path else 1):
            found["no explorer, or one of few sliders"] = sliders
    reader.leave()
    assert not found


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize("path", one_of_each_kind(PAGES))
def test_one_page_of_each_kind_opened_in_every_look(
    path, theme, width, visit
):
    opened = visit("/" + path, width, theme)
    page = opened.page
    found = wrong_at_first(page) | wrong_when_used(opened)
    found |= wrong_in_any_look(page) | wrong_by_axe(page, theme, width)
    assert not found


FAULTY = """<!doctype html><html lang=en><title>Faulty</title>
<script>
  console.error("a mistake");
  // Once it has been painted: before, nothing would move.
  requestAnimationFrame(() => setTimeout(
    () => document.querySelector("h1").style.marginTop = "9rem", 100));
</script>
<h1>Faulty</h1><p style="color: #ccc">Pale</p><img src=https://example.org/a.png><img src=gone.png>

<button class=search-button__button>1</button>
<button class=search-button__button>2</button>
<article class=bd-main>
  <div style="width: 99rem">Wide</div>
  <pre style="overflow: hidden; width: 5rem">Too long for its box</pre>
  <p style="line-height: 3; width: 1px"><span class=glue><span class=katex-html>
    <span class=base>x</span></span> .</span></p>
  <p class=table style="overflow-wrap: anywhere; width: 1px">
    <code class=pre>keras.<wbr>layers</code></p>
  <activation-explorer><input type=range><button>Reset</button></activation-explorer>
  <img src=small.svg width=900>
  <details style="display: none"><summary>Answer</summary><p>42</details>
</article>"""


SMALL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 90">
<text y="20" font-size="8">Small</text></svg>"""


def test_a_faulty_page_is_found_out(tmp_path, browser, monkeypatch):
    monkeypatch.setitem(globals(), "PATIENCE", 1)
    monkeypatch.setitem(globals(), "KNOWN", {"light": []})
    (tmp_path / "faulty.html").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "small.svg").write_text(SMALL, encoding="utf-8")
    with served(tmp_path) as address:
        opened = Visit(browser, address)
        opened.turn_to("/faulty.html")
        opened.page.wait_for_function(
            "document.querySelector('h1').style.marginTop"
        )
        found = look_at(opened)
        opened.context.close()
    assert sorted(found) == [
        "a figure cannot be read on a phone",
        "a file is missing",
        "a fold stays shut",
        "a line begins with a full stop",
        "a line breaks within a word",
        "an explorer stands still",
        "axe",
        "buttons to search, not one",
        "cut off or out of the keyboard's reach",
        "it asks another host",
        "it does not follow the reader's theme",
        "it scrolls sideways, by pixels",
        "it writes an error to the console",
        "its parts move while it loads",
    ]
    rules = {violation.partition(":")[0] for violation in found["axe"]}
    assert {"color-contrast", "image-alt"} <= rules


def test_a_weight_is_the_sum_of_what_is_new(tmp_path):
    files = {"a": "image", "b": "font"}
    (tmp_path / "a").write_bytes(b"a" * 5000)
    (tmp_path / "b").write_bytes(b"xyz")
    weights = weigh(tmp_path, files)
    assert weights["all"][:2] == [2, 5003]
    assert weights["font"] == [1, 3, 3]
    assert weights["image"][2] < 100
    assert weigh(tmp_path, files, known={"a"}) == {
        "font": [1, 3, 3],
        "all": [1, 3, 3],
    }
