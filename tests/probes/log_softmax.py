import math

import numpy as np
from mpmath import mp

from activations.base import AlongAxis, Interval


class LogSoftmax(AlongAxis):
    """The logarithms of softmax's shares, without taking them first.

    f(x)_i = x_i - log(sum_j exp(x_j))
    df_i / dx_j = 1 - exp(f_i) if i = j, else -exp(f_j)

    Range: negative numbers, for two inputs or more. Shape of x; along axis
    (default the last).
    Source: Bridle (1990).
    """

    range = Interval(-math.inf, 0)

    def _value(self, x):
        shifted, _, rest = self._parts(x)
        return shifted - np.log1p(rest)

    def _backward(self, x, dvalues):
        # The upstream gradient times 1 - share cancels near certainty: of
        # the largest share, this is the sum of the others.
        shifted, largest, rest = self._parts(x)
        share = np.exp(shifted) / (1 + rest)
        n = x.shape[-1]
        mean = (dvalues / n).sum(axis=-1, keepdims=True)  # no overflow
        result = dvalues - share * mean * n
        own = np.take_along_axis(dvalues, largest, -1)
        others = dvalues / n
        np.put_along_axis(others, largest, 0, -1)
        others = others.sum(axis=-1, keepdims=True)
        top = own * (rest / (1 + rest)) - others / (1 + rest) * n
        np.put_along_axis(result, largest, top, -1)
        return result

    def _parts(self, x):
        """Return x less its maximum, where that is, and the others' sum."""
        largest = x.argmax(axis=-1, keepdims=True)
        shifted = x - np.take_along_axis(x, largest, -1)
        exp = np.exp(shifted)
        np.put_along_axis(exp, largest, 0, -1)
        return shifted, largest, exp.sum(axis=-1, keepdims=True)


CASES = [LogSoftmax(axis=0)]
ALLOWED = {np.float64: (300, 20), np.float32: (32, 16)}


def exact(act, x, upstream):
    largest = x.index(max(x))
    weights = [mp.exp(t - x[largest]) for t in x]
    others = mp.fsum(weights[:largest] + weights[largest + 1 :])
    total = 1 + others
    outputs = [t - x[largest] - mp.log1p(others) for t in x]
    mean = mp.fsum(upstream)
    slopes = [
        g - w / total * mean for g, w in zip(upstream, weights, strict=True)
    ]
    return outputs, slopes


def backward_unit(outputs, upstream, dtype):
    """eps times the larger of the two terms that are subtracted."""
    most = np.exp(outputs) * np.abs(upstream).sum(axis=-1, keepdims=True)
    return np.finfo(dtype).eps * np.maximum(np.abs(upstream), most)
