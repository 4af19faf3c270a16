import math

import numpy as np

from activations.base import AlongAxis, Interval, elementwise
from activations.sigmoid import Sigmoid


class GLU(AlongAxis):
    """One half of the inputs, each multiplied by what its gate says.

    f(x)_i = a_i gate(b_i), where a and b are the halves of x
    df_i / dx_j = gate(b_i) at a_i, a_i gate'(b_i) at b_i, and 0 elsewhere

    gate is an element-wise activation that neither learns nor draws, or
    None for the bilinear form, a_i b_i.
    Range: all reals. Half as many outputs as inputs along axis (default
    the last), which must be even.
    Raises TypeError for another gate, ValueError for an odd axis.
    Source: Dauphin, Fan, Auli & Grangier (2017); Shazeer (2020), gates.
    """

    range = Interval(-math.inf, math.inf)

    # All may share one gate: it is only called, and so keeps nothing.
    def __init__(self, gate=Sigmoid(), axis=-1):  # noqa: B008
        super().__init__(axis)
        is_gate = gate is not None
        self.gate = elementwise(self, "gate", gate) if is_gate else None

    def width(self, n):
        if n % 2:
            raise ValueError(
                f"GLU: the number of inputs must be even, got {n}"
            )
        return n // 2

    def _value(self, x):
        a, b = np.split(x, 2, axis=-1)
        return a * (b if self.gate is None else self.gate(b))

    def _backward(self, x, dvalues):
        a, b = np.split(x, 2, axis=-1)
        if self.gate is None:
            return np.concatenate([b * dvalues, a * dvalues], axis=-1)
        # Not a * dvalues first: that may be inf, and meet a slope of 0.
        db = a * self.gate.derivative(b) * dvalues
        return np.concatenate([self.gate(b) * dvalues, db], axis=-1)
