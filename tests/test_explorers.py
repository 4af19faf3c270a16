"""The explorers: their tables are right, and their still picture too."""

import base64
import json
import math
import re
from functools import partial
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from activation_cases import ELEMENTWISE, probes
from frames_case import explore
from hard_to_state import HardTanh
from numpy.polynomial import Chebyshev
from probes import Snake

import activations
from activations import (
    GLU,
    Gaussian,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Step,
    Tanh,
)
from activations.base import Interval
from activations.lab import (
    explorer,
    plane_explorer,
    sine,
    sine_explorer,
)
from activations.lab.explorers.drawing import SCRIPT, read
from activations.lab.explorers.tables import share_table, table
from activations.lab.traits import one_channel
from tools.chapters import notebooks
from tools.processes import KERNEL_ENV

PLANE_ACTS = {"step": Step(), "sigmoid": Sigmoid(), "Gaussian": Gaussian()}

MAKERS = [
    lambda: explorer(LeakyReLU(0.2), negative_slope=[0, 0.2, 1]),
    lambda: explorer(Softplus(), beta=[1, 2, 4, 8]),
    lambda: sine_explorer(
        {"ReLU": ReLU(), "Tanh": Tanh()}, [(1, 0, 1)] * 4
    ),
    lambda: explore(),
    lambda: plane_explorer(PLANE_ACTS),
]
NAMES = ["LeakyReLU over slopes", "Softplus over betas", "sums"]
NAMES += ["frames", "plane"]

# One of each kind. Those of the chapters are looked at as they are stored.
KINDS = [Tanh(), ReLU(), Step(), Softmax(), GLU(), Snake(5)]
KINDS += [cls.example() for cls in probes()]
every_maker = pytest.mark.parametrize(
    "make",
    [*MAKERS, *(partial(explorer, act) for act in KINDS)],
    ids=[*NAMES, *map(repr, KINDS)],
    scope="module",
)


# To make them all takes as long as to test them: so one after another.
@pytest.fixture(scope="module")
def shown(make):
    return make()


class Page(HTMLParser):
    """The tags of an explorer's HTML, and the text of its scripts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.texts = [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, text):
        kind = self.tags[-1][1].get("type", self.tags[-1][0])
        self.texts[kind] = self.texts.get(kind, "") + text


def page(shown):
    return Page(shown.html(script=True))


def data(shown):
    return json.loads(page(shown).texts["application/json"])


def picture(shown):
    [source] = [a["src"] for tag, a in page(shown).tags if tag == "img"]
    head, image = source.split(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(image).decode()


# --- What Python computes ------------------------------------------------


def pieces_of(stored):
    """Return the pieces of a table, as NumPy's polynomials."""
    edges = stored["edges"]
    return [
        Chebyshev(coefficients, domain=[left, right])
        for left, right, coefficients in zip(
            edges[:-1], edges[1:], stored["pieces"], strict=True
        )
    ]


@pytest.mark.parametrize("act", ELEMENTWISE, ids=repr)
def test_between_the_edges_of_a_table_f_and_its_slope_are_right(act):
    act = one_channel(act)
    stored = table(act, -13, 13)
    breaks = sorted({*act.kinks, *act.jumps})
    assert [at for at, _, _ in stored["breaks"]] == breaks
    assert set(breaks) <= set(stored["edges"])
    for piece in pieces_of(stored):
        x = np.linspace(*piece.domain, 503)[1:-1]
        np.testing.assert_allclose(piece(x), act(x), rtol=0, atol=1e-6)
        np.testing.assert_allclose(
            piece.deriv()(x), act.derivative(x), rtol=0, atol=1e-6
        )


def test_a_break_beyond_the_table_is_no_part_of_it():
    stored = table(LeakyReLU(0.2), 1, 2)
    assert (stored["edges"], stored["breaks"]) == ([1, 2], [])


def test_a_derivative_that_is_not_the_slope_is_refused():
    class Wrong(Sigmoid):
        def _derivative(self, x):
            return 1.1 * super()._derivative(x)

    with pytest.raises(ValueError, match="its derivative is not its slope"):
        table(Wrong(), -2, 2)


