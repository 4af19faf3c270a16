"""Whether what an element-wise activation states of itself is true.

Only numbers can be tested, and numbers are rounded: sigmoid(40) is exactly
1.0 in float64, and still its range is open. So each test asks for what
rounding cannot imitate, and is passed by what only rounding spoils.

- A jump is what is left between neighbours however near they are.
- An end of the range is attained where the slope changes its sign, at a
  kink or a jump, or on a plateau.
- A plateau is a stretch on which the slope is 0, unless the slope comes
  down to it as slowly as an exponential that is rounded to 0.

What lies between the points that are looked at is not seen: a spike far
narrower than a thousandth, or a kink beyond REACH.
"""

import copy

import numpy as np

from activations.base import Interval, quiet

# How far to either side kinks, dips and plateaus are looked for, and in
# how many places; and where tails are followed to.
REACH = 50
POINTS = 100_001
TAIL = np.geomspace(REACH, 1e300, 3001)[1:]

# Of the largest value (or slope) there is: what rounding may do to it, and
# the smallest jump that is looked for.
ROUNDING = 1e-12
SMALLEST_JUMP = 1e-7


@quiet()
def check_properties(act):
    """Test the properties that an element-wise activation states.

    Raises AssertionError, which names the one that is false and says why.
    """
    tests = {
        "kinks and jumps": _wrong_breaks,
        "limits": _wrong_limits,
        "monotone": _wrong_monotone,
        "parity": _wrong_parity,
        "range": _wrong_range,
    }
    for name, find_fault in tests.items():
        fault = find_fault(act)
        if fault is not None:
            raise AssertionError(
                f"{act!r}: its stated {name} is false: {fault}"
            )


def breaks_of(act):
    """Return where f or f' jumps, as stated, from left to right."""
    return sorted({*act.kinks, *act.jumps})


def grid_of(act):
    """Return where to look: from -REACH to REACH, or to 5 past a break.

    Breaks are not among the points, but places just beside them are.
    """
    return np.concatenate(_pieces(act))


def _pieces(act):
    """Return the grid, cut where f or f' jumps."""
    breaks = breaks_of(act)
    ends = [min([-REACH, *(x - 5 for x in breaks)])]
    for x in breaks:
        ends += [beside(x, -1), beside(x, 1)]
    ends.append(max([REACH, *(x + 5 for x in breaks)]))
    # One step is irrational, so that no round x is looked at alone.
    step = (ends[-1] - ends[0]) / (POINTS - np.sqrt(2))
    return [
        np.linspace(left, right, max(9, int((right - left) / step)))
        for left, right in zip(ends[::2], ends[1::2], strict=True)
    ]


def beside(x, side):
    """Return the number four units in the last place left or right of x."""
    return x + side * 4 * np.spacing(np.abs(x))


# ---- kinks and jumps ----


def _wrong_breaks(act):
    for f, name, stated in (
        (act, "f", act.jumps),
        (act.derivative, "f'", act.kinks),
    ):
        smallest = SMALLEST_JUMP * _scale(f(grid_of(act)))
        for x in breaks_of(act):
            around = f(np.array([beside(x, -1), beside(x, 1)]))
            if name == "f":  # f' at a break is a choice
                around = np.append(around, f(x))
            jumps = np.ptp(around) > smallest
            if jumps != (x in stated):
                does = "jumps" if jumps else "does not jump"
                return f"{name} {does} at x = {x:.6g}"
        for piece in _pieces(act):
            found = find_jumps(f, piece)
            if len(found):
                return f"{name} jumps at x = {round(found[0], 12):.9g}"
    return None


def _scale(values):
    largest = np.max(np.abs(values))
    return largest if largest > 0 else 1.0


