"""Explorers on the site: Back, touch, links, forced colours, JupyterLite."""

import re

import numpy as np
import pytest

from activations import ReLU, Sigmoid, Softmax
from activations.lab import explorer
from tools.processes import chromium

SIGMOID = "/notebooks/activations/sigmoid.html"
SINE = "/notebooks/foundations/why_nonlinearity.html"
PLANE = "/notebooks/foundations/one_neuron.html"
START = {"w": "1", "b": "0", "x": "2"}  # of the chapter on the sigmoid

# Of each explorer, the values of its sliders.
STATES = """() => [...document.querySelectorAll("activation-explorer")].map(
  ({inputs}) => Object.fromEntries(
    Object.entries(inputs).map(([key, {input}]) => [key, input.value])))"""
# Whether what stands beside each slider is what its thumb says.
AGREES = """() => {
  const {inputs} = document.querySelector("activation-explorer");
  return Object.values(inputs).every(({input, output, names}) => {
    const said = output.textContent.replace("−", "-");
    return names ? said === names[input.value] : Number(said) === Number(input.value);
  });
}"""


def state(page):
    return page.evaluate(STATES)[0]


def readout(page):
    return page.locator("activation-explorer p").inner_text()


def change_sigmoid(page):
    page.get_by_role("slider", name="weight").fill("-1.5")
    page.get_by_role("slider", name="input").fill("0.5")


def change_sine(page):
    page.get_by_role("slider", name="activation").fill("2")
    page.get_by_role("slider", name="its bias").fill("1")
    page.get_by_role("slider", name="neuron").fill("2")
    page.get_by_role("slider", name="its factor").fill("0.5")


def change_plane(page):
    page.get_by_role("slider", name="activation").fill("2")
    page.get_by_role("slider", name="wanted").fill("2")
    page.get_by_role("slider", name="bias").fill("-2")


# --- Back ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "change"),
    [(SIGMOID, change_sigmoid), (SINE, change_sine), (PLANE, change_plane)],
)
def test_after_back_all_is_as_it_was_left(visit, path, change):
    page = visit(path).page
    change(page)
    left = state(page), readout(page)
    page.goto("/index.html")
    page.go_back()
    assert page.evaluate(
        "performance.getEntriesByType('navigation')[0].type"
    ) == ("back_forward")
    assert (state(page), readout(page)) == left
    assert page.evaluate(AGREES)


def test_after_back_from_the_browsers_cache_too(browser, address):
    path = chromium(whole=True)
    if path is None:
        pytest.skip("no Chromium on this machine that keeps pages for Back")
    cached = browser.browser_type.launch(
        executable_path=path,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = cached.new_page()
    page.add_init_script(
        "addEventListener('pageshow', event => window.kept = event.persisted)"
    )
    page.goto(address + SIGMOID)
    change_sigmoid(page)
    left = state(page), readout(page)
    page.goto(address + "/index.html")
    page.go_back(wait_until="commit")  # a kept page is not loaded
    assert page.evaluate("kept")
    assert (state(page), readout(page)) == left
    assert page.evaluate(AGREES)
    cached.close()


# --- Touch ---------------------------------------------------------------


@pytest.fixture
def phone(visit):
    """A chapter on a phone, and a finger that moves on it."""
    opened = visit(SIGMOID, width=390, is_mobile=True)
    touch = opened.context.new_cdp_session(opened.page)

    def swipe(selector, dx, dy):
        """Return how far the page has scrolled."""
        element = opened.page.locator(selector).first
        element.evaluate("e => e.scrollIntoView({block: 'center'})")
        box, before = element.bounding_box(), scroll(opened.page)
        x = box["x"] + 0.45 * box["width"]
        y = box["y"] + 0.35 * box["height"]

        def send(kind, *points):
            points = [{"x": x, "y": y} for x, y in points]
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": points},
            )

        send("touchStart", (x, y))
        for part in np.linspace(0, 1, 13)[1:]:
            send("touchMove", (x + part * dx, y + part * dy))
        send("touchEnd")
        return scroll(opened.page) - before

    return opened.page, swipe


