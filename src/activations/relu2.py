import math

import numpy as np

from activations.base import Elementwise, Interval


class ReLU2(Elementwise):
    """ReLU, squared: silent below 0, and a parabola above it.

    f(x)  = max(x, 0)^2
    f'(x) = 2 max(x, 0)

    Range: 0 and all positive numbers. Element-wise, any shape.
    Source: So, Mańke, Liu, Dai, Shazeer & Le (2021).
    """

    range = Interval(0, math.inf, low_at=0)
    monotone = "non-decreasing"

    def _value(self, x):
        positive = np.maximum(x, 0)
        return positive * positive

    def _derivative(self, x):
        return 2 * np.maximum(x, 0)