def find_jumps(f, x):
    """Return where f jumps between the evenly spaced points x, sorted.

    The fourth difference of a smooth f shrinks with the fourth power of
    the step, that of a jump does not shrink. So wherever it is large, the
    step is made 16 times as small, again and again, until it is small or
    the numbers lie side by side.
    """
    smallest = SMALLEST_JUMP * _scale(f(x))
    differences = np.abs(np.diff(f(x), 4))
    first = np.flatnonzero(differences > smallest / 2)
    # Where f is steep there may be many: the largest are enough.
    first = first[np.argsort(differences[first])[-1000:]]
    low, high = x[first], x[first + 4]
    found = []
    while len(low):
        parts = np.linspace(low, high, 65, axis=-1)
        differences = np.abs(np.diff(f(parts), 4, axis=-1))
        worst = differences.argmax(axis=-1)
        row = np.arange(len(low))
        is_rough = differences[row, worst] > smallest / 2
        row, worst = row[is_rough], worst[is_rough]
        low, high = parts[row, worst], parts[row, worst + 4]
        side_by_side = high - low <= 64 * np.spacing(
            np.maximum(np.abs(low), np.abs(high))
        )
        found += list((low + high)[side_by_side] / 2)
        low, high = low[~side_by_side], high[~side_by_side]
    apart = [
        x
        for i, x in enumerate(sorted(found))
        if i == 0 or x - sorted(found)[i - 1] > 1e-9 * max(1, abs(x))
    ]
    return np.array(apart)


# ---- limits ----


def _wrong_limits(act):
    for side, has_limit in zip((-1, 1), act.limits, strict=True):
        far, at_infinity = act(side * TAIL), float(act(side * np.inf))
        where = "falls" if side < 0 else "grows"
        if np.isnan(at_infinity) == has_limit:
            return f"as x {where}, f({side * np.inf}) is {at_infinity}"
        if has_limit != _settles(far):
            does = "has no" if has_limit else "has a"
            return f"as x {where}, f {does} limit"
        if has_limit and not _arrives(far, at_infinity):
            return (
                f"as x {where}, f comes to {far[-1]:.9g}, and "
                f"f({side * np.inf}) is {at_infinity:.9g}"
            )
    return None