def scroll(page):
    """Where the page has come to rest."""
    places = [page.evaluate("scrollY"), None]
    while places[-1] != places[-2]:
        page.wait_for_timeout(150)
        places.append(page.evaluate("scrollY"))
    return places[-1]


PARTS = ["activation-explorer svg", "activation-explorer input"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("across", [0, 30])
def test_a_finger_that_scrolls_changes_nothing(phone, part, across):
    page, swipe = phone
    before = readout(page)
    assert swipe(part, across, -150) > 50
    assert state(page) == START
    assert readout(page) == before
    assert page.evaluate(AGREES)


@pytest.mark.parametrize("part", PARTS)
def test_a_finger_that_moves_sideways_moves_the_slider(phone, part):
    page, swipe = phone
    assert swipe(part, 130, 20) == 0
    moved = "x" if part.endswith("svg") else "w"
    there = state(page)
    assert float(there.pop(moved)) > float(START[moved])
    assert there.items() < START.items()
    assert page.evaluate(AGREES)


def test_a_tap_reads_a_value(phone):
    page, _ = phone
    svg = page.locator("activation-explorer svg")
    svg.evaluate("e => e.scrollIntoView({block: 'center'})")
    box = svg.bounding_box()
    page.touchscreen.tap(
        box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"]
    )
    assert float(state(page)["x"]) < 0


# --- Large letters -------------------------------------------------------


def test_in_letters_twice_as_large_the_sliders_can_be_moved(visit):
    page = visit(SIGMOID).page
    page.add_style_tag(content=":root { font-size: 32px }")
    for slider in page.locator("activation-explorer input").all():
        assert slider.bounding_box()["width"] > 200
    wider = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(wider) <= 0


# --- A link to a state ---------------------------------------------------


def link(page):
    page.get_by_role("button", name="Link to this state").click()
    status = page.get_by_role("status")
    status.filter(has_text="address").wait_for()
    return page.url, status.inner_text()


def test_a_link_shows_the_state_that_it_was_made_in(visit):
    opened = visit(SIGMOID, new=True)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.page
    change_sigmoid(page)
    assert page.url.endswith(SIGMOID), "no address changes by itself"
    url, said = link(page)
    assert url.endswith("?explorer-1=w:-1.5,x:0.5#explorer-1")
    assert said == "Copied: the address of this page now leads here."
    assert page.evaluate("navigator.clipboard.readText()") == url
    left = state(page), readout(page)
    page.get_by_role("slider", name="bias").fill("1")
    assert page.get_by_role("status").inner_text() == ""
    assert page.url == url, "no address changes by itself"

    there = visit(url).page
    assert (state(there), readout(there)) == left
    assert there.evaluate(AGREES)
    top = there.locator("activation-explorer").bounding_box()["y"]
    assert 0 <= top < 100


def test_a_link_to_a_sum_names_what_was_changed(visit):
    page = visit(SINE).page
    change_sine(page)
    url, _ = link(page)
    assert url.endswith(
        "?explorer-1=parameter:Tanh,unit:3+of+4,b1:1,v3:0.5#explorer-1"
    )
    there = visit(url).page
    assert (state(there), readout(there)) == (state(page), readout(page))


def test_a_link_bears_names_with_a_comma(visit):
    page = visit("/notebooks/activations/glu.html").page
    page.get_by_role("slider", name="inputs").fill("1")
    page.get_by_role("slider", name="weight").fill("-2")
    url, _ = link(page)
    there = visit(url).page
    assert (state(there), readout(there)) == (state(page), readout(page))


def test_a_link_to_a_plane_names_what_was_changed(visit):
    page = visit(PLANE).page
    change_plane(page)
    url, _ = link(page)
    assert url.endswith(
        "?explorer-1=parameter:Gaussian,wanted:XOR,b:-2#explorer-1"
    )
    there = visit(url).page
    assert (state(there), readout(there)) == (state(page), readout(page))


@pytest.mark.parametrize("clipboard", ["undefined", "{writeText: fail}"])
def test_without_a_clipboard_the_address_alone_shows_the_link(
    visit, clipboard
):
    page = visit(SIGMOID).page
    page.evaluate(
        f"""() => {{
          const fail = () => Promise.reject(new Error("not allowed"));
          Object.defineProperty(navigator, "clipboard", {{value: {clipboard}}});
        }}"""
    )
    change_sigmoid(page)
    url, said = link(page)
    assert "?explorer-1=w:-1.5,x:0.5" in url
    assert said.endswith("leads here: copy it from there.")


def test_the_address_wins_over_what_the_browser_restores(visit):
    page = visit(SIGMOID + "?explorer-1=w:0.5").page
    change_sigmoid(page)
    page.goto("/index.html")
    page.go_back()
    assert state(page) == {**START, "w": "0.5"}
    assert page.evaluate(AGREES)


def test_a_reader_is_not_set_back_when_a_slow_page_has_loaded(visit):
    opened = visit("/index.html", new=True)
    held = []
    opened.context.route("**/*.svg", lambda route: held.append(route))
    page = opened.page
    page.goto(SIGMOID + "?explorer-1=w:0.5", wait_until="commit")
    page.get_by_role("slider", name="weight").fill("2")
    assert page.evaluate("document.readyState") == "interactive"
    for route in held:
        route.continue_()
    page.wait_for_load_state()
    assert state(page)["w"] == "2"


@pytest.fixture
def bare(visit):
    """Open a page of explorers, drawn by `draw`, with a query."""
    opened = visit("/index.html", new=True)
    script = (
        '<script data-linked="yes" src="/_static/explorer.js"></script>'
    )

    def open_page(html, query):
        opened.context.route(
            "**/bare.html*",
            lambda route: route.fulfill(
                content_type="text/html; charset=utf-8",
                body=f"<!doctype html>{html}{script}",
            ),
        )
        opened.page.goto(f"/bare.html?{query}")
        assert not opened.errors
        return opened.page

    return open_page


def draw(function):
    return explorer(function).html(script=False)


IMPOSSIBLE = [
    *("w:9", "w:-9", "w:0.55", "w:", "w", "w:NaN", "w:Infinity"),
    *("w:0x1", "w: 1", "w:<b>", "x:one", "b:2,b:null", "", ",", ":"),
    *("toString:1", "explorer:1", "parameter:0", "w:1&explorer-99=w:2"),
]


def test_an_impossible_value_or_an_unknown_name_is_ignored(bare):
    query = "&".join(
        f"explorer-{2 * n + 1}={said}&explorer-{2 * n + 2}=b:2,{said}"
        for n, said in enumerate(IMPOSSIBLE)
    )
    html = draw(Sigmoid()) * (2 * len(IMPOSSIBLE) + 1)
    *states, start = bare(html, query).evaluate(STATES)
    for n, said in enumerate(IMPOSSIBLE):
        alone, both = states[2 * n : 2 * n + 2]
        assert alone == start, said
        assert both == start | {"b": "0" if "b:null" in said else "2"}, said


def test_a_link_chooses_a_class_and_its_score(bare):
    page = bare(draw(Softmax()), "explorer-1=class:D,temperature:3,A:-1.5")
    assert [*state(page).values()] == ["-1.5", "1", "0", "1", "0"]


def test_explorers_are_numbered_in_the_order_of_the_page(bare):
    html = draw(Sigmoid()) + draw(Softmax()) + draw(ReLU())
    page = bare(html, "explorer-3=w:0.5&other=1%2C2")
    ids = "[...document.querySelectorAll('activation-explorer')].map(e => e.id)"
    assert page.evaluate(ids) == [f"explorer-{n}" for n in (1, 2, 3)]
    page.get_by_role("slider", name="temperature").fill("3")
    page.get_by_role("button", name="Link").nth(1).click()
    assert page.url.endswith(
        "?explorer-3=w:0.5&other=1,2&explorer-2=temperature:4#explorer-2"
    )


# --- Forced colours ------------------------------------------------------

# The colours of what is drawn: text, lines, and dots.
DRAWN = """() => {
  const svg = document.querySelector("activation-explorer svg");
  const found = {filter: new Set(), fill: new Set(), stroke: new Set()};
  for (let e = svg; e; e = e.parentElement)
    found.filter.add(getComputedStyle(e).filter);
  for (const text of svg.querySelectorAll("text"))
    found.fill.add(getComputedStyle(text).fill);
  for (const line of svg.querySelectorAll("path, use")) {
    const {stroke, strokeOpacity} = getComputedStyle(line);
    if (stroke !== "none" && strokeOpacity > 0.5) found.stroke.add(stroke);
  }
  const body = getComputedStyle(document.body).backgroundColor;
  return {body, ...Object.fromEntries(
    Object.entries(found).map(([key, set]) => [key, [...set]]))};
}"""


def channels(colour):
    """Of rgb(255, 255, 255) or color(srgb 1 1 1), from 0 to 255."""
    parts = np.array(re.findall(r"[\d.]+", colour)[:3], float)
    return parts if colour.startswith("rgb") else 255 * parts


def luminance(colour):
    parts = channels(colour) / 255
    linear = np.where(
        parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


CHOOSE = "theme => { document.documentElement.dataset.theme = theme; }"


@pytest.mark.parametrize(
    ("path", "lines"), [(SIGMOID, 3), (SINE, 3), (PLANE, 1)]
)
@pytest.mark.parametrize("forced", ["dark", "light"])
def test_in_forced_colours_all_that_is_drawn_is_seen(
    visit, forced, path, lines
):
    page = visit(path, theme=forced, forced_colors="active").page
    for chosen in ("dark", "light"):
        page.evaluate(CHOOSE, chosen)
        found = page.evaluate(DRAWN)
        assert (luminance(found["body"]) < 0.1) == (forced == "dark")
        assert found["filter"] == ["none"]
        for colour in found["fill"]:
            assert contrast(colour, found["body"]) >= 7
        assert len(found["stroke"]) >= lines
        for colour in found["stroke"]:
            assert contrast(colour, found["body"]) >= 3


SHADE = """() => {
  const stops = [...document.querySelectorAll("activation-explorer stop")];
  const {stopColor, stopOpacity} = getComputedStyle(stops.at(-1));
  return [stopColor, Number(stopOpacity)];
}"""


@pytest.mark.parametrize("forced", ["dark", "light"])
def test_in_forced_colours_text_on_the_plane_can_be_read(visit, forced):
    page = visit(PLANE, theme=forced, forced_colors="active").page
    found, (shade, opacity) = page.evaluate(DRAWN), page.evaluate(SHADE)
    assert opacity == 0.55  # where the neuron answers 1
    mixed = opacity * channels(shade)
    mixed += (1 - opacity) * channels(found["body"])
    on_it = "rgb({}, {}, {})".format(*mixed)
    assert found["fill"]
    for colour in found["fill"]:
        assert contrast(colour, on_it) >= 7


GROUND = """image => [
  getComputedStyle(image).filter, getComputedStyle(image).backgroundColor
]"""


@pytest.mark.parametrize("forced", ["dark", "light"])
def test_in_forced_colours_a_figure_has_a_ground_that_it_is_seen_on(
    visit, forced
):
    page = visit(SIGMOID, theme=forced, forced_colors="active").page
    dark = "invert(0.93) hue-rotate(180deg)"
    for chosen in ("dark", "light"):
        page.evaluate(CHOOSE, chosen)
        filter_, ground = page.eval_on_selector("article img", GROUND)
        assert filter_ == (dark if forced == "dark" else "none")
        assert ground == "rgb(255, 255, 255)"
