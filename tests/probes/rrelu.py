import math

import numpy as np
from mpmath import mp

from activations.base import Elementwise, Interval
from activations.checks import generator, number


class RReLU(Elementwise):
    """A leaky ReLU whose slopes are drawn anew in every forward.

    f(x)  = x if x > 0, else a x
    f'(x) = 1 if x > 0, else a     (so also at the kink, x = 0)

    forward draws each a between lower and upper; a call takes their mean.
    Range: all reals if the mean is positive. Element-wise, any shape.
    Raises ValueError unless lower and upper are finite and in order,
    TypeError unless rng is a numpy.random.Generator.
    Source: Xu, Wang, Chen & Li (2015).
    """

    range = Interval(-math.inf, math.inf)
    monotone = "increasing"

    def __init__(self, lower=1 / 8, upper=1 / 3, *, rng):
        self.lower = number(self, "lower", lower, positive=True)
        self.upper = number(self, "upper", upper, positive=True)
        if self.lower > self.upper:
            raise ValueError(
                "RReLU: lower must be at most upper, "
                f"got {lower!r} and {upper!r}"
            )
        self.rng = generator(self, "rng", rng)

    @classmethod
    def example(cls):
        return cls(rng=np.random.default_rng(0))

    @property
    def kinks(self):
        return () if self.lower + self.upper == 2 else (0,)

    @property
    def parity(self):
        return "odd" if self.lower + self.upper == 2 else None

    def _draw(self, shape):
        return (self.rng.uniform(self.lower, self.upper, shape),)

    def _value(self, x, slope=None):
        if slope is None:
            slope = (self.lower + self.upper) / 2
        return np.maximum(x, 0) + slope * np.minimum(x, 0)

    def _derivative(self, x, slope=None):
        if slope is None:
            slope = (self.lower + self.upper) / 2
        is_positive = np.maximum(np.sign(x), 0)
        return is_positive + slope * (1 - is_positive)


CASES = [RReLU(0.5, 1.5, rng=np.random.default_rng(1))]
ALLOWED = {np.float64: (1, 0.5), np.float32: (1, 0.5)}


def exact(act, x):
    slope = (mp.mpf(act.lower) + mp.mpf(act.upper)) / 2
    return (x, mp.one) if x > 0 else (slope * x, slope)
