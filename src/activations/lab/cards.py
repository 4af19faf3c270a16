"""The card at the top of a chapter: nothing on it is typed.

The formula comes from the docstring. A number is computed. A property is
stated by the class, and tested in properties.py.
"""

import inspect
import math
import re

import numpy as np

from activations.base import Activation, AlongAxis, Interval, quiet
from activations.lab import features
from activations.lab.properties import (
    check_properties,
    check_range_of_outputs,
    check_slopes_of_outputs,
    inputs_of,
    limit_is_seen,
)
from activations.lab.rounding import apart
from activations.lab.traits import along_last, gives_shares, one_channel

# The share of the largest slope below which a unit counts as saturated.
SATURATED = 0.01

VERBS = ("falls", "grows")

# How the lines of a docstring begin that hold the formulas.
FORMULAS = {
    "Value": r"f\(x\)(_i)? *= ",
    "Derivative": r"(f'\(x\)|df_i / d\w+) *= ",
}


@quiet()
def card(act):
    """Return the card of an activation, shown as a table.

    Raises AssertionError where the class states a property that is false,
    ValueError where its docstring states no formula, and TypeError unless
    act is an activation.
    """
    if not isinstance(act, Activation):
        raise TypeError(f"card: act must be an activation, got {act!r}")
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
        for row in self.rows:
            # A bar, as in |x|, would end the cell, in code too.
            cells = [cell.replace("|", r"\|") for cell in row]
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines)


