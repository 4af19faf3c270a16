"""The loop that trains a network."""

import numpy as np

from activations.lab.checks import check_rng
from activations.lab.progress_bar import progress


def train(
    network, x, y, loss, optimiser, epochs, batch_size=None, rng=None
):
    """Train the network; return the mean training loss of each epoch.

    loss is squared_error or cross_entropy. In an epoch every example counts
    once: all together, or in batches of batch_size, shuffled with rng. The
    loss of a batch is taken before the network learns from it, so without
    batches the first is that of the untrained network.
    Shapes: x (n, n_inputs), y as the loss wants it, result (epochs,).
    Where training diverges, the losses become inf or nan, without warning.
    Raises ValueError where lengths or sizes do not fit, TypeError for
    batches unless rng is a numpy.random.Generator.
    """
    x, y = np.asarray(x), np.asarray(y)
    _check_training(x, y, epochs, batch_size, rng)
    losses = np.zeros(epochs)
    with np.errstate(all="ignore"):
        for epoch in progress(range(epochs), "training"):
            for batch in _batches(len(x), batch_size, rng):
                outputs = network.forward(x[batch])
                mean_loss, doutputs = loss(outputs, y[batch])
                network.backward(doutputs)
                optimiser.step()
                losses[epoch] += mean_loss * len(outputs) / len(x)
    return losses


def _batches(n, batch_size, rng):
    """Yield what picks each batch of an epoch from n examples."""
    if batch_size is None:
        yield slice(None)
    else:
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


def _check_training(x, y, epochs, batch_size, rng):
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            "train: x and y must hold equally many examples, one at least, "
            f"got {len(x)} and {len(y)}"
        )
    if epochs < 0:
        raise ValueError(f"train: epochs must be at least 0, got {epochs}")
    if batch_size is not None:
        check_rng("train", rng)
        if batch_size < 1:
            raise ValueError(
                "train: batch_size must be at least 1, or None for all "
                f"examples at once, got {batch_size}"
            )
