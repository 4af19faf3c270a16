import math

import numpy as np
from mpmath import mp

from activations.base import Elementwise, Interval


class PReLU(Elementwise):
    """A leaky ReLU that learns its slope, one for all or one a channel.

    f(x)  = x if x > 0, else negative_slope * x
    f'(x) = 1 if x > 0, else negative_slope     (so also at the kink, x = 0)

    The slope learns from dnegative_slope, the sum of dvalues times x over
    all negative x.
    Range: all reals if a slope is positive. Element-wise; the last axis of
    x holds the channels, if there are several slopes.
    Raises ValueError unless the slopes are finite.
    Source: He, Zhang, Ren & Sun (2015).
    """

    learned = ("negative_slope",)

    def __init__(self, negative_slope=0.25):
        self.set_learned("negative_slope", negative_slope)

    def _value(self, x):
        slope = self.negative_slope.astype(x.dtype)
        # A slope of 0 would turn -inf to nan.
        tail = np.where(slope == 0, 0, slope * np.minimum(x, 0))
        return np.maximum(x, 0) + tail

    def _derivative(self, x):
        is_positive = np.maximum(np.sign(x), 0)
        return is_positive + self.negative_slope * (1 - is_positive)

    def _parameter_gradients(self, x, dvalues):
        return (dvalues * np.minimum(x, 0),)

    @property
    def range(self):
        if np.any(self.negative_slope > 0):
            return Interval(-math.inf, math.inf)
        return Interval(0, math.inf, low_at=0)

    @property
    def monotone(self):
        if np.all(self.negative_slope > 0):
            return "increasing"
        is_falling = np.any(self.negative_slope < 0)
        return None if is_falling else "non-decreasing"

    @property
    def parity(self):
        for slope, parity in ((1, "odd"), (-1, "even")):
            if np.all(self.negative_slope == slope):
                return parity
        return None

    @property
    def kinks(self):
        return () if np.all(self.negative_slope == 1) else (0,)


CASES = [PReLU([0.1, 0.25, 0.5, 2]), PReLU(0), PReLU(-0.5)]
ALLOWED = {np.float64: (1, 0.5), np.float32: (1, 0.5)}


def exact(act, x, channel=0):
    slope = mp.mpf(float(np.atleast_1d(act.negative_slope)[channel]))
    return (x, mp.one) if x > 0 else (slope * x, slope)
