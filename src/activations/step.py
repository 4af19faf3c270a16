import numpy as np

from activations.base import Elementwise


class Step(Elementwise):
    """All or nothing: the unit fires, or it does not.

    f(x)  = 1 if x > 0, else 0
    f'(x) = 0     (also at the jump, x = 0, where there is no slope)

    Range: the two numbers 0 and 1. Element-wise, any shape. The value at
    nan is nan; the derivative is 0 even there.
    Source: McCulloch & Pitts (1943); Rosenblatt (1958).
    """

    range = frozenset({0, 1})
    monotone = "non-decreasing"
    jumps = (0,)

    def _value(self, x):
        # Like x > 0, but without a branch, and nan stays nan.
        return np.maximum(np.sign(x), 0)

    def _derivative(self, x):
        return np.zeros_like(x)