def _from_source(act):
    # Not that of a parent, whose formula is another.
    lines = inspect.cleandoc(type(act).__doc__ or "").splitlines()
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
    check_properties(act)
    slopes = _Slopes(act)
    mean, gain = _normal_moments(act)
    return [
        ("Range", _range_text(act), "stated, tested"),
        ("Monotone", act.monotone or "no", "stated, tested"),
        ("Odd or even", act.parity or "neither", "stated, tested"),
        ("Smooth", _smooth_text(act), "stated, tested to ±10⁶"),
        ("Limits", _limits_text(act), "computed"),
        ("Value at 0", _number(act(0)), "computed"),
        ("Slope at 0", _number(act.derivative(0)), "computed"),
        ("Largest slope", slopes.largest_text(), "computed"),
        ("Saturates", slopes.saturation_text(), "computed"),
        ("Mean under a standard normal input", _number(mean), "computed"),
        (
            "Gain that keeps its mean square",
            _number(gain) if math.isfinite(gain) else "none",
            "computed",
        ),
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
            digits = f"{at:.4g}" if abs(at) < 100 else _short(at)
            text += f", {name} at x = {digits}"
    return text


def _is_peak(act, at):
    """Whether f is another at some small distance to either side."""
    return any(
        np.all(act(at + width * np.array([-1, 1])) != act(at))
        for width in (1e-6, 1e-3, 1, 1e3)
    )


def _smooth_text(act):
    if act.jumps:
        return f"no: it jumps at {_list(act.jumps)}"
    if act.kinks:
        kinks = "a kink" if len(act.kinks) == 1 else "kinks"
        return f"no: it has {kinks} at {_list(act.kinks)}"
    return "yes"


def _limits_text(act):
    texts = apart(act(np.array([-np.inf, np.inf])), 4)
    rows = []
    for side, verb, text in zip((-1, 1), VERBS, texts, strict=True):
        has_limit = act.limits[(side + 1) // 2]
        text = text.replace("inf", "∞") if has_limit else "none"
        if has_limit and not limit_is_seen(act, side):
            text += " (stated: f comes there too slowly to be seen)"
        rows.append(f"{text} as x {verb}")
    return ", ".join(rows)


class _Slopes:
    """The size of the slope, over the whole line."""

    def __init__(self, act):
        self.act, self.x = act, features.line_of(act)
        self.size = self(self.x)
        growing = [features.grows(self, side)[0] for side in (-1, 1)]
        self.unbounded = [
            f"x {verb}"
            for verb, is_growing in zip(VERBS, growing, strict=True)
            if is_growing
        ]
        # First near 0, since a wave has as many peaks as one looks for.
        is_near = np.abs(self.x) <= features.REACH
        for x in (self.x[is_near], self.x):
            places, values = features.largest_near(self, x)
            self.largest = max(values.max(), np.nanmax(self.size))
            if values.max() >= self.largest * (1 - 1e-12):
                break
        self.x = np.union1d(self.x, places)
        self.size = self(self.x)
        is_largest = values >= self.largest * (1 - 1e-12)
        self.places = self._middles(np.sort(places[is_largest]))

    def _middles(self, places):
        """Return one place for each of the flat tops that they lie on."""
        is_top = self.size >= self.largest * (1 - 1e-12)
        first, last = features.runs(is_top)
        middles = []
        for place in places:
            i = np.searchsorted(self.x, place)
            on = [
                (self.x[a] + self.x[b]) / 2
                for a, b in zip(first, last, strict=True)
                if a - 1 <= i <= b + 1 and b > a
            ]
            middles.append(on[0] if on else place)
        return np.unique(middles)

    def __call__(self, x):
        return np.abs(self.act.derivative(x))

    def largest_text(self):
        """Say how large the largest slope is, and where."""
        if self.largest == 0:
            return "0, everywhere"
        if self.unbounded:
            return "none: it grows without end as " + " and ".join(
                self.unbounded
            )
        return f"{_number(self.largest)} {self._where()}"

    def _where(self):
        is_largest = self.size >= self.largest * (1 - 1e-15)
        first, last = features.runs(is_largest)
        stretches, approached = [], []
        for a, b in zip(first, last, strict=True):
            at_end = a == 0 or b == len(self.x) - 1
            middle = self.x[(a + b) // 2]
            if b - a >= 2 and features.is_constant(
                self, middle, self.largest, self.x
            ):
                stretches.append(self._stretch_text(a, b))
            elif at_end:
                approached.append(f"x {VERBS[int(a != 0)]}")
        if stretches:
            return " and ".join(stretches)
        # On a run to the end of the line, a place is only rounded to it.
        ends = [
            (self.x[a], self.x[b])
            for a, b in zip(first, last, strict=True)
            if a == 0 or b == len(self.x) - 1
        ]
        inside = [
            place
            for place in self.places
            if not any(low <= place <= high for low, high in ends)
        ]
        if inside or not approached:
            return self._places_text(np.array(inside or self.places))
        return "approached as " + " and as ".join(approached)

    def _stretch_text(self, a, b):
        """Say from where to where the slope is the largest."""
        left, right = a == 0, b == len(self.x) - 1
        low = None if left else self._edge(self.x[a], self.x[a - 1])
        high = None if right else self._edge(self.x[b], self.x[b + 1])
        but = [
            k
            for k in features.breaks_of(self.act)
            if self.x[a] < k < self.x[b] and not self._is_largest(k)
        ]
        but = f" but at x = {_list(but)}" if but else ""
        if left and right:
            return f"everywhere{but}"
        signs = [
            "" if end is None else "≤" if self._is_largest(end) else "<"
            for end in (low, high)
        ]
        ends = apart([end for end in (low, high) if end is not None], 6)
        if left:
            return f"for x {signs[1]} {ends[0]}{but}"
        if right:
            return f"for x {'≥' if signs[0] == '≤' else '>'} {ends[0]}{but}"
        return f"for {ends[0]} {signs[0]} x {signs[1]} {ends[1]}{but}"

    def _is_largest(self, x):
        return bool(self(x) >= self.largest * (1 - 1e-14))

    def _edge(self, inside, outside):
        """Return where a stretch ends: at a break, or where it is found."""
        for k in features.breaks_of(self.act):
            if min(inside, outside) <= k <= max(inside, outside):
                return k
        edge = features.last_where(
            lambda x: self(x) == self.largest, inside, outside
        )
        return float(f"{_snapped(edge):.7g}")

    def _places_text(self, places):
        """Say in which few places the slope is the largest."""
        breaks = features.breaks_of(self.act)
        beside = [
            k
            for k in breaks
            if np.any(np.abs(places - k) < 1e-9) and not self._is_largest(k)
        ]
        if beside and all(
            np.abs(np.subtract.outer(places, beside)).min(axis=1) < 1e-9
        ):
            return f"approached at x = {_list(beside)}"
        # Places on one top are one place: 0, if it is among them.
        distinct = []
        for place in (0.0, *places[np.abs(places).argsort()]):
            is_new = not any(
                self._is_top((place + other) / 2) for other in distinct
            )
            if is_new and (distinct or place or self._is_top(0.0)):
                distinct.append(place)
        text = f"at x = {_place(distinct[0])}"
        if len(distinct) == 1:
            return text
        first, second = distinct[:2]
        if len(distinct) == 2 and abs(first + second) < 1e-3 * abs(first):
            return f"at x = ±{_place(abs(first))}"
        return f"{text}, and not there alone"

    def _is_top(self, x):
        return bool(self(x) >= self.largest * (1 - 1e-12))

    def saturation_text(self):
        """Say beyond which x the slope stays under 1 % of the largest."""
        if self.largest == 0:
            return "everywhere"
        # There is no 1 % of what grows without end: then where it is 0.
        limit = SATURATED * self.largest
        if self.unbounded:
            limit = np.nextafter(0, 1)

        def is_alive(x):
            return self(x) >= limit

        alive = np.flatnonzero(self.size >= limit)
        first, last = alive[0], alive[-1]
        # A wave may be flat just where the last few points lie.
        left, right = first > 20, last < len(self.x) - 21
        if self.unbounded:  # and there it must not only be rounded to 0
            left, right = (
                is_out and features.is_constant(self, end, 0.0, self.x)
                for is_out, end in (
                    (left, self.x[first // 2]),
                    (right, self.x[(last + len(self.x)) // 2]),
                )
            )
        if left:
            low = _snapped(
                features.last_where(is_alive, *self.x[[first, first - 1]])
            )
        if right:
            high = _snapped(
                features.last_where(is_alive, *self.x[[last, last + 1]])
            )
        if left and right:
            # Three digits of the way from one to the other.
            decimals = max(2, 2 - math.floor(math.log10(high - low)))
            texts = [f"{round(x, decimals):.12g}" for x in (low, high)]
            if texts[0] == f"-{texts[1]}":
                return f"beyond x = ±{texts[1]}"
            return "beyond x = {} and {}".format(*texts)
        if left:
            return f"for x < {_short(low)}"
        if right:
            return f"for x > {_short(high)}"
        return "nowhere"


def _snapped(x):
    """Return x, but 0 for what is nearer to it than what is looked at."""
    return 0.0 if abs(x) < features.NEAR_ZERO[0] else x


def _place(x):
    """Write a place with two decimals, or two digits if it is small."""
    x = float(x) + 0.0
    return f"{x:.2g}" if 0 < abs(x) < 0.1 else f"{x:.2f}"


def _short(x):
    """Write a place as _place does, but without zeros at its end."""
    x = float(x) + 0.0
    return f"{x:.2g}" if abs(x) < 0.1 else f"{round(x, 2):.12g}"


def _normal_moments(act):
    """Return the mean of f(z) and 1 / sqrt(mean of f(z)^2) for normal z."""
    # Gauss's rule in small panels, none of which holds a break, and smaller
    # ones near 0, where f may be steep. Beyond 38 the density is 0.
    near = features.NEAR_ZERO
    edges = [*np.linspace(-38, 38, 7601), *-near, *near]
    edges = np.unique([*edges, *act.kinks, *act.jumps])
    edges = edges[np.abs(edges) <= 38]
    nodes, shares = np.polynomial.legendre.leggauss(8)
    half = np.diff(edges)[:, np.newaxis] / 2
    z = edges[:-1, np.newaxis] + half * (nodes + 1)
    weight = shares * half * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    y = act(z)
    scale = np.abs(y).max()
    if scale == 0:
        return 0.0, math.inf
    mean = np.sum(weight * y)
    root = scale * np.sqrt(np.sum(weight * (y / scale) ** 2))
    # What rounding leaves of 0 is 0.
    return mean if abs(mean) > 1e-12 * root else 0.0, 1 / root


# ---- functions along an axis ----


def _along_axis(act):
    check_range_of_outputs(act)
    check_slopes_of_outputs(act)
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
    is_same = np.allclose(
        act(x + 3), y, rtol=1e-9, atol=1e-9 * np.abs(y).max()
    )
    rows.append(
        ("Unchanged when all inputs shift", _yes(is_same), "computed")
    )
    if is_share:
        rows += _share_rows(act)
    return [
        *rows,
        (
            f"Mean, {number} standard normal inputs",
            _mean(y),
            "computed",
        ),
        (
            "Gain that keeps their mean square",
            f"{1 / np.sqrt(np.mean(y**2)):.1f}",
            "computed",
        ),
    ]


def _mean(rows):
    """Write the mean of random rows, with as many decimals as it has."""
    error = 2 * rows.mean(axis=-1).std() / np.sqrt(len(rows))
    decimals = int(np.clip(-np.log10(error + 1e-9), 0, 4))
    return f"{round(rows.mean(), decimals) + 0.0:.{decimals}f}"


def _share_rows(act):
    """Return what two and ten inputs get, and how fast two shares move."""
    gaps = np.concatenate([np.linspace(0, 50, 50_001), features.TAIL])

    def slope_of(gap):
        pairs = np.stack([gap, np.zeros_like(gap)], axis=-1)
        return act.jacobian(pairs)[..., 0, 0]

    slope = slope_of(gaps)
    limit = SATURATED * np.nanmax(slope)
    alive = np.flatnonzero(slope >= limit)[-1:]
    if alive < len(gaps) - 1:
        edge = features.last_where(
            lambda gap: slope_of(gap) >= limit, *gaps[[*alive, *alive + 1]]
        )
        saturates = f"for a gap over {_place(edge)}"
    else:
        saturates = "nowhere"
    steepest = gaps[slope >= np.nanmax(slope) * (1 - 1e-12)]
    where = f"at gap {_place(steepest.min())}"
    if len(steepest) > 1:
        where = f"up to gap {_place(steepest.max())}"
    return [
        ("Two equal inputs", f"{act([0.0, 0.0])[0]:.4f} each", "computed"),
        (
            "Ten equal inputs",
            f"{act(np.zeros(10))[0]:.4f} each",
            "computed",
        ),
        (
            "Largest slope, two inputs",
            f"{_number(np.nanmax(slope))} {where}",
            "computed",
        ),
        (
            "Saturates, two inputs",
            saturates,
            "computed",
        ),
    ]


def _yes(holds):
    return "yes" if holds else "no"


def _number(value):
    """Write a number with four decimals, or with four digits if it is
    large, or so small that they would be 0."""
    value = float(value) + 0.0  # never -0.0000
    if value and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.4g}"
    return f"{value:.4f}"


def _list(numbers):
    return ", ".join(apart(numbers, 6))
