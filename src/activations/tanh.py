import numpy as np

from activations.base import Elementwise, Interval


class Tanh(Elementwise):
    """An S-curve from -1 to 1: a sigmoid centred on zero.

    f(x)  = (exp(x) - exp(-x)) / (exp(x) + exp(-x))
    f'(x) = 1 - f(x)^2

    Range: between -1 and 1, both excluded. Element-wise, any shape.
    Source: LeCun, Bottou, Orr & Müller (1998), who made the case for it.
    """

    range = Interval(-1, 1)
    monotone = "increasing"
    parity = "odd"

    def _value(self, x):
        return np.tanh(x)

    def _derivative(self, x):
        # 1 - f^2 loses every figure once f rounds to 1; z keeps them.
        z = np.exp(-2 * np.abs(x))
        return 4 * z / (1 + z) ** 2
