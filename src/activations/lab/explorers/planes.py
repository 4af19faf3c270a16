"""The explorer of a neuron with two inputs, over the plane."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from activations.base import Elementwise, Interval
from activations.checks import number
from activations.lab.explorers.drawing import (
    INK,
    LOOK,
    PAPER,
    WEIGHT,
    WIDTH,
    Explorer,
    choice,
    slider,
)
from activations.lab.explorers.neurons import BIAS
from activations.lab.explorers.tables import table
from activations.lab.plots import STYLE
from activations.lab.statements import stated

LOW, HIGH = -1, 2  # of both inputs
CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]
WANTED = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}

# How opaque an answer of 1 is: text on it must be readable.
STRONGEST = 0.55


@plt.style.context([STYLE, LOOK])
def plane_explorer(acts, w1=1, w2=1, b=-0.5):
    """Return an interactive figure: a neuron f(w1 x1 + w2 x2 + b).

    The larger its answer, the stronger is the colour of the plane, and
    lines show where it passes 1/2. Four corners are marked with the answers
    that a slider chooses: AND, OR or XOR. acts are what another offers for
    f, by name, the first at the start: {"step": Step()}.

    Raises TypeError unless they are element-wise, and ValueError without
    any, unless their answers go from 0 to 1, or where no slider reaches
    w1, w2 or b.
    """
    _check(acts)
    for name, value in (("w1", w1), ("w2", w2), ("b", b)):
        number("plane_explorer", name, value)
    # Over the plane, a sum goes this far to either side of 0.
    most = 2 * WEIGHT * max(abs(LOW), abs(HIGH)) + BIAS
    name, act = next(iter(acts.items()))
    halves = [_halves(f, -most, most) for f in acts.values()]

    figure = Figure(figsize=(WIDTH, 4.4))
    ax = figure.subplots()
    _draw_answers(ax, act, w1, w2, b)
    for n in range(max(map(len, halves))):
        points = [(np.nan, np.nan)]  # drawn, but not seen
        if n < len(halves[0]) and (w1 or w2):
            points = _line(halves[0][n], w1, w2, b)
        ax.plot(
            *np.transpose(points),
            color=INK,
            linestyle="-",
            linewidth=1.5,
            gid=f"half-{n}",
        )
    answers = [float(act(w1 * x1 + w2 * x2 + b)) for x1, x2 in CORNERS]
    wanted = next(iter(WANTED.values()))
    marked = zip(CORNERS, answers, wanted, strict=True)
    for n, ((x1, x2), answer, target) in enumerate(marked):
        ax.plot(
            x1,
            x2,
            "o",
            color=INK,
            markerfacecolor=INK if target else PAPER,
            markersize=9,
            gid=f"corner-{n}",
        )
        ax.annotate(
            _label(answer, target),
            (x1, x2),
            (0, 9),
            textcoords="offset points",
            ha="center",
            gid=f"answer-{n}",
        )
    ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal")
    ax.set(xlabel="x₁", ylabel="x₂", xticks=range(LOW, HIGH + 1))
    ax.set(yticks=range(LOW, HIGH + 1))
    ax.grid(visible=False)

    data = {
        "kind": "plane",
        "ends": [LOW, HIGH],
        "corners": CORNERS,
        "wanted": list(WANTED.values()),
        "strongest": STRONGEST,
        "halves": halves,
        "tables": [table(f, -most, most) for f in acts.values()],
        "sliders": [
            choice("parameter", "activation f", list(acts), 0),
            choice("wanted", "wanted", list(WANTED), 0),
            slider("w1", "weight w₁", WEIGHT, 0.1, 1, w1),
            slider("w2", "weight w₂", WEIGHT, 0.1, 1, w2),
            slider("b", "bias b", BIAS, 0.1, 1, b),
        ],
    }
    told = ", ".join(
        f"{answer:.2f} at {corner}"
        for answer, corner in zip(answers, CORNERS, strict=True)
    )
    alt = (
        f"A plane of two inputs, from {LOW} to {HIGH}, with more colour "
        f"where the neuron {name}({w1:g} x1 {w2:+g} x2 {b:+g}) answers "
        f"more. Its answers at the corners of a square: {told}."
    )
    caption = (
        "The stronger the colour, the nearer to 1 is the answer "
        "f(w₁x₁ + w₂x₂ + b); on a line it passes 1/2. A filled mark wants "
        "more than that, a hollow one does not."
    )
    title = "A neuron with two inputs"
    return Explorer(title, alt, caption, figure, data)


def _check(acts):
    if not acts:
        raise ValueError("plane_explorer: acts must hold one at least")
    for act in acts.values():
        if not isinstance(act, Elementwise):
            raise TypeError(
                f"plane_explorer: acts must be element-wise, got {act!r}"
            )
        answers = stated(act, "range")
        if isinstance(answers, Interval):
            low, high = answers[:2]
        else:
            low, high = min(answers), max(answers)
        if not (low >= 0 and high <= 1):
            raise ValueError(
                "plane_explorer: answers must go from 0 to 1, got "
                f"{act!r}, whose answers go from {low:g} to {high:g}"
            )


def _label(answer, target):
    """Return what is written beside a mark. What is shown decides."""
    right = (round(answer, 4) > 0.5) == bool(target)
    return f"{answer:.2f}" if right else f"{answer:.2f} wrong"


def _halves(act, low, high):
    """Return the sums at which the answer reaches 1/2, or jumps over."""
    t = np.linspace(low, high, 4001)
    yes = act(t) > 0.5
    found = []
    for n in np.flatnonzero(yes[1:] != yes[:-1]):
        left, right = t[n], t[n + 1]
        while right - left > 1e-9:
            middle = (left + right) / 2
            if (act(middle) > 0.5) == yes[n]:
                left = middle
            else:
                right = middle
        found.append(round(float(right), 6) + 0.0)
    return found


def _line(total, w1, w2, b):
    """Return two points, beyond the plane, where the sum is total."""
    size = w1**2 + w2**2
    x1, x2 = w1 * (total - b) / size, w2 * (total - b) / size
    along = 9 / size
    return [
        (x1 + side * along * w2, x2 - side * along * w1) for side in (-1, 1)
    ]


def _draw_answers(ax, act, w1, w2, b):
    """Colour the plane in strips, and an answer that is 0 not at all."""
    side = HIGH - LOW
    ground = Rectangle(
        (LOW, LOW), side, side, facecolor="none", gid="ground"
    )
    ax.add_patch(ground)
    ends = [
        w1 * x1 + w2 * x2 + b for x1 in (LOW, HIGH) for x2 in (LOW, HIGH)
    ]
    low, high = min(ends), max(ends)
    edges = np.linspace(low, high, 41)
    jumps = [jump for jump in act.jumps if low < jump < high]
    edges = np.unique([*edges, *jumps])
    shades = act((edges[1:] + edges[:-1]) / 2).round(2)
    # Neighbours of one colour are one strip.
    new = np.flatnonzero(np.diff(shades, prepend=np.nan) != 0)
    for first, last in zip(new, [*new[1:], len(shades)], strict=True):
        here, there = (_line(edges[n], w1, w2, b) for n in (first, last))
        strip = Polygon(
            [*here, *reversed(there)],
            facecolor="C0",
            alpha=float(np.clip(shades[first], 0, 1)) * STRONGEST,
            linewidth=0,
            gid=f"strip-{first}",
        )
        ax.add_patch(strip)
