"""Whether what an activation states of itself is true.

A statement is tested by numbers, with the searches of features.py, which
says what cannot be seen. Kinks and jumps are looked for from -FAR_REACH to
FAR_REACH, everything else on the whole line.
"""

import copy
from functools import partial

import numpy as np

from activations.base import Elementwise, Interval, quiet
from activations.lab.features import (
    EPS,
    POINTS,
    REACH,
    beside,
    breaks_of,
    far_pieces_of,
    find_jumps,
    grows,
    is_constant,
    jumps_at,
    largest_near,
    line_of,
    pieces_of,
    runs,
    scale_of,
)
from activations.lab.statements import stated

# Of the largest value (or slope) there is: what rounding may do to it.
ROUNDING = 1e-12

# Farther out, the numbers themselves are too far apart for slopes.
FARTHEST = 1e9

# Where a formula is most likely to make an exception.
ROUND = np.array([*range(1, 101), *(10**k for k in range(3, 7))])
ROUND = np.concatenate([-ROUND, ROUND, np.linspace(-10, 10, 41)])
ROUND = np.unique(np.concatenate([ROUND, 2.0 ** np.arange(7, 20)]))


@quiet()
def check_properties(act):
    """Test the properties that an element-wise activation states.

    That f' is the slope of f is tested first, since the other tests look at
    both. Raises AssertionError, which names what is false and says why, and
    ValueError where it can't be tested, since the slope is infinite, or
    turns too often. Raises TypeError unless act is element-wise, and states
    each property in the form that Elementwise describes.
    """
    if not isinstance(act, Elementwise):
        raise TypeError(
            f"check_properties: act must be element-wise, got {act!r}"
        )
    for name in ("range", "monotone", "parity", "limits"):
        stated(act, name)
    if not np.all(np.isfinite(breaks_of(act))):
        raise AssertionError(
            f"{act!r}: its stated kinks and jumps is false: a break must "
            "be a finite number"
        )
    _refuse_infinite_slope(act)
    _refuse_too_many_turns(act)
    x = line_of(act)
    tests = {
        "set of inputs": partial(_wrong_inputs, act, x),
        "kinks and jumps": partial(_wrong_breaks, act),
        "derivative": partial(_wrong_derivative, act, x),
        "limits": partial(_wrong_limits, act),
        "monotone": partial(_wrong_monotone, act, x),
        "parity": partial(_wrong_parity, act, x),
        "range": partial(_wrong_range, act, x),
    }
    for name, find_fault in tests.items():
        fault = find_fault()
        if fault is not None:
            raise AssertionError(
                f"{act!r}: its stated {name} is false: {fault}"
            )


def _refuse_infinite_slope(act):
    x = np.unique([*ROUND, *breaks_of(act)])
    # Ever nearer to x, the slope grows like a power of the distance,
    step = np.where(x == 0, 1e-300, 4 * np.spacing(np.abs(x)))
    factor = np.where(x == 0, 1e100, 1e2)
    near = step * factor ** np.array([[0], [1], [2]])
    for side in (-1, 1):
        slope = act.derivative(x + side * near)
        first, second = np.diff(slope, axis=0) * -1
        second *= np.sign(first)
        first = np.abs(first)
        # or like its logarithm: by as much each time, or by more.
        is_seen = first > 1e-9 * np.abs(slope).max(axis=0)
        is_infinite = is_seen & (second > 0) & (first > second / 2)
        if is_infinite.any():
            raise ValueError(
                f"{act!r}: its slope is infinite at x = "
                f"{x[is_infinite.argmax()]:g}, or nearly so: such a "
                "function can't be tested"
            )


def _refuse_too_many_turns(act):
    # So far, about ten points lie between two turns.
    close = np.linspace(1 / 3, 4 / 3, POINTS)
    for x, most in ((np.concatenate(pieces_of(act)), 10_000), (close, 100)):
        slope = act.derivative(x)
        steps = np.diff(slope)
        steps = steps[np.abs(steps) > 1e-9 * scale_of(slope)]
        if np.sum(steps[:-1] * steps[1:] < 0) > most:
            raise ValueError(
                f"{act!r}: its slope turns more than {most} times from "
                f"{x[0]:.4g} to {x[-1]:.4g}, too often to be tested"
            )


# ---- set of inputs ----


def _wrong_inputs(act, x):
    """Find a number at which there is no value, or no slope."""
    x = np.concatenate([x, ROUND])
    for f, name in ((act, "f"), (act.derivative, "f'")):
        is_nan = np.isnan(f(x))
        if is_nan.any():
            return f"{name} is nan at x = {x[is_nan][0]:.6g}"
    return None


