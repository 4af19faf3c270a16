"""What a function has, found from its values: jumps, plateaus, peaks.

Numbers are rounded: sigmoid(40) is exactly 1.0 in float64. So each search
asks for what rounding cannot imitate.

- A jump is what is left between neighbours, however near they are.
- A stretch is constant, unless the value is only approached: then what is
  missing grows like an exponential, and rounding has made the stretch.
- What grows still grows between 1e150 and 1e300.

What lies between the points that are looked at is not seen, such as a spike
far narrower than a thousandth, unless it is near 0. A plateau that begins
with all derivatives 0 can't always be told from a value that is approached,
nor a limit that is not reached at 1e300 from another.
"""

import numpy as np

from activations.lab.statements import stated

EPS = np.finfo(np.float64).eps

# How far to either side jumps are looked for, and in how many places.
REACH = 50
POINTS = 100_001

# Places farther out, and near 0, where a function may be steep.
TAIL = np.concatenate(
    [np.geomspace(REACH, 1e5, 3001)[1:], np.geomspace(1e5, 1e300, 3001)[1:]]
)
NEAR_ZERO = np.geomspace(1e-12, 1, 601)
NEAR_PLACE = np.geomspace(1e-9, 1e3, 401)

# How far out jumps are looked for, with so many places in each stretch.
FAR_REACH = 1e6
FAR_POINTS = 2001

# The smallest jump that is looked for, of the largest value near it.
SMALLEST_JUMP = 1e-9


def beside(x, side):
    """Return the number four units in the last place left or right of x."""
    return x + side * 4 * np.spacing(np.abs(x))


def breaks_of(act):
    """Return where f or f' jumps, as stated, from left to right."""
    return sorted({*stated(act, "kinks"), *stated(act, "jumps")})


def pieces_of(act):
    """Return evenly spaced points from -REACH to REACH, or to 5 past a
    break; cut at the breaks, just beside which a piece begins and ends."""
    breaks = breaks_of(act)
    ends = [min([-REACH, *(x - 5 for x in breaks)])]
    for x in breaks:
        ends += [beside(x, -1), beside(x, 1)]
    ends.append(max([REACH, *(x + 5 for x in breaks)]))
    # The step is irrational, so that no round x is looked at alone.
    step = (ends[-1] - ends[0]) / (POINTS - np.sqrt(2))
    return [
        np.linspace(left, right, max(9, int((right - left) / step)))
        for left, right in zip(ends[::2], ends[1::2], strict=True)
    ]


def far_pieces_of(act):
    """Return evenly spaced points beyond the pieces, to FAR_REACH: each
    stretch ends twice as far out as the one before."""
    pieces, found = pieces_of(act), []
    for side, start in ((-1, -pieces[0][0]), (1, pieces[-1][-1])):
        while start < FAR_REACH:
            end = min(2 * start, FAR_REACH)
            # Nine points more, so that no break at an end is missed.
            x = np.linspace(
                start, end + 9 * (end - start) / FAR_POINTS, FAR_POINTS + 9
            )
            found.append(np.sort(side * x))
            start = end
    return found


def line_of(act):
    """Return places on the whole line, sorted, without the breaks.

    More of them lie near 0, near where act states an extreme, and where f
    rises or falls by more than its slope tells.
    """
    stated = getattr(act, "range", None)
    ends = (
        getattr(stated, "low_at", None),
        getattr(stated, "high_at", None),
    )
    around = np.concatenate([-NEAR_PLACE, NEAR_PLACE])
    near = [at + around for at in ends if at is not None]
    near += [-NEAR_ZERO, NEAR_ZERO]
    tail = np.concatenate([-TAIL[::-1], TAIL])
    for _ in range(4):
        tail = np.union1d(tail, _between_untold_rises(act, tail))
    x = np.unique(np.concatenate([*near, *pieces_of(act), tail]))
    return x[np.isfinite(x) & ~np.isin(x, breaks_of(act))]


def _between_untold_rises(act, x):
    """Return places between neighbours in x, where f rises and f' is 0."""
    rise = np.abs(np.diff(act(x)))
    slope = np.abs(act.derivative(x))
    told = np.maximum(slope[:-1], slope[1:]) * np.diff(x)
    rise[~(told < 0.1 * rise) | ~np.isfinite(rise)] = 0
    worst = rise.argsort()[-20:]
    worst = worst[rise[worst] > 1e-9 * rise.max(initial=0)]
    return np.linspace(x[worst], x[worst + 1], 65).ravel()


def scale_of(values):
    """Return the largest finite size among values; 1 if all are 0."""
    values = np.abs(values[np.isfinite(values)])
    return values.max() if np.any(values > 0) else 1.0


