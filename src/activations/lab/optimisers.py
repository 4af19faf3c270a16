"""How a network's parameters follow their gradients."""

import math

import numpy as np


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
        self.velocities = _zeros(network)

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        pairs = self.network.parameters()
        for i, (value, gradient) in enumerate(pairs):
            velocity = self.velocities[i]
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
        self.means, self.squares = _zeros(network), _zeros(network)
        self.t = 0

    def step(self):
        """Change each parameter, in place, by its last gradient."""
        self.t += 1
        beta1, beta2 = self.beta1, self.beta2
        for i, (value, gradient) in enumerate(self.network.parameters()):
            mean, square = self.means[i], self.squares[i]
            mean[...] = beta1 * mean + (1 - beta1) * gradient
            square[...] = beta2 * square + (1 - beta2) * gradient**2
            m = mean / (1 - beta1**self.t)
            s = square / (1 - beta2**self.t)
            value -= self.rate * m / (np.sqrt(s) + self.epsilon)


def _zeros(network):
    return [np.zeros_like(value) for value, _ in network.parameters()]


def _check_positive(caller, name, value):
    if not 0 < value < math.inf:
        wanted = "positive and finite"
        raise ValueError(f"{caller}: {name} must be {wanted}, got {value}")


def _check_decay(caller, name, value):
    if not 0 <= value < 1:
        raise ValueError(f"{caller}: {name} must be in [0, 1), got {value}")