# ---- kinks and jumps ----


def _wrong_breaks(act):
    for x in breaks_of(act):
        # At a break f' is a choice, so only its sides count.
        found = {
            "f": (jumps_at(act, x)[1], x in act.jumps),
            "f'": (jumps_at(act.derivative, x)[0], x in act.kinks),
        }
        for name, (jumps, is_stated) in found.items():
            if jumps != is_stated:
                does = "jumps" if jumps else "does not jump"
                return f"{name} {does} at x = {x:.6g}"
    # Where a single value may be another.
    for f, name, stated_breaks in (
        (act, "f", act.jumps),
        (act.derivative, "f'", breaks_of(act)),
    ):
        x = ROUND[~np.isin(ROUND, stated_breaks)]
        jumps = jumps_at(f, x)[1]
        if jumps.any():
            return f"{name} jumps at x = {x[jumps.argmax()]:g}"
    for f, name in ((act, "f"), (act.derivative, "f'")):
        near, far = pieces_of(act), far_pieces_of(act)
        least = scale_of(f(np.concatenate([*near, *far])))
        for piece, floor in [
            *((x, 0) for x in near),
            *((x, least) for x in far),
        ]:
            found = find_jumps(f, piece, floor)
            if len(found):
                return f"{name} jumps at x = {round(found[0], 12):.9g}"
    return None


# ---- derivative ----


def _wrong_derivative(act, x):
    """Compare the rise of f from point to point with the area under f'."""
    x = x[np.abs(x) <= FARTHEST]
    left, right = x[:-1], x[1:]
    # Where f is steep, closer points may show that all is well.
    for _ in range(7):
        rise, area, room = _rise_and_area(act, left, right)
        is_wrong = np.abs(rise - area) > room
        # Where f jumps, there is no area.
        for at in act.jumps:
            is_wrong &= ~((left < at) & (at < right))
        if not is_wrong.any():
            return _wrong_slope(act)
        # If they were closer, rounding would be all that one sees.
        is_close = right - left < 1e4 * EPS * np.abs(left)
        if np.any(is_wrong & is_close):
            is_wrong &= is_close
            fault = left[is_wrong], rise[is_wrong], area[is_wrong]
            break
        worst = np.argsort((np.abs(rise - area) - room)[is_wrong])[-1000:]
        parts = np.linspace(
            left[is_wrong][worst], right[is_wrong][worst], 17
        )
        fault = (
            left[is_wrong][worst],
            rise[is_wrong][worst],
            area[is_wrong][worst],
        )
        left, right = parts[:-1].ravel(), parts[1:].ravel()
    at, rise, area = (values[-1] for values in fault)
    return (
        f"near x = {at:.6g} f rises by {rise:.6g} where it would rise by "
        f"{area:.6g}"
    )


def _rise_and_area(act, left, right):
    """Return the rise of f, the area under f', and what may part them."""
    width = right - left
    d = [act.derivative(left + k / 4 * width) for k in range(5)]
    # Simpson's rule, for the whole and for its halves.
    whole = width / 6 * (d[0] + 4 * d[2] + d[4])
    area = width / 12 * (d[0] + 4 * d[1] + 2 * d[2] + 4 * d[3] + d[4])
    low, high = act(left), act(right)
    # Where f is 0, it may be the difference of numbers as large as nearby.
    nearby = [low, high, act(left - 1), act(left + 1)]
    rounding = 8 * EPS * np.max(np.abs(nearby), axis=0)
    size = np.max(np.abs(d), axis=0)
    rounding += 8 * EPS * np.maximum(np.abs(left), np.abs(right)) * size
    size = 1e-6 * size + 1e-12 * min(scale_of(size), 1e6)
    room = width * size + 10 * np.abs(area - whole) + rounding
    return high - low, area, room


