"""What the experiments of several chapters share."""

import copy

import numpy as np

from activations import Sigmoid, Tanh
from activations.base import Activation, Elementwise, quiet
from activations.checks import integer, number
from activations.lab.features import EPS, breaks_of
from activations.lab.layers import Dense, Network
from activations.lab.losses import accuracy, checked_labels
from activations.lab.places import parts_of
from activations.lab.traits import one_channel

NODES, SHARES = np.polynomial.legendre.leggauss(8)


@quiet()
def gradient_norms(network, x, dvalues):
    """Return the norm of the gradient at each activation's inputs.

    One number for each activation, in the order of the layers; dvalues is
    the gradient at the network's output.
    Raises ValueError without an activation, or an example.
    """
    activations = _parts("gradient_norms", network, x)
    network.forward(x)
    network.backward(dvalues)
    return np.array([_norm(act.dinputs) for act in activations])


@quiet()
def weight_gradient_norms(network, x, dvalues):
    """Return the norm of the gradient of each Dense layer's weights.

    One number for each Dense, in the order of the layers; dvalues is the
    gradient at the network's output.
    Raises ValueError without a Dense layer, or an example.
    """
    layers = _parts("weight_gradient_norms", network, x, Dense)
    network.forward(x)
    network.backward(dvalues)
    return np.array([_norm(layer.dweights) for layer in layers])


@quiet()
def signal_spread(network, x):
    """Return how far the examples lie apart after each activation.

    It is the standard deviation of a unit's outputs over the examples, and
    of the units of a layer the root of the mean square: one number for each
    activation, in the order of the layers. Where it is 0, all examples look
    the same there.
    Raises ValueError without an activation, or an example.
    """
    activations = _parts("signal_spread", network, x)
    network.forward(x)
    return np.array(
        [
            _norm(act.output - act.output.mean(axis=0))
            / np.sqrt(act.output.size)
            for act in activations
        ]
    )


def _norm(values):
    """Return the norm, also where the squares would be 0 or inf."""
    largest = np.abs(values).max()
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * np.linalg.norm(values / largest)


@quiet()
def dead_units(network, x):
    """Return the fraction of units that are dead on x, for each activation.

    A unit is dead if its sum, the activation's input, is above 0 for no
    example. A ReLU unit then passes nothing on, neither up nor down; units
    of other activations are counted in the same way. Where a sum is nan,
    so is the fraction.
    Raises ValueError without an activation, or an example.
    """
    activations = _parts("dead_units", network, x)
    network.forward(x)
    return np.array(
        [
            np.nan
            if np.isnan(act.inputs).any()
            else np.mean(np.all(act.inputs <= 0, axis=0))
            for act in activations
        ]
    )


@quiet()
def linear_probe(network, x_train, labels, x_test, labels_test):
    """Return how well a linear layer tells the classes, layer by layer.

    On the outputs of each activation a linear classifier is fitted by least
    squares to the training examples, each output shifted to the mean 0 and
    scaled to the mean square 1. Its accuracy on the test examples says how
    much of the class can be read off there without a bend. It is nan where
    the outputs are nan or infinite, or too large to be squared.
    Shapes: x (n, n_inputs), labels (n,), integers from 0; result (number of
    activations,).
    Raises ValueError without an activation, or an example, and for labels
    of another shape, or labels_test that are not among 0 to the largest of
    labels.
    Source: Alain & Bengio (2016), who train their probes by gradient.
    """
    activations = _parts("linear_probe", network, x_train)
    labels = checked_labels("linear_probe", labels, len(x_train))
    targets = np.eye(int(labels.max()) + 1)[labels]
    labels_test = checked_labels(
        "linear_probe", labels_test, len(x_test), targets.shape[1]
    )
    network.forward(x_train)
    readers = []
    for act in activations:
        mean, deviation = act.output.mean(axis=0), act.output.std(axis=0)
        # But for rounding.
        is_constant = deviation <= 8 * EPS * np.abs(mean)
        deviation = np.where(is_constant, 1, deviation)
        scaled = (act.output - mean) / deviation
        weights = np.full((scaled.shape[1], targets.shape[1]), np.nan)
        if np.all(np.isfinite(deviation)):
            weights, *_ = np.linalg.lstsq(scaled, targets, rcond=None)
        readers.append((mean, deviation, weights))
    network.forward(x_test)
    bias = targets.mean(axis=0)
    scores = [
        (act.output - mean) / deviation @ weights + bias
        for act, (mean, deviation, weights) in zip(
            activations, readers, strict=True
        )
    ]
    return np.array(
        [accuracy(lambda _, s=s: s, x_test, labels_test) for s in scores]
    )


