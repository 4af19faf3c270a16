"""The form of what a class states of itself, whether it is true or not."""

from numbers import Real

import numpy as np

from activations.base import Elementwise, Interval

WORDS = {
    "monotone": (
        "increasing",
        "non-decreasing",
        "decreasing",
        "non-increasing",
    ),
    "parity": ("odd", "even"),
}


def stated(act, name):
    """Return the property of that name.

    Raises TypeError, which says what is wanted, unless it has the form that
    Elementwise describes. Of a function along an axis, the range alone is
    stated, as an Interval.
    """
    value = getattr(act, name, None)
    if name in WORDS:
        is_word = isinstance(value, str) and value in WORDS[name]
        is_right = value is None or is_word
        wanted = f"one of {', '.join(WORDS[name])}, or None"
    elif name in ("kinks", "jumps"):
        is_right = isinstance(value, tuple) and all(map(_is_number, value))
        is_right = is_right and len(set(value)) == len(value)
        wanted = "a tuple of numbers, such as (0,), each once"
    elif name == "limits":
        is_right = isinstance(value, tuple) and len(value) == 2
        is_right = is_right and all(map(_is_bool, value))
        wanted = "a tuple of two bools, such as (True, False)"
    elif isinstance(value, Interval):
        is_right = all(map(_is_number, value[:2])) and all(
            at is None or _is_input(act, at) for at in value[2:]
        )
        wanted = "an Interval of numbers, attained at inputs or None"
    else:
        is_line = isinstance(act, Elementwise)
        is_set = isinstance(value, (set, frozenset)) and len(value) > 0
        is_right = is_line and is_set and all(map(_is_number, value))
        wanted = "an Interval, such as Interval(0, 1)"
        wanted += ", or a frozenset of numbers" if is_line else ""
    if not is_right:
        raise TypeError(
            f"{type(act).__name__}: {name} must be {wanted}, got {value!r}"
        )
    return value


def _is_bool(value):
    return isinstance(value, (bool, np.bool_))


def _is_number(value):
    return isinstance(value, Real) and not _is_bool(value)


def _is_input(act, at):
    """Whether it is a number, or of a function along an axis a row."""
    if isinstance(act, Elementwise):
        return _is_number(at)
    return len(np.shape(at)) == 1 and all(map(_is_number, at))
