"""Figures to play with, in a page that has neither kernel nor server.

matplotlib draws the figure once, with named parts. A script (explorer.js)
moves these parts, by tables of values that Python computed. Where scripts
do not run, the figure stands still.
"""

import base64
import html
import inspect
import io
import json
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from activations.base import AlongAxis
from activations.lab.data import sine
from activations.lab.losses import squared_error
from activations.lab.plots import STYLE, curve, grid
from activations.lab.tables import breaks_of, ends, share_table, table

HERE = Path(__file__).parent

# All text and axes have one colour, and all that is hollow: explorer.js
# turns them into those of the page.
INK, PAPER = "#333333", "#fefefe"
LOOK = {
    "figure.dpi": 72,  # the unit of an SVG, so that places need no factor
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 12,
    "axes.labelsize": 12,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "xtick.bottom": False,  # the grid does without marks beside it
    "ytick.left": False,
}
WIDTH = 4.8  # inches: on a phone, its text is still large enough

# How far the sliders go, to either side of 0. In a sum, a bias must bring
# a corner to either end.
WEIGHT, BIAS, BIAS_IN_SUM = 2, 3, 4

CLASSES = ["A", "B", "C"]
SCORES = [2.0, 1.0, 0.0]
TEMPERATURES = [0.5, 1, 2, 4]
MOST_SCORE, SCORE_STEP = 3, 0.5


@plt.style.context([STYLE, LOOK])
def explorer(act, span=5, **values):
    """Return an interactive figure of an activation.

    An element-wise act is shown as the neuron f(wx + b), with its slope,
    for x from -span to span. values may name a parameter of act, and what a
    slider offers for it: explorer(Softplus(), beta=[0.5, 1, 2]).
    Softmax is shown as bars: three scores, their shares, and the slopes.

    Raises TypeError for a parameter that act has not, or for more than one,
    and ValueError where the values lack that of act itself.
    """
    if isinstance(act, AlongAxis):
        if values:
            raise TypeError(
                f"explorer: {act!r} has no parameter to slide over, got "
                f"{', '.join(values)}"
            )
        return _shares(type(act)())
    return _neuron(act, span, *_variants(act, values))


@plt.style.context([STYLE, LOOK])
def sine_explorer(acts, units):
    """Return an interactive figure: a sum of neurons, to bend into a sine.

    Each of the units (w, b, v) adds v f(wx + b). acts are what a slider
    offers for f, by name, the first at the start: {"ReLU": ReLU()}.
    """
    x, y = (column[:, 0] for column in sine())
    line = np.polyval(np.polyfit(x, y, 1), x)
    line_error, _ = squared_error(line, y)
    act = next(iter(acts.values()))
    parts = [v * act(w * x + b) for w, b, v in units]
    error, _ = squared_error(np.sum(parts, axis=0), y)

    figure = Figure(figsize=(WIDTH, 3))
    ax = figure.subplots()
    ax.plot(x, y, color="0.7", linestyle="-", linewidth=6)
    ax.plot(x, line, color="C1", linestyle="--", linewidth=1.2)
    for number, part in enumerate(parts):
        (thin,) = ax.plot(x, part, color="C2", linestyle=":", linewidth=1)
        thin.set_gid(f"unit-{number}")
    ax.plot(x, sum(parts), color="C0", linestyle="-", gid="total")
    ax.set(xlabel="x", ylim=(-1.8, 1.8))

    reach = WEIGHT * np.pi + BIAS_IN_SUM
    neurons = [f"{n + 1} of {len(units)}" for n in range(len(units))]
    w, b, v = units[0]
    data = {
        "kind": "sum",
        "span": [x[0], x[-1]],
        "tables": [table(f, -reach, reach) for f in acts.values()],
        "units": [
            dict(w=float(w), b=float(b), v=float(v)) for w, b, v in units
        ],
        "x": x.round(6).tolist(),
        "wanted": y.round(6).tolist(),
        "straight": round(line_error, 6),
        "sliders": [
            _choice("parameter", "activation f", list(acts), 0),
            _choice("unit", "neuron", neurons, 0),
            _slider("w", "its weight w", WEIGHT, 0.01, 2, w),
            _slider("b", "its bias b", BIAS_IN_SUM, 0.01, 2, b),
            _slider("v", "its factor v", WEIGHT, 0.01, 2, v),
        ],
    }
    alt = (
        "A sine from -π to π, the best straight line through it, and a sum "
        f"of {len(units)} neurons with a mean squared error of {error:.4f}."
    )
    caption = (
        "Grey: the sine. Dashed: the best straight line through it. Blue: "
        "the sum of all v f(wx + b). Dotted: its terms, thick that of the "
        "chosen neuron."
    )
    return _Explorer("A sum of neurons", alt, caption, figure, data)


