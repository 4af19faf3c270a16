import numpy as np

from activations.base import Elementwise, Interval


class Gaussian(Elementwise):
    """A bell: it answers to inputs near 0, and to no others.

    f(x)  = exp(-x^2)
    f'(x) = -2 x exp(-x^2)

    Range: above 0, up to and including 1. Element-wise, any shape.
    Source: Broomhead & Lowe (1988); Moody & Darken (1989).
    """

    range = Interval(0, 1, high_at=0)
    parity = "even"

    def _value(self, x):
        return np.exp(-x * x)

    def _derivative(self, x):
        # exp(-x^2) is 0 beyond 28 in float64; the bound spares inf * 0.
        return -2 * np.clip(x, -28, 28) * np.exp(-x * x)
