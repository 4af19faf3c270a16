"""What every activation promises, written once.

    act = LeakyReLU(negative_slope=0.01)
    y = act.forward(x)          # kept too: act.inputs, act.output
    dx = act.backward(dvalues)  # kept too: act.dinputs
    act(x)                      # the value alone, nothing kept

Numbers in: bool and int are computed in float64; float16, float32 and
float64 keep their dtype; a list is taken for an array. Anything else is a
TypeError, a ragged list a ValueError. Results are new arrays in C order and
of the dtype of the input: no argument is ever written to or handed back.
nan goes through, and no input causes a warning.

`inputs` is kept by reference, unless it has to be converted: if you change
that array in place before backward, backward uses the changed values. It
reads nothing else, so a change of the output changes no gradient.

One object serves one place of a network and one thread, since backward
belongs to the last forward. `copy()` makes an object for another place.
Calls, act(x), keep nothing, so any number of threads may make them.
"""

import copy
import inspect
import math
from typing import NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from activations.checks import (
    integer,
    plain_array,
    real_array,
    upstream,
)

# Bytes that a loop touches at a time. The few temporaries of a formula then
# stay in a core's cache, whatever the size of the array.
BLOCK_BYTES = 128 * 1024


class Interval(NamedTuple):
    """The range of a function: its ends, and where it attains them.

    low_at is an input at which the value is low, and None where low is
    only approached, as a sigmoid approaches 0; likewise high_at. Of a
    function along an axis, it is a row of inputs.
    """

    low: float
    high: float
    low_at: object = None
    high_at: object = None

    def __str__(self):
        left = "(" if self.low_at is None else "["
        right = ")" if self.high_at is None else "]"
        ends = [f"{end:g}".replace("inf", "∞") for end in self[:2]]
        if ends[0] == ends[1]:  # with all digits they differ
            ends = [repr(float(end)) for end in self[:2]]
        return f"{left}{ends[0]}, {ends[1]}{right}"


class Activation:
    """Forward, backward, and what both of them refuse.

    A subclass computes its value in _evaluate(x) and multiplies by its
    derivative in _chain(dvalues), both on checked arrays.

    If it is random, _draw(shape) says what a forward draws, as a tuple of
    arrays. They reach its formulas as further arguments, in forward and in
    the backward that belongs to it. A call, act(x), draws nothing.

    If it learns, learned names its parameters: each an array of float64,
    0-d or with one entry for each channel (place along the last axis). Its
    gradient, from the last backward, has its name with a d before it.
    """

    learned = ()
    inputs = output = dinputs = None
    _drawn = ()

    @classmethod
    def example(cls):
        """Return an object that shows what the class does."""
        return cls()

    def width(self, n):
        """Return how many outputs n inputs give."""
        return n

    def __call__(self, x):
        """Return the value at x and keep nothing."""
        return self._evaluate(self._checked(x))

    def forward(self, x):
        """Return the value at x; keep it in output, and x in inputs."""
        inputs = self._checked(x)
        drawn = self._draw(inputs.shape)
        output = self._evaluate(inputs, *drawn)
        self.inputs, self.output, self._drawn = inputs, output, drawn
        return output

    def backward(self, dvalues):
        """Return the gradient of the loss with respect to the inputs.

        dvalues is its gradient with respect to the output of the last
        forward, and has the output's shape. The result is kept in dinputs
        and has the shape and dtype of the inputs. As everywhere in IEEE
        arithmetic, an infinite dvalues times a slope of 0 is nan.

        Raises RuntimeError before the first forward, and ValueError where
        the shapes differ, since broadcasting would hide a mistake.
        """
        dvalues = upstream(self, dvalues)
        self._learn(dvalues)
        self.dinputs = self._chain(dvalues)
        return self.dinputs

    def parameters(self):
        """Return (array, gradient) of each parameter that is learned."""
        return [
            (getattr(self, name), getattr(self, "d" + name))
            for name in self.learned
        ]

    def copy(self):
        """Return a copy for another place: it shares and keeps nothing.

        A random activation's copy draws from a generator of its own.
        """
        twin = copy.deepcopy(self)
        twin.inputs = twin.output = twin.dinputs = None
        twin._drawn = ()
        for name, value in vars(self).items():
            if isinstance(value, np.random.Generator):
                setattr(twin, name, value.spawn(1)[0])
        return twin

    def __repr__(self):
        names = inspect.signature(type(self)).parameters
        arguments = (f"{name}={self._shown(name)}" for name in names)
        return f"{self._name}({', '.join(arguments)})"

    def _shown(self, name):
        """Return how repr writes the parameter of that name."""
        if name in self.learned:
            return repr(self._starts[name])
        value = getattr(self, name)
        # A generator's repr ends in an address, another in each run.
        is_generator = isinstance(value, np.random.Generator)
        return str(value) if is_generator else repr(value)

    @property
    def _name(self):
        return type(self).__name__

    def _checked(self, x):
        """Return x as an array that the formulas can take, or refuse it."""
        return real_array(self, "x", x)

    def _draw(self, shape):
        return ()

    @property
    def is_random(self):
        """Whether forward draws at random."""
        return type(self)._draw is not Activation._draw

    # ---- what is learned ----

    @property
    def channels(self):
        """The length of x's last axis, where a parameter fixes it."""
        for name in self.learned:
            array = getattr(self, name)
            if array.ndim:
                return len(array)
        return None

    def set_learned(self, name, value):
        """Start a learned parameter at a number, or a list of numbers."""
        if plain_array(self, name, value).dtype == bool:
            raise TypeError(
                f"{self._name}: {name} must be a number, or a list with "
                f"one for each channel, got {value!r}"
            )
        array = real_array(self, name, value).astype(np.float64)
        with quiet():
            is_finite = np.all(np.isfinite(array.astype(np.float32)))
        if array.ndim > 1 or array.size == 0 or not is_finite:
            raise ValueError(
                f"{self._name}: {name} must be a finite number (in "
                f"float32), or a list with one for each channel, "
                f"got {value!r}"
            )
        if "_starts" not in vars(self):
            self._starts = {}
        for other in self._starts:
            lengths = {
                len(a) for a in (array, getattr(self, other)) if a.ndim
            }
            if other != name and len(lengths) > 1:
                raise ValueError(
                    f"{self._name}: {name} and {other} must have an entry "
                    f"for each of the same channels, got {value!r}"
                )
        self._starts[name] = array.tolist()
        setattr(self, name, array)
        setattr(self, "d" + name, np.zeros_like(array))

    def _learn(self, dvalues):
        """Fill the gradients of what is learned, from the last forward."""
        for _, gradient in self.parameters():
            gradient[...] = 0
        if not self.learned:
            return
        sources = self._rows(self.inputs, dvalues, *self._drawn)
        working = working_dtype(*sources)
        with quiet():
            for block in _blocks(sources[0]):
                products = self._parameter_gradients(
                    *(s[block].astype(working, copy=False) for s in sources)
                )
                for name, product in zip(
                    self.learned, products, strict=True
                ):
                    gradient = getattr(self, "d" + name)
                    axis = 0 if gradient.ndim else None
                    gradient += np.sum(product, axis, dtype=np.float64)