@pytest.mark.parametrize("act", [Step(), ReLU(), LeakyReLU(0.2)], ids=repr)
def test_at_a_break_the_table_keeps_what_the_class_chose(act):
    [[at, f, d]] = table(act, -2, 2)["breaks"]
    assert (at, f, d) == (0, act(0), act.derivative(0))


def test_a_straight_piece_needs_its_ends_only():
    stored = table(ReLU(), -2, 3)
    assert stored["edges"] == [-2, 0, 3]
    # On the right, in the middle 1.5 and to either side as much.
    assert stored["pieces"] == [[0], [1.5, 1.5]]


@pytest.mark.parametrize("temperature", [0.5, 1, 4])
def test_the_shares_of_any_three_scores_are_in_the_table(temperature):
    step, most = 0.5, 12
    rows = share_table(Softmax(), most, step, temperature)
    scores = np.array([-1.5, 2.0, 0.5])
    second, third = np.round((scores[1:] - scores[0]) / step).astype(int)
    column = third - max(-most, second - most)
    found = [
        np.cumsum(rows[name][second + most])[column] / 1e4 for name in rows
    ]
    share = Softmax()(scores / temperature)
    slopes = Softmax().jacobian(scores / temperature) / temperature
    np.testing.assert_allclose(
        found, [share[0], slopes[0, 0], slopes[0, 1]], rtol=0, atol=5.1e-5
    )


def test_the_best_straight_line_has_the_error_of_least_squares():
    x, y = sine()
    columns = np.column_stack([x, np.ones(len(x))])
    _, [rest], *_ = np.linalg.lstsq(columns, y)
    shown = sine_explorer({"ReLU": ReLU()}, [(1, 0, 1)])
    assert data(shown)["straight"] == pytest.approx(rest / len(x), abs=1e-6)


def test_the_lines_of_the_plane_are_where_the_answer_is_a_half():
    assert data(plane_explorer(PLANE_ACTS))["halves"] == [
        [0],
        [0],
        # exp(-t^2) = 1/2 where t^2 = log 2
        pytest.approx([-np.sqrt(np.log(2)), np.sqrt(np.log(2))], abs=1e-6),
    ]


def test_the_plane_has_as_much_colour_as_the_neuron_answers():
    image = picture(plane_explorer({"sigmoid": Sigmoid()}, 2, 0, -1))
    strips = re.findall(
        r'<g id="strip-\d+"> <path d="M ([\d.]+) [^"]*"[^>]*? '
        r'style="[^"]*?opacity: ([\d.]+)',
        image,
    )
    assert len(strips) == 40
    opacities = [float(opacity) for _, opacity in strips]
    # From x1 = -1 to 2, each strip with the answer in its middle.
    x1 = np.linspace(-1, 2, 41)
    answers = Sigmoid()(2 * (x1[1:] + x1[:-1]) / 2 - 1)
    np.testing.assert_allclose(opacities, 0.55 * answers, atol=0.01)


@pytest.mark.parametrize(
    ("acts", "error", "message"),
    [
        ({}, ValueError, "acts must hold one at least"),
        ({"tanh": Tanh()}, ValueError, "whose answers go from -1 to 1"),
        ({"ReLU": ReLU()}, ValueError, "whose answers go from 0 to inf"),
        ({"softmax": Softmax()}, TypeError, "acts must be element-wise"),
        ({"class": Sigmoid}, TypeError, "acts must be element-wise"),
    ],
    ids=str,
)
def test_a_plane_of_other_answers_is_refused(acts, error, message):
    with pytest.raises(error, match=f"plane_explorer: .*{message}"):
        plane_explorer(acts)
    with pytest.raises(ValueError, match="plane_explorer: b must be"):
        plane_explorer({"step": Step()}, b=math.nan)


