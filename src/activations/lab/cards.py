"""The card at the top of a chapter: nothing on it is typed.

The formula comes from the docstring. A number is computed. A property is
stated by the class, and tested in properties.py.
"""

import inspect
import re

import numpy as np

from activations.base import AlongAxis, Interval, quiet
from activations.lab import properties
from activations.lab.traits import (
    along_last,
    gives_shares,
    inputs_of,
    one_channel,
)

# The share of the largest slope below which a unit counts as saturated.
SATURATED = 0.01

# How the lines of a docstring begin that hold the formulas.
FORMULAS = {
    "Value": r"f\(x\)(_i)? *= ",
    "Derivative": r"(f'\(x\)|df_i / d\w+) *= ",
}


@quiet()
def card(act):
    """Return the card of an activation, shown as a table.

    Raises AssertionError where the class states a property that is false,
    and ValueError where its docstring states no formula.
    """
    if isinstance(act, AlongAxis):
        rows = _along_axis(act)
    else:
        rows = _elementwise(one_channel(act))
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
    lines = inspect.getdoc(type(act)).splitlines()
    rows = []
    for name, beginning in FORMULAS.items():
        found = [line for line in lines if re.match(beginning, line)]
        if not found:
            raise ValueError(
                f"{act!r}: its docstring has no line that states the "
                f"{name.lower()}, such as f(x) = ... or f'(x) = ..."
            )
        left, right = found[0].split(" = ", 1)
        # Extra spaces only align the lines in the docstring.
        formula = " ".join(right.split())
        rows.append((f"{name} `{left.strip()}`", f"`{formula}`"))
    parameters = inspect.signature(type(act)).parameters.values()
    texts = [_parameter_text(act, parameter) for parameter in parameters]
    rows.append(("Parameters", ", ".join(texts) or "none"))
    if act.channels is not None:
        rows.append(("Channels", f"{act.channels}; below, the first"))
    if act.is_random:
        rows.append(("Random", "forward draws, a call does not"))
    return [(name, text, "from its source") for name, text in rows]


def _parameter_text(act, parameter):
    has_default = parameter.default is not parameter.empty
    default = f"default {parameter.default!r}" if has_default else "given"
    learned = ", learned" if parameter.name in act.learned else ""
    return f"`{parameter.name}` ({default}{learned})"


# ---- element-wise functions ----


def _elementwise(act):
    properties.check_properties(act)
    slopes = _Slopes(act)
    mean, gain = _normal_moments(act)
    return [
        ("Range", _range_text(act), "stated, tested"),
        ("Monotone", act.monotone or "no", "stated, tested"),
        ("Odd or even", act.parity or "neither", "stated, tested"),
        ("Smooth", _smooth_text(act), "stated, tested"),
        ("Limits", _limits_text(act), "computed"),
        ("Value at 0", _number(act(0)), "computed"),
        ("Slope at 0", _number(act.derivative(0)), "computed"),
        ("Largest slope", slopes.largest_text(), "computed"),
        ("Saturates", slopes.saturation_text(), "computed"),
        ("Mean under a standard normal input", _number(mean), "computed"),
        ("Gain that keeps its mean square", _number(gain), "computed"),
    ]


def _range_text(act):
    if not isinstance(act.range, Interval):
        return "{" + ", ".join(f"{y:g}" for y in sorted(act.range)) + "}"
    text = str(act.range)
    for name, at in (
        ("lowest", act.range.low_at),
        ("highest", act.range.high_at),
    ):
        # On a plateau it is attained in many places, and a kink is named.
        if at is not None and at not in act.kinks and _is_peak(act, at):
            text += f", {name} at x = {at:.4g}"
    return text


def _is_peak(act, at):
    around = act(np.array([at - 1e-3, at + 1e-3]))
    return bool(np.all(around != act(at)))


def _smooth_text(act):
    if act.jumps:
        return f"no: it jumps at {_list(act.jumps)}"
    if act.kinks:
        return f"no: it has a kink at {_list(act.kinks)}"
    return "yes"


def _limits_text(act):
    left, right = (
        f"{float(act(side * np.inf)):.4g}".replace("inf", "∞")
        if has_limit
        else "none"
        for side, has_limit in zip((-1, 1), act.limits, strict=True)
    )
    return f"{left} as x falls, {right} as x grows"


