import math

import numpy as np
from mpmath import mp

from activations.base import Elementwise, Interval
from activations.checks import number


class Snake(Elementwise):
    """A straight line with a wave on it, for signals that repeat.

    f(x)  = x + sin(alpha x)^2 / alpha
    f'(x) = 1 + sin(2 alpha x)

    Range: all reals. Element-wise, any shape. The slope has no limit as x
    grows, so at inf it is nan.
    Raises ValueError unless alpha is positive and finite.
    Source: Ziyin, Hartwig & Ueda (2020).
    """

    range = Interval(-math.inf, math.inf)
    monotone = "increasing"

    def __init__(self, alpha=1.0):
        self.alpha = number(self, "alpha", alpha, positive=True)

    def _value(self, x):
        return x + np.sin(self._angle(x)) ** 2 / self.alpha

    def _derivative(self, x):
        return 1 + np.sin(2 * self._angle(x)) + 0 * x  # 0 * inf is nan

    def _angle(self, x):
        most = np.finfo(x.dtype).max / max(2 * self.alpha, 1)
        return self.alpha * np.clip(x, -most, most)


CASES = [Snake(0.5), Snake(5)]
ALLOWED = {np.float64: (4, 4), np.float32: (4, 4)}


def exact(act, x):
    angle = act.alpha * x
    return x + mp.sin(angle) ** 2 / act.alpha, 1 + mp.sin(2 * angle)


def growth(act, x):
    # The angle is rounded, and its error is that of the wave.
    return 1 + 2 * np.abs(act.alpha * x.astype(float))


def backward_unit(outputs, upstream, dtype):
    """The ULP of 1, since 1 and a sine may cancel."""
    return np.finfo(dtype).eps * np.ones_like(outputs)
