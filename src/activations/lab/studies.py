"""What the experiments of several chapters share."""

import copy

import numpy as np

from activations import Sigmoid, Tanh
from activations.lab.layers import Dense, Network


def gradient_norms(network, x, dvalues):
    """Return the norm of the gradient at each activation's inputs.

    One number for each activation, in the order of the layers; dvalues is
    the gradient at the network's output.
    """
    network.forward(x)
    network.backward(dvalues)
    return np.array(
        [np.linalg.norm(layer.dinputs) for layer in _activations(network)]
    )


def dead_units(network, x):
    """Return the fraction of units that are dead on x, for each activation.

    A unit is dead if its sum, the activation's input, is above 0 for no
    example. A ReLU unit then passes nothing on, neither up nor down; units
    of other activations are counted in the same way.
    """
    network.forward(x)
    return np.array(
        [
            np.mean(np.all(layer.inputs <= 0, axis=0))
            for layer in _activations(network)
        ]
    )


def _activations(network):
    return [
        layer for layer in network.layers if not isinstance(layer, Dense)
    ]


def gradient_factor(act, gain):
    """Return what one wide layer does to the norm of a gradient.

    The weights are normal with variance gain**2 / n_inputs, the biases 0.
    A wide layer then feeds its activations normal numbers, whose mean
    square q settles with depth; from there on, each layer multiplies the
    mean square of the gradient by gain**2 times the mean of f'**2.
    Source: Schoenholz, Gilmer, Ganguli & Sohl-Dickstein (2017).
    """
    z = np.linspace(-8, 8, 4000)  # an even count: no point on a kink at 0
    weight = np.exp(-(z**2) / 2)
    weight /= weight.sum()
    q = 1.0
    for _ in range(1000):
        q = gain**2 * np.sum(weight * act(np.sqrt(q) * z) ** 2)
        q = max(q, 1e-12)  # a signal that shrinks for ever would reach 0
    mean_slope = np.sum(weight * act.derivative(np.sqrt(q) * z) ** 2)
    return gain * np.sqrt(mean_slope)


def sigmoid_twin(network):
    """Return the sigmoid network that computes what a tanh network does.

    tanh(z) = 2 sigmoid(2 z) - 1, so scaling and shifting of weights and
    biases takes the place of tanh. The network given stays as it is.
    Raises TypeError unless its layers are Dense, with Tanh between them.
    """
    twin = copy.deepcopy(network)
    dense, hidden = twin.layers[::2], twin.layers[1::2]
    if not all(isinstance(layer, Dense) for layer in dense) or not all(
        isinstance(layer, Tanh) for layer in hidden
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
