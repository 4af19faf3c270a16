"""The card at the top of a chapter: nothing on it is typed.

The formula comes from the docstring. A number is computed. A property is
stated by the class and tested in properties.py.
"""

import inspect

import numpy as np

from activations.base import AlongAxis, Interval
from activations.lab.properties import (
    TAILS,
    check_properties,
    check_range_along_axis,
)

# The share of the largest slope below which a unit counts as saturated.
SATURATED = 0.01


def card(act):
    """Return the card of an activation, shown as a table.

    Raises AssertionError where the class states a property that is false.
    """
    rows = (
        _along_axis(act)
        if isinstance(act, AlongAxis)
        else _elementwise(act)
    )
    return _Card(repr(act), [*_from_source(act), *rows])


class _Card:
    def __init__(self, title, rows):
        self.title, self.rows = title, rows

    def __repr__(self):
        return "\n".join(
            f"{name}: {value} ({how})" for name, value, how in self.rows
        )

    def _repr_markdown_(self):
        lines = [
            f"| Property | `{self.title}` | How it is known |",
            "|---|---|---|",
        ]
        lines += [
            f"| {name} | {value} | {how} |"
            for name, value, how in self.rows
        ]
        return "\n".join(lines)


def _from_source(act):
    lines = inspect.getdoc(type(act)).splitlines()[2:4]
    rows = []
    for name, line in zip(("Value", "Derivative"), lines, strict=True):
        left, right = line.split(" = ", 1)
        # Extra spaces only align the two lines in the docstring.
        formula = " ".join(right.split())
        rows.append((f"{name} `{left.strip()}`", f"`{formula}`"))
    parameters = inspect.signature(type(act)).parameters.values()
    names = [f"`{p.name}` (default {p.default!r})" for p in parameters]
    rows.append(("Parameters", ", ".join(names) or "none"))
    return [(name, text, "from its source") for name, text in rows]


# ---- element-wise functions ----


def _elementwise(act):
    check_properties(act)
    slope = np.abs(act.derivative(TAILS))
    mean, gain = _normal_moments(act)
    return [
        ("Range", _range_text(act.range), "stated, tested"),
        ("Monotone", act.monotone or "no", "stated, tested"),
        ("Odd or even", act.parity or "neither", "stated, tested"),
        ("Smooth", _smooth_text(act), "stated, tested"),
        ("Value at 0", _number(act(0)), "computed"),
        ("Slope at 0", _number(act.derivative(0)), "computed"),
        ("Largest slope", _largest_text(act, slope), "computed"),
        ("Saturates", _saturation_text(slope), "computed"),
        ("Mean under a standard normal input", _number(mean), "computed"),
        ("Gain that keeps its mean square", _number(gain), "computed"),
    ]


def _range_text(range):
    if isinstance(range, Interval):
        return str(range)
    return "{" + ", ".join(f"{value:g}" for value in sorted(range)) + "}"


def _smooth_text(act):
    if act.jumps:
        return f"no: it jumps at {_list(act.jumps)}"
    if act.kinks:
        return f"no: it has a kink at {_list(act.kinks)}"
    return "yes"


def _largest_text(act, slope):
    largest = slope.max()
    if largest == 0:
        return "0, everywhere"
    at = TAILS[slope > largest * (1 - 1e-9)]
    return f"{largest:.4f} {_where_text(at, act.kinks)}"


def _where_text(at, kinks):
    """Name the points at: a few of them, or all up to an end of TAILS."""
    to_left, to_right = at.min() == TAILS[0], at.max() == TAILS[-1]
    if to_left and to_right:
        return "everywhere"
    if to_left or to_right:
        start = at.min() if to_right else at.max()
        kink = [k for k in kinks if abs(k - start) < 0.01]
        if kink:
            return f"for x {'>' if to_right else '<'} {kink[0]:g}"
        return f"approached as x {'grows' if to_right else 'falls'}"
    sign = "±" if at.min() < -0.01 < 0.01 < at.max() else ""
    return f"at x = {sign}{at.max():.2f}"


