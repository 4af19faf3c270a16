"""The explorers move in a real browser, and say what Python says."""

import re

import numpy as np
import pytest
from frames_case import (
    FORMS,
    RATES,
    STATES,
    decay,
    explore,
    places,
)

from activations import (
    Gaussian,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Step,
)
from activations.lab import (
    explorer,
    plane_explorer,
    sine,
    sine_explorer,
)
from activations.lab.explorers.frames import UNIT

NUMBER = r"(−?\d+\.\d+)"
FRAME = "<!doctype html><meta charset=utf-8><style>{}</style>{}"


def number(text):
    return float(text.replace("−", "-"))


@pytest.fixture(scope="module")
def play(browser):
    """Open explorers alone, as a notebook does: without a site or network."""
    context = browser.new_context(offline=True, has_touch=True)
    errors = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))

    def open_page(*shown, style=""):
        page.goto("about:blank")
        html = "".join(each.html(script=True) for each in shown)
        page.set_content(FRAME.format(style, html))
        return page

    yield open_page
    context.close()
    assert errors == []


def slide(page, **values):
    """Set sliders by their labels' first words: weight, bias, input."""
    for label, value in values.items():
        slider = page.get_by_role("slider", name=re.compile(label))
        slider.fill(str(value))  # the only one, for others are hidden


def read(page):
    """The numbers of the sentence below a neuron."""
    text = page.locator("activation-explorer p").inner_text()
    found = re.fullmatch(
        rf"x = {NUMBER}: f\(wx \+ b\) = f\({NUMBER}\) = {NUMBER}, "
        rf"slope w·f′\({NUMBER}\) = {NUMBER}",
        text,
    )
    assert found, text
    return [number(group) for group in found.groups()]


@pytest.mark.parametrize(
    "act",
    [Sigmoid(), ReLU(), Step(), LeakyReLU(0.2), Softplus(4)],
    ids=repr,
)
def test_a_neuron_says_what_python_says(play, act):
    page = play(explorer(act))
    for w, b, x in [
        (1, 0, 1.25),
        (-1.7, 0.4, -3.35),
        (2, -3, 1.5),  # the sum is 0: at a kink or jump, if there is one
        (0, 0, 2.5),  # and here for every x
        (0.3, -2.9, 5),
    ]:
        slide(page, weight=w, bias=b, input=x)
        total = w * x + b
        expected = [x, total, act(total), total, w * act.derivative(total)]
        # Half a unit of the last of four decimals, and what a table may err.
        np.testing.assert_allclose(
            read(page), expected, rtol=0, atol=5.1e-5
        )


def test_the_slider_of_a_parameter_changes_the_function(play):
    page = play(explorer(LeakyReLU(0.2), negative_slope=[0, 0.2, 1]))
    slide(page, input=-2)
    for place, slope in enumerate((0, 0.2, 1)):
        slide(page, negative_slope=place)
        assert read(page)[2] == pytest.approx(-2 * slope)
        assert read(page)[4] == pytest.approx(slope)
    assert page.locator("[id$=end-1-0-0] use").evaluate(
        "dot => dot.style.visibility == 'hidden'"  # slope 1 has no kink
    )


def points(page, name):
    """The points of a line as data, one array for each unbroken stretch."""
    path, scales = page.evaluate(
        """name => [
          document.querySelector(`[id$="-${name}"] path`).getAttribute("d"),
          document.querySelector("activation-explorer").data.panels,
        ]""",
        name,
    )
    panel = 1 if name == "slope" else 0
    x_scale, x_shift, y_scale, y_shift = scales[panel]
    return [
        (np.array(re.findall(r"[-\d.]+", stretch), float).reshape(-1, 2)
         - [x_shift, y_shift]) / [x_scale, y_scale]
        for stretch in path.split("M")[1:]
    ]  # fmt: skip


def test_the_curve_moves_with_weight_and_bias(play):
    page = play(explorer(Sigmoid()))
    slide(page, weight=-1.5, bias=2)
    [curve] = points(page, "f")
    x, y = curve.T
    assert (x[0], x[-1]) == pytest.approx((-5, 5), abs=0.01)
    np.testing.assert_allclose(y, Sigmoid()(-1.5 * x + 2), atol=0.01)
    [curve] = points(page, "slope")
    x, y = curve.T
    slope = -1.5 * Sigmoid().derivative(-1.5 * x + 2)
    np.testing.assert_allclose(y, slope, atol=0.01)