def _wrong_slope(act):
    """Compare f' with differences of f, from REACH to 100,000, and at round
    numbers, around which f' may be another in too small a place."""
    x = np.geomspace(REACH, 1e5, 2001)
    x = np.concatenate([-x, x, ROUND[np.abs(ROUND) < REACH]])
    h = np.where(np.abs(x) < REACH, 1e-6, 1e-3)
    for at in breaks_of(act):
        is_free = np.abs(x - at) > 2 * h
        x, h = x[is_free], h[is_free]
    far2, far, here, near, near2 = (
        act(x + steps * h) for steps in (2, 1, 0, -1, -2)
    )
    measured = (8 * (far - near) - (far2 - near2)) / (12 * h)
    doubt = np.abs(measured - (far - near) / (2 * h)) + 8 * EPS / h * (
        np.abs(far2) + np.abs(here) + np.abs(near2)
    )
    # A kink between the points shows in the second difference.
    doubt += np.abs(4 * (near + far) - near2 - far2 - 6 * here) / h
    slope = act.derivative(x)
    # The last digits of the smallest numbers say nothing.
    room = 1e-6 * np.abs(slope) + 2 * doubt + 1e-290
    is_wrong = np.abs(slope - measured) > room
    is_wrong &= np.isfinite(measured)
    if is_wrong.any():
        return (
            f"at x = {x[is_wrong][0]:.6g} it is {slope[is_wrong][0]:.6g}, "
            f"where f has the slope {measured[is_wrong][0]:.6g}"
        )
    return None


# ---- limits ----


def _wrong_limits(act):
    for side, has_limit in zip((-1, 1), act.limits, strict=True):
        at_infinity = float(act(side * np.inf))
        where = "falls" if side < 0 else "grows"
        if np.isnan(at_infinity) == has_limit:
            return f"as x {where}, f({side * np.inf}) is {at_infinity}"
        far = _far_values(act, side)
        limit = _limit_of(far)
        if has_limit and limit is None and _comes_nearer(far, at_infinity):
            continue
        if has_limit != (limit is not None):
            does = "has no" if has_limit else "has a"
            return f"as x {where}, f {does} limit"
        if has_limit and not np.isclose(
            limit, at_infinity, rtol=1e-9, atol=1e-300
        ):
            return (
                f"as x {where}, f comes to {limit:.9g}, and "
                f"f({side * np.inf}) is {at_infinity:.9g}"
            )
    return None


def limit_is_seen(act, side):
    """Whether f comes to a limit before the largest numbers end."""
    return _limit_of(_far_values(act, side)) is not None


def _far_values(act, side):
    return act(side * np.geomspace(1e3, 1e300, 4001))


