import math

import numpy as np

from activations.base import Elementwise, Interval
from activations.checks import number
from activations.sigmoid import Sigmoid


class Softplus(Elementwise):
    """ReLU with its corner rounded off; beta says how tightly.

    f(x)  = log(1 + exp(beta x)) / beta
    f'(x) = sigmoid(beta x)

    Range: all positive numbers. Element-wise, any shape.
    Raises ValueError unless beta is positive and finite.
    Source: Dugas, Bengio, Bélisle, Nadeau & Garcia (2001).
    """

    range = Interval(0, math.inf)
    monotone = "increasing"

    def __init__(self, beta=1.0):
        self.beta = number(self, "beta", beta, positive=True)

    def _value(self, x):
        # ReLU plus a tail that is the same on both sides. Its exponent is
        # <= 0: exp cannot overflow, and log1p keeps the tail's figures.
        tail = np.log1p(np.exp(-self.beta * np.abs(x))) / self.beta
        return np.maximum(x, 0) + tail

    def _derivative(self, x):
        return Sigmoid()._value(self.beta * x)