class _Explorer:
    """A figure with named parts, and what explorer.js moves them by."""

    def __init__(self, title, alt, caption, figure, data):
        self.title, self.alt, self.caption = title, alt, caption
        self.image = _svg(figure)
        # In CSS pixels, of which 96 are an inch.
        self.size = [round(96 * side) for side in figure.get_size_inches()]
        self.data = {**data, "panels": [_scales(ax) for ax in figure.axes]}

    def __repr__(self):
        return f"{self.title}: {self.alt}"

    def _repr_html_(self):
        image = base64.b64encode(self.image.encode()).decode()
        image = f"data:image/svg+xml;base64,{image}"
        data = json.dumps(self.data, separators=(",", ":"))
        data = data.replace("<", "\\u003c")  # no tag can begin in it
        style, script = (
            (HERE / name).read_text(encoding="utf-8")
            for name in ("explorer.css", "explorer.js")
        )
        title, alt = html.escape(self.title), html.escape(self.alt)
        width, height = self.size
        # No figcaption: a figure that has one may have no role of its own.
        return f"""\
<activation-explorer>
<style>
{style}</style>
<figure role="group" aria-label="{title}">
<img alt="{alt}" width="{width}" height="{height}" src="{image}">
<div class="caption">{html.escape(self.caption)}</div>
</figure>
<script type="application/json">{data}</script>
<script>
{script}</script>
</activation-explorer>"""


def _svg(figure):
    """Return the figure as a file: the same bytes in every run."""
    file = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(file, format="svg", metadata=nothing)
    image = file.getvalue().decode()
    # HTML has no use for an XML prolog, nor a picture for a millionth of
    # a point: without them the file is half as large.
    image = image[image.index("<svg") :]
    image = re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", image)
    return re.sub(r"\s*\n\s*", " ", image)


def _scales(ax):
    """Return how x and y become a place in the SVG: two scales and shifts.

    place = scale * x + shift; an SVG counts y from the top.
    """
    origin, unit = ax.transData.transform([(0, 0), (1, 1)])
    x_scale, y_scale = unit - origin
    height = ax.figure.bbox.height
    places = x_scale, origin[0], -y_scale, height - origin[1]
    return [round(float(place), 4) for place in places]


def _slider(key, label, most, step, digits, value):
    return {
        "key": key,
        "label": label,
        "min": -most,
        "max": most,
        "step": step,
        "digits": digits,
        "value": value,
    }


def _choice(key, label, names, value):
    """Return a slider over names, which starts at that number value."""
    return {
        "key": key,
        "label": label,
        "min": 0,
        "max": len(names) - 1,
        "step": 1,
        "names": names,
        "value": value,
    }


# ---- a neuron -----------------------------------------------------------


def _variants(act, values):
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
    names = [f"{value:g}" for value in offered]
    slider = _choice("parameter", name, names, list(offered).index(own))
    settings = {key: getattr(act, key) for key in parameters}
    acts = [type(act)(**{**settings, name: value}) for value in offered]
    return [slider], acts