class _Slopes:
    """The size of the slope, over the whole line."""

    def __init__(self, act):
        self.act = act
        self.x = np.concatenate(
            [
                -properties.TAIL[::-1],
                properties.grid_of(act),
                properties.TAIL,
            ]
        )
        self.size = self(self.x)
        # A slope without a limit may be nan at the far ends.
        places, values = properties.largest_near(self, self.x)
        self.largest = values.max()
        self.places = np.sort(places[values >= self.largest * (1 - 1e-12)])

    def __call__(self, x):
        return np.abs(self.act.derivative(x))

    def is_unbounded(self):
        return self.largest > 1e9

    def largest_text(self):
        """Say how large the largest slope is, and where."""
        if self.largest == 0:
            return "0, everywhere"
        if self.is_unbounded():
            grows = self.size[-1] == self.largest
            return f"none: it grows without end as x {_goes(grows)}"
        return f"{self.largest:.4f} {self._where()}"

    def _where(self):
        is_largest = self.size >= self.largest * (1 - 1e-12)
        first, last = properties.runs(is_largest)
        for a, b in zip(first, last, strict=True):
            if b - a < 2:
                continue
            middle = self.x[(a + b) // 2]
            if properties.is_constant(
                self, middle, self.largest, properties.grid_of(self.act)
            ):
                return self._stretch_text(a, b)
            if a == 0 or b == len(self.x) - 1:
                return f"approached as x {_goes(a != 0)}"
        return self._places_text()

    def _stretch_text(self, a, b):
        """Say from where to where the slope is the largest."""
        left, right = a == 0, b == len(self.x) - 1
        inside = [
            k
            for k in properties.breaks_of(self.act)
            if self.x[a] < k < self.x[b] and self(k) < self.largest
        ]
        if left and right:
            but = f" but at x = {_list(inside)}" if inside else ""
            return f"everywhere{but}"
        low = None if left else self._edge(self.x[a], self.x[a - 1])
        high = None if right else self._edge(self.x[b], self.x[b + 1])
        signs = [
            "" if end is None else "≤" if self._is_largest(end) else "<"
            for end in (low, high)
        ]
        if left or right:
            end, sign = (high, signs[1]) if left else (low, signs[0])
            sign = sign if left else {"≤": "≥", "<": ">"}[sign]
            return f"for x {sign} {end:g}"
        return f"for {low:g} {signs[0]} x {signs[1]} {high:g}"

    def _is_largest(self, x):
        return bool(self(x) >= self.largest * (1 - 1e-12))

    def _edge(self, inside, outside):
        """Return where a stretch ends: at a break, or where it is found."""
        for k in properties.breaks_of(self.act):
            if min(inside, outside) <= k <= max(inside, outside):
                return k
        edge = _bisect(self._is_largest, inside, outside)
        return round(float(edge), 6) + 0.0

    def _places_text(self):
        if self.places[-1] == self.x[-1] or self.places[0] == self.x[0]:
            grows = self.places[-1] == self.x[-1]
            return f"approached as x {_goes(grows)}"
        nearest = self.places[np.abs(self.places).argmin()]
        for k in properties.breaks_of(self.act):
            if abs(k - nearest) < 1e-9 and not self._is_largest(k):
                return f"approached at x = {k:g}"
        distinct = np.unique(np.round(self.places, 4))
        nearest = abs(np.round(nearest, 2)) + 0.0
        if len(distinct) == 1:
            return f"at x = {np.round(distinct[0], 2) + 0.0:.2f}"
        if len(distinct) == 2 and abs(distinct.sum()) < 1e-3:
            return f"at x = ±{nearest:.2f}"
        return f"at x = {nearest:.2f}, and not there alone"

    def saturation_text(self):
        """Say beyond which x the slope stays under 1 % of the largest."""
        if self.largest == 0:
            return "everywhere"
        # There is no 1 % of what grows without end: then where it is 0.
        limit = SATURATED * self.largest
        if self.is_unbounded():
            limit = np.nextafter(0, 1)

        def is_alive(x):
            return bool(self(x) >= limit)

        alive = np.flatnonzero(self.size >= limit)
        first, last = alive[0], alive[-1]
        left, right = first > 0, last < len(self.x) - 1
        low = high = None
        if left:
            low = _bisect(is_alive, self.x[first], self.x[first - 1])
            low = round(float(low), 2) + 0.0
        if right:
            high = _bisect(is_alive, self.x[last], self.x[last + 1])
            high = round(float(high), 2) + 0.0
        if left and right:
            ends = f"±{high:g}" if low == -high else f"{low:g} and {high:g}"
            return f"beyond x = {ends}"
        if left or right:
            return f"for x < {low:g}" if left else f"for x > {high:g}"
        return "nowhere"


def _goes(grows):
    return "grows" if grows else "falls"


def _bisect(holds, inside, outside):
    """Return the last x from inside to outside at which holds(x)."""
    while True:
        middle = inside + (outside - inside) / 2
        if middle in (inside, outside):
            return inside
        if holds(middle):
            inside = middle
        else:
            outside = middle


def _normal_moments(act):
    """Return the mean of f(z) and 1 / sqrt(mean of f(z)^2) for normal z."""
    # Gauss's rule in small panels, none of which holds a break.
    edges = np.unique([*np.linspace(-12, 12, 2401), *act.kinks, *act.jumps])
    edges = edges[np.abs(edges) <= 12]
    nodes, shares = np.polynomial.legendre.leggauss(8)
    half = np.diff(edges)[:, np.newaxis] / 2
    z = edges[:-1, np.newaxis] + half * (nodes + 1)
    weight = shares * half * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    y = act(z)
    return np.sum(weight * y), 1 / np.sqrt(np.sum(weight * y**2))


# ---- functions along an axis ----


def _along_axis(act):
    properties.check_range_of_outputs(act)
    is_share = gives_shares(act)
    act = along_last(act)
    n = inputs_of(act, 10)
    x = np.random.default_rng(0).normal(size=(100_000, n))
    y = act(x)
    number = {10: "ten"}.get(n, str(n))
    rows = [("Range of each output", str(act.range), "stated, tested")]
    if is_share:
        rows.append(("Sum of the outputs", "1.0000", "computed"))
    if y.shape == x.shape:
        in_order = np.take_along_axis(y, x.argsort(axis=-1), axis=-1)
        is_kept = np.all(np.diff(in_order, axis=-1) >= 0)
        rows.append(
            ("Keeps the order of the inputs", _yes(is_kept), "computed")
        )
    else:
        rows.append(
            (f"Outputs of {number} inputs", str(y.shape[-1]), "computed")
        )
    is_same = np.allclose(act(x + 3), y)
    rows.append(
        ("Unchanged when all inputs shift", _yes(is_same), "computed")
    )
    if is_share:
        rows += _share_rows(act)
    return [
        *rows,
        (
            f"Mean, {number} standard normal inputs",
            _number(y.mean()),
            "computed",
        ),
        (
            "Gain that keeps their mean square",
            f"{1 / np.sqrt(np.mean(y**2)):.1f}",
            "computed",
        ),
    ]


def _share_rows(act):
    """Return what two and ten inputs get, and how fast two shares move."""
    gaps = np.linspace(0, 50, 50_001)
    pairs = np.stack([gaps, np.zeros_like(gaps)], axis=-1)
    slope = act.jacobian(pairs)[:, 0, 0]
    alive = gaps[slope >= SATURATED * slope.max()].max()
    steepest = gaps[slope >= slope.max() * (1 - 1e-12)]
    where = f"at gap {steepest.min():.2f}"
    if len(steepest) > 1:
        where = f"up to gap {steepest.max():.2f}"
    return [
        ("Two equal inputs", f"{act([0.0, 0.0])[0]:.4f} each", "computed"),
        (
            "Ten equal inputs",
            f"{act(np.zeros(10))[0]:.4f} each",
            "computed",
        ),
        (
            "Largest slope, two inputs",
            f"{slope.max():.4f} {where}",
            "computed",
        ),
        (
            "Saturates, two inputs",
            f"for a gap over {alive:.2f}",
            "computed",
        ),
    ]


def _yes(holds):
    return "yes" if holds else "no"


def _number(value):
    # Rounded first: a tiny negative number would show as -0.0000.
    return f"{round(float(value), 4) + 0.0:.4f}"


def _list(numbers):
    return ", ".join(f"{number:g}" for number in numbers)
