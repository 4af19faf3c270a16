"""How wrong a network is: two losses with their gradients, and accuracy."""

import numpy as np


def squared_error(outputs, targets):
    """Return the mean of (outputs - targets)**2, and its gradient.

    All three arrays have one shape. Raises ValueError for two: (n, 1) and
    (n,) would silently make n * n differences.
    """
    outputs = np.asarray(outputs, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    if outputs.shape != targets.shape:
        raise ValueError(
            "squared_error: targets must have the shape of the outputs, "
            f"{outputs.shape}, got {targets.shape}"
        )
    difference = outputs - targets
    return float(np.mean(difference**2)), 2 * difference / difference.size


def cross_entropy(logits, labels):
    """Return the mean of -log(softmax(logits)[label]), and its gradient.

    Shapes: logits and gradient (n, classes); labels (n,), integers from 0
    to classes - 1. Logits are the inputs of softmax, not its output.
    Raises ValueError for arrays of another shape and labels out of range.
    """
    logits = np.asarray(logits, dtype=np.float64)
    labels = _check_labels("cross_entropy", labels, logits)
    # log(softmax) in two steps would be log(0) where softmax underflows.
    shifted = logits - logits.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    log_softmax = shifted - np.log(sums)

    label_of_each = np.arange(len(labels)), labels
    dlogits = np.exp(log_softmax)
    dlogits[label_of_each] -= 1
    mean_loss = -np.mean(log_softmax[label_of_each])
    return float(mean_loss), dlogits / len(labels)


def accuracy(network, x, labels):
    """Return the fraction of examples whose largest output is the label's.

    Shapes: x (n, n_inputs), labels (n,), integers.
    """
    outputs = network(x)
    labels = _check_labels("accuracy", labels, outputs)
    return float(np.mean(outputs.argmax(axis=1) == labels))


def _check_labels(caller, labels, outputs):
    labels = np.asarray(labels)
    if outputs.ndim != 2 or outputs.shape[1] < 2:
        raise ValueError(
            f"{caller}: outputs must have the shape (n, classes) with two "
            f"classes or more, got {outputs.shape}"
        )
    n, classes = outputs.shape
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{caller}: labels must be integers of shape ({n},), "
            f"got {labels.dtype} of shape {labels.shape}"
        )
    # A label of -1 would silently mean the last class.
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"{caller}: labels must be from 0 to {classes - 1}, "
            f"got {labels.min()} to {labels.max()}"
        )
    return labels
