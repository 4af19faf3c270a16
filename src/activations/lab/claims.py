"""Sentences that the page verifies itself."""

import copy

import numpy as np

from activations.base import Elementwise
from activations.checks import generator, real_array

# From differences over steps of h and 2 h, a slope is wrong by about h**4
# (the formula) and 1e-16 / h (rounding): with this step, by 1e-12.
STEP = 1e-3
TOLERANCE = 1e-6


def claim(sentence, holds):
    """Print the sentence with a mark, or raise AssertionError.

    Raises TypeError unless holds is one bool: a list would count as true
    for holding anything, even False.
    """
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            f"claim: holds must be one bool, got {holds!r}, for the "
            f"sentence: {sentence}"
        )
    if not holds:
        raise AssertionError(f"not true: {sentence}")
    print(f"✓ {sentence}")


def check_gradient(layer, x, rng):
    """Compare backward with slopes measured from the values alone.

    A random weighted sum of the outputs plays the role of a loss. All of x
    moves along one random direction, and then each array of parameters.
    How fast the loss changes is measured by central differences and
    predicted by backward: for each number of an element-wise activation,
    and for each row of another layer. The sums of all these are printed.

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
    direction = _room(layer, x) * _direction(x.shape, rng)
    # Copies of a random layer draw alike, and the layer itself stays as is.
    checked = copy.deepcopy(layer)
    dvalues = rng.normal(size=checked.forward(x).shape)
    predicted = checked.backward(dvalues) * direction

    def moved_x(distance):
        return copy.deepcopy(layer).forward(x + distance * direction)

    def along(products):
        if isinstance(layer, Elementwise):
            return products
        return products.sum(axis=getattr(layer, "axis", -1))

    results = [_compare(moved_x, dvalues, predicted, along)]
    for i, (array, gradient) in enumerate(checked.parameters()):
        direction = _direction(array.shape, rng)

        def moved_parameter(distance, i=i, direction=direction):
            moved = copy.deepcopy(layer)
            moved.parameters()[i][0][...] += distance * direction
            return moved.forward(x)

        predicted = gradient * direction
        results.append(
            _compare(moved_parameter, dvalues, predicted, np.sum)
        )
    columns = zip(*results, strict=True)
    _report(layer, *(np.concatenate(column) for column in columns))


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
        along(dvalues * moved(steps * STEP)) for steps in (-2, -1, 0, 1, 2)
    )
    near, far = after - before, after2 - before2
    measured = (8 * near - far) / (12 * STEP)
    # Of a smooth function these three are tiny; a kink between x and its
    # neighbours makes the first or the second of them large.
    doubts = [
        np.abs(measured - near / (2 * STEP)),
        np.abs(4 * (before + after) - before2 - after2 - 6 * here) / STEP,
        4 * np.finfo(float).eps * along(np.abs(dvalues * moved(0))) / STEP,
    ]
    size = np.maximum(along(np.abs(predicted)), np.abs(measured))
    columns = along(predicted), measured, 2 * sum(doubts), size
    return [np.ravel(column) for column in columns]


def _report(layer, predicted, measured, doubt, size):
    error = np.abs(predicted - measured)
    agrees = error <= TOLERANCE * size
    is_unclear = ~agrees & (error <= doubt)
    if np.any(is_unclear) and not np.any(agrees & (size > 0)):
        raise ValueError(
            f"check_gradient: {layer!r} has no slope here that differences "
            "can show: its values are too flat or too large, or they bend "
            "too sharply. Move x"
        )
    is_wrong = ~agrees & ~is_unclear
    if np.any(is_wrong):  # in full, as it may be small beside the others
        said, found = predicted[is_wrong][0], measured[is_wrong][0]
        numbers = f"{said:.9g}", f"{found:.9g}"
    else:
        numbers = _total(predicted[agrees]), _total(measured[agrees])
    sentence = "{!r}: backward says {}, the difference {}".format(
        layer, *numbers
    )
    if np.all(size == 0):
        sentence += " (nothing moves: 0 = 0, and nothing more is tested)"
    elif np.any(is_unclear):
        sentence += " (where a slope can be measured)"
    claim(sentence, not np.any(is_wrong))


def _total(values):
    return f"{round(float(values.sum()), 4) + 0.0:.4f}"  # never -0.0000
