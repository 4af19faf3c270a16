"""What an explorer looks up: as few values as are needed.

Between two nodes of a table runs the cubic that has the right value and the
right slope at both, so few nodes are enough.
"""

import itertools

import numpy as np

from activations.lab.plots import GAP, ends_at

# How far a cubic may be from f, and its slope from f'. Four decimals are
# shown of both, so the last digit shown is almost always right.
TOLERANCE = 5e-7


def table(act, low, high):
    """Return nodes t from low to high with f and f' there, as lists.

    A kink or a jump is a node twice, with the values of either side; the
    values at it stand under "breaks", as [t, f, f'].
    """
    breaks = breaks_of(act)
    nodes = {"t": [], "f": [], "d": []}
    for left, right in itertools.pairwise([low, *breaks, high]):
        for t in map(_rounded, _nodes(act, left, right)):
            inside = np.clip(t, left + GAP, right - GAP)
            nodes["t"].append(t)
            # More digits, for a cubic's slope divides by small gaps of t.
            nodes["f"].append(_rounded(act(inside), digits=9))
            nodes["d"].append(_rounded(act.derivative(inside), digits=7))
    nodes["breaks"] = [
        [float(t), _rounded(act(t)), _rounded(act.derivative(t))]
        for t in breaks
    ]
    return nodes


def ends(act):
    """Return what marks the jumps of f and of f', by name: [t, y].

    A name is the panel (0 for f, 1 for f'), the number of the break, and 0
    for the value there or 1 and 2 for ends that it does not belong to.
    """
    return {
        f"{panel}-{number}-{end}": [float(t), _rounded(y)]
        for panel, f in enumerate((act, act.derivative))
        for number, t in enumerate(breaks_of(act))
        for end, (y, _) in enumerate(ends_at(f, t))
    }


def breaks_of(act):
    """Return where f or f' jumps, from left to right."""
    return sorted({*act.kinks, *act.jumps})


def _nodes(act, left, right):
    """Return the ends of as many halves of halves as the cubics need."""
    inner = np.linspace(left + GAP, right - GAP, 201)
    f, d = act(inner), act.derivative(inner)
    cubic, slope = _cubic(inner, f, d)
    error = max(np.abs(cubic - f).max(), np.abs(slope - d).max())
    if error < TOLERANCE:
        return [left, right]
    middle = (left + right) / 2
    return [*_nodes(act, left, middle), *_nodes(act, middle, right)[1:]]


def _cubic(t, f, d):
    """Return the cubic through the ends of f and d at all t, and its slope.

    Hermite's, as in explorer.js.
    """
    h, rise = t[-1] - t[0], f[-1] - f[0]
    u = (t - t[0]) / h
    v = 1 - u
    cubic = f[0] + u * u * (3 - 2 * u) * rise
    cubic += u * v * h * (v * d[0] - u * d[-1])
    slope = 6 * u * v * rise / h
    slope += v * (1 - 3 * u) * d[0] + u * (3 * u - 2) * d[-1]
    return cubic, slope


def share_table(softmax, most, step, temperature):
    """Return what softmax makes of three scores, by their differences.

    The differences of the second and of the third score to the first are
    whole numbers of steps, from -most to most, and so is that between them:
    a row holds as many entries as that leaves. Listed are the first share,
    its slope in the first score and that in the second, in units of 1e-4.
    """
    steps = np.arange(-most, most + 1)
    second, third = np.meshgrid(steps, steps, indexing="ij")
    scores = np.stack([0 * second, second, third], axis=-1) * step
    shares = softmax(scores / temperature)
    slopes = softmax.jacobian(scores / temperature) / temperature
    tables = {
        "share": shares[..., 0],
        "own": slopes[..., 0, 0],
        "other": slopes[..., 0, 1],
    }
    possible = np.abs(second - third) <= most
    return {
        name: [
            np.round(row[keep] * 1e4).astype(int).tolist()
            for row, keep in zip(values, possible, strict=True)
        ]
        for name, values in tables.items()
    }


def _rounded(number, digits=6):
    # 0.0 is added so that a page never shows -0.
    return round(float(number), digits) + 0.0