def _limit_of(far):
    """Return the limit of values ever farther out, or None."""
    near, beyond = far[: len(far) // 2], far[len(far) // 2 :]
    last = beyond[len(beyond) // 2 :]
    if np.all(last == last[-1]):  # infinite, perhaps
        return last[-1]
    if np.ptp(last) <= 1e-9 * scale_of(beyond):
        return last[-1]
    sign = np.sign(last[-1])
    is_beyond = np.min(sign * beyond) > np.max(sign * near)
    if is_beyond and sign * last[-1] > 1.01 * np.max(sign * near):
        return sign * np.inf
    return None


def _comes_nearer(far, limit):
    """Whether values come nearer and nearer, too slowly to be there."""
    gap = np.abs(far - limit)
    return bool(np.all(np.diff(gap) <= 0) and gap[-1] < 0.95 * gap[0])


# ---- monotone ----


def _wrong_monotone(act, x):
    slope = act.derivative(x)
    rises, falls = (
        _is_ever_positive(lambda x, s=sign: s * act.derivative(x), x)
        for sign in (1, -1)
    )
    for at in act.jumps:
        steps = np.diff(act([beside(at, -1), at, beside(at, 1)]))
        rises, falls = rises or steps.max() > 0, falls or steps.min() < 0
    first, last = runs(slope == 0)
    middles = x[((first + last) // 2)[last - first >= 2]]
    flats = [_is_plateau(act, t, x) for t in middles]
    if rises and falls:
        true = None
    elif any(flats) or not (rises or falls):
        true = "non-increasing" if falls else "non-decreasing"
    else:
        true = "decreasing" if falls else "increasing"
    weak = {"increasing": "non-decreasing", "decreasing": "non-increasing"}
    if None in flats and act.monotone == weak.get(true):
        return None  # that it is not flat can't be seen
    if act.monotone != true:
        return f"it is {true or 'neither rising nor falling throughout'}"
    return None


def _is_ever_positive(slope, x):
    """Whether a slope is positive somewhere, and not by rounding alone."""
    values = slope(x)
    _, peaks = largest_near(slope, x)
    if np.max(peaks, initial=0) > ROUNDING * scale_of(values):
        return True
    # So small a slope is real if it keeps its sign for long.
    first, last = runs(values > 0)
    return bool(np.any(last - first >= 1000))


def _is_plateau(act, at, x):
    """Whether f' is 0 all around at, and not only rounded to 0; None where
    that can't be told. x are points on the whole line."""
    return is_constant(act.derivative, at, 0.0, x)


# ---- parity ----


def _wrong_parity(act, x):
    x = np.abs(
        np.concatenate([x[np.abs(x) < 1e100], [0.0], breaks_of(act)])
    )
    left, right = act(-x), act(x)
    size = scale_of(right[x < 5])
    room = ROUNDING * (np.abs(right) + 1e-3 * size)
    is_odd = np.all(np.abs(left + right) <= room)
    is_even = np.all(np.abs(left - right) <= room)
    true = "odd" if is_odd else "even" if is_even else None
    if act.parity != true:
        return f"it is {true or 'neither odd nor even'}"
    return None


# ---- range ----


def _wrong_range(act, x):
    if not isinstance(act.range, Interval):
        x = np.concatenate([x, breaks_of(act)])
        values = set(np.unique(act(x)).tolist())
        if values != set(act.range):
            return f"its values are {sorted(values)[:5]}"
        return None
    low, high, low_at, high_at = act.range
    if np.isnan([low, high]).any():
        return f"an end is nan in {act.range}"
    return _wrong_end(act, x, -1, low, low_at) or _wrong_end(
        act, x, 1, high, high_at
    )


def _wrong_end(act, x, sign, end, at):
    """Say what is wrong with the high end, or with sign -1 the low one."""
    name = "high" if sign > 0 else "low"
    breaks = np.array(breaks_of(act))

    def g(x):
        return sign * act(x)

    top = sign * end
    places, values = largest_near(g, x)
    room = _room(top, act)
    if np.isinf(top):
        is_unbounded = any(
            grows(act, side)[0 if sign > 0 else 1] for side in (-1, 1)
        )
        if at is not None or not is_unbounded:
            return f"it has no {name} end at {end}"
        return None
    # Where f comes near its end and need not attain it.
    approached = [
        g(side * np.inf)
        for side, has_limit in zip((-1, 1), act.limits, strict=True)
        if has_limit
    ]
    approached += [g(beside(t, side)) for t in breaks for side in (-1, 1)]
    approached = np.array(approached, dtype=float)
    most = np.max(np.concatenate([values, g(breaks), approached]))
    if most > top + room:
        return f"values go to {sign * most:.9g}, past the {name} end"
    if at is not None:
        if not np.isfinite(at) or abs(g(at) - top) > room:
            return f"f({at!r}) is not its {name} end {end:.9g}"
        if _is_attained(act, at, sign, x) is False:
            return f"the {name} end is not attained at {at!r}"
        return None
    if most < top - room:
        return (
            f"values go to {sign * most:.9g} only, short of its {name} end"
        )
    first, last = runs(g(x) >= top - room)
    candidates = [
        *places[values >= top - room],
        *breaks[g(breaks) >= top - room],
        *x[first],
        *x[last],
        *x[(first + last) // 2],
    ]
    for t in candidates:
        if _is_attained(act, t, sign, x):
            return f"its {name} end is attained at x = {t:.6g}"
    return None


def _room(top, act):
    """Return how far a value may be from an end by rounding."""
    size = scale_of(act(np.linspace(-5, 5, 1001)))
    return 8 * EPS * max(abs(top), 1e-3 * size)


def _is_attained(act, at, sign, x):
    """Whether f has an extreme at a point where it comes near its end;
    None where that can't be told."""
    if at in breaks_of(act):
        return True
    for width in (1e-8, 1e-6, 1e-4, 1e-2, 1):  # steep or wide
        width *= max(1, abs(at))
        before, after = sign * act.derivative(
            np.array([at - width, at + width])
        )
        if before > 0 > after:
            return True
        if before == 0 or after == 0:
            beyond = at + (width if after == 0 else -width)
            if act(beyond) == act(at):
                is_plateau = _is_plateau(act, beyond, x)
                if is_plateau is not False:
                    return is_plateau
    return False


# ---- functions along an axis ----


def check_range_of_outputs(act):
    """Test the range that an activation along an axis states.

    Raises AssertionError, which says why, if it is false, and TypeError if
    it is no Interval.
    """
    if np.isnan(stated(act, "range")[:2]).any():
        raise AssertionError(
            f"{act!r}: its stated range is false: an end is nan in "
            f"{act.range}"
        )
    act = copy.copy(act)
    act.axis = -1
    # Of several widths, since a fault may show from some width on.
    for n in sorted({inputs_of(act, at_least) for at_least in (2, 3, 10)}):
        rng = np.random.default_rng(0)
        rows = rng.normal(size=(4, 5000, n))
        rows *= np.array([0.1, 1, 10, 300])[:, np.newaxis, np.newaxis]
        ends = rng.choice([-1e300, -1e3, 0, 1, 1e3, 1e300], size=(2000, n))
        alike = np.multiply.outer([-1e300, -1e3, 0, 1e3, 1e300], np.ones(n))
        rows = np.concatenate([*rows, ends, alike])
        low, high, low_at, high_at = act.range
        is_nan = np.isnan(act(rows[:20_000])).any(axis=-1)
        if is_nan.any():
            raise AssertionError(
                f"{act!r}: its outputs must be numbers, got nan at "
                f"{rows[is_nan.argmax()].tolist()}"
            )
        fault = _wrong_output(act, -1, low, low_at, rows) or _wrong_output(
            act, 1, high, high_at, rows
        )
        if fault is not None:
            raise AssertionError(
                f"{act!r}: its stated range is false: {fault}"
            )


def check_slopes_of_outputs(act):
    """Test that an activation along an axis has the slopes that it says.

    Raises AssertionError if an entry of its Jacobian is no slope.
    """
    act = copy.copy(act)
    act.axis = -1
    n, h = inputs_of(act, 3), 1e-4
    rows = np.random.default_rng(0).normal(size=(20, n))
    here, slopes = act(rows), act.jacobian(rows)
    room = 1e-6 * scale_of(here - here.mean(axis=0))
    room += 8 * EPS / h * np.abs(here)
    for j in range(n):
        before, after = (
            act(rows + side * h * np.eye(n)[j]) for side in (-1, 1)
        )
        measured = (after - before) / (2 * h)
        # Where f' jumps, it is not measured; of a smooth f this is tiny.
        bend = np.abs(after + before - 2 * here) / h
        wrong = ~(np.abs(slopes[..., j] - measured) <= bend + room)
        if wrong.any():
            row, i = np.argwhere(wrong)[0]
            raise AssertionError(
                f"{act!r}: its slope is false: at {rows[row].tolist()} "
                f"that of output {i} by input {j} is "
                f"{measured[row, i]:.6g}, not {slopes[row, i, j]:.6g}"
            )


def inputs_of(act, at_least):
    """Return the smallest number of inputs, from at_least on, that act
    takes along its axis."""
    for n in range(at_least, 1000):
        try:
            act.width(n)
        except ValueError:
            continue
        return n
    raise ValueError(f"{act!r} takes no number of inputs below 1000")


def _wrong_output(act, sign, end, at, rows):
    """Say what is wrong with the high end, or with sign -1 the low one."""
    name = "high" if sign > 0 else "low"
    values, top = sign * act(rows), sign * end
    most = np.nanmax(values)  # of the largest inputs, some overflow
    if np.isinf(top):
        # Ten times as large inputs must still give larger outputs. Those
        # that overflow, as a product of two inputs may, say nothing.
        most, smaller = (
            np.max(v, where=np.isfinite(v), initial=-np.inf)
            for v in (values, sign * act(rows / 10))
        )
        if most > 1.01 * smaller > 0:
            return None
        return (
            f"values go to {sign * most:.9g} only, short of its {name} end"
        )
    room = 8 * EPS * max(abs(top), 1e-3 * scale_of(act(rows[:20_000])))
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
    if most < top - room:
        return (
            f"values go to {sign * most:.9g} only, short of its {name} end"
        )
    hits = np.argwhere(values >= top - room)
    for row, i in hits[:: max(1, len(hits) // 8)]:
        if _is_attained_on_line(act, rows[row], i, end):
            return f"its {name} end is attained at {rows[row].tolist()}"
    return None


def _is_attained_on_line(act, row, output, end):
    """Whether an output has its end at row, and not only by rounding.

    Looked at is the line from 0 through row: t times row.
    """

    def g(t):
        return act(np.multiply.outer(t, row))[..., output]

    before, here, after = np.abs(g(np.array([1 - 1e-3, 1, 1 + 1e-3])) - end)
    if before == here == after == 0:
        near = np.geomspace(1e-12, 1e6, 5001)
        t = np.concatenate(
            [-near[::-1], np.linspace(-50, 50, 10_001), near]
        )
        return is_constant(g, 1.0, end, np.unique(t))
    return bool(here < min(before, after))
