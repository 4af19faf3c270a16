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
        self.rate = _positive("SGD", "rate", rate)
        self.momentum = _decay("SGD", "momentum", momentum)
        self.network = network
        self.arrays = _arrays("SGD", network)
        self.velocities = [np.zeros_like(array) for array in self.arrays]

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        for value, gradient, velocity in _matched(self, self.velocities):
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
        self.rate = _positive("Adam", "rate", rate)
        self.epsilon = _positive("Adam", "epsilon", epsilon)
        self.beta1 = _decay("Adam", "beta1", beta1)
        self.beta2 = _decay("Adam", "beta2", beta2)
        self.network, self.t = network, 0
        self.arrays = _arrays("Adam", network)
        self.means = [np.zeros_like(array) for array in self.arrays]
        self.squares = [np.zeros_like(array) for array in self.arrays]

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        matched = _matched(self, self.means, self.squares)
        self.t += 1
        beta1, beta2 = self.beta1, self.beta2
        for value, gradient, mean, square in matched:
            mean[...] = beta1 * mean + (1 - beta1) * gradient
            square[...] = beta2 * square + (1 - beta2) * gradient**2
            m = mean / (1 - beta1**self.t)
            s = square / (1 - beta2**self.t)
            value -= self.rate * m / (np.sqrt(s) + self.epsilon)


def _arrays(caller, network):
    """Return the arrays that the network learns."""
    if not hasattr(network, "parameters") or isinstance(network, type):
        raise TypeError(
            f"{caller}: network must have parameters, got {network!r}"
        )
    check_places(network)
    arrays = [array for array, _ in network.parameters()]
    for array in arrays:
        if array.dtype != np.float64 or not array.flags.writeable:
            raise TypeError(
                f"{caller}: a parameter must be an array of float64 that "
                f"may be changed, got one of {array.dtype}, of the shape "
                f"{array.shape}"
            )
    return arrays


def _matched(optimiser, *kept):
    """Return each parameter, its gradient, and what is kept for it.

    What is kept, such as a velocity, belongs to one array alone. So the
    network's arrays must be those that it had at first.
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
    gradients = [gradient for _, gradient in pairs]
    return list(zip(arrays, gradients, *kept, strict=True))


def _positive(caller, name, value):
    value = _number(caller, name, value)
    if not 0 < value < math.inf:
        raise ValueError(
            f"{caller}: {name} must be positive and finite, got {value}"
        )
    return value


def _decay(caller, name, value):
    value = _number(caller, name, value)
    if not 0 <= value < 1:
        raise ValueError(f"{caller}: {name} must be in [0, 1), got {value}")
    return value


def _number(caller, name, value):
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise TypeError(f"{caller}: {name} must be a number, got {value!r}")
    try:
        return float(value)
    except OverflowError:  # an int or a fraction beyond float64
        return math.inf