def test_a_jump_moves_to_minus_b_over_w_and_stays_a_jump(play):
    page = play(explorer(Step()))
    slide(page, weight=-2, bias=3)
    left, right = points(page, "f")
    np.testing.assert_allclose(left[:, 1], 1, atol=0.01)
    np.testing.assert_allclose(right[:, 1], 0, atol=0.01)
    assert (left[-1, 0], right[0, 0]) == pytest.approx((1.5, 1.5), abs=0.02)


def test_the_tangent_touches_the_curve_with_its_slope(play):
    page = play(explorer(Sigmoid()))
    slide(page, weight=2, bias=1, input=-0.5)
    [[start, end]] = points(page, "tangent")
    middle, (run, rise) = (start + end) / 2, end - start
    assert middle == pytest.approx([-0.5, 0.5], abs=0.01)
    assert rise / run == pytest.approx(0.5, abs=0.01)


def test_keys_move_a_slider_and_say_where_it_is(play):
    page = play(explorer(Sigmoid()))
    weight = page.get_by_label("weight w")
    weight.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    text = weight.get_attribute("aria-valuetext")
    assert text.startswith("1.2; x = 1.25: f(wx + b) = f(1.500) = 0.8176")
    assert page.locator("activation-explorer p").inner_text() in text
    page.keyboard.press("Home")
    assert read(page)[1] == -2.5


def test_reset_brings_everything_back(play):
    page = play(explorer(Sigmoid()))
    before = page.locator("activation-explorer").inner_html()
    slide(page, weight=-2, bias=3, input=0)
    page.get_by_role("button", name="Reset").click()
    assert page.locator("activation-explorer").inner_html() == before


def test_a_copy_of_an_explorer_works_too(play):
    page = play(explorer(Sigmoid()))
    page.evaluate(
        """() => {
          const first = document.querySelector("activation-explorer");
          first.after(first.cloneNode(true));
          first.remove();
        }"""
    )
    slide(page, weight=2)
    assert read(page)[1] == 2.5
    assert page.locator("activation-explorer p").count() == 1


def place(page, x):
    """Where x lies in the window, on the upper panel of a neuron."""
    return page.evaluate(
        """x => {
          const element = document.querySelector("activation-explorer");
          const box = element.svg.getBoundingClientRect();
          const [scale, shift] = element.data.panels[0];
          const {width} = element.svg.viewBox.baseVal;
          return [box.left + (scale * x + shift) / width * box.width,
                  box.top + box.height / 4];
        }""",
        x,
    )


def test_the_pointer_reads_a_value(play):
    page = play(explorer(Sigmoid()))
    page.mouse.move(*place(page, -2))
    assert read(page)[0] == pytest.approx(-2, abs=0.06)


def test_a_touch_reads_a_value(play):
    page = play(explorer(Sigmoid()))
    page.touchscreen.tap(*place(page, 3))
    assert read(page)[0] == pytest.approx(3, abs=0.06)


def test_beside_the_panels_the_pointer_reads_nothing(play):
    page = play(explorer(Sigmoid()))
    before = read(page)
    page.mouse.move(*place(page, -5.6))
    assert read(page) == before


@pytest.mark.parametrize("temperature", [0, 1, 3])
def test_bars_say_what_softmax_says(play, temperature):
    page = play(explorer(Softmax()))
    scores, T = np.array([-0.5, 3, 1.0]), [0.5, 1, 2, 4][temperature]
    slide(page, **{"score A": scores[0], "score B": scores[1]})
    slide(page, **{"score C": scores[2], "temperature": temperature})
    slide(page, growing=2)
    said = page.locator("activation-explorer p").inner_text()
    assert "when C’s score grows" in said
    found = [number(text) for text in re.findall(NUMBER, said)]
    share = Softmax()(scores / T)
    column = Softmax().jacobian(scores / T)[:, 2] / T
    np.testing.assert_allclose(found, [*share, *column], atol=5.1e-5)
    heights = [points_of_bar(page, panel, 1) for panel in range(3)]
    assert heights == pytest.approx([3, share[1], column[1]], abs=0.02)


