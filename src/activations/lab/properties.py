"""Test the properties that a class states.

A property can't be read off samples: sigmoid(40) is exactly 1.0 in float64,
and its range is still open. So the class states it and it is tested here.
"""

import math

import numpy as np

from activations.base import Interval

# Where tests look closely, and how far the tails are followed.
CLOSE_UP = np.linspace(-5, 5, 2001)
TAILS = np.linspace(-50, 50, 100_001)


def check_properties(act):
    """Test the properties that an element-wise class states.

    Raises AssertionError naming the property that is false.
    """
    tests = {
        "range": _range_holds,
        "monotone": _monotone_holds,
        "parity": _parity_holds,
        "kinks and jumps": _breaks_hold,
    }
    for name, holds in tests.items():
        if not holds(act):
            raise AssertionError(f"{act!r}: its stated {name} is false")


def _range_holds(act):
    near, far = act(CLOSE_UP), act(np.concatenate([TAILS, [-1e6, 1e6]]))
    if not isinstance(act.range, Interval):
        return set(np.unique(far)) == set(act.range)
    low, high, closed = act.range
    # Far out an open end is reached by rounding, so there it may be equal.
    inside = np.all((low <= far) & (far <= high))
    # A closed end is attained, an open one is not, but approached.
    low_ok = (
        np.any(near == low)
        if closed in ("low", "both")
        else np.all(near > low)
    )
    high_ok = (
        np.any(near == high)
        if closed in ("high", "both")
        else np.all(near < high)
    )
    reached = [_reaches(far.min(), low), _reaches(far.max(), high)]
    return bool(inside and low_ok and high_ok and all(reached))


def _reaches(value, end):
    return abs(value) >= 1e3 if math.isinf(end) else abs(value - end) < 1e-6


def _monotone_holds(act):
    near, far = np.diff(act(CLOSE_UP)), np.diff(act(TAILS))
    if act.monotone == "increasing":
        return np.all(near > 0) and np.all(far >= 0)
    if act.monotone == "non-decreasing":
        return np.any(near == 0) and np.all(far >= 0)
    return np.any(near > 0) and np.any(near < 0)


def _parity_holds(act):
    is_odd = np.allclose(act(-CLOSE_UP), -act(CLOSE_UP), rtol=1e-14, atol=0)
    is_even = np.allclose(act(-CLOSE_UP), act(CLOSE_UP), rtol=1e-14, atol=0)
    return {
        "odd": (True, False),
        "even": (False, True),
        None: (False, False),
    }[act.parity] == (is_odd, is_even)


def _breaks_hold(act):
    # A jump stays as large when the step shrinks, a slope's change shrinks.
    def jumps(f):
        x = CLOSE_UP[1:-1]
        return set(np.round(x[np.abs(f(x + 1e-9) - f(x - 1e-9)) > 1e-6], 9))

    return jumps(act) == set(act.jumps) and jumps(act.derivative) == set(
        act.kinks
    )


def check_range_along_axis(act, y):
    """Test the range that a class along an axis states, on its outputs y.

    Raises AssertionError where it is false.
    """
    low, high, _ = act.range
    if not (
        np.all((low < y) & (y < high))
        and _reaches(act([-1e6, 1e6]).max(), high)
    ):
        raise AssertionError(f"{act!r}: its stated range is false")
