"""Whether backward gives the slopes that the values have."""

import copy

import numpy as np

from activations.base import AlongAxis, Elementwise, quiet
from activations.checks import generator, real_array
from activations.lab.claims import claim
from activations.lab.features import breaks_of
from activations.lab.places import is_layer
from activations.lab.rounding import apart

# From differences over h and 2 h, a slope is wrong by about h**4 (the
# formula) and 1e-16 / h (rounding). The short step crosses fewer kinks.
STEPS = 1e-3, 1e-5
TOLERANCE = 1e-6
EPS = np.finfo(float).eps

# The entries of x and of all parameters move in about so many groups.
GROUPS = 64


@quiet()
def check_gradient(layer, x, rng):
    """Compare backward with slopes measured from the values alone.

    The loss is a random weighted sum of the outputs. x moves along a random
    direction, then each array of parameters does, a few entries at a time.
    How fast the loss changes is predicted by backward and measured by
    central differences. All that is done three times. Printed are the sums,
    or the first comparison that is wrong.

    Raises AssertionError where backward is wrong, where it or forward
    changes what it is given, where parameters are copies, and where calls
    differ from forward, unless it draws. Raises ValueError where x is
    empty, or holds a kink or jump that an element-wise layer states, or
    where too few slopes can be measured, since the values are too flat, too
    large, or bend too sharply.
    Raises TypeError for what is no layer.
    """
    x = _checked(layer, x, rng)
    start = _started(layer, x)
    outputs = _Outputs(start, x)
    results = []
    for _ in range(3):
        weights = _weights(outputs, rng)
        gradients = _gradients(start, x, weights, outputs.is_random)
        for i, direction, along in _directions(start, x, gradients, rng):
            slope = _slope(
                lambda h, w=weights, i=i, d=direction: w * outputs(i, h * d)
            )
            predicted = gradients[i] * direction
            results.append(_columns(i, along, predicted, slope))
    _report(layer, results)


class _Outputs:
    """The outputs where x, or an array of parameters, has moved.

    One copy of the layer serves for all, since copies of a large network
    take longer than its outputs do. Its generators are set back each time,
    so that it draws alike.
    """

    def __init__(self, start, x):
        copied = {}
        self.layer, self.x = copy.deepcopy(start, copied), x
        self.drawn_from = [
            (part, part.state)
            for part in copied.values()
            if isinstance(part, np.random.BitGenerator)
        ]
        self.is_random = bool(self.drawn_from)

    def __call__(self, i, change):
        """Return them where x (i = 0) moved, or array i of parameters."""
        for part, state in self.drawn_from:
            part.state = state
        x = self.x.copy()
        moved = [x, *(array for array, _ in self.layer.parameters())][i]
        before = moved.copy()
        moved[...] += change
        outputs = self.layer.forward(x)
        moved[...] = before
        return outputs


def _weights(outputs, rng):
    """Return the random weights of the outputs in the loss.

    One that changes little with x has a large weight, or an error in it
    would vanish beside the others. Not if each number is compared alone.
    """
    here = real_array(outputs.layer, "output", outputs(0, 0)).copy()
    weights = rng.normal(size=here.shape)
    if isinstance(outputs.layer, Elementwise):
        return weights
    h, numbers = max(STEPS), np.arange(outputs.x.size)
    waves = [
        np.cos(k * numbers.reshape(outputs.x.shape)) for k in (1, 2, 3)
    ]
    rises = [np.abs(outputs(0, h * wave) - here) / h for wave in waves]
    # Of far smaller changes, differences show rounding alone.
    size = np.maximum(np.max(rises, axis=0), 1e-4 * np.abs(here))
    size = np.maximum(size, 1e-30 * size.max())
    return weights / np.where(size > 0, size, 1)