class Elementwise(Activation):
    """An activation that treats every number on its own.

    A subclass states two formulas on a block of float32 or float64,
    _value(x) and _derivative(x), and its properties:

    range     an Interval, or the frozenset of its values
    monotone  "increasing", "non-decreasing", "decreasing",
              "non-increasing", or None where it is none of them
    parity    "odd", "even" or None
    kinks     where f' jumps: there f' is a choice
    jumps     where f itself jumps
    limits    whether f has a limit, be it infinite, as x falls and as x
              grows; f(-inf) and f(inf) are these limits, and else nan

    If it learns, _parameter_gradients(x, dvalues) gives for each parameter
    dvalues times the derivative by it.
    """

    monotone = None
    parity = None
    kinks = ()
    jumps = ()
    limits = (True, True)

    @property
    def smooth(self):
        """Whether f and f' are continuous everywhere."""
        return not self.kinks and not self.jumps

    def derivative(self, x):
        """Return f'(x): shape and dtype of x, nothing kept."""
        return self._apply(self._derivative, self._checked(x))

    def _evaluate(self, x, *drawn):
        return self._apply(self._value, x, *drawn)

    def _chain(self, dvalues):
        def product(x, dvalues, *drawn):
            return self._derivative(x, *drawn) * dvalues

        return self._apply(product, self.inputs, dvalues, *self._drawn)

    def width(self, n):
        """Return n; raises ValueError unless there are as many channels."""
        if self.channels not in (None, n):
            raise ValueError(
                f"{self._name}: one parameter for each of {self.channels} "
                f"channels, so there must be as many inputs, got {n}"
            )
        return n

    def _checked(self, x):
        x = super()._checked(x)
        if self.channels is not None:
            self.width(x.shape[-1] if x.ndim else 1)
        return x

    def _rows(self, *arrays):
        """Return arrays flat, or as rows of one number for each channel."""
        channels = self.channels
        shape = -1 if channels is None else (-1, channels)
        return [array.reshape(shape) for array in arrays]

    def _apply(self, formula, x, *others):
        """Return formula(x, *others), block by block."""
        result = np.empty(x.shape, x.dtype)
        target, source, *others = self._rows(result, x, *others)
        working = working_dtype(x)
        with quiet():
            for block in _blocks(source):
                target[block] = formula(
                    source[block].astype(working, copy=False),
                    *(other[block] for other in others),
                )
        return result