@pytest.mark.parametrize("value", [2.1, -1e9])
def test_a_start_that_no_slider_reaches_is_refused(value):
    with pytest.raises(ValueError, match=f"w₁ must start .* got {value}"):
        plane_explorer({"step": Step()}, value)
    with pytest.raises(ValueError, match=f"its weight w .* got {value}"):
        sine_explorer({"ReLU": ReLU()}, [(1, 0, 1), (value, 0, 1)])


def test_a_plane_that_jumps_is_drawn_in_two_parts():
    image = picture(plane_explorer({"step": Step()}, 1, 1, -0.5))
    assert image.count('<g id="strip-') == 2


def test_the_words_of_the_plane_are_computed():
    shown = repr(plane_explorer(PLANE_ACTS, 2, 2, -3))
    assert "step(2 x1 +2 x2 -3)" in shown
    assert "0.00 at (0, 0), 0.00 at (0, 1), 0.00 at (1, 0), 1.00" in shown


# --- The output ----------------------------------------------------------


@pytest.mark.parametrize(("span", "marked"), [(5, 4), (1, 0), (0.5, 0)])
def test_breaks_in_sight_are_marked_and_others_are_none_of_it(span, marked):
    shown = explorer(HardTanh(), span=span)
    assert len(data(shown)["ends"]) == marked


@every_maker
def test_an_explorer_is_at_most_60_kb(shown):
    assert len(shown.html(script=True).encode()) <= 60_000


@every_maker
def test_what_is_stored_changes_with_neither_script_nor_style(shown):
    html = shown.html(script=False)
    kinds = [a.get("type") for tag, a in Page(html).tags if tag == "script"]
    assert kinds == ["application/json"]
    assert not [tag for tag, _ in Page(html).tags if tag == "style"]
    assert "style=" not in html


def test_jupyter_gets_the_script_unless_its_outputs_are_stored(monkeypatch):
    shown = explorer(Tanh())
    monkeypatch.delenv(SCRIPT, raising=False)
    assert shown._repr_html_() == shown.html(script=True)
    monkeypatch.setenv(SCRIPT, KERNEL_ENV[SCRIPT])
    assert shown._repr_html_() == shown.html(script=False)


def test_the_script_in_an_output_is_all_of_the_code_but_comments():
    lines = [line.strip() for line in read("explorer.js").splitlines()]
    code = [line for line in lines if line and not line.startswith("//")]
    script = page(MAKERS[0]()).texts["script"]
    assert script.strip().splitlines() == code


def test_no_stored_output_holds_the_script():
    for path in notebooks():
        text = path.read_text(encoding="utf-8")
        assert "customElements" not in text, (
            f"python run.py refresh {path.stem}"
        )


def test_a_stored_explorer_is_at_most_60_kb_with_its_script():
    script = page(MAKERS[0]()).texts["script"]
    found = 0
    for path in notebooks():
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                html = output.get("data", {}).get("text/html", "")
                if html.startswith("<activation-explorer"):
                    found += 1
                    size = len((html + script).encode())
                    assert size <= 60_000, path.stem
    assert found >= len(activations.__all__)


@every_maker
def test_all_is_in_one_element_and_nothing_comes_from_elsewhere(shown):
    tags = page(shown).tags
    assert tags[0][0] == "activation-explorer"
    html = shown.html(script=True)
    assert html.endswith("</activation-explorer>")
    addresses = [
        value
        for _, attributes in tags
        for name, value in attributes.items()
        if name in ("src", "href")
    ]
    assert [a[:5] for a in addresses] == ["data:"]
    assert not any("id" in attributes for _, attributes in tags)


@every_maker
def test_without_scripts_a_picture_with_its_alt_text_is_left(shown):
    images = [a for tag, a in page(shown).tags if tag == "img"]
    assert len(images) == 1
    assert len(images[0]["alt"]) > 60
    [figure] = [a for tag, a in page(shown).tags if tag == "figure"]
    assert figure["role"] == "group"
    assert figure["aria-label"]
    assert picture(shown).startswith("<svg")