def _gradients(start, x, weights, is_random):
    """Return what backward says of x, and of each array of parameters."""
    layer = copy.deepcopy(start)
    given = {"x": x.copy(), "dvalues": weights.copy()}
    output = np.array(layer.forward(given["x"]))
    layer(x + 1)  # which keeps nothing: backward belongs to the forward
    dx = real_array(layer, "dx", layer.backward(given["dvalues"]))
    called = output if is_random else layer(given["x"])
    for name, before in {"x": x, "dvalues": weights}.items():
        if not np.array_equal(given[name], before):
            raise AssertionError(
                f"{layer!r}: it must not change {name} in place"
            )
    learned = layer.parameters()
    for (array, _), (again, _) in zip(
        learned, layer.parameters(), strict=True
    ):
        if not np.may_share_memory(array, again):
            raise AssertionError(
                f"{layer!r}: parameters must return its arrays, which are "
                "changed in place, and no copies"
            )
    found = [(x, dx), *learned]
    for array, gradient in found:  # broadcasting would hide it
        if np.shape(gradient) != array.shape:
            raise AssertionError(
                f"{layer!r}: backward must give the shape of x, and of "
                f"each parameter: {array.shape}, got {np.shape(gradient)}"
            )
    if np.shape(called) != output.shape or not np.allclose(
        called, output, 1e-12, 1e-12 * np.abs(output).max(), equal_nan=True
    ):
        raise AssertionError(
            f"{layer!r}: a call must give what forward gives"
        )
    return [gradient for _, gradient in found]


def _slope(loss):
    """Return the slope of each term, and how far it may be wrong.

    Of the steps, each term has the one that leaves the least doubt.
    """
    slope, doubt = np.nan, np.inf
    for step in STEPS:
        before2, before, here, after, after2 = (
            loss(k * step) for k in (-2, -1, 0, 1, 2)
        )
        near, far = after - before, after2 - before2
        measured = (8 * near - far) / (12 * step)
        # Of a smooth function the first two are tiny; a kink between x and
        # its neighbours makes one of them large, where it is.
        bend = 4 * (before + after) - before2 - after2 - 6 * here
        rounding = np.abs(before2) + np.abs(here) + np.abs(after2)
        room = np.abs(measured - near / (2 * step))
        room += (np.abs(bend) + 4 * EPS * rounding) / step
        slope = np.where(room < doubt, measured, slope)
        doubt = np.where(room < doubt, room, doubt)
    return slope, doubt


# ---- where to look ----


def _checked(layer, x, rng):
    """Return x as an array, or refuse it."""
    if not is_layer(layer):
        raise TypeError(
            "check_gradient: layer must have forward, backward and "
            f"parameters, and be callable, got {layer!r}"
        )
    generator("check_gradient", "rng", rng)
    x = real_array("check_gradient", "x", x).astype(np.float64)
    if x.size == 0 or not np.all(np.isfinite(x)):
        raise ValueError(
            "check_gradient: x must hold finite numbers, one at least, "
            f"got {x!r}"
        )
    for at in _breaks_of(layer):
        if np.any(x == at):
            raise ValueError(
                f"{layer!r} has no slope at {at}: move x away from it"
            )
    return x


def _breaks_of(layer):
    return breaks_of(layer) if isinstance(layer, Elementwise) else []


def _started(layer, x):
    """Return a copy that comes from other inputs, which must leave no
    trace. It is only copied: copies of a random layer draw alike."""
    start = copy.deepcopy(layer)
    start.backward(np.ones_like(start.forward(x + 1)))
    return start


