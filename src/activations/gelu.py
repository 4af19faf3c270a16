import math

import numpy as np

from activations.base import Elementwise, Interval
from activations.checks import word

# By form: its smallest value, and the x at which it has it.
LOWEST = {
    "none": (-0.16997120747990366, -0.7517915246935645),
    "tanh": (-0.17004075057125406, -0.7524614220710163),
    "sigmoid": (-0.16361018963635357, -0.751154255441289),
}

# Here, and beyond, Phi(-x) is 0 in all three forms and in each dtype.
FAR = 450


class GELU(Elementwise):
    """Multiplies x by the share of a normal distribution that is below x.

    f(x)  = x Phi(x), where Phi(x) = (1 + erf(x / sqrt(2))) / 2
    f'(x) = Phi(x) + x phi(x), where phi(x) = exp(-x^2 / 2) / sqrt(2 pi)

    In the place of Phi, approximate="tanh" puts
    sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3)), and "sigmoid" puts
    sigmoid(1.702 x); phi is then the slope of that.

    Range: from -0.17 up, -0.16 for "sigmoid". Element-wise, any shape.
    Raises TypeError or ValueError for another value of approximate.
    Source: Hendrycks & Gimpel (2016).
    """

    def __init__(self, approximate="none"):
        self.approximate = word(self, "approximate", approximate, LOWEST)

    @property
    def range(self):
        low, low_at = LOWEST[self.approximate]
        return Interval(low, math.inf, low_at=low_at)

    def _value(self, x):
        # ReLU minus what is the same on both sides of 0.
        a = np.minimum(np.abs(x), FAR)
        return np.maximum(x, 0) - a * self._tail_and_density(a)[0]

    def _derivative(self, x):
        tail, density = self._tail_and_density(np.minimum(np.abs(x), FAR))
        # Left of 0 the tail, right of it what the tail lacks of 1.
        below = np.abs((x >= 0) - tail)
        # The density of inf is 0, and 0 * inf would be nan.
        return below + np.clip(x, -FAR, FAR) * density

    def _tail_and_density(self, a):
        """Return Phi(-a) and phi(a), for a from 0 to FAR."""
        if self.approximate == "none":
            from scipy.special import erfc, erfcx  # slow to import

            # Rounding a^2 would cost exp its last figures. The square of h,
            # a short number near a, is exact, and the rest is small.
            h = np.round(128 * a) / 128
            bell = np.exp(-h * h / 2) * np.exp((h - a) * (h + a) / 2)
            # erfcx(z) is erfc(z) exp(z^2), which does not vanish.
            z = a / math.sqrt(2)
            tail = np.where(a < 1, erfc(z), bell * erfcx(z)) / 2
            return tail, bell / math.sqrt(2 * math.pi)
        if self.approximate == "sigmoid":
            inner, slope = 1.702 * a, 1.702
        else:
            scale, cubic = 2 * math.sqrt(2 / math.pi), 0.044715 * a * a
            inner = scale * a * (1 + cubic)
            slope = scale * (1 + 3 * cubic)
        z = np.exp(-inner)
        return z / (1 + z), slope * z / (1 + z) ** 2
