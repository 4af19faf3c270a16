"""Activations that differ from another one in a single thing: controls."""

from activations.base import Elementwise, elementwise
from activations.checks import number


class Altered(Elementwise):
    """An activation, scaled and shifted, or with a slope that it is lent.

    f(x)  = scale * act(x) + shift
    f'(x) = scale * act'(x), or slope(x) if a slope is given

    slope takes an array and returns one of its shape; it need not be that
    of f, so backward need not send back the gradient of what forward does.
    Element-wise, any shape. Raises TypeError unless act is element-wise and
    neither learns nor draws, or slope is a function; ValueError unless
    scale and shift are finite.
    """

    def __init__(self, act, scale=1.0, shift=0.0, slope=None):
        self.act = elementwise(self, "act", act)
        self.scale = number(self, "scale", scale)
        self.shift = number(self, "shift", shift)
        if slope is not None and not callable(slope):
            raise TypeError(
                f"Altered: slope must be a function or None, got {slope!r}"
            )
        self.slope = slope
        self.kinks, self.jumps = self.act.kinks, self.act.jumps

    def _value(self, x):
        return self.scale * self.act._value(x) + self.shift

    def _derivative(self, x):
        if self.slope is not None:
            return self.slope(x)
        return self.scale * self.act._derivative(x)
