"""What the experiments of several chapters share."""

import copy

import numpy as np

from activations import Sigmoid, Tanh
from activations.base import Activation, Elementwise, quiet
from activations.checks import number
from activations.lab.features import breaks_of
from activations.lab.layers import Dense, Network
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
    activations = _activations("gradient_norms", network, x)
    network.forward(x)
    network.backward(dvalues)
    return np.array([_norm(act.dinputs) for act in activations])


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
    activations = _activations("dead_units", network, x)
    network.forward(x)
    return np.array(
        [
            np.nan
            if np.isnan(act.inputs).any()
            else np.mean(np.all(act.inputs <= 0, axis=0))
            for act in activations
        ]
    )


def _activations(caller, network, x):
    """Return the network's activations; refuse what has nothing to show."""
    if np.size(x) == 0:
        raise ValueError(f"{caller}: x must hold one example at least")
    found = [p for p in parts_of(network) if isinstance(p, Activation)]
    if not found:
        raise ValueError(f"{caller}: {network!r} holds no activation")
    return found


def gradient_factor(act, gain):
    """Return what one wide layer does to the norm of a gradient.

    The weights are normal with variance gain**2 / n_inputs, the biases 0.
    A wide layer then feeds its activations normal numbers, whose mean
    square q settles with depth, which is taken to be that after 1,000
    layers; from there on, each layer multiplies the
    mean square of the gradient by gain**2 times the mean of f'**2.
    Raises TypeError unless act is element-wise.
    Source: Schoenholz, Gilmer, Ganguli & Sohl-Dickstein (2017).
    """
    number("gradient_factor", "gain", gain, positive=True)
    if not isinstance(act, Elementwise):
        raise TypeError(
            f"gradient_factor: act must be element-wise, got {act!r}"
        )
    act = one_channel(act)
    q = 1.0
    for _ in range(1000):
        q = gain**2 * _normal_mean(lambda x: act(x) ** 2, act, q)
        q = min(max(q, 1e-12), 1e300)  # it may shrink or grow for ever
    mean_slope = _normal_mean(lambda x: act.derivative(x) ** 2, act, q)
    return gain * np.sqrt(mean_slope)


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
