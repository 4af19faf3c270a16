"""How wrong a network is: two losses with their gradients, and accuracy."""

import math

import numpy as np

from activations.base import quiet
from activations.checks import plain_array, real_array


@quiet()
def squared_error(outputs, targets):
    """Return the mean of (outputs - targets)**2, and its gradient.

    All three arrays have one shape. Raises ValueError for two, as (n, 1)
    and (n,) would silently make n * n differences, and for empty arrays.
    """
    outputs, targets = _check_pair(outputs, targets)
    difference = outputs - targets
    return float(np.mean(difference**2)), 2 * difference / difference.size


def _check_pair(outputs, targets):
    outputs = real_array("squared_error", "outputs", outputs)
    targets = real_array("squared_error", "targets", targets)
    if outputs.shape != targets.shape:
        raise ValueError(
            "squared_error: targets must have the shape of the outputs, "
            f"{outputs.shape}, got {targets.shape}"
        )
    if outputs.size == 0:
        raise ValueError(
            "squared_error: outputs must hold one number at least"
        )
    return outputs.astype(np.float64), targets


@quiet()
def cross_entropy(logits, labels):
    """Return the mean of -log(softmax(logits)[label]), and its gradient.

    Shapes: logits and gradient (n, classes); labels (n,), integers from 0
    to classes - 1. Logits are the inputs of softmax, not its output.
    Where the largest logit of an example is infinite, softmax has no limit,
    so loss and gradient are nan; as they are where a logit is nan.
    Raises ValueError for arrays of another shape, for no example at all,
    and for labels out of range.
    """
    logits, labels = _answers("cross_entropy", "logits", logits, labels)
    each = np.arange(len(labels))
    largest = logits.argmax(axis=1)
    # A shift of all logits cancels in softmax. Shifted by the largest, no
    # exp can overflow; and log1p of the others' sum keeps the figures that
    # log of the whole sum, which may be near 1, would lose.
    shifted = logits - logits[each, largest][:, np.newaxis]
    powers = np.exp(shifted)
    others = powers.copy()
    others[each, largest] = 0
    # Where the largest is infinite, as where one is nan, all is nan.
    rest = others.sum(axis=1) + shifted[each, largest]
    losses = np.log1p(rest) - shifted[each, labels]
    # softmax - 1 at the label, which is minus the sum of all other shares.
    dlogits = powers / (1 + rest)[:, np.newaxis]
    dlogits[each, labels] = 0
    dlogits[each, labels] = -dlogits.sum(axis=1)
    return float(np.mean(losses)), dlogits / len(labels)


@quiet()
def accuracy(network, x, labels):
    """Return the fraction of examples whose largest output is the label's.

    Of equal outputs the first counts. Where the largest output is nan or
    infinite, the fraction is nan.
    Shapes: x (n, n_inputs), labels (n,), integers.
    """
    outputs, labels = _answers("accuracy", "outputs", network(x), labels)
    largest = outputs.max(axis=1)
    if not np.all(np.isfinite(largest)):  # the network has diverged
        return math.nan
    return float(np.mean(outputs.argmax(axis=1) == labels))


def _answers(caller, name, outputs, labels):
    """Return the outputs in float64, and a label for each row of them."""
    outputs = real_array(caller, name, outputs).astype(np.float64)
    if outputs.ndim != 2 or outputs.shape[1] < 2:
        raise ValueError(
            f"{caller}: outputs must have the shape (n, classes) with two "
            f"classes or more, got {outputs.shape}"
        )
    n, classes = outputs.shape
    return outputs, checked_labels(caller, labels, n, classes)


def checked_labels(caller, labels, n, classes=None):
    """Return labels as an array; refuse all but n integers from 0.

    They must be less than classes, where the number of classes is known.
    """
    labels = plain_array(caller, "labels", labels)
    if n == 0:
        raise ValueError(f"{caller}: there must be one example at least")
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{caller}: labels must be integers of shape ({n},), "
            f"got {labels.dtype} of shape {labels.shape}"
        )
    if classes is None:
        classes = max(1, int(labels.max()) + 1)
    # A label of -1 would silently mean the last class.
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"{caller}: labels must be from 0 to {classes - 1}, "
            f"got {labels.min()} to {labels.max()}"
        )
    return labels
