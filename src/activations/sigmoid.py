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
        # Both exponents are <= 0, so neither exp can overflow.
        return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))

    def _derivative(self, x):
        # f (1 - f) loses every digit once f rounds to 1; z keeps them.
        z = np.exp(-np.abs(x))
        return z / (1 + z) ** 2
