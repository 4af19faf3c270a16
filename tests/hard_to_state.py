"""Functions that are hard to state: waves, falling ones, and plateaus."""

import math

import numpy as np

from activations import Sigmoid
from activations.base import Elementwise, Interval


class Sine(Elementwise):
    range = Interval(-1, 1, low_at=-math.pi / 2, high_at=math.pi / 2)
    parity = "odd"
    limits = (False, False)

    def _value(self, x):
        return np.sin(x)

    def _derivative(self, x):
        return np.cos(x)


class Falling(Elementwise):
    range = Interval(0, 1)
    monotone = "decreasing"

    def _value(self, x):
        return Sigmoid()._value(-x)

    def _derivative(self, x):
        return -Sigmoid()._derivative(x)


class FallingStep(Elementwise):
    range = frozenset({-1, 2})
    monotone = "non-increasing"
    jumps = (1 / 3,)

    def _value(self, x):
        return 2 - 3 * np.heaviside(x - 1 / 3, 1)

    def _derivative(self, x):
        return 0 * np.tanh(x)


class HardTanh(Elementwise):
    """A line, cut off at both ends.

    f(x)  = x between -1 and 1, and there the nearer of both
    f'(x) = 1 between -1 and 1, else 0
    """

    range = Interval(-1, 1, low_at=-1, high_at=1)
    monotone = "non-decreasing"
    parity = "odd"
    kinks = (-1, 1)

    def _value(self, x):
        return np.clip(x, -1, 1)

    def _derivative(self, x):
        return np.where(np.abs(x) < 1, 1.0, 0.0)
