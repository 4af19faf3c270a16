import numpy as np

from activations.base import AlongAxis, Interval


class Softmax(AlongAxis):
    """Turns scores along an axis into positive shares that add up to 1.

    f(x)_i = exp(x_i) / sum_j exp(x_j)
    df_i / dx_j = f_i (1 - f_i) if i = j, else -f_i f_j

    Range: each share lies between 0 and 1. Shape of x; along axis (default
    the last). inf anywhere along the axis, or -inf all along it, gives nan.
    Raises ValueError for a 0-d x or an empty axis, AxisError for a bad one.
    Source: Boltzmann (1868), the distribution; Bridle (1990), the name.
    """

    range = Interval(0, 1)

    def _value(self, x):
        # A shift of all scores cancels in the ratio. Shifted by the
        # largest, no exp can overflow and the sum is at least 1.
        exp = np.exp(x - x.max(axis=-1, keepdims=True))
        return exp / exp.sum(axis=-1, keepdims=True)

    def _backward(self, x, dvalues):
        # The Jacobian diag(f) - f f^T times dvalues, never built.
        f = self._value(x)
        fd = f * dvalues
        result = fd - f * fd.sum(axis=-1, keepdims=True)
        # The shares add up to 1, so these add up to 0. Near certainty all
        # figures of the largest cancel: it is what the others lack to 0.
        rows = np.flatnonzero(f.max(axis=-1) > 1 / 2)
        largest = rows, f[rows].argmax(axis=-1)
        result[largest] = 0
        result[largest] = -result[rows].sum(axis=-1)
        return result
