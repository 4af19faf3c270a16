"""The figures that every chapter shares."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

STYLE = Path(__file__).with_name("book.mplstyle")

# How far beside a jump the two ends of a function are looked for.
GAP = 1e-9


def use_book_style():
    """Give every figure of this notebook the book's look.

    A figure is shown as SVG, and as PNG where SVG is not trusted yet. Dates
    and versions are left out of the files, so that a figure changes only
    when the picture does.
    """
    plt.style.use(STYLE)
    try:
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:  # not in a notebook
        return
    set_matplotlib_formats(
        "svg", "png", metadata={"Date": None, "Creator": None}
    )


def grid(span=5, points=501):
    """Return evenly spaced inputs from -span to span, 0 among them."""
    return np.linspace(-span, span, points)


def curve(ax, f, x, breaks=(), **style):
    """Draw f over x, and a jump as a jump.

    breaks are the inputs where f may jump. Where it does, the line is cut;
    a filled dot marks the value there, a hollow one an end not reached.
    Returns the line.
    """
    near = 1e-9 * np.ptp(x)
    dots = []
    for x0 in breaks:
        ends = ends_at(f, x0, near)
        if not ends:
            continue
        x = np.concatenate(
            [x[x < x0], [x0 - near, np.nan, x0 + near], x[x > x0]]
        )
        dots += [(x0, y, reached) for y, reached in ends]
    (line,) = ax.plot(x, f(x), **style)
    color = line.get_color()
    for x0, y, reached in dots:
        fill = color if reached else "white"
        ax.plot(x0, y, "o", color=color, markerfacecolor=fill, zorder=3)
    return line


def ends_at(f, x0, gap=GAP):
    """Return what a jump of f at x0 is marked with; nothing if it has none.

    Each is (y, reached): first the value at x0, which is reached, then the
    one or two ends of f beside x0 that are not.
    """
    left, value, right = f(np.array([x0 - gap, x0, x0 + gap]))
    if abs(right - left) < 1e-6:
        return []
    hollow = [(y, False) for y in (left, right) if abs(y - value) > 1e-6]
    return [(value, True), *hollow]


def plot_neuron(act, weights=(0.5, 1, 3, -1), biases=(-2, 0, 2), span=5):
    """Draw one neuron f(w x + b): several weights, then several biases."""
    x = grid(span)
    _, (left, right) = plt.subplots(1, 2, sharey=True)
    for w in weights:
        _neuron(left, act, w, 0, x, f"w = {w:g}")
    for b in biases:
        _neuron(right, act, 1, b, x, f"b = {b:g}")
    left.set(xlabel="x", title="f(w x): the weight")
    right.set(xlabel="x", title="f(x + b): the bias")
    for ax in (left, right):  # below, where no curve can be
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)


def _neuron(ax, act, w, b, x, label):
    breaks = [(jump - b) / w for jump in act.jumps]
    curve(ax, lambda x: act(w * x + b), x, breaks, label=label)
