import math

import numpy as np

from activations.base import Elementwise, Interval
from activations.checks import number
from activations.sigmoid import Sigmoid

# Where f is lowest if beta is 1, and f there, which is 1 more.
LOWEST_AT, LOWEST = -1.2784645427610737, -0.2784645427610738


class SiLU(Elementwise):
    """Passes on a share of each number; the share is a sigmoid of it.

    f(x)  = x sigmoid(beta x)
    f'(x) = s (1 + beta x (1 - s)), with s = sigmoid(beta x)

    Range: from -0.278 / beta up. Element-wise, any shape.
    Raises ValueError unless beta is positive and finite.
    Source: Hendrycks & Gimpel (2016); Elfwing, Uchibe & Doya (2018).
    """

    def __init__(self, beta=1.0):
        self.beta = number(self, "beta", beta, positive=True)

    @property
    def range(self):
        low, low_at = LOWEST / self.beta, LOWEST_AT / self.beta
        return Interval(low, math.inf, low_at=low_at)

    def _value(self, x):
        # The share of -inf is 0, and 0 * -inf would be nan.
        finite = np.maximum(x, np.finfo(x.dtype).min)
        return finite * Sigmoid()._value(self.beta * x)

    def _derivative(self, x):
        # exp(-1000) is 0, so that no slope changes beyond the bound.
        t = np.clip(self.beta * x, -1000, 1000)
        # The share is one of 1 and z, divided by 1 + z. The rest, what it
        # lacks of 1, is the other one.
        z = np.exp(-np.abs(t))
        share, rest = np.maximum(z, t >= 0), np.maximum(z, t < 0)
        return share * (1 + z + t * rest) / (1 + z) ** 2