def test_the_words_for_the_picture_are_computed():
    assert "0.00 at -5, 0.00 at 0, 5.00 at 5, with a kink at 0" in repr(
        explorer(ReLU())
    )
    step = repr(explorer(Step()))
    assert "a jump at 0. Below, its slope, which is 0 everywhere." in step
    assert "between -0.86 and 0.86" in repr(explorer(Gaussian()))


def test_the_script_holds_no_formula_of_an_activation():
    script = page(explorer(Sigmoid())).texts["script"]
    used = set(re.findall(r"Math\.(\w+)", script))
    assert used <= {"abs", "ceil", "max", "round"}
    assert "**" not in script.replace("** 2", "")  # the squared error


@pytest.mark.parametrize("act", [Sigmoid(), ReLU(), Step()], ids=repr)
def test_the_scales_place_the_curve_where_matplotlib_drew_it(act):
    shown = explorer(act)
    x_scale, x_shift, y_scale, y_shift = data(shown)["panels"][0]
    [path] = re.findall(r'<g id="f"> <path d="([^"]*)"', picture(shown))
    drawn = np.array(re.findall(r"[-\d.]+", path), float).reshape(-1, 2)
    x = (drawn[:, 0] - x_shift) / x_scale
    y = (drawn[:, 1] - y_shift) / y_scale
    assert (x.min(), x.max()) == pytest.approx((-5, 5), abs=0.01)
    away = np.abs(x) > 0.01  # a rounded x may lie beyond a jump
    np.testing.assert_allclose(y[away], act(x[away]), atol=0.03)


def test_the_dots_at_a_jump_are_hollow_in_any_theme():
    dots = re.findall(
        r'<g id="end-([\d-]+)">.*?<use ([^>]*)>',
        picture(explorer(Step())),
    )
    filled = {name: "fill: #fefefe" not in style for name, style in dots}
    assert filled == {"0-0-0": True, "0-0-1": False}


def test_a_slider_offers_the_values_of_a_parameter():
    shown = explorer(Softplus(2), beta=[1, 2, 4])
    slider = data(shown)["sliders"][0]
    assert slider["names"] == ["1", "2", "4"]
    assert slider["value"] == 1
    assert len(data(shown)["tables"]) == 3


# --- What it refuses -----------------------------------------------------


def test_a_parameter_that_the_activation_does_not_have_is_refused():
    with pytest.raises(
        TypeError, match=r"Sigmoid\(\) has no parameter 'beta'"
    ):
        explorer(Sigmoid(), beta=[1])


def test_softmax_has_no_parameter_to_slide():
    for values in ({"beta": [1]}, {"axis": [-1, 0]}):
        with pytest.raises(TypeError, match="no parameter to slide over"):
            explorer(Softmax(), **values)


def test_a_softmax_along_any_axis_is_shown_in_the_same_way():
    shown = explorer(Softmax(axis=0))
    assert shown.html(script=True) == explorer(Softmax()).html(script=True)


def test_two_parameters_are_refused():
    with pytest.raises(TypeError, match="one parameter at most"):
        explorer(Softplus(), beta=[1], alpha=[1])


def test_values_without_the_own_one_are_refused():
    with pytest.raises(ValueError, match=r"must include 1\.0"):
        explorer(Softplus(), beta=[2, 4])


@pytest.mark.parametrize("offered", [[1], [1, 1, 2], [1, 1 + 1e-9]])
def test_values_that_look_alike_are_refused(offered):
    with pytest.raises(ValueError, match="beta needs several, different"):
        explorer(Softplus(), beta=offered)


@pytest.mark.parametrize("act", [None, Sigmoid, "Sigmoid"])
def test_what_is_no_activation_is_refused(act):
    with pytest.raises(
        TypeError, match="explorer: act must be an activation"
    ):
        explorer(act)


def test_answers_without_a_known_end_are_refused():
    class Unknown(Sigmoid):
        range = Interval(math.nan, 1)

    with pytest.raises(ValueError, match="answers must go from 0 to 1"):
        plane_explorer({"unknown": Unknown()})