class AlongAxis(Activation):
    """An activation whose outputs along one axis depend on each other.

    A subclass states two formulas on the rows of a two-dimensional array of
    float32 or float64: _value(x), and _backward(x, dvalues), which
    multiplies by the Jacobian without building it; its range, that of every
    output; and width(n), unless n inputs give n outputs.
    """

    def __init__(self, axis=-1):
        self.axis = integer(self, "axis", axis)

    def derivative(self, x):
        """Raise TypeError: f'(x) exists for element-wise functions only."""
        raise TypeError(
            f"{self._name}: no derivative(x), since each output depends on "
            "every input along the axis. Use backward(dvalues), or "
            "jacobian(x) for the matrix of all slopes"
        )

    def jacobian(self, x):
        """Return df_i / dx_j: shape of x without the axis, then (m, n).

        Row i is what backward makes of an upstream gradient of 1 at output
        i, and of 0 at all others.
        """
        x = np.moveaxis(self._checked(x), self.axis, -1)
        n = x.shape[-1]
        m = self.width(n)
        shape = *x.shape[:-1], m
        rows = np.broadcast_to(x[..., np.newaxis, :], (*shape, n))
        upstream = np.broadcast_to(np.eye(m, dtype=x.dtype), (*shape, m))
        return self._apply(self._backward, n, rows, upstream, axis=-1)

    def _checked(self, x):
        x = super()._checked(x)
        if x.ndim == 0:
            raise ValueError(
                f"{self._name}: x must have an axis, got a 0-d array"
            )
        axis = normalize_axis_index(self.axis, x.ndim, self._name)
        if x.shape[axis] == 0:
            raise ValueError(
                f"{self._name}: axis {self.axis} of x is empty"
            )
        self.width(x.shape[axis])
        return x

    def _evaluate(self, x, *drawn):
        width = self.width(x.shape[self.axis])
        return self._apply(self._value, width, x, *drawn, axis=self.axis)

    def _chain(self, dvalues):
        arrays = self.inputs, dvalues, *self._drawn
        width = self.inputs.shape[self.axis]
        return self._apply(self._backward, width, *arrays, axis=self.axis)

    def _rows(self, *arrays):
        moved = [array.swapaxes(self.axis, -1) for array in arrays]
        return [array.reshape(-1, array.shape[-1]) for array in moved]

    def _apply(self, formula, width, *arrays, axis):
        """Return formula of the arrays' rows along the axis, in blocks."""
        moved = [array.swapaxes(axis, -1) for array in arrays]
        result = np.empty((*moved[0].shape[:-1], width), moved[0].dtype)
        target, *sources = (
            a.reshape(-1, a.shape[-1]) for a in (result, *moved)
        )
        # NumPy reduces short rows one at a time. Stored column by column,
        # they are reduced together, several times as fast.
        order = "F" if sources[0].shape[-1] < 32 else "C"
        working = working_dtype(*sources)
        with quiet():
            for block in _blocks(sources[0]):
                rows = (
                    source[block].astype(working, order, copy=False)
                    for source in sources
                )
                target[block] = formula(*rows)
        return np.ascontiguousarray(result.swapaxes(axis, -1))


def elementwise(owner, name, value):
    """Return value, which must be an Elementwise that is only called: one
    that learns or draws would need a forward and a backward of its own."""
    is_plain = isinstance(value, Elementwise) and not value.learned
    if not is_plain or value.is_random:
        raise TypeError(
            f"{type(owner).__name__}: {name} must be an element-wise "
            "activation that neither learns nor draws, such as Sigmoid(), "
            f"got {value!r}"
        )
    return value


def _blocks(array):
    """Yield slices that cut an array into blocks that fit in the cache."""
    item_bytes = array.itemsize * math.prod(array.shape[1:])
    step = max(1, BLOCK_BYTES // item_bytes)
    for start in range(0, len(array), step):
        yield slice(start, start + step)


def working_dtype(*arrays):
    """Return the dtype to compute in: the widest, and float32 for float16.

    Rounded once at the end, that is more accurate than float16's own
    arithmetic, and faster.
    """
    return np.result_type(np.float32, *arrays)


def quiet():
    """Silence NumPy: inf for an overflow, 0 for an underflow and nan for
    nan are the right results, so none of them is worth a warning."""
    return np.errstate(all="ignore")
