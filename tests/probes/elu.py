import math

import numpy as np
from mpmath import mp

from activations.base import Elementwise, Interval
from activations.checks import number


class ELU(Elementwise):
    """ReLU with an exponential tail that levels off at -alpha.

    f(x)  = x if x > 0, else alpha (exp(x) - 1)
    f'(x) = 1 if x > 0, else alpha exp(x)     (so also at the kink, x = 0)

    Range: above -alpha. Element-wise, any shape.
    Raises ValueError unless alpha is positive and finite.
    Source: Clevert, Unterthiner & Hochreiter (2016).
    """

    monotone = "increasing"

    def __init__(self, alpha=1.0):
        self.alpha = number(self, "alpha", alpha, positive=True)

    def _value(self, x):
        tail = self.alpha * np.expm1(np.minimum(x, 0))
        return np.maximum(x, 0) + tail

    def _derivative(self, x):
        is_positive = np.maximum(np.sign(x), 0)
        tail = self.alpha * np.exp(np.minimum(x, 0))
        return is_positive + tail * (1 - is_positive)

    @property
    def range(self):
        return Interval(-self.alpha, math.inf)

    @property
    def kinks(self):
        return () if self.alpha == 1 else (0,)


CASES = [ELU(0.5), ELU(3)]
ALLOWED = {np.float64: (1.5, 1.5), np.float32: (3, 3)}


def exact(act, x):
    if x > 0:
        return x, mp.one
    return act.alpha * mp.expm1(x), act.alpha * mp.exp(x)
