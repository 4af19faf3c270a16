import math

import numpy as np
from mpmath import mp

from activations.base import AlongAxis, Interval, elementwise
from activations.sigmoid import Sigmoid
from activations.tanh import Tanh


class GLU(AlongAxis):
    """One half of the inputs, each let through as far as its gate says.

    f(x)_i = a_i gate(b_i), for x = (a, b)
    df_i / da_i = gate(b_i), df_i / db_i = a_i gate'(b_i), all others 0

    gate is an element-wise activation that neither learns nor draws.
    Range: all reals. Half as many outputs as inputs along axis (default
    the last), which must be even.
    Raises TypeError for another gate, ValueError for an odd axis.
    Source: Dauphin, Fan, Auli & Grangier (2017).
    """

    range = Interval(-math.inf, math.inf)

    def __init__(self, gate=Sigmoid(), axis=-1):  # noqa: B008  keeps nothing
        super().__init__(axis)
        self.gate = elementwise(self, "gate", gate)

    def width(self, n):
        if n % 2:
            raise ValueError(
                f"GLU: the number of inputs must be even, got {n}"
            )
        return n // 2

    def _value(self, x):
        a, b = np.split(x, 2, axis=-1)
        return a * self.gate(b)

    def _backward(self, x, dvalues):
        a, b = np.split(x, 2, axis=-1)
        # In this order no product of finite numbers is inf times 0.
        db = a * self.gate.derivative(b) * dvalues
        return np.concatenate([self.gate(b) * dvalues, db], axis=-1)


CASES = [GLU(Tanh()), GLU(axis=0), GLU(Tanh(), axis=1)]
ALLOWED = {np.float64: (4, 8), np.float32: (5, 9)}


def exact(act, x, upstream):
    n = len(x) // 2
    a, b = x[:n], x[n:]
    if isinstance(act.gate, Tanh):
        gates = [mp.tanh(t) for t in b]
        slopes = [mp.sech(t) ** 2 for t in b]
    else:
        gates = [1 / (1 + mp.exp(-t)) for t in b]
        slopes = [1 / (2 + mp.exp(t) + mp.exp(-t)) for t in b]
    outputs = [u * g for u, g in zip(a, gates, strict=True)]
    da = [g * d for g, d in zip(gates, upstream, strict=True)]
    db = [u * s * d for u, s, d in zip(a, slopes, upstream, strict=True)]
    return outputs, da + db
