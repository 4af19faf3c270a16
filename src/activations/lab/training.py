"""The loop that trains a network."""

import numpy as np

from activations.checks import (
    generator,
    integer,
    plain_array,
    real_array,
)
from activations.lab.places import check_places, is_layer
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
    The optimiser may be that of a part, such as Network(network[2:]), and
    then only that part learns.
    Raises ValueError where lengths or sizes do not fit, or the optimiser is
    that of another network, such as a copy; TypeError for batches unless
    rng is a numpy.random.Generator.
    """
    x, y = _check_data(x, y)
    epochs, batch_size = _check_settings(epochs, batch_size, rng)
    _check_optimiser(network, optimiser)
    losses = np.zeros(epochs)
    with np.errstate(all="ignore"):
        _check_loss(loss, network(x), y)
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


def _check_data(x, y):
    x = real_array("train", "x", x)
    y = plain_array("train", "y", y)
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y) or len(x) == 0:
        raise ValueError(
            "train: x and y must hold equally many examples, one at least, "
            f"got the shapes {x.shape} and {y.shape}"
        )
    return x, y


def _check_settings(epochs, batch_size, rng):
    epochs = integer("train", "epochs", epochs, least=0)
    if batch_size is not None:
        batch_size = integer("train", "batch_size", batch_size, least=1)
        generator("train", "rng", rng)
    return epochs, batch_size


def _check_loss(loss, outputs, y):
    """Take the loss of all examples: what it refuses, it refuses now,
    before any step."""
    found = loss(outputs, y) if callable(loss) else None
    is_pair = isinstance(found, tuple) and len(found) == 2
    if not is_pair or np.shape(found[0]) != ():
        raise TypeError(
            "train: loss must be a function that returns a number and its "
            f"gradient, such as squared_error, got {loss!r}"
        )


def _check_optimiser(network, optimiser):
    """Refuse to train in silence what would not change."""
    if not is_layer(network):
        raise TypeError(
            f"train: network must be a Network or a layer, got {network!r}"
        )
    check_places(network)
    if not hasattr(optimiser, "network") or not hasattr(optimiser, "step"):
        raise TypeError(
            "train: optimiser must be one, such as SGD(network, 0.1), got "
            f"{optimiser!r}"
        )
    known = {id(array) for array, _ in network.parameters()}
    trained = [array for array, _ in optimiser.network.parameters()]
    if not trained or not all(id(array) in known for array in trained):
        raise ValueError(
            "train: the optimiser must be that of this network, or of a "
            f"part of it, got one of {optimiser.network!r}, whose "
            "parameters are others"
        )