def points_of_bar(page, panel, bar):
    path, [_, _, scale, shift] = page.evaluate(
        """([panel, bar]) => [
          document.querySelector(`[id$="-bar-${panel}-${bar}"] path`).getAttribute("d"),
          document.querySelector("activation-explorer").data.panels[panel],
        ]""",
        [panel, bar],
    )
    y = np.array(re.findall(r"[-\d.]+", path), float)[1::2]
    heights = (y - shift) / scale
    return heights[np.argmax(np.abs(heights))]


def test_the_pointer_chooses_the_class_whose_score_grows(play):
    page = play(explorer(Softmax()))
    page.mouse.move(*place(page, 2))
    assert page.get_by_role("slider", name="growing").input_value() == "0"
    page.mouse.click(*place(page, 1))
    assert page.get_by_role("slider", name="growing").input_value() == "1"
    assert "as B grows" in page.locator("svg").inner_html()


UNITS = [(1, 3.14, -0.64), (1, 1.57, 1.27), (1, -1.57, -1.27)]


def error(page):
    text = page.locator("activation-explorer p").inner_text()
    return number(re.search(NUMBER, text)[1])


def test_a_sum_of_neurons_has_the_error_that_python_says(play):
    acts = {"ReLU": ReLU(), "Sigmoid": Sigmoid(), "none": LeakyReLU(1)}
    page = play(sine_explorer(acts, UNITS))
    x, y = (column[:, 0] for column in sine())

    def expected(act, units):
        total = sum(v * act(w * x + b) for w, b, v in units)
        return np.mean((total - y) ** 2)

    assert error(page) == pytest.approx(expected(ReLU(), UNITS), abs=1e-4)
    slide(page, neuron=1)
    bias = page.get_by_role("slider", name="its bias")
    assert bias.input_value() == "1.57"
    slide(page, weight=-0.5, bias=1, factor=2)
    units = [UNITS[0], (-0.5, 1, 2), UNITS[2]]
    for number_, act in enumerate(acts.values()):
        slide(page, activation=number_)
        assert error(page) == pytest.approx(expected(act, units), abs=1e-4)
    page.get_by_role("button", name="Reset").click()
    assert error(page) == pytest.approx(expected(ReLU(), UNITS), abs=1e-4)


def test_where_two_neurons_jump_together_nothing_is_drawn_between(play):
    page = play(sine_explorer({"Step": Step()}, [(1, 1, 1), (1, 1, -0.5)]))
    left, right = points(page, "total")
    assert set(left[:, 1].round(2)) == {0}
    assert set(right[:, 1].round(2)) == {0.5}


ACTS = {"step": Step(), "sigmoid": Sigmoid(), "Gaussian": Gaussian()}
WANTED = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}
NEURONS = [
    ("step", "AND", 1, 1, -1.5),  # right
    ("step", "OR", 1, 1, -1),  # on the line, where the step answers 1
    ("step", "XOR", -1, 2, 0.3),
    ("sigmoid", "AND", 2, 2, -2),  # two answers of exactly 1/2
    ("sigmoid", "OR", -1.3, 0.1, 3),
    ("Gaussian", "XOR", 2, 2, -2),  # right
    ("Gaussian", "AND", 0, 0, 0.5),  # one answer everywhere
]


@pytest.mark.parametrize(("name", "task", "w1", "w2", "b"), NEURONS)
def test_over_the_plane_the_page_says_what_python_says(
    play, name, task, w1, w2, b
):
    page = play(plane_explorer(ACTS))
    slide(page, activation=list(ACTS).index(name))
    slide(page, wanted=list(WANTED).index(task))
    slide(page, **{"weight w₁": w1, "weight w₂": w2, "bias": b})
    corners = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
    answers = ACTS[name](w1 * corners[:, 0] + w2 * corners[:, 1] + b)
    right = (answers.round(4) > 0.5) == np.array(WANTED[task], bool)
    said = page.locator("activation-explorer p").inner_text()
    listed, verdict = said.split(". ")
    found = [number(text) for text in re.findall(NUMBER, listed)]
    np.testing.assert_allclose(found, answers, rtol=0, atol=5.1e-5)
    assert verdict == f"{right.sum()} of 4 are right for {task}."
    labels = page.locator("[id*=-answer-] text").all_text_contents()
    assert labels == [
        f"{answer:.2f}" if fine else f"{answer:.2f} wrong"
        for answer, fine in zip(answers, right, strict=True)
    ]
    marks = page.locator("[id*=-corner-] use").evaluate_all(
        "all => all.map(mark => mark.style.fill !== 'canvas')"
    )
    assert marks == [bool(target) for target in WANTED[task]]


