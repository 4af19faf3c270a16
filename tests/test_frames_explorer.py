"""The explorer of states that Python has computed beforehand."""

import base64
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from frames_case import STATES, X, decay, explore, figure, places
from matplotlib.figure import Figure

from activations.lab.explorers.frames import UNIT


def picture(shown):
    source = re.search('base64,([^"]*)', shown.html(script=False))[1]
    return base64.b64decode(source).decode()


def drawn_path(shown, gid):
    [path] = re.findall(f'<g id="{gid}"> <path d="([^"]*)"', picture(shown))
    return np.array(re.findall(r"-?[\d.]+", path), float).reshape(-1, 2)


# --- What is stored ------------------------------------------------------


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_start_is_stored_where_matplotlib_draws_it(scale):
    shown = explore(drawn=figure(scale))
    x, y = places(shown, 2, "curve")  # of rate 1, exponential
    assert np.flatnonzero(np.isnan(y)).tolist() == [3]
    assert not np.isnan(x).any()
    stored = np.column_stack([x, y])[~np.isnan(y)]
    drawn = drawn_path(shown, "curve")
    # matplotlib leaves out points that a straight line needs not.
    for place in drawn:
        assert np.abs(stored - place).max(axis=1).min() <= UNIT / 2 + 0.01


def test_a_state_has_the_points_that_python_gave():
    shown = explore()
    low, high = 0.01, 2
    top, bottom = drawn_limits(shown)
    for number, (rate, form) in enumerate(STATES):
        points, said = decay(rate, form)
        assert shown.data["said"][number] == said
        _, y = places(shown, number, "curve")
        share = (points["curve"][1] - low) / (high - low)
        expected = bottom + share * (top - bottom)
        np.testing.assert_allclose(y, expected, rtol=0, atol=UNIT)


def drawn_limits(shown):
    """Where the axis of y ends in the picture, from matplotlib's frame."""
    clip = re.search(
        r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"',
        picture(shown),
    )
    top, height = float(clip[1]), float(clip[2])
    return top, top + height


def test_what_does_not_change_is_stored_once():
    shown = explore()
    x = {moves[0] for moves in shown.data["moves"]}
    still = {tuple(moves[4:]) for moves in shown.data["moves"]}
    assert len(x) == len(still) == 1
    # x, six curves, x of the dot, its four heights and nan, and the line.
    assert len(shown.data["arrays"]) == 1 + 6 + 1 + 4 + 1 + 1


def test_the_picture_begins_at_the_start_whatever_was_drawn():
    one, other = (
        explore(),
        explore(
            start={"rate": 2, "form": "slow"},
            frame=lambda rate, form: decay(min(rate, 1.9), form),
        ),
    )
    assert one.data["arrays"] != other.data["arrays"]
    assert not np.array_equal(
        drawn_path(one, "curve"), drawn_path(other, "curve")
    )


def test_a_point_far_outside_stays_outside_and_short():
    def frame(height):
        return {"curve": ([0, 1, 2], [1, height, 1])}, f"{height:g}"

    shown = explore(
        frame, sliders={"height": [1, 1e300, -1e300]}, start={"height": 1}
    )
    tops = [places(shown, state, "curve")[1][1] for state in (1, 2)]
    assert tops == [-5000, 5000]
    assert len(str(shown.data["arrays"])) < 100


def test_text_and_axes_have_the_colour_of_the_page():
    colours = set(re.findall(r"#[0-9a-f]{6}\b", picture(explore())))
    assert colours == {
        "#333333",
        "#fefefe",
        "#0072b2",
        "#d55e00",
        "#b2b2b2",
    }


def test_frame_may_fill_the_same_array_in_every_state():
    held = np.zeros_like(X)

    def refilled(rate, form):
        points, said = decay(rate, form)
        held[:] = points["curve"][1]
        return points | {"curve": (X, held)}, said

    assert explore(refilled).data == explore(decay).data


def test_the_figure_is_not_shown_a_second_time():
    drawn, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], gid="line")
    explore(
        lambda n: ({"line": ([0, 1], [0, n])}, f"{n}"),
        drawn,
        sliders={"n": [1, 2]},
        start={"n": 1},
    )
    assert not plt.fignum_exists(drawn.number)


def test_a_slider_is_called_as_the_argument_of_frame():
    shown = explore(
        lambda learning_rate: (
            {"curve": (X, np.exp(-learning_rate * X))},
            f"{learning_rate}",
        ),
        sliders={"learning_rate": [0.001, 10]},
        start={"learning_rate": 10},
    )
    [slider] = shown.data["sliders"]
    assert (slider["key"], slider["label"]) == (
        "learning_rate",
        "learning rate",
    )
    assert slider["names"] == ["0.001", "10"]
    assert (slider["min"], slider["max"], slider["value"]) == (0, 1, 1)


# --- What it refuses -----------------------------------------------------