def _parts(caller, network, x, kind=Activation):
    """Return the parts of that kind; refuse what has nothing to show."""
    if np.size(x) == 0:
        raise ValueError(f"{caller}: x must hold one example at least")
    found = [p for p in parts_of(network) if isinstance(p, kind)]
    if not found:
        name = "activation" if kind is Activation else "Dense layer"
        raise ValueError(f"{caller}: {network!r} holds no {name}")
    return found


def mean_field(act, gain, depth):
    """Return the mean square of the sums, and chi, in each of many layers.

    What it foretells is that of very wide layers: their weights are normal
    with variance gain**2 / n_inputs, their biases 0, and the mean square
    of the first layer's inputs is 1. The sums of a layer are then normal
    numbers of mean 0, over which one can average:

        mean_square = gain**2 * mean of f**2, one layer earlier
        chi         = gain**2 * mean of f'**2

    A layer multiplies by chi the mean square of a gradient, on its way
    down, and on its way up that of a small difference between two equally
    large rows of outputs.
    Both results have the shape (depth,). A mean square that would leave
    1e-300 to 1e300 stays at that end.
    Raises TypeError unless act is element-wise, ValueError unless gain and
    depth are positive.
    Source: Poole, Lahiri, Raghu, Sohl-Dickstein & Ganguli (2016);
    Schoenholz, Gilmer, Ganguli & Sohl-Dickstein (2017).
    """
    gain = _check_mean_field("mean_field", act, gain)
    depth = integer("mean_field", "depth", depth, least=1)
    act = one_channel(act)
    mean_squares, chis = np.zeros(depth), np.zeros(depth)
    mean_square = gain**2
    for i in range(depth):
        # It may shrink or grow for ever.
        mean_squares[i] = np.clip(mean_square, 1e-300, 1e300)
        chis[i] = gain**2 * _normal_mean(
            lambda x: act.derivative(x) ** 2, act, mean_squares[i]
        )
        mean_square = gain**2 * _normal_mean(
            lambda x: act(x) ** 2, act, mean_squares[i]
        )
    chis[np.isnan(mean_squares)] = np.nan  # whatever f' is there
    return mean_squares, chis


def gradient_factor(act, gain):
    """Return what one wide layer does to the norm of a gradient.

    It is the square root of the chi of mean_field in the thousandth layer,
    where the mean square of the sums is taken to have settled.
    Raises TypeError unless act is element-wise, ValueError unless gain is
    positive.
    """
    gain = _check_mean_field("gradient_factor", act, gain)
    return np.sqrt(mean_field(act, gain, 1000)[1][-1])


def _check_mean_field(caller, act, gain):
    if not isinstance(act, Elementwise):
        raise TypeError(f"{caller}: act must be element-wise, got {act!r}")
    return number(caller, "gain", gain, positive=True)


@quiet()
def _normal_mean(f, act, variance):
    """Return the mean of f(x) for normal x of mean 0 and this variance."""
    # Gauss's rule in panels that are smaller near 0, where f(x) is steep if
    # the variance is large, and none of which holds a break.
    deviation = np.sqrt(variance)
    near = np.geomspace(1e-3 / max(1, deviation), 1, 301)
    edges = [-10, *-near, 0, *near, *np.linspace(1, 10, 37), 10]
    edges += [*np.linspace(-10, -1, 37)]
    edges += [k / deviation for k in breaks_of(act)]
    edges = np.unique(np.clip(edges, -10, 10))
    half = np.diff(edges)[:, np.newaxis] / 2
    z = edges[:-1, np.newaxis] + half * (NODES + 1)
    weight = SHARES * half * np.exp(-(z**2) / 2)
    return np.sum(weight * f(deviation * z)) / np.sum(weight)


def sigmoid_twin(network):
    """Return the sigmoid network that computes what a tanh network does.

    tanh(z) = 2 sigmoid(2 z) - 1, so scaling and shifting of weights and
    biases takes the place of tanh. The network given stays as it is.
    Raises TypeError unless its layers are Dense, with Tanh between them:
    the last one is Dense, for no sigmoid answers below 0.
    """
    twin = copy.deepcopy(network)
    dense, hidden = twin.layers[::2], twin.layers[1::2]
    if (
        len(twin.layers) % 2 == 0
        or not all(isinstance(layer, Dense) for layer in dense)
        or not all(isinstance(layer, Tanh) for layer in hidden)
    ):
        raise TypeError(
            "sigmoid_twin: network must be Dense layers with Tanh between "
            f"them, got {network!r}"
        )
    for layer in dense[1:]:  # it is fed s, and needs 2 s - 1
        layer.bias -= layer.weights.sum(axis=0)
        layer.weights *= 2
    for layer in dense[:-1]:  # the sigmoid after it needs 2 z
        layer.weights *= 2
        layer.bias *= 2
    return Network(
        [
            Sigmoid() if isinstance(layer, Tanh) else layer
            for layer in twin.layers
        ]
    )
