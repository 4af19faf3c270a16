"""Sentences that the page verifies itself."""

import copy
import functools

import numpy as np

from activations.base import AlongAxis, Elementwise, quiet
from activations.checks import generator, real_array

# From differences over steps of h and 2 h, a slope is wrong by about h**4
# (the formula) and 1e-16 / h (rounding): with this step, by 1e-12.
STEP = 1e-3
TOLERANCE = 1e-6
EPS = np.finfo(float).eps


def claim(sentence, holds):
    """Print the sentence with a mark, or raise AssertionError.

    Raises TypeError unless holds is one bool: a list would count as true
    for holding anything, even False. ValueError without a sentence.
    """
    if not isinstance(sentence, str) or not sentence.strip():
        raise ValueError(
            f"claim: there must be a sentence, got {sentence!r}"
        )
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            f"claim: holds must be one bool, got {holds!r}, for the "
            f"sentence: {sentence}"
        )
    if not holds:
        raise AssertionError(f"not true: {sentence}")
    print(f"✓ {sentence}")


@quiet()
def check_gradient(layer, x, rng):
    """Compare backward with slopes measured from the values alone.

    A random weighted sum of the outputs plays the role of a loss. x moves
    along a random direction, and then each array of parameters. How fast
    the loss changes is measured by central differences and predicted by
    backward: for each number of an element-wise activation, for each row of
    one along an axis, for each example of another layer. That is done three
    times, each with other weights and directions. Printed are the sums.

    Raises AssertionError where backward is wrong, and ValueError where x is
    empty, or holds a kink or a jump, or where no slope can be measured,
    since the values are too flat, too large, or bend too sharply.
    """
    generator("check_gradient", "rng", rng)
    x = real_array("check_gradient", "x", x).astype(np.float64)
    if x.size == 0 or not np.all(np.isfinite(x)):
        raise ValueError(
            "check_gradient: x must hold finite numbers, one at least, "
            f"got {x!r}"
        )
    room = _room(layer, x)
    # It comes from other inputs, which must leave no trace. And it is only
    # copied from here on: copies of a random layer draw alike.
    start = copy.deepcopy(layer)
    start.backward(np.ones_like(start.forward(x[::-1] + 1)))
    shape = copy.deepcopy(start).forward(x).shape
    results = []
    for _ in range(3):
        direction = room * _direction(x.shape, rng)
        dvalues = rng.normal(size=shape)
        turns = [
            _direction(array.shape, rng) for array, _ in start.parameters()
        ]
        results += _compare_all(start, x, direction, dvalues, turns)
    columns = zip(*results, strict=True)
    _report(layer, *(np.concatenate(column) for column in columns))


def _compare_all(start, x, direction, dvalues, turns):
    """Return a comparison for x, and one for each array of parameters."""
    checked = copy.deepcopy(start)
    checked.forward(x)
    dinputs = checked.backward(dvalues) * direction

    def moved_x(distance, mask=1):
        return copy.deepcopy(start).forward(x + distance * mask * direction)

    if isinstance(start, Elementwise):
        results = [_compare(moved_x, dvalues, dinputs, lambda t: t)]
    elif isinstance(start, AlongAxis):
        results = [
            _compare(moved_x, dvalues, dinputs, lambda t: t.sum(start.axis))
        ]
    else:  # the examples may depend on each other, so each moves alone
        results = []
        for i in range(len(x)):
            mask = np.zeros(x.shape)
            mask[i] = 1
            moved = functools.partial(moved_x, mask=mask)
            results.append(_compare(moved, dvalues, dinputs * mask, np.sum))
    for i, turn in enumerate(turns):

        def moved(distance, i=i, turn=turn):
            layer = copy.deepcopy(start)
            layer.parameters()[i][0][...] += distance * turn
            return layer.forward(x)

        gradient = checked.parameters()[i][1] * turn
        results.append(_compare(moved, dvalues, gradient, np.sum))
    return results


def _direction(shape, rng):
    """Return up or down at random, and by how much, none near 0."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1, shape)


def _room(layer, x):
    """Return how far each x may move, in steps.

    Farther where x is large, so that its last digits count for less, and
    not as far as to a kink or a jump.
    """
    room = np.maximum(np.abs(x), 1) ** 0.25
    breaks = *getattr(layer, "kinks", ()), *getattr(layer, "jumps", ())
    for at in breaks:
        distance = np.abs(x - at)
        if np.any(distance == 0):
            raise ValueError(
                f"{layer!r} has no slope at {at}: move x away from it"
            )
        room = np.minimum(room, distance / (4 * STEP))
    return room


def _compare(moved, dvalues, predicted, along):
    """Return what is predicted, what is measured, and how far to trust it.

    moved(distance) gives the outputs at a distance along the direction.
    """
    before2, before, here, after, after2 = (
        dvalues * moved(steps * STEP) for steps in (-2, -1, 0, 1, 2)
    )
    near, far = after - before, after2 - before2
    measured = (8 * near - far) / (12 * STEP)
    # Of a smooth function the first two are tiny; a kink between x and its
    # neighbours makes one of them large, in the output that it concerns.
    doubt = (
        np.abs(measured - near / (2 * STEP))
        + np.abs(4 * (before + after) - before2 - after2 - 6 * here) / STEP
        + 4 * EPS * (np.abs(before2) + np.abs(here) + np.abs(after2)) / STEP
    )
    measured = along(measured)
    size = np.maximum(along(np.abs(predicted)), np.abs(measured))
    columns = along(predicted), measured, 2 * along(doubt), size
    return [np.ravel(column) for column in columns]


def _report(layer, predicted, measured, doubt, size):
    error = np.abs(predicted - measured)
    agrees = error <= TOLERANCE * size
    is_unclear = ~agrees & ((error <= doubt) | ~np.isfinite(measured))
    is_wrong = ~agrees & ~is_unclear
    is_still = size == 0
    if is_wrong.any():  # in full, as it may be small beside the others
        numbers = [f"{t[is_wrong][0]:.9g}" for t in (predicted, measured)]
    else:
        numbers = [_total(t[agrees]) for t in (predicted, measured)]
    sentence = "{!r}: backward says {}, the difference {}".format(
        layer, *numbers
    )
    if is_unclear.any() and not np.any(agrees & ~is_still | is_wrong):
        raise ValueError(
            f"check_gradient: {layer!r} has no slope here that differences "
            "can show: its values are too flat or too large, or they bend "
            "too sharply. Move x"
        )
    if is_still.all():
        sentence += " (nothing moves: 0 = 0, and nothing more is tested)"
    elif is_unclear.any() or is_still.any():
        seen = np.sum(agrees & ~is_still)
        sentence += (
            f" (in {seen} of {len(size)} comparisons; in the others "
            "nothing moves, or no slope can be measured)"
        )
    claim(sentence, not is_wrong.any())


def _total(values):
    return f"{round(float(values.sum()), 4) + 0.0:.4f}"  # never -0.0000