def _neuron(act, span, sliders, acts):
    x, at, reach = grid(span, 201), span / 4, span / 4
    y, slope = float(act(at)), float(act.derivative(at))
    dots = ends(act)

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
    upper.set(title="f(wx + b)", ylim=_limits(*(f(x) for f in acts)))
    lower.set(
        title="its slope, w f′(wx + b)",
        xlabel="x",
        ylim=_limits(-WEIGHT * steepest, WEIGHT * steepest),
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
        "pointing": ["pointerdown", "pointermove"],
        "sliders": [
            *sliders,
            _slider("w", "weight w", WEIGHT, 0.1, 1, 1),
            _slider("b", "bias b", BIAS, 0.1, 1, 0),
            _slider("x", "input x", span, 0.05, 2, at),
        ],
    }
    caption = (
        "Above, a neuron and its tangent at x; below, its slope. Grey: "
        "f(x) and f′(x), as at the start."
    )
    title = f"Neuron with f = {act!r}"
    return _Explorer(title, _told(act, x), caption, figure, data)


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


def _limits(*values):
    low, high = np.min(values), np.max(values)
    return low - (high - low) / 16, high + (high - low) / 16


def _told(act, x):
    """Return the picture in words."""
    values = ", ".join(f"{act(t):.2f} at {t:g}" for t in (x[0], 0, x[-1]))
    slopes = act.derivative(x)
    breaks = [f"a jump at {t:g}" for t in act.jumps]
    breaks += [f"a kink at {t:g}" for t in act.kinks]
    between = f"between {slopes.min():.2f} and {slopes.max():.2f}"
    return (
        f"Above, {act!r} from x = {x[0]:g} to {x[-1]:g}: {values}"
        f"{', with ' if breaks else ''}{' and '.join(breaks)}. Below, its "
        f"slope, which is {between if slopes.any() else '0 everywhere'}."
    )


# ---- shares -------------------------------------------------------------


def _shares(act):
    most = round(2 * MOST_SCORE / SCORE_STEP)
    panels = {
        "score": (SCORES, (-MOST_SCORE, 0, MOST_SCORE)),
        "share": (act(SCORES), (0, 0.5, 1)),
        "as A grows": (act.jacobian(SCORES)[:, 0], (-0.5, 0, 0.5)),
    }

    figure = Figure(figsize=(WIDTH, 2.8))
    axes = figure.subplots(1, 3)
    drawn = zip(axes, panels.items(), strict=True)
    for panel, (ax, (title, (heights, marks))) in enumerate(drawn):
        bars = ax.bar(range(3), heights, width=0.7, color="C0")
        for number, bar in enumerate(bars):
            bar.set_gid(f"bar-{panel}-{number}")
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set_title(title, gid=f"title-{panel}")
        ax.set(xlim=(-0.5, 2.5), ylim=_limits(*marks), yticks=marks)
        ax.set_xticks(range(3), CLASSES)

    temperatures = [f"{T:g}" for T in TEMPERATURES]
    data = {
        "kind": "shares",
        "span": [-0.5, 2.5],
        "classes": CLASSES,
        "step": SCORE_STEP,
        "most": most,
        "tables": [
            share_table(act, most, SCORE_STEP, T) for T in TEMPERATURES
        ],
        "pointed": "class",
        "pointing": ["pointerdown"],
        "sliders": [
            *(
                _slider(name, f"score {name}", MOST_SCORE, SCORE_STEP, 1, s)
                for name, s in zip(CLASSES, SCORES, strict=True)
            ),
            _choice(
                "temperature",
                "temperature T",
                temperatures,
                TEMPERATURES.index(1),
            ),
            _choice("class", "growing score", CLASSES, 0),
        ],
    }
    told = ", ".join(
        f"{name} {share:.2f}"
        for name, share in zip(CLASSES, act(SCORES), strict=True)
    )
    alt = (
        f"Three groups of bars for the classes A, B and C. Left, their "
        f"scores {SCORES}. In the middle, the shares: {told}. Right, how "
        "fast the shares change when the score of A grows: A gains what "
        "the two others lose."
    )
    caption = (
        "The scores, what softmax of scores / T makes of them, and how "
        "fast each share changes as one score grows: a column of the "
        "Jacobian."
    )
    return _Explorer("Softmax of three scores", alt, caption, figure, data)