def change(at, **points):
    """Return decay, but with other points in one state."""

    def frame(rate, form):
        found, said = decay(rate, form)
        if (rate, form) == at:
            found |= points
        return found, said

    return frame


AT = (2, "slow")
DOTTED = figure()
DOTTED.axes[0].plot(X, X, "o-", gid="both")
RED = figure()
RED.axes[0].plot(X, X, color="red")
TWICE = figure()
TWICE.axes[0].plot(X, X, gid="curve")

STEPS = figure()
STEPS.axes[0].lines[0].set_drawstyle("steps-post")
POLAR = Figure()
POLAR.add_subplot(projection="polar").plot(X, X, gid="curve")

WRONG = [
    (
        {"start": {"rate": 1}},
        r"must name each of the sliders \['rate', 'form'\]",
    ),
    ({"sliders": {}, "start": {}}, "must name each of the sliders"),
    (
        {"start": {"rate": 3, "form": "slow"}},
        r"rate starts at 3, not in \['0.5', '1', '2'\]",
    ),
    (
        {"sliders": {"rate": [1], "form": ["slow"]}},
        "rate needs several, different values",
    ),
    (
        {"sliders": {"rate": [1, None], "form": ["slow"]}},
        r"rate must offer finite numbers or words, got \[1, None\]",
    ),
    *(
        (
            {"sliders": {"rate": [1, bad], "form": ["slow"]}},
            "rate must offer finite numbers or words, got",
        )
        for bad in (np.nan, np.inf, "", "\u200b", True)
    ),
    (
        {
            "frame": lambda rate, form: (
                {"curve": (X, X)},
                f"{rate}, {form}",
            )
        },
        "rate moves nothing: all of its states look alike",
    ),
    (
        {"frame": lambda rate, form: ({"curve": (X, rate * X)}, form)},
        "form moves nothing: all of its states look alike",
    ),
    (
        {"sliders": {"rate": [1, 1 + 1e-9], "form": ["slow"]}},
        r"different values, got \['1', '1'\]",
    ),
    (
        {"sliders": {"rate": [1, 2], "form": ["a,b", "c"]}},
        "no comma or colon",
    ),
    ({"alt": " \u200b"}, "alt and caption must each say something"),
    ({"alt": None}, "alt and caption must each say something"),
    ({"alt": ""}, "alt and caption must each say something"),
    ({"frame": lambda rate, form: 3}, "at rate = 0.5, form = exponential"),
    (
        {"frame": lambda rate, form: ({"curve": (X, X)}, "")},
        "no sentence, at rate = 0.5",
    ),
    ({"frame": lambda rate, form: ({}, "said")}, "no points"),
    (
        {"frame": lambda rate, form: ({"curve": (X, "a")}, "said")},
        "could not convert",
    ),
    (
        {"frame": change(AT, curve=(X, X[1:]))},
        r"'curve' .* \(31,\) and \(30,\) at rate = 2, form = slow",
    ),
    (
        {"frame": change(AT, more=(X, X))},
        r"must move \['curve', 'end', 'still'\], got .*'more'",
    ),
    ({"frame": change(AT, end=([1, 2], [1, 2]))}, "have 1 dots 'end'"),
    (
        {"frame": lambda rate, form: ({"curv": (X, X)}, "said")},
        r"0 lines .* gid 'curv'.* are \['curve', 'end', 'still'\]",
    ),
    (
        {"frame": lambda rate, form: ({"a b": (X, X)}, "said")},
        "got 'a b'",
    ),
    (
        {
            "drawn": DOTTED,
            "frame": lambda rate, form: ({"both": (X, X)}, "said"),
        },
        "'both' is a line with dots",
    ),
    ({"drawn": TWICE}, "2 lines of the figure have the gid 'curve'"),
    ({"drawn": STEPS}, "'curve' must go straight from point to point"),
    ({"drawn": POLAR}, "the axes of 'curve' must be straight"),
    ({"drawn": RED}, r"the colours to use, got \['#ff0000'\]"),
    (
        {"frame": change((1, "exponential"), end=(1, np.nan))},
        "all of 'end' must be in the picture at the start",
    ),
    (
        {"frame": change((1, "exponential"), curve=([], []))},
        "all of 'curve' must be in the picture at the start",
    ),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG)
def test_what_cannot_be_shown_is_refused_with_the_reason(wrong, message):
    with pytest.raises(ValueError, match=f"^frames_explorer: .*{message}"):
        explore(**wrong)


def test_more_than_60_kb_are_refused():
    rng = np.random.default_rng(0)

    def noise(seed):
        return {
            "curve": (np.linspace(0, 3, 500), rng.random(500))
        }, "Noise."

    seeds = {"sliders": {"seed": range(100)}, "start": {"seed": 0}}
    with pytest.raises(
        ValueError,
        match=r"100 states make it \d{3}\.\d kB large, and 60 kB",
    ):
        explore(noise, **seeds)
