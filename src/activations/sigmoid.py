import numpy as np

from activations.base import Elementwise, Interval


class Sigmoid(Elementwise):
    """An S-curve from 0 to 1, read as a probability.

    f(x)  = 1 / (1 + exp(-x))
    f'(x) = f(x) (1 - f(x))

    Range: between 0 and 1, both excluded. Element-wise, any shape.
    Source: Verhulst (1838) for the curve; as a unit trained by
    backpropagation, Rumelhart, Hinton & Williams (1986).
    """

    range = Interval(0, 1)
    monotone = "increasing"

    def _value(self, x):
        # The exponent is <= 0, so exp cannot overflow. The maximum is 1
        # right of 0 and z left of it, where f(x) is z / (1 + z).
        z = np.exp(-np.abs(x))
        return np.maximum(z, x >= 0) / (1 + z)

    def _derivative(self, x):
        # f (1 - f) loses every figure once f rounds to 1; z keeps them.
        z = np.exp(-np.abs(x))
        return z / (1 + z) ** 2
