"""What every activation promises, written once.

    act = LeakyReLU(negative_slope=0.01)
    y = act.forward(x)          # kept too: act.inputs, act.output
    dx = act.backward(dvalues)  # kept too: act.dinputs
    act(x)                      # the value alone, nothing kept

Numbers in: bool, int and lists are computed in float64; float16, float32
and float64 keep their dtype. Anything else is a TypeError. Results are new
arrays in C order, of the shape and dtype of the input: no argument is ever
written to or handed back. nan goes through, and no input causes a warning.

`inputs` is kept by reference, not copied. If you change that array in place
before backward, backward uses the changed values. It is all that backward
reads, so changing the output changes nothing.
"""

import inspect
import math
import numbers
from typing import NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

# Bytes that a loop touches at a time. The few temporaries of a formula then
# stay in a core's cache, whatever the size of the array.
BLOCK_BYTES = 128 * 1024


class Interval(NamedTuple):
    """The range of a function: its ends, and which of them it attains.

    closed is "low", "high", "both" or "" (neither). A value that a function
    only tends to, such as the 1 of a sigmoid, is an open end.
    """

    low: float
    high: float
    closed: str = ""

    def __str__(self):
        left = "[" if self.closed in ("low", "both") else "("
        right = "]" if self.closed in ("high", "both") else ")"
        ends = [f"{end:g}".replace("inf", "∞") for end in self[:2]]
        return f"{left}{ends[0]}, {ends[1]}{right}"


class Activation:
    """Forward, backward, and what both of them refuse.

    A subclass computes its value in _evaluate(x) and multiplies by its
    derivative in _chain(dvalues), both on checked arrays.
    """

    inputs = output = dinputs = None

    def __call__(self, x):
        """Return the value at x and keep nothing."""
        return self._evaluate(self._array("x", x))

    def forward(self, x):
        """Return the value at x; keep it in output, and x in inputs."""
        inputs = self._array("x", x)
        output = self._evaluate(inputs)
        self.inputs, self.output = inputs, output
        return output

    def backward(self, dvalues):
        """Return the gradient of the loss with respect to the inputs.

        dvalues is its gradient with respect to the output of the last
        forward, and has the output's shape. The result is kept in dinputs
        and has the dtype of the inputs. As everywhere in IEEE arithmetic,
        an infinite dvalues times a slope of 0 is nan.

        Raises RuntimeError before the first forward, and ValueError where
        the shapes differ, since broadcasting would hide a mistake.
        """
        if self.output is None:
            raise RuntimeError(
                f"{self._name}: call forward before backward"
            )
        dvalues = self._array("dvalues", dvalues)
        if dvalues.shape != self.output.shape:
            raise ValueError(
                f"{self._name}: dvalues must have the shape of the output, "
                f"{self.output.shape}, got {dvalues.shape}"
            )
        self.dinputs = self._chain(dvalues)
        return self.dinputs

    def __repr__(self):
        names = inspect.signature(type(self)).parameters
        arguments = (f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self._name}({', '.join(arguments)})"

    @property
    def _name(self):
        return type(self).__name__

    def _array(self, name, values):
        """Return values as an array of floats, or refuse them by name."""
        try:
            array = np.asarray(values)
        except ValueError as error:  # a ragged list
            raise ValueError(
                f"{self._name}: {name} must be an array or a rectangular "
                f"list of numbers ({error})"
            ) from None
        if array.dtype.kind in "biu":
            return array.astype(np.float64)
        if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
            return array.astype(array.dtype.newbyteorder("="), copy=False)
        raise TypeError(
            f"{self._name}: {name} must hold real numbers (bool, int, "
            f"float16, float32 or float64), got dtype {array.dtype}"
        )

    def _parameter(self, name, value, positive=False):
        """Return a constructor's number as a float, or refuse it by name.

        Arrays of float32 are computed in float32, so the number must be one
        there too: a float that becomes inf or 0 would turn results to nan.
        """
        if not isinstance(value, numbers.Real) or isinstance(value, bool):
            raise TypeError(
                f"{self._name}: {name} must be a number, got {value!r}"
            )
        try:
            number = float(value)
        except OverflowError:  # an int or a fraction beyond float64
            number = math.inf
        with quiet():
            single = np.float32(number)
        if not np.isfinite(single) or (positive and not single > 0):
            wanted = "positive and finite" if positive else "finite"
            raise ValueError(
                f"{self._name}: {name} must be {wanted} (in float32), "
                f"got {value!r}"
            )
        return number


