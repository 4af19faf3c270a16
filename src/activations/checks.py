"""What an argument must be, and what is said where it is not.

Each function returns the argument in one form, or raises an error that
names its owner (an object, or the name of a function) and the argument.
"""

import math
import numbers
import unicodedata
from collections.abc import Sequence

import numpy as np

FLOATS = (np.float16, np.float32, np.float64)
# Arrays that mean more than their numbers, such as a mask or a unit, would
# lose it. These two mean no more.
PLAIN_ARRAYS = (np.ndarray, np.memmap, np.matrix)


def plain_array(owner, name, values):
    """Return values as an array.

    Raises TypeError for arrays that mean more than their numbers, and
    ValueError for a ragged list.
    """
    lost = _special_array(values)
    if lost is not None:
        raise TypeError(
            f"{_name(owner)}: {name} must be a plain array, since a mask "
            f"or a unit would be lost, got a {lost}"
        )
    try:
        return np.asarray(values)
    except ValueError as error:  # a ragged list
        raise ValueError(
            f"{_name(owner)}: {name} must be an array or a rectangular "
            f"list of numbers ({error})"
        ) from None


def real_array(owner, name, values):
    """Return values as an array of floats of the machine's byte order.

    float16, float32 and float64 are kept; bool and int become float64.
    Raises TypeError for all else, ValueError for a ragged list.
    """
    array = plain_array(owner, name, values)
    if array.dtype.type in FLOATS:
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    if array.dtype.char in "?" + np.typecodes["AllInteger"]:
        return array.astype(np.float64)
    raise TypeError(
        f"{_name(owner)}: {name} must hold real numbers (bool, int, "
        f"float16, float32 or float64), got dtype {array.dtype}"
    )


def number(owner, name, value, positive=False):
    """Return value as a float, finite in float32 too.

    Arrays of float32 are computed in float32: a number that becomes inf
    there, or 0 where it must be positive, would turn results to nan.
    """
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise TypeError(
            f"{_name(owner)}: {name} must be a number, got {value!r}"
        )
    try:
        result = float(value)
    except OverflowError:  # an int or a fraction beyond float64
        result = math.inf
    with np.errstate(all="ignore"):
        single = np.float32(result)
    if not np.isfinite(single) or (positive and not single > 0):
        wanted = "positive and finite" if positive else "finite"
        raise ValueError(
            f"{_name(owner)}: {name} must be {wanted} (in float32), "
            f"got {value!r}"
        )
    return result


def integer(owner, name, value, least=-math.inf):
    """Return value as an int of at least `least`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(
            f"{_name(owner)}: {name} must be an integer, got {value!r}"
        )
    if value < least:
        raise ValueError(
            f"{_name(owner)}: {name} must be at least {least}, "
            f"got {value!r}"
        )
    return int(value)


def word(owner, name, value, words):
    """Return value, which must be one of a few words."""
    if not isinstance(value, str):
        raise TypeError(
            f"{_name(owner)}: {name} must be a word, one of "
            f"{', '.join(words)}, got {value!r}"
        )
    if value not in words:
        raise ValueError(
            f"{_name(owner)}: {name} must be one of {', '.join(words)}, "
            f"got {value!r}"
        )
    return str(value)


def is_blank(text):
    """Whether a text has nothing to be seen: no letter, digit or sign.

    Some letters and signs are blank, too: fillers, Braille without dots.
    """
    seen = [unicodedata.category(sign)[0] in "LNPS" for sign in text]
    blank = [sign in "\u115f\u1160\u2800\u3164\uffa0" for sign in text]
    return not any(s and not b for s, b in zip(seen, blank, strict=True))


def generator(owner, name, value):
    """Return value, which must be a numpy.random.Generator."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{_name(owner)}: {name} must be a numpy.random.Generator, "
            f"such as np.random.default_rng(0), got {value!r}"
        )
    return value


def upstream(layer, dvalues):
    """Return dvalues as an array, which must fit the layer's last output.

    Raises RuntimeError before the first forward, and ValueError where the
    shapes differ, since broadcasting would hide a mistake.
    """
    if layer.output is None:
        raise RuntimeError(f"{_name(layer)}: call forward before backward")
    dvalues = real_array(layer, "dvalues", dvalues)
    if dvalues.shape != layer.output.shape:
        raise ValueError(
            f"{_name(layer)}: dvalues must have the shape of the output, "
            f"{layer.output.shape}, got {dvalues.shape}"
        )
    return dvalues


def _name(owner):
    return owner if isinstance(owner, str) else type(owner).__name__


def _special_array(values):
    """Return the type of the first array in values that is not plain."""
    if isinstance(values, np.ndarray):
        is_plain = type(values) in PLAIN_ARRAYS
        return None if is_plain else type(values).__name__
    if hasattr(values, "__array__") and not isinstance(values, np.generic):
        return _special_array(values.__array__())
    is_text = isinstance(values, (str, bytes))
    if isinstance(values, Sequence) and not is_text:
        found = map(_special_array, values)
        return next((name for name in found if name is not None), None)
    return None
