import math

import numpy as np
from mpmath import mp

from activations.base import AlongAxis, Interval


class CReLU(AlongAxis):
    """What is positive and what is negative, each in a half of its own.

    f(x) = (max(x, 0), max(-x, 0))
    df_i / dx_i = 1 if x_i > 0, -1 in the second half if x_i < 0, else 0

    Range: 0 and all positive numbers. Twice as many outputs as inputs along
    axis (default the last).
    Source: Shang, Sohn, Almeida & Lee (2016).
    """

    range = Interval(0, math.inf, low_at=(1.0,))

    def width(self, n):
        return 2 * n

    def _value(self, x):
        return np.concatenate([np.maximum(x, 0), np.maximum(-x, 0)], -1)

    def _backward(self, x, dvalues):
        positive, negative = np.split(dvalues, 2, axis=-1)
        return np.where(x > 0, positive, 0) - np.where(x < 0, negative, 0)


CASES = [CReLU(axis=0)]
ALLOWED = {np.float64: (0, 0), np.float32: (0, 0)}


def exact(act, x, upstream):
    n = len(x)
    outputs = [max(t, mp.zero) for t in x] + [max(-t, mp.zero) for t in x]
    slopes = [
        upstream[i] * (x[i] > 0) - upstream[n + i] * (x[i] < 0)
        for i in range(n)
    ]
    return outputs, slopes
