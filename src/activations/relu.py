import math

import numpy as np

from activations.base import Elementwise, Interval


class ReLU(Elementwise):
    """Passes on what is positive, and silences the rest.

    f(x)  = x if x > 0, else 0
    f'(x) = 1 if x > 0, else 0     (so also at the kink, x = 0)

    Range: 0 and all positive numbers. Element-wise, any shape.
    Source: Fukushima (1969); Nair & Hinton (2010).
    """

    range = Interval(0, math.inf, low_at=0)
    monotone = "non-decreasing"
    kinks = (0,)

    def _value(self, x):
        return np.maximum(x, 0)

    def _derivative(self, x):
        # Like x > 0, but without a branch, and nan stays nan.
        return np.maximum(np.sign(x), 0)
