"""What an explorer looks up: as few numbers as are needed.

A function is stored as pieces of polynomials, in Chebyshev form: a smooth
function needs few of them, and so few coefficients that hundreds of waves
fit in a page.
"""

import itertools

import numpy as np
from numpy.polynomial import Chebyshev

from activations.lab.features import beside, breaks_of
from activations.lab.plots import ends_at

# How far a polynomial may be from f, and its slope from f'. Four decimals
# are shown of both, so the last digit shown is almost always right.
TOLERANCE = 5e-7
DEGREE = 14
NARROWEST = 1e-6


def table(act, low, high):
    """Return f from low to high as pieces, for explorer.js.

    "edges" are the ends of the pieces, and "pieces" the coefficients of
    each. The values at a kink or a jump, which is an edge, stand under
    "breaks" as [t, f, f'].
    Raises ValueError where f is no polynomial however narrow the piece, or
    its slope is not f'.
    """
    breaks = [t for t in breaks_of(act) if low < t < high]
    # Of a large function, fewer decimals can be right.
    t = np.linspace(low, high, 1001)
    sizes = [np.abs(f(t)).max() for f in (act, act.derivative)]
    room = TOLERANCE * np.maximum(1, sizes)
    edges, pieces = [float(low)], []
    for left, right in itertools.pairwise([low, *breaks, high]):
        for end, coefficients in _pieces(act, left, right, room):
            edges.append(_rounded(end, digits=9))
            pieces.append(coefficients.tolist())
    return {
        "edges": edges,
        "pieces": pieces,
        "breaks": [
            [float(t), _rounded(act(t)), _rounded(act.derivative(t))]
            for t in breaks
        ],
    }


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


def _pieces(act, left, right, room):
    """Return the end and the coefficients of as many pieces as needed."""

    # Beside an edge, since at a kink or a jump f and f' are a choice.
    def inside(t):
        return np.clip(t, beside(left, 1), beside(right, -1))

    polynomial = Chebyshev.interpolate(
        lambda t: act(inside(t)), DEGREE, domain=[left, right]
    )
    # What can't be seen is left out: in f, or in its slope, in which a
    # coefficient counts up to 2 DEGREE^2 / width times.
    unseen = min(room) / 20 * min(1, (right - left) / 2 / DEGREE**2)
    digits = int(np.ceil(-np.log10(unseen)))
    polynomial.coef = np.round(polynomial.trim(unseen).coef, digits) + 0.0
    # Closer together at the ends, where f may be steep.
    near = (right - left) * np.geomspace(1e-9, 0.1, 50)
    t = np.concatenate([np.linspace(left, right, 201), left + near])
    t = inside(np.concatenate([t, right - near]))
    errors = [
        np.abs(polynomial(t) - act(t)).max(),
        np.abs(polynomial.deriv()(t) - act.derivative(t)).max(),
    ]
    if np.all(errors < room):
        return [(right, polynomial.coef)]
    if right - left < NARROWEST:
        raise ValueError(
            f"explorer: near x = {left:.6g}, {act!r} is not smooth, or its "
            "derivative is not its slope"
        )
    middle = (left + right) / 2
    return [
        *_pieces(act, left, middle, room),
        *_pieces(act, middle, right, room),
    ]


def share_table(softmax, most, step, temperature):
    """Return what softmax makes of three scores, by their differences.

    The differences of the second and of the third score to the first are
    whole numbers of steps, from -most to most, and so is that between them:
    a row holds as many entries as that leaves. Listed are the first share,
    its slope in the first score and that in the second, in units of 1e-4,
    as steps_of makes them shorter.
    """
    offsets = np.arange(-most, most + 1)
    second, third = np.meshgrid(offsets, offsets, indexing="ij")
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
            steps_of(row[keep] * 1e4)
            for row, keep in zip(values, possible, strict=True)
        ]
        for name, values in tables.items()
    }


def steps_of(values):
    """Return values as whole numbers: the first, then the steps to each.

    Steps have fewer digits. None stands for nan, and is no step.
    """
    at, steps = 0, []
    for value in values:
        if np.isnan(value):
            steps.append(None)
            continue
        steps.append(round(float(value)) - at)
        at += steps[-1]
    return steps


def _rounded(number, digits=6):
    # 0.0 is added so that a page never shows -0.
    return round(float(number), digits) + 0.0
