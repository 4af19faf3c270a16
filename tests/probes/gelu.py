import math

import numpy as np
from mpmath import mp

from activations.base import Elementwise, Interval
from activations.checks import word
from activations.sigmoid import Sigmoid

ROOT_2_PI = math.sqrt(2 * math.pi)

# From here on the tail is 0 in each form: exp(-1.702 * 450) is.
BOUND = 450

# By form: the smallest value, and the x at which it is attained.
MINIMUM = {
    "none": (-0.16997120747990366, -0.7517915246935645),
    "tanh": (-0.17004075057125405, -0.7524614220710163),
    "sigmoid": (-0.16361018963635356, -0.7511542554412489),
}


class GELU(Elementwise):
    """Weighs each input by the share of a normal distribution below it.

    f(x)  = x P(x), P the standard normal distribution function
    f'(x) = P(x) + x p(x), p its density

    approximate "tanh" and "sigmoid" put S(2 sqrt(2 / pi) (x + 0.044715 x^3))
    and S(1.702 x) in the place of P(x), with S the sigmoid.
    Range: from about -0.17 up. Element-wise, any shape.
    Raises ValueError for another word.
    Source: Hendrycks & Gimpel (2016).
    """

    def __init__(self, approximate="none"):
        self.approximate = word(self, "approximate", approximate, MINIMUM)

    @property
    def range(self):
        low, low_at = MINIMUM[self.approximate]
        return Interval(low, math.inf, low_at=low_at)

    def _value(self, x):
        a = np.abs(x)
        if self.approximate == "none":
            share = _tail(a)
        else:
            share = Sigmoid()._value(-self._inner(a)[0])
        # What x P(x) lacks of x is the same on both sides. Beyond BOUND it
        # is 0, and the bound spares inf * 0.
        return np.maximum(x, 0) - np.minimum(a, BOUND) * share

    def _derivative(self, x):
        bound = np.clip(x, -BOUND, BOUND)
        if self.approximate == "none":
            below = np.abs((x >= 0) - _tail(np.abs(x)))
            return below + bound * _bell(np.abs(x)) / ROOT_2_PI
        inner, slope = self._inner(bound)
        sigmoid = Sigmoid()
        return sigmoid._value(inner) + bound * slope * (
            sigmoid._derivative(inner)
        )

    def _inner(self, x):
        """Return what the sigmoid is taken of, and its slope."""
        if self.approximate == "sigmoid":
            return 1.702 * x, 1.702
        scale = 2 * math.sqrt(2 / math.pi)
        square = x * x
        return (
            scale * x * (1 + 0.044715 * square),
            scale * (1 + 3 * 0.044715 * square),
        )


def _bell(a):
    """Return exp(-a^2 / 2) for a >= 0, with all digits in the tail."""
    # a^2 / 2 would be rounded before exp. A short head h of a has an exact
    # square, and (h - a)(h + a) is what it lacks.
    a = np.minimum(a, 40)
    h = np.round(16 * a) / 16
    return np.exp(-h * h / 2) * np.exp((h - a) * (h + a) / 2)


def _tail(a):
    """Return the share of a normal distribution above a >= 0."""
    from scipy.special import erfc, erfcx  # slow to import, for this alone

    # erfc is the better one near 0, and would lose its digits further out.
    z = a / math.sqrt(2)
    return np.where(a < 1, erfc(z), _bell(a) * erfcx(z)) / 2


CASES = [GELU("tanh"), GELU("sigmoid")]
ALLOWED = {np.float64: (6, 8), np.float32: (7.5, 9)}


def exact(act, x):
    if act.approximate == "none":
        # mpmath's erfc fails for huge numbers, where nothing happens.
        near = min(max(x, -1000), 1000)
        below = mp.erfc(-near / mp.sqrt(2)) / 2
        return x * below, below + x * mp.npdf(x)
    if act.approximate == "tanh":
        scale, cubic = 2 * mp.sqrt(2 / mp.pi), mp.mpf(0.044715)
    else:
        scale, cubic = mp.mpf(1.702), mp.zero
    inner = scale * (x + cubic * x**3)
    below = 1 / (1 + mp.exp(-inner))
    slope = scale * (1 + 3 * cubic * x**2)
    rise = slope / (2 + mp.exp(inner) + mp.exp(-inner))
    return x * below, below + x * rise


def growth(act, x):
    # The argument of exp is rounded, unless it is split.
    x = np.minimum(np.abs(x.astype(float)), BOUND)
    if act.approximate == "none":
        return 1
    cubic = 0.044715 * (act.approximate == "tanh")
    return 1 + 1.702 * x * (1 + cubic * x * x)