def test_the_lines_of_the_plane_run_where_the_answer_is_a_half(play):
    page = play(plane_explorer(ACTS))
    slide(page, activation=2)
    slide(page, **{"weight w₁": -1.5, "weight w₂": 0.5, "bias": 0.2})
    for name in ("half-0", "half-1"):
        [ends] = points(page, name)
        answers = Gaussian()(ends @ [-1.5, 0.5] + 0.2)
        np.testing.assert_allclose(answers, 0.5, atol=0.02)
        assert np.abs(ends).max() > 2  # beyond the plane
    slide(page, **{"weight w₁": 0, "weight w₂": 0})
    assert points(page, "half-0") == []


def test_the_plane_is_shaded_by_the_answer(play):
    page = play(plane_explorer(ACTS))
    slide(page, activation=1)
    slide(page, **{"weight w₁": -1, "weight w₂": 2, "bias": 1})
    stops = page.locator("linearGradient stop").evaluate_all(
        "all => all.map(stop => ['offset', 'stop-opacity'].map("
        "name => Number(stop.getAttribute(name))))"
    )
    offsets, opacities = np.transpose(stops)
    # The sum is smallest at (2, -1), and largest at (-1, 2).
    answers = Sigmoid()(-3 + 9 * offsets)
    np.testing.assert_allclose(opacities, 0.55 * answers, atol=1e-5)
    assert page.locator("[id*=-strip-]").count() == 0


def test_of_every_state_the_page_says_and_shows_what_python_did(play):
    shown = explore()
    page = play(shown)
    for number_, (rate, form) in enumerate(STATES):
        slide(page, rate=RATES.index(rate), form=FORMS.index(form))
        given, said = decay(rate, form)
        assert page.locator("activation-explorer p").inner_text() == said
        before, after = points(page, "curve")  # there is a gap between
        assert (len(before), len(after)) == (3, 27)
        wanted = np.column_stack(places(shown, number_, "curve"))
        drawn = UNIT * np.concatenate([before, after])
        np.testing.assert_allclose(drawn, np.delete(wanted, 3, axis=0))
        hidden = page.locator("[id$=-end] use").evaluate(
            "dot => dot.style.visibility == 'hidden'"
        )
        assert hidden == np.isnan(given["end"][1])
    page.get_by_role("button", name="Reset").click()
    _, said = decay(1, "exponential")
    assert page.locator("activation-explorer p").inner_text() == said


def test_the_screen_reader_hears_the_value_and_the_sentence(play):
    page = play(explore())
    rate = page.get_by_label("rate")
    rate.focus()
    page.keyboard.press("ArrowRight")
    _, said = decay(2, "exponential")
    assert rate.get_attribute("aria-valuetext") == f"2; {said}"


def test_two_explorers_on_a_page_do_not_share_an_id(play):
    page = play(explorer(Sigmoid()), explorer(Sigmoid()))
    ids = page.evaluate(
        "[...document.querySelectorAll('[id]')].map(e => e.id)"
    )
    assert len(ids) == len(set(ids)) > 20
    assert page.locator("activation-explorer p").count() == 2


def test_text_and_axes_follow_the_colour_of_the_page(play):
    page = play(
        explorer(Sigmoid()),
        style="body{background:#111;color:rgb(250,251,252)}",
    )
    colours = page.evaluate(
        """[...document.querySelectorAll("svg text")].map(
             text => getComputedStyle(text).fill)"""
    )
    assert set(colours) == {"rgb(250, 251, 252)"}


def test_without_scripts_the_still_picture_shows(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    html = explorer(ReLU()).html(script=True)
    page.set_content(FRAME.format("", html))
    image = page.get_by_role("img", name="with a kink at 0")
    assert image.bounding_box()["height"] > 200
    assert page.locator("input, button").count() == 0
    context.close()
