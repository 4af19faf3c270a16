"""The explorer of a neuron: f(wx + b), and its slope."""

import inspect

import numpy as np
from matplotlib.figure import Figure

from activations.lab.explorers.drawing import (
    PAPER,
    WEIGHT,
    WIDTH,
    Explorer,
    choice,
    limits,
    names_of,
    slider,
)
from activations.lab.explorers.tables import ends, table
from activations.lab.features import breaks_of
from activations.lab.plots import curve, grid
from activations.lab.traits import Section

# How far the slider of the bias goes, to either side of 0.
BIAS = 3


def variants(act, values):
    """Return the slider of act's parameter, if any, and the act of each."""
    if not values:
        return [], [act]
    if len(values) > 1:
        raise TypeError(
            f"explorer: one parameter at most, got {', '.join(values)}"
        )
    [(name, offered)] = values.items()
    parameters = inspect.signature(type(act)).parameters
    if name not in parameters:
        raise TypeError(f"explorer: {act!r} has no parameter '{name}'")
    own = getattr(act, name)
    if own not in offered:
        raise ValueError(
            f"explorer: the values of {name} must include {own}, that of "
            f"{act!r}, got {offered}"
        )
    names = names_of(offered)
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(
            f"explorer: {name} needs several, different values, got {names}"
        )
    start = list(offered).index(own)
    offer = choice("parameter", name, names, start)
    settings = {key: getattr(act, key) for key in parameters}
    acts = [type(act)(**{**settings, name: value}) for value in offered]
    return [offer], acts


# Of a function of several inputs: which of them moves, and what the others
# are. The first is shown at the start.
PLACES = [(0, 1), (0, 0), (0, -1), (-1, 1), (-1, 0), (-1, -1)]


def sections(act):
    """Return the slider of what moves, and the function of each choice."""
    acts = [Section(act, place, others) for place, others in PLACES]
    names = [
        f"x, {others}" if place == 0 else f"{others}, x"
        for place, others in PLACES
    ]
    return [choice("parameter", "inputs", names, 0)], acts


def neuron_explorer(act, span, sliders, acts):
    x, at, reach = grid(span, 201), span / 4, span / 4
    y, slope = float(act(at)), float(act.derivative(at))
    dots = {
        name: end for name, end in ends(act).items() if abs(end[0]) < span
    }

    figure = Figure(figsize=(WIDTH, 4.4))
    upper, lower = figure.subplots(2, sharex=True, height_ratios=[3, 2])
    _draw(upper, 0, act, x, act.jumps, dots)
    _draw(lower, 1, act.derivative, x, breaks_of(act), dots)
    orange = {"color": "C1", "linestyle": "-", "zorder": 2.5}
    upper.plot(
        [at - reach, at + reach],
        [y - slope * reach, y + slope * reach],
        **orange,
        gid="tangent",
    )
    for ax, height, gid in (
        (upper, y, "value"),
        (lower, slope, "slope-value"),
    ):
        ax.plot(at, height, "o", color="C1", zorder=4, gid=gid)
    steepest = max(np.abs(f.derivative(x)).max() for f in acts) or 1
    upper.set(title="f(wx + b)", ylim=limits(*(f(x) for f in acts)))
    lower.set(
        title="its slope, w f′(wx + b)",
        xlabel="x",
        ylim=limits(-WEIGHT * steepest, WEIGHT * steepest),
    )

    most = WEIGHT * span + BIAS
    data = {
        "kind": "neuron",
        "span": [-span, span],
        "reach": reach,
        "tables": [
            {**table(f, -most, most), "ends": ends(f)} for f in acts
        ],
        "ends": list(dots),
        "pointed": "x",
        "follows": True,
        "sliders": [
            *sliders,
            slider("w", "weight w", WEIGHT, 0.1, 1, 1),
            slider("b", "bias b", BIAS, 0.1, 1, 0),
            slider("x", "input x", span, 0.05, 2, at),
        ],
    }
    caption = (
        "Above, a neuron and its tangent at x; below, its slope. Grey: "
        "f(x) and f′(x), as at the start."
    )
    title = f"Neuron with f = {act!r}"
    return Explorer(title, _alt_text(act, x), caption, figure, data)


def _draw(ax, panel, f, x, breaks, dots):
    """Draw f twice: once to be moved, and once in grey, to stay."""
    gid = ("f", "slope")[panel]
    line = curve(ax, f, x, breaks, linestyle="-", gid=gid)
    names = [name for name in dots if name.startswith(f"{panel}-")]
    for name, dot in zip(names, ax.lines[1:], strict=True):
        dot.set_gid(f"end-{name}")
        if dot.get_markerfacecolor() == "white":
            dot.set_markerfacecolor(PAPER)
    grey = {"color": "0.7", "linestyle": "-", "linewidth": 6}
    grey["solid_capstyle"] = "butt"  # it ends where the function does
    ax.plot(*line.get_data(), **grey, zorder=1)


def _alt_text(act, x):
    """Return the picture in words."""
    # Adding 0 leaves no -0.00.
    values = ", ".join(
        f"{round(float(act(t)), 2) + 0:.2f} at {t:g}"
        for t in (x[0], 0, x[-1])
    )
    slopes = act.derivative(x)
    breaks = [f"a jump at {t:g}" for t in act.jumps]
    breaks += [f"a kink at {t:g}" for t in act.kinks]
    low, high = (f"{slope:.2f}" for slope in (slopes.min(), slopes.max()))
    said = f"between {low} and {high}"
    if low == high:
        said = f"{slopes[0]:.3g} everywhere"
    return (
        f"Above, {act!r} from x = {x[0]:g} to {x[-1]:g}: {values}"
        f"{', with ' if breaks else ''}{' and '.join(breaks)}. Below, its "
        f"slope, which is {said}."
    )
