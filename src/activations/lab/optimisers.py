"""How a network's parameters follow their gradients."""

import math
import numbers

import numpy as np

from activations.lab.places import check_places


class SGD:
    """Gradient descent with momentum, in PyTorch's form.

    velocity = momentum * velocity + gradient
    value    = value - rate * velocity

    It is *stochastic* when each gradient comes from a few examples drawn at
    random, which is up to train.
    Raises ValueError unless rate is positive and finite and momentum is
    in [0, 1).
    """

    def __init__(self, network, rate, momentum=0.0):
        _check_positive("SGD", "rate", rate)
        _check_decay("SGD", "momentum", momentum)
        self.network, self.rate, self.momentum = network, rate, momentum
        self.arrays = _arrays("SGD", network)
        self.velocities = [np.zeros_like(array) for array in self.arrays]

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        pairs = _pairs(self)
        for (value, gradient), velocity in zip(
            pairs, self.velocities, strict=True
        ):
            velocity[...] = self.momentum * velocity + gradient
            value -= self.rate * velocity


class Adam:
    """Gradient descent with steps scaled for each parameter on its own.

    mean   = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    value  = value - rate * m / (sqrt(s) + epsilon)

    with m = mean / (1 - beta1**t) and s = square / (1 - beta2**t) in step
    t = 1, 2, ...: both averages start at 0, and this makes up for it.
    Raises ValueError unless rate and epsilon are positive and finite and
    the betas are in [0, 1).
    Source: Kingma & Ba (2015).
    """

    def __init__(self, network, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        _check_positive("Adam", "rate", rate)
        _check_decay("Adam", "beta1", beta1)
        _check_decay("Adam", "beta2", beta2)
        _check_positive("Adam", "epsilon", epsilon)
        self.network, self.rate, self.epsilon = network, rate, epsilon
        self.beta1, self.beta2 = beta1, beta2
        self.arrays = _arrays("Adam", network)
        self.means = [np.zeros_like(array) for array in self.arrays]
        self.squares = [np.zeros_like(array) for array in self.arrays]
        self.t = 0

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        pairs = _pairs(self)
        self.t += 1
        beta1, beta2 = self.beta1, self.beta2
        for (value, gradient), mean, square in zip(
            pairs, self.means, self.squares, strict=True
        ):
            mean[...] = beta1 * mean + (1 - beta1) * gradient
            square[...] = beta2 * square + (1 - beta2) * gradient**2
            m = mean / (1 - beta1**self.t)
            s = square / (1 - beta2**self.t)
            value -= self.rate * m / (np.sqrt(s) + self.epsilon)


def _arrays(caller, network):
    """Return the arrays that the network learns."""
    if not hasattr(network, "parameters"):
        raise TypeError(
            f"{caller}: network must have parameters, got {network!r}"
        )
    check_places(network)
    return [array for array, _ in network.parameters()]


def _pairs(optimiser):
    """Return the network's parameters: the arrays that it had at first.

    What is kept for each, such as its velocity, belongs to it alone.
    """
    pairs, arrays = optimiser.network.parameters(), optimiser.arrays
    if len(pairs) != len(arrays) or any(
        value is not array
        for (value, _), array in zip(pairs, arrays, strict=True)
    ):
        raise ValueError(
            f"{type(optimiser).__name__}: the network's parameters have "
            "changed since the optimiser was made: make another"
        )
    return pairs


def _check_positive(caller, name, value):
    _check_number(caller, name, value)
    if not 0 < value < math.inf:
        wanted = "positive and finite"
        raise ValueError(f"{caller}: {name} must be {wanted}, got {value}")


def _check_decay(caller, name, value):
    _check_number(caller, name, value)
    if not 0 <= value < 1:
        raise ValueError(f"{caller}: {name} must be in [0, 1), got {value}")


def _check_number(caller, name, value):
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise TypeError(f"{caller}: {name} must be a number, got {value!r}")
