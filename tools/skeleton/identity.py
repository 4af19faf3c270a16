import math

import numpy as np

from activations.base import Elementwise, Interval


class Identity(Elementwise):
    """TODO: what it means, in one line.

    f(x)  = x
    f'(x) = 1

    Range: all reals. Element-wise, any shape.
    Source: TODO.
    """

    # TODO: its range, its properties, its value and its slope.
    range = Interval(-math.inf, math.inf)
    monotone = "increasing"
    parity = "odd"

    def _value(self, x):
        return x

    def _derivative(self, x):
        return 1 + 0 * np.sign(x)  # so nan stays nan
