"""What an activation is like, found from what it does, not from its name.

Card, explorer and gallery go by these traits, so they need no list of
classes.
"""

import copy
import functools

import numpy as np

from activations.base import AlongAxis
from activations.lab.features import find_jumps
from activations.lab.properties import inputs_of


def one_channel(act):
    """Return act as a function of one number.

    Of an activation with one parameter for each channel, it is that of the
    first channel; of another, act itself.
    """
    if act.channels is None:
        return act
    twin = copy.deepcopy(act)
    for name in act.learned:
        first = getattr(act, name).reshape(-1)[0]
        twin.set_learned(name, float(first))
    return twin


def along_last(act):
    """Return act as it is, but along the last axis."""
    twin = copy.copy(act)
    twin.axis = -1
    return twin


def gives_shares(act):
    """Whether the outputs are shares: not negative, and 1 together."""
    if not isinstance(act, AlongAxis):
        return False
    n = inputs_of(act, 3)
    if act.width(n) != n:
        return False
    shares = along_last(act)(
        3 * np.random.default_rng(0).normal(size=(99, n))
    )
    is_one = np.allclose(shares.sum(axis=-1), 1, rtol=1e-12)
    return bool(is_one and np.all(shares >= 0))


class Section:
    """The first output of a function along an axis, as one input moves.

    The others keep the value `others`. place says which input moves: 0 for
    the first, -1 for the last. It answers like an element-wise activation.
    """

    def __init__(self, act, place, others):
        self.act, self.place = along_last(act), place
        self.row = np.full(inputs_of(act, 2), float(others))

    def __call__(self, x):
        return self.act(self._rows(x))[..., 0]

    def derivative(self, x):
        return self.act.jacobian(self._rows(x))[..., 0, self.place]

    def _rows(self, x):
        x = np.asarray(x, dtype=float)
        rows = np.tile(self.row, (*x.shape, 1))
        rows[..., self.place] = x
        return rows

    @functools.cached_property
    def jumps(self):
        return self._jumps_of(self)

    @functools.cached_property
    def kinks(self):
        return self._jumps_of(self.derivative)

    @staticmethod
    def _jumps_of(f):
        # An odd number of steps, so that no break at a round number is hit.
        found = find_jumps(f, np.linspace(-20, 20, 20_000))
        return tuple(np.round(found, 9) + 0.0)

    def __repr__(self):
        inputs = [f"{value:g}" for value in self.row]
        inputs[self.place] = "x"
        return f"{self.act!r} of ({', '.join(inputs)})"
