import numpy as np
from mpmath import mp

from activations.base import AlongAxis, Interval


class Sparsemax(AlongAxis):
    """Turns scores into shares that add up to 1, many of them exactly 0.

    f(x)_i = max(x_i - t, 0), with t such that the outputs add up to 1
    df_i / dx_j = (i = j) - 1/k for the k inputs above t, else 0

    Range: from 0 to 1, both included. Shape of x; along axis (default the
    last). Where an input equals t, it counts as below.
    Source: Martins & Astudillo (2016).
    """

    range = Interval(0, 1, low_at=(0.0, 2.0), high_at=(0.0, 2.0))

    def _value(self, x):
        x = x - x.max(axis=-1, keepdims=True)
        ordered = -np.sort(-x, axis=-1)
        sums = np.cumsum(ordered, axis=-1)
        count = np.arange(1, x.shape[-1] + 1)
        k = np.sum(1 + count * ordered > sums, axis=-1, keepdims=True)
        last = np.take_along_axis(sums, np.maximum(k, 1) - 1, axis=-1)
        return np.maximum(x - (last - 1) / np.maximum(k, 1), 0)

    def _backward(self, x, dvalues):
        is_above = self._value(x) > 0
        k = is_above.sum(axis=-1, keepdims=True)
        kept = np.where(is_above, dvalues / np.maximum(k, 1), 0)
        mean = kept.sum(axis=-1, keepdims=True)
        return np.where(is_above, dvalues - mean, 0)


CASES = [Sparsemax(axis=0)]
ALLOWED = {np.float64: (32, 32), np.float32: (32, 32)}


def exact(act, x, upstream):
    ordered = sorted(x, reverse=True)
    for k in range(len(x), 0, -1):
        threshold = (mp.fsum(ordered[:k]) - 1) / k
        if ordered[k - 1] > threshold:
            break
    outputs = [max(t - threshold, mp.zero) for t in x]
    above = [g for g, f in zip(upstream, outputs, strict=True) if f > 0]
    mean = mp.fsum(above) / len(above)
    slopes = [
        g - mean if f > 0 else mp.zero
        for g, f in zip(upstream, outputs, strict=True)
    ]
    return outputs, slopes


def unit(outputs, upstream, dtype):
    """The outputs are differences of scores: in units of eps."""
    return np.finfo(dtype).eps * np.ones_like(outputs)


def backward_unit(outputs, upstream, dtype):
    return np.finfo(dtype).eps * np.abs(upstream).max(
        axis=-1, keepdims=True
    )