def _settles(far):
    """Whether values ever further out go to one number, or to infinity."""
    near, beyond = far[: len(far) // 2], far[len(far) // 2 :]
    if np.ptp(beyond[len(beyond) // 2 :]) <= 1e-9 * _scale(beyond):
        return True
    sign = np.sign(beyond[-1])
    return bool(np.min(sign * beyond) > np.max(sign * near))


def _arrives(far, limit):
    if np.isinf(limit):
        return abs(far[-1]) >= 100 and np.sign(far[-1]) == np.sign(limit)
    return abs(far[-1] - limit) <= 1e-9 * max(1, abs(limit))


# ---- monotone ----


def _wrong_monotone(act):
    x = grid_of(act)
    slope = act.derivative(x)
    rises, falls = (
        _is_ever_positive(lambda x, s=sign: s * act.derivative(x), x)
        for sign in (1, -1)
    )
    for at in act.jumps:
        steps = np.diff(act([beside(at, -1), at, beside(at, 1)]))
        rises, falls = rises or steps.max() > 0, falls or steps.min() < 0
    at = x[_middles_of_runs(slope == 0)]
    is_flat = any(_is_plateau(act, t) for t in at)
    if rises and falls:
        true = None
    elif is_flat or not (rises or falls):
        true = "non-increasing" if falls else "non-decreasing"
    else:
        true = "decreasing" if falls else "increasing"
    if act.monotone != true:
        return f"it is {true or 'neither rising nor falling throughout'}"
    return None


def _is_ever_positive(slope, x):
    """Whether a slope is positive somewhere, and not by rounding alone."""
    values = slope(x)
    if largest_near(slope, x)[1].max() > ROUNDING * _scale(values):
        return True
    # So small a slope is real if it keeps its sign for long.
    return bool(np.any(_lengths_of_runs(values > 0) >= 1000))


def runs(is_in):
    """Return the first and last index of each stretch of True."""
    edges = np.diff(np.concatenate([[0], is_in.astype(int), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1


def _lengths_of_runs(is_in):
    first, last = runs(is_in)
    return last - first + 1


def _middles_of_runs(is_in):
    """Return an index in the middle of each stretch of three or more."""
    first, last = runs(is_in)
    long = last - first >= 2
    return ((first + last) // 2)[long]


def _is_plateau(act, at):
    """Whether f' is 0 all around at, and not only rounded to 0."""
    return is_constant(act.derivative, at, 0.0, grid_of(act))


def is_constant(g, at, value, x):
    """Whether g has this value on a stretch around at, not by rounding.

    Where the stretch ends, the difference of g from value grows. It grows
    at once, or like a power of the distance from the end; but if value is
    only approached, and rounding made the stretch, it grows exponentially,
    and so it becomes 10^7 times as large within a few times the distance.
    """

    def gap(t):
        return np.abs(g(np.asarray(t)) - value)

    scale = _scale(gap(x))
    for side in (-1, 1):
        beyond = np.concatenate(
            [x[side * (x - at) > 0][::side], side * TAIL]
        )
        is_off = gap(beyond) > 1e-8 * scale
        if not is_off.any():
            continue  # it goes on for ever
        edge, near, far = (
            _last_below(gap, level, at, beyond[is_off.argmax()])
            for level in (0, 1e-15 * scale, 1e-8 * scale)
        )
        ends_at_once = abs(far - edge) <= 8 * np.spacing(abs(far))
        if not ends_at_once and abs(far - edge) < 30 * abs(near - edge):
            return False
    return True


def _last_below(gap, level, inside, outside):
    """Return the last x from inside to outside where gap is <= level."""
    while True:
        middle = inside + (outside - inside) / 2
        if middle in (inside, outside):
            return inside
        if gap(middle) <= level:
            inside = middle
        else:
            outside = middle


# ---- parity ----


def _wrong_parity(act):
    x = grid_of(act)
    x = np.concatenate([np.abs(x[x != 0]), TAIL[TAIL < 1e100]])
    far_from_jumps = np.ones(len(x), dtype=bool)
    for at in act.jumps:
        far_from_jumps &= np.abs(x - abs(at)) > 1e-12 * max(1, abs(at))
    x = x[far_from_jumps]
    left, right = act(-x), act(x)
    room = ROUNDING * (np.abs(right) + 1e-3 * min(1, _scale(act(x[x < 5]))))
    is_odd = np.all(np.abs(left + right) <= room)
    is_even = np.all(np.abs(left - right) <= room)
    true = "odd" if is_odd else "even" if is_even else None
    if act.parity != true:
        return f"it is {true or 'neither odd nor even'}"
    return None


# ---- range ----


def _wrong_range(act):
    if not isinstance(act.range, Interval):
        x = np.concatenate([grid_of(act), breaks_of(act), -TAIL, TAIL])
        values = set(np.unique(act(x)).tolist())
        if values != set(act.range):
            return f"its values are {sorted(values)[:5]}"
        return None
    low, high, low_at, high_at = act.range
    return _wrong_end(act, -1, low, low_at) or _wrong_end(
        act, 1, high, high_at
    )


def _wrong_end(act, sign, end, at):
    """Say what is wrong with the high end, or with sign -1 the low one."""
    name = "high" if sign > 0 else "low"

    def g(x):
        return sign * act(x)

    top = sign * end
    x = np.concatenate([-TAIL[::-1], grid_of(act), TAIL])
    places, values = largest_near(g, x)
    breaks = np.array(breaks_of(act))
    sides = [beside(t, side) for t in breaks for side in (-1, 1)]
    limits = [
        g(side * np.inf)
        for side, has_limit in zip((-1, 1), act.limits, strict=True)
        if has_limit
    ]
    room = ROUNDING * max(1, abs(top)) if np.isfinite(top) else 0
    most = max([values.max(), *map(float, g(breaks)), *map(float, limits)])
    if most > top + room:
        return f"values go to {sign * most:.9g}, past the {name} end"
    if at is not None:
        if not np.isfinite([top, at]).all() or abs(g(at) - top) > room:
            return f"f({at!r}) is not its {name} end {end:.9g}"
        if not _is_attained(act, at, sign):
            return f"the {name} end is not attained at {at!r}"
        return None
    if np.isinf(top):
        is_approached = most >= 100
    else:
        nearest = [*map(float, limits), *map(float, g(np.array(sides)))]
        is_approached = bool(nearest) and top - max(nearest) <= room
        is_approached = is_approached or top - most <= room
    if not is_approached:
        return (
            f"values go to {sign * most:.9g} only, short of its {name} end"
        )
    is_near = g(x) >= top - room
    first, last = runs(is_near)
    candidates = [
        *places[values >= top - room],
        *breaks[g(breaks) >= top - room],
        *x[first],
        *x[last],
        *x[(first + last) // 2],
    ]
    for t in candidates:
        if _is_attained(act, t, sign):
            return f"its {name} end is attained at x = {t:.6g}"
    return None


def _is_attained(act, at, sign):
    """Whether f has an extreme at a point where it comes near its end."""
    if at in breaks_of(act):
        return True
    width = 1e-4 * max(1, abs(at))
    before, after = sign * act.derivative(
        np.array([at - width, at + width])
    )
    if before > 0 > after:
        return True
    return (before == 0 or after == 0) and _is_plateau(
        act, at + (width if after == 0 else -width)
    )


def largest_near(g, x):
    """Return the places and the values of the largest maxima of g.

    Among the points x the largest are found, and looked at more closely.
    """
    values = g(x)
    inner = values[1:-1]
    is_peak = (inner > values[:-2]) & (inner >= values[2:])
    peaks = np.flatnonzero(is_peak) + 1
    peaks = peaks[np.argsort(values[peaks])[-50:]]
    peaks = np.unique([*peaks, values.argmax()])
    low = x[np.maximum(peaks - 1, 0)]
    high = x[np.minimum(peaks + 1, len(x) - 1)]
    for _ in range(8):
        parts = np.linspace(low, high, 65, axis=-1)
        best = g(parts).argmax(axis=-1)
        row = np.arange(len(low))
        low = parts[row, np.maximum(best - 1, 0)]
        high = parts[row, np.minimum(best + 1, 64)]
        at = parts[row, best]
    return at, g(at)


# ---- functions along an axis ----


def check_range_of_outputs(act):
    """Test the range that an activation along an axis states.

    Raises AssertionError, which says why, if it is false.
    """
    act = copy.copy(act)
    act.axis = -1
    n = next(n for n in range(2, 100) if _takes(act, n))
    rng = np.random.default_rng(0)
    rows = (
        rng.normal(size=(4, 5000, n))
        * np.array([0.1, 1, 10, 300])[:, np.newaxis, np.newaxis]
    )
    ends = rng.choice([-1e300, -1e3, 0, 1, 1e3, 1e300], size=(2000, n))
    rows = np.concatenate([*rows, ends])
    low, high, low_at, high_at = act.range
    fault = _wrong_output(act, -1, low, low_at, rows) or _wrong_output(
        act, 1, high, high_at, rows
    )
    if fault is not None:
        raise AssertionError(f"{act!r}: its stated range is false: {fault}")


def _takes(act, n):
    try:
        act.width(n)
    except ValueError:
        return False
    return True


def _wrong_output(act, sign, end, at, rows):
    """Say what is wrong with the high end, or with sign -1 the low one."""
    name = "high" if sign > 0 else "low"
    values, top = sign * act(rows), sign * end
    room = ROUNDING * max(1, abs(top)) if np.isfinite(top) else 0
    most = values.max()
    if most > top + room:
        return f"values go to {sign * most:.9g}, past the {name} end"
    if at is not None:
        hits = np.abs(sign * act(np.array(at, dtype=float)) - top) <= room
        if not any(
            _is_attained_on_line(act, at, i, end)
            for i in np.flatnonzero(hits)
        ):
            return f"the {name} end is not attained at {at!r}"
        return None
    if most < (1e3 if np.isinf(top) else top - room):
        return (
            f"values go to {sign * most:.9g} only, short of its {name} end"
        )
    if np.isinf(top):
        return None
    for row, i in np.argwhere(values >= top - room)[::50][:100]:
        if _is_attained_on_line(act, rows[row], i, end):
            return f"its {name} end is attained at {rows[row].tolist()}"
    return None


def _is_attained_on_line(act, row, output, end):
    """Whether an output has its end at row, and not only by rounding.

    Looked at is the line from 0 through row: t times row.
    """

    def g(t):
        return act(np.multiply.outer(t, row))[..., output]

    t = np.linspace(-REACH, REACH, 10_001)
    before, here, after = np.abs(g(np.array([1 - 1e-3, 1, 1 + 1e-3])) - end)
    if before == here == after == 0:
        return is_constant(g, 1.0, end, t)
    return bool(here < min(before, after))
