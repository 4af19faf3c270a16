import math

import numpy as np

from activations.base import Elementwise, Interval
from activations.checks import number


class LeakyReLU(Elementwise):
    """ReLU with a slope for negative inputs, so a gradient can pass.

    f(x)  = x if x > 0, else negative_slope * x
    f'(x) = 1 if x > 0, else negative_slope     (so also at the kink, x = 0)

    Range: all reals when negative_slope > 0. Element-wise, any shape.
    Raises ValueError unless negative_slope is finite.
    Source: Maas, Hannun & Ng (2013).
    """

    def __init__(self, negative_slope=0.01):
        self.negative_slope = number(self, "negative_slope", negative_slope)

    @classmethod
    def example(cls):
        return cls(0.2)  # a slope that can be seen in a picture

    def _value(self, x):
        slope = x.dtype.type(self.negative_slope)
        positive, negative = np.maximum(x, 0), np.minimum(x, 0)
        if slope == 0:  # 0 * -inf would be nan
            return positive
        return positive + slope * negative

    def _derivative(self, x):
        is_positive = np.maximum(np.sign(x), 0)
        return is_positive + self.negative_slope * (1 - is_positive)

    @property
    def range(self):
        if self.negative_slope > 0:
            return Interval(-math.inf, math.inf)
        return Interval(0, math.inf, low_at=0)

    @property
    def monotone(self):
        if self.negative_slope > 0:
            return "increasing"
        return "non-decreasing" if self.negative_slope == 0 else None

    @property
    def parity(self):
        return {1: "odd", -1: "even"}.get(self.negative_slope)

    @property
    def kinks(self):
        return () if self.negative_slope == 1 else (0,)