def _directions(layer, x, gradients, rng):
    """Yield what moves (see _Outputs), along what, and what is compared.

    Of an element-wise activation it is each number, of one along an axis
    some numbers of each row, of another layer some of all numbers. Of
    parameters it is some entries of an array.
    """
    n_groups = max(2, GROUPS // len(gradients))
    direction = _room(layer, x) * _random_direction(x.shape, rng)
    if isinstance(layer, Elementwise):
        yield 0, direction, lambda terms: terms
    elif isinstance(layer, AlongAxis):
        for is_in in _groups(gradients[0], layer.axis, n_groups):
            yield 0, direction * is_in, lambda terms: terms.sum(layer.axis)
    else:
        for is_in in _groups(gradients[0], None, n_groups):
            yield 0, direction * is_in, np.sum
    for i, gradient in enumerate(gradients[1:], start=1):
        direction = _random_direction(gradient.shape, rng)
        for is_in in _groups(gradient, None, n_groups):
            yield i, direction * is_in, np.sum


def _groups(gradient, axis, most):
    """Yield which entries move together: those whose gradients are alike in
    size, or an error in a small one would vanish beside a large one."""
    size = np.abs(gradient).ravel() if axis is None else np.abs(gradient)
    along = -1 if axis is None else axis
    rank = size.argsort(along, kind="stable").argsort(along, kind="stable")
    n = size.shape[along]
    n_groups = min(n, most)
    group = (rank * n_groups // n).reshape(gradient.shape)
    for number in range(n_groups):
        yield group == number


def _random_direction(shape, rng):
    """Return up or down at random, and by how much, none near 0."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1, shape)


def _room(layer, x):
    """Return how far each x may move, in steps.

    Farther where x is large, so that its last digits count for less, and
    not as far as to a kink or a jump.
    """
    room = np.maximum(np.abs(x), 1) ** 0.25
    for at in _breaks_of(layer):
        room = np.minimum(room, np.abs(x - at) / (4 * max(STEPS)))
    return room


# ---- what was seen ----


def _columns(i, along, predicted, slope):
    """Return each comparison's number i, prediction, measurement, doubt,
    and the size beside which an error counts."""
    measured, doubt = map(along, slope)
    size = np.maximum(along(np.abs(predicted)), np.abs(measured))
    columns = along(predicted), measured, 2 * doubt, size
    columns = [np.ravel(column) for column in columns]
    return [np.full(len(columns[0]), i), *columns]


def _report(layer, results):
    """Claim that the gradient is right, or refuse what shows too little."""
    part, predicted, measured, doubt, size = (
        np.concatenate(column) for column in zip(*results, strict=True)
    )
    error = np.abs(predicted - measured)
    agrees = error <= TOLERANCE * size
    is_unclear = ~agrees & ((error <= doubt) | ~np.isfinite(measured))
    is_wrong = ~agrees & ~is_unclear
    # Where no output depends on a parameter, as on a bias before a softmax
    # over the examples, its gradient is 0 but for rounding.
    is_tiny = np.abs(predicted) <= 1e-12 * np.abs(predicted).max()
    is_still = (size == 0) | (is_unclear & is_tiny & (part > 0))
    is_unclear &= ~is_still
    is_seen = agrees & ~is_still
    if is_wrong.any():  # alone, as it may be small beside the others
        numbers = apart([t[is_wrong][0] for t in (predicted, measured)], 4)
    else:
        _refuse_unclear(layer, part, is_unclear, is_seen)
        numbers = [_total(t[agrees]) for t in (predicted, measured)]
    sentence = "{!r}: backward says {}, the difference {}".format(
        layer, *numbers
    )
    if is_still.all():
        sentence += " (nothing moves: 0 = 0, and nothing more is tested)"
    elif is_unclear.any() or is_still.any():
        sentence += (
            f" (in {is_seen.sum()} of {len(size)} comparisons; in the "
            "others nothing moves, or no slope can be measured)"
        )
    claim(sentence, not is_wrong.any())


def _refuse_unclear(layer, part, is_unclear, is_seen):
    """Raise ValueError if most slopes by x, or by an array, are unclear."""
    for i in np.unique(part):
        unclear, seen = (
            np.sum(t[part == i]) for t in (is_unclear, is_seen)
        )
        if unclear > seen:
            by = f"its parameters, array {i}" if i else "x"
            raise ValueError(
                f"check_gradient: {layer!r} has no slope here that "
                f"differences can show, in {unclear} of {unclear + seen} "
                f"comparisons by {by}: its values are too flat or too "
                "large, or they bend too sharply. Move x"
            )


def _total(values):
    return f"{round(float(values.sum()), 4) + 0.0:.4f}"  # never -0.0000
