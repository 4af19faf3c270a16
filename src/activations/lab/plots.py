"""The figures that every chapter shares."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from activations.base import Elementwise
from activations.checks import integer, number
from activations.lab.features import beside, jumps_at
from activations.lab.traits import one_channel

STYLE = Path(__file__).with_name("book.mplstyle")


def use_book_style():
    """Give every figure of this notebook the book's look.

    A figure is shown as SVG, and as PNG where SVG is not trusted yet. Dates
    and versions are left out of the files, so that a figure changes only
    when the picture does.
    """
    plt.style.use(["default", STYLE])  # not what a matplotlibrc asks for
    try:
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:  # not in a notebook
        return
    set_matplotlib_formats(
        "svg", "png", metadata={"Date": None, "Creator": None}
    )


def grid(span=5, points=501):
    """Return evenly spaced inputs from -span to span, 0 among them.

    Raises ValueError unless span is positive and points are odd, 3 or more.
    """
    number("grid", "span", span, positive=True)
    if integer("grid", "points", points, least=3) % 2 == 0:
        raise ValueError(f"grid: points must be odd, got {points}")
    x = np.linspace(-span, span, points)
    x[points // 2] = 0  # and not 1e-17, on one side of a jump
    return x


def curve(ax, f, x, breaks=(), **style):
    """Draw f over x, and a jump as a jump.

    breaks are the inputs where f may jump. Where it does, the line is cut;
    a filled dot marks the value there, a hollow one an end not reached.
    Returns the line.
    """
    gap = 1e-9 * np.ptp(x)
    cuts, dots = [], []
    for x0 in breaks:
        ends = ends_at(f, x0)
        if ends and np.min(x) < x0 < np.max(x):
            cuts.append(x0)
            dots += [(x0, y, reached) for y, reached in ends]
    sides = [x0 + side * gap for x0 in cuts for side in (-1, 1)]
    x = np.union1d(x, [*cuts, *sides])
    x[np.isin(x, cuts)] = np.nan
    (line,) = ax.plot(x, f(x), **style)
    color = line.get_color()
    for x0, y, reached in dots:
        fill = color if reached else "white"
        ax.plot(x0, y, "o", color=color, markerfacecolor=fill, zorder=3)
    return line


def ends_at(f, x0):
    """Return what a jump of f at x0 is marked with; nothing if it has none.

    Each is (y, reached): first the value at x0, which is reached, then the
    one or two ends of f beside x0 that are not.
    """
    if not jumps_at(f, x0)[1]:
        return []
    left, value, right = f(np.array([beside(x0, -1), x0, beside(x0, 1)]))
    least = 1e-6 * np.ptp([left, value, right])
    hollow = [(y, False) for y in (left, right) if abs(y - value) > least]
    return [(value, True), *hollow]


def panels(rows, columns=1, height=2.4, **options):
    """Return the axes of a figure of several panels, as wide as any other.

    What is to be read closely stands one below another: side by side, it is
    small on a phone. height is that of a row, in inches, and options are
    those of plt.subplots.
    """
    width, _ = plt.rcParams["figure.figsize"]
    size = width, rows * height
    _, axes = plt.subplots(rows, columns, figsize=size, **options)
    return axes


def plot_neuron(act, weights=(0.5, 1, 3, -1), biases=(-2, 0, 2), span=5):
    """Draw one neuron f(w x + b): several weights, then several biases.

    Raises TypeError unless act is element-wise.
    """
    if not isinstance(act, Elementwise):
        raise TypeError(
            f"plot_neuron: act must be element-wise, got {act!r}"
        )
    act, x = one_channel(act), grid(span)
    upper, lower = panels(2, sharex=True, sharey=True)
    for w in weights:
        _neuron(upper, act, w, 0, x, f"w = {w:g}")
    for b in biases:
        _neuron(lower, act, 1, b, x, f"b = {b:g}")
    upper.set(title="f(w x): the weight")
    lower.set(xlabel="x", title="f(x + b): the bias")
    for ax in (upper, lower):  # where no curve can be
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def _neuron(ax, act, w, b, x, label):
    # With a weight of 0 the neuron is a constant, and jumps nowhere.
    breaks = [(jump - b) / w for jump in act.jumps if w]
    curve(ax, lambda x: act(w * x + b), x, breaks, label=label)