class Elementwise(Activation):
    """An activation that treats every number on its own.

    A subclass states two formulas on a one-dimensional array of float32 or
    float64, _value(x) and _derivative(x), and its properties:

    range     an Interval, or the frozenset of its values
    monotone  "increasing", "non-decreasing" or None where it is neither
    parity    "odd", "even" or None
    kinks     where f' jumps: there f' is a choice
    jumps     where f itself jumps
    """

    monotone = None
    parity = None
    kinks = ()
    jumps = ()

    @property
    def smooth(self):
        """Whether f and f' are continuous everywhere."""
        return not self.kinks and not self.jumps

    def derivative(self, x):
        """Return f'(x): shape and dtype of x, nothing kept."""
        return self._apply(self._derivative, self._array("x", x))

    def _evaluate(self, x):
        return self._apply(self._value, x)

    def _chain(self, dvalues):
        return self._apply(self._derivative, self.inputs, dvalues)

    def _apply(self, formula, x, dvalues=None):
        """Return formula(x), times dvalues if given, block by block."""
        result = np.empty(x.shape, x.dtype)
        source, target = x.reshape(-1), result.reshape(-1)
        if dvalues is not None:
            dvalues = dvalues.reshape(-1)
        working = working_dtype(x)
        with quiet():
            for block in _blocks(source):
                values = formula(source[block].astype(working, copy=False))
                if dvalues is not None:
                    values = values * dvalues[block]
                target[block] = values
        return result


class AlongAxis(Activation):
    """An activation whose outputs along one axis depend on each other.

    A subclass states two formulas on the rows of a two-dimensional array of
    float32 or float64: _value(x), and _backward(x, dvalues), which
    multiplies by the Jacobian without building it.
    """

    def __init__(self, axis=-1):
        if not isinstance(axis, numbers.Integral) or isinstance(axis, bool):
            raise TypeError(
                f"{self._name}: axis must be an integer, got {axis!r}"
            )
        self.axis = int(axis)

    def derivative(self, x):
        """Raise TypeError: f'(x) exists for element-wise functions only."""
        raise TypeError(
            f"{self._name}: no derivative(x), since each output depends on "
            "every input along the axis. Use backward(dvalues), or "
            "jacobian(x) for the matrix of all slopes"
        )

    def _evaluate(self, x):
        if x.ndim == 0:
            raise ValueError(
                f"{self._name}: x must have an axis, got a 0-d array"
            )
        axis = normalize_axis_index(self.axis, x.ndim, self._name)
        if x.shape[axis] == 0:
            raise ValueError(
                f"{self._name}: axis {self.axis} of x is empty"
            )
        return self._apply(self._value, x)

    def _chain(self, dvalues):
        return self._apply(self._backward, self.inputs, dvalues)

    def _apply(self, formula, *arrays):
        """Return formula of the arrays' rows along the axis, in blocks."""
        moved = [array.swapaxes(self.axis, -1) for array in arrays]
        shape, dtype = moved[0].shape, moved[0].dtype
        result = np.empty(shape, dtype)
        target, *sources = (
            a.reshape(-1, shape[-1]) for a in (result, *moved)
        )
        # NumPy reduces short rows one at a time. Stored column by column,
        # they are reduced together, several times as fast.
        order = "F" if shape[-1] < 32 else "C"
        working = working_dtype(*sources)
        with quiet():
            for block in _blocks(target):
                rows = (
                    source[block].astype(working, order, copy=False)
                    for source in sources
                )
                target[block] = formula(*rows)
        return np.ascontiguousarray(result.swapaxes(self.axis, -1))


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