# ---- jumps ----


def jumps_at(f, x):
    """Whether f jumps at x, where its value may be another again."""
    # What is small may be the difference of numbers as large as elsewhere.
    elsewhere = f(np.linspace(-10, 10, 101))
    x = np.asarray(x, np.float64)[..., np.newaxis]
    steps = np.arange(4, 65, 4) * np.spacing(np.abs(x))
    before, after = f(x - steps), f(x + steps)
    sides = np.stack([before[..., 0], after[..., 0]], axis=-1)
    # As far as f changes beside x anyway, by its slope or by rounding.
    room = 2 * (np.ptp(before, axis=-1) + np.ptp(after, axis=-1))
    room += 8 * EPS * np.abs(sides).max(axis=-1)
    room += EPS * min(scale_of(elsewhere), 1)
    all_three = np.concatenate([sides, f(x)], axis=-1)
    return (
        np.ptp(sides, axis=-1) > room,
        np.ptp(all_three, axis=-1) > room,
    )


def find_jumps(f, x, least=0.0):
    """Return where f jumps between the evenly spaced points x, sorted.

    least is a size far below which differences may be rounding alone.

    The fourth difference of a smooth f shrinks with the fourth power of
    the step, that of a jump does not shrink. So wherever it is large, the
    step is made 16 times as small, again and again, until it is small or
    the numbers lie side by side.
    """
    values = f(x)
    # Of what is near, since exp(50) is no measure for exp(-20). Far smaller
    # differences may be what rounding has left of larger numbers.
    floor = 1e-12 * min(max(scale_of(values), least), 1e6)
    size = np.abs(values)
    local = np.maximum.reduce([size[k : len(x) - 4 + k] for k in range(5)])
    first = np.flatnonzero(
        np.abs(np.diff(values, 4))
        > np.maximum(SMALLEST_JUMP * local, floor)
    )
    # Each is in one of the windows that lie side by side.
    first = np.union1d(first // 4, (first + 3) // 4) * 4
    first = np.unique(np.minimum(first, len(x) - 5))
    low, high = x[first], x[first + 4]
    found = []
    while len(low):
        parts = np.linspace(low, high, 65, axis=-1)
        values = f(parts)
        floor = max(floor, 1e-12 * min(scale_of(values), 1e6))
        local = np.abs(values).max(axis=-1)
        differences = np.abs(np.diff(values, 4, axis=-1))
        worst = differences.argmax(axis=-1)
        row = np.arange(len(low))
        is_rough = differences[row, worst] > np.maximum(
            SMALLEST_JUMP * local, floor
        )
        near = high - low <= 64 * np.spacing(
            np.maximum(np.abs(low), np.abs(high))
        )
        steps = np.sort(np.abs(np.diff(values, axis=-1)), axis=-1)
        # One step is the jump; where several are as large, f is steep, or
        # its last digits are noise.
        is_one = steps[:, -1] > 5 * steps[:, -2]
        found += list((low + high)[near & is_rough & is_one] / 2)
        row = row[is_rough & ~near]
        low, high = parts[row, worst[row]], parts[row, worst[row] + 4]
    found = np.sort(found)
    is_new = np.diff(found, prepend=-np.inf) > 1e-9 * np.maximum(
        1, np.abs(found)
    )
    return found[is_new]


# ---- stretches ----


def runs(is_in):
    """Return the first and last index of each stretch of True."""
    edges = np.diff(np.concatenate([[0], is_in.astype(int), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1


def is_constant(g, at, value, x):
    """Whether g has this value on a stretch around at, not by rounding.

    Where the stretch ends, what g lacks of value grows. It grows at once,
    or like a power of the distance from the end. Where value is only
    approached, it grows exponentially, and so it becomes 10^6 times as
    large within a few times the distance. And around a smooth maximum, the
    stretch is not much wider than the way to the first visible difference.

    None, if what g lacks grows faster than any power and slower than an
    exponential, and it can't be told whether so ends a stretch, with all
    derivatives 0, or a rounded one.
    """

    def gap(t):
        return np.abs(g(np.asarray(t)) - value)

    # Below the first, a difference may be rounding; from the second on, it
    # is as large as differences get.
    gaps = gap(x)
    scale = min(scale_of(gaps), max(1, abs(value)))
    visible = max(1e-13 * scale, 64 * EPS * abs(value))
    large = min(max(1e-7 * scale, 1e6 * visible), scale / 2)
    if large < 4 * visible:
        return bool(np.all(gaps <= visible))
    edges, distances = [], []
    for side in (-1, 1):
        is_beyond = side * (x - at) > 0
        beyond = x[is_beyond][::side]
        is_off = gaps[is_beyond][::side] > large
        if not is_off.any():
            edges.append(side * np.inf)  # it goes on for ever
            continue
        edge, near, far = (
            last_where(lambda t, most=level: gap(t) <= most, at, outside)
            for level, outside in zip(
                (0, visible, large),
                [beyond[is_off.argmax()]] * 3,
                strict=True,
            )
        )
        edges.append(edge)
        if abs(far - edge) <= 8 * np.spacing(abs(far)):
            continue
        if abs(far - edge) < 12 * abs(near - edge):
            is_slow = abs(near - edge) < 8 * abs(far - near)
            if not is_slow:
                return False
            if not any(
                _ends_there(gap, at, beyond, scale, depth)
                for depth in ((32,) if value else (32, 512))
            ):
                return None
        distances.append(abs(near - edge))
    return edges[1] - edges[0] > 10 * max(distances, default=0)


def _ends_there(gap, at, beyond, scale, depth):
    """Whether what is missing is gone at a place, although it goes so fast.

    Towards a place where it is exp(-1 / u) of the distance u, each doubling
    of the logarithm takes a shorter way than the one before: half of it.
    Towards infinity it takes as long a way, or a longer one, as far as that
    of exp(-exp(x)); or is hardly shorter.
    """
    ways = []
    for part in (1, 2, 4, 8):
        most = scale * np.exp(-depth / part)
        is_off = gap(beyond) > most
        if not is_off.any():
            return False
        outside = beyond[is_off.argmax()]
        ways.append(last_where(lambda t, m=most: gap(t) <= m, at, outside))
    first, second, third = np.abs(np.diff(ways))
    return bool(0 < first < 0.8 * second < 0.64 * third)


def last_where(holds, inside, outside):
    """Return the last x from inside to outside at which holds(x)."""
    inside, outside = _rank(inside), _rank(outside)
    while (way := abs(outside - inside)) > 1:
        # To ask for 63 places at once takes as long as to ask for one.
        step = max(1, way // 64) * (1 if outside > inside else -1)
        ranks = np.arange(inside + step, outside, step)
        holding = holds(_of_rank(ranks))
        count = len(ranks) if holding.all() else int(holding.argmin())
        inside += count * step
        if count < len(ranks):
            outside = inside + step
    return float(_of_rank(inside))


def _rank(x):
    """Return how many floats lie between 0 and x, negative where x is.

    Between 1 and 1e300 lie as many as between 1 and 1e-300, so dividing
    the ranks finds a place in few steps, wherever it is.
    """
    [rank] = np.array([abs(x)], np.float64).view(np.int64).tolist()
    return -rank if x < 0 else rank


def _of_rank(rank):
    return np.copysign(np.abs(rank).view(np.float64), rank)


# ---- peaks and growth ----


def largest_near(g, x):
    """Return the places and the values of the largest maxima of g.

    Among the points x the largest are found, and looked at more closely.
    """
    values = g(x)
    rise, fall = np.diff(values)[:-1], -np.diff(values)[1:]
    # Ripples in the last digits are no peaks.
    bend = rise + fall
    is_peak = (rise > 0) & (fall >= 0)
    is_peak &= bend > 4 * EPS * np.abs(values[1:-1])
    peaks = np.flatnonzero(is_peak) + 1
    # Between two points a peak may be as much higher as it bends there.
    hope = values[peaks] + bend[peaks - 1]
    peaks = np.unique(
        [*peaks[np.argsort(hope)[-300:]], np.nanargmax(values)]
    )
    low = x[np.maximum(peaks - 1, 0)]
    high = x[np.minimum(peaks + 1, len(x) - 1)]
    row = np.arange(len(low))
    for _ in range(8):
        parts = np.linspace(low, high, 65, axis=-1)
        best = g(parts).argmax(axis=-1)
        low = parts[row, np.maximum(best - 1, 0)]
        high = parts[row, np.minimum(best + 1, 64)]
    at = parts[row, best]
    values = g(at)
    return at[~np.isnan(values)], values[~np.isnan(values)]


def grows(f, side):
    """Whether f has no largest value, or no smallest, on that side of 0.

    Returns two bools. A logarithm of a logarithm still grows by a tenth
    from 1e150 to 1e300; what has a bound grows no more.
    """
    near, far = f(side * TAIL[TAIL < 1e150]), f(side * TAIL[TAIL >= 1e150])
    results = []
    for sign in (1, -1):
        low, high = (
            np.nanmax(sign * part, initial=-np.inf) for part in (near, far)
        )
        results.append(
            bool(high > 0 and (high == np.inf or high > 1.01 * low))
        )
    return tuple(results)