def _saturation_text(slope):
    """Say beyond which inputs the slope stays under 1 % of the largest."""
    if slope.max() == 0:
        return "everywhere"
    limit = SATURATED * slope.max()
    alive = np.flatnonzero(slope >= limit)
    low = round(_crossing(slope, limit, alive[0], alive[0] - 1), 2)
    high = round(_crossing(slope, limit, alive[-1], alive[-1] + 1), 2)
    left, right = low > TAILS[0], high < TAILS[-1]
    if left and right:
        ends = f"±{high:g}" if low == -high else f"{low:g} and {high:g}"
        return f"beyond x = {ends}"
    if left or right:
        return f"for x < {low:g}" if left else f"for x > {high:g}"
    return "nowhere"


def _crossing(slope, limit, inner, outer):
    """Return where, between neighbours of TAILS, slope meets the limit."""
    if not 0 <= outer < len(TAILS):
        return TAILS[inner]
    part = (slope[inner] - limit) / (slope[inner] - slope[outer])
    return TAILS[inner] + part * (TAILS[outer] - TAILS[inner])


def _normal_moments(act):
    """Return the mean of f(z) and 1 / sqrt(mean of f(z)^2) for normal z."""
    # Midpoints: a kink or jump at 0 falls between two points, not on one.
    edges = np.linspace(-12, 12, 24_001)
    z = (edges[1:] + edges[:-1]) / 2
    weight = (
        np.exp(-(z**2) / 2) * (edges[1] - edges[0]) / np.sqrt(2 * np.pi)
    )
    return np.sum(weight * act(z)), 1 / np.sqrt(
        np.sum(weight * act(z) ** 2)
    )


# ---- functions along an axis ----


def _along_axis(act):
    x = np.random.default_rng(0).normal(size=(100_000, 10))
    y = act(x)
    check_range_along_axis(act, y)
    gaps = TAILS[TAILS >= 0]
    pairs = np.stack([gaps, np.zeros_like(gaps)], axis=-1)
    slope = act.jacobian(pairs)[:, 0, 0]
    in_order = np.argsort(x, axis=-1) == np.argsort(y, axis=-1)
    saturated = gaps[slope >= SATURATED * slope.max()].max()
    return [
        ("Range of each output", str(act.range), "stated, tested"),
        (
            "Sum of the outputs",
            f"{_constant(y.sum(axis=-1)):.4f}",
            "computed",
        ),
        ("Keeps the order of the inputs", _yes(in_order), "computed"),
        (
            "Unchanged when all inputs shift",
            _yes(np.isclose(act(x + 3), y)),
            "computed",
        ),
        ("Two equal inputs", f"{act([0.0, 0.0])[0]:.4f} each", "computed"),
        (
            "Ten equal inputs",
            f"{act(np.zeros(10))[0]:.4f} each",
            "computed",
        ),
        (
            "Largest slope, two inputs",
            f"{slope.max():.4f} at gap {gaps[slope.argmax()]:.2f}",
            "computed",
        ),
        (
            "Saturates, two inputs",
            f"for a gap over {saturated:.2f}",
            "computed",
        ),
        ("Mean, ten standard normal inputs", _number(y.mean()), "computed"),
        (
            "Gain that keeps their mean square",
            f"{1 / np.sqrt(np.mean(y**2)):.1f}",
            "computed",
        ),
    ]


def _constant(values):
    if np.ptp(values) > 1e-12:
        raise AssertionError("the sum of the outputs depends on the inputs")
    return values[0]


def _yes(holds):
    return "yes" if np.all(holds) else "no"


def _number(value):
    # Rounded first: a tiny negative number would show as -0.0000.
    return f"{round(float(value), 4) + 0.0:.4f}"


def _list(numbers):
    return ", ".join(f"{number:g}" for number in numbers)
