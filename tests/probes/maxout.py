import math

import numpy as np

from activations.base import AlongAxis, Interval
from activations.checks import integer


class Maxout(AlongAxis):
    """The largest of several inputs: a function that weights can bend.

    f(x)_i = the largest of the inputs i * pieces to (i + 1) * pieces - 1
    df_i / dx_j = 1 if x_j is that input (the first of equal ones), else 0

    Range: all reals. As many outputs as there are groups of pieces along
    axis (default the last), which they must divide.
    Raises ValueError unless pieces is at least 1 and divides the axis.
    Source: Goodfellow, Warde-Farley, Mirza, Courville & Bengio (2013).
    """

    range = Interval(-math.inf, math.inf)

    def __init__(self, pieces=2, axis=-1):
        super().__init__(axis)
        self.pieces = integer(self, "pieces", pieces, least=1)

    def width(self, n):
        if n % self.pieces:
            raise ValueError(
                f"Maxout: the number of inputs must be a multiple of "
                f"pieces, {self.pieces}, got {n}"
            )
        return n // self.pieces

    def _value(self, x):
        return self._groups(x).max(axis=-1)

    def _backward(self, x, dvalues):
        groups = self._groups(x)
        largest = groups.argmax(axis=-1)[..., np.newaxis]
        result = np.zeros(groups.shape, dvalues.dtype)
        np.put_along_axis(result, largest, dvalues[..., np.newaxis], -1)
        return result.reshape(x.shape)

    def _groups(self, x):
        return x.reshape(len(x), -1, self.pieces)


CASES = [Maxout(3), Maxout(axis=0), Maxout(1, axis=1)]
ALLOWED = {np.float64: (0, 0), np.float32: (0, 0)}


def exact(act, x, upstream):
    outputs, slopes = [], []
    for start in range(0, len(x), act.pieces):
        group = x[start : start + act.pieces]
        largest = group.index(max(group))
        outputs.append(group[largest])
        slopes += [
            upstream[start // act.pieces] if i == largest else 0 * group[0]
            for i in range(act.pieces)
        ]
    return outputs, slopes
