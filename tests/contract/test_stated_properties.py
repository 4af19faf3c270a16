"""The properties that a class states, each tested by its own definition."""

import math

import numpy as np

from activations import base

# Symmetric, 0 among them, and near enough to 0 that no tail has been
# rounded to its limit. The limits themselves are met at infinity.
GRID = np.linspace(-15, 15, 3001)


def test_all_values_lie_in_the_range_and_its_ends_are_what_is_stated(
    elementwise,
):
    stated = elementwise.range
    values, limits = elementwise(GRID), elementwise([-np.inf, np.inf])
    if isinstance(stated, frozenset):
        assert set(values) == stated
        return
    assert stated.low < stated.high
    assert stated.closed in ("", "low", "high", "both")
    for end, closed, extreme in (
        (stated.low, "low", np.min),
        (stated.high, "high", np.max),
    ):
        assert extreme([*values, *limits]) == end
        is_attained = bool(np.any(values == end))
        assert is_attained == (stated.closed in (closed, "both"))


def test_an_output_along_an_axis_lies_in_the_range(along_axis, rng):
    low, high, closed = along_axis.range
    values = along_axis(rng.normal(size=(5, 5)) * 3)
    limits = along_axis(np.where(np.eye(3), 0, -np.inf))
    assert closed == ""
    assert np.all((values > low) & (values < high))
    assert {*limits.flat} == {low, high}


def test_monotone_is_what_is_stated(elementwise):
    steps = np.diff(elementwise(GRID))
    stated = elementwise.monotone
    assert {
        "increasing": np.all(steps > 0),
        "non-decreasing": np.all(steps >= 0) and np.any(steps == 0),
        "decreasing": np.all(steps < 0),
        "non-increasing": np.all(steps <= 0) and np.any(steps == 0),
        None: np.any(steps < 0) and np.any(steps > 0),
    }[stated]


def test_parity_is_what_is_stated(elementwise):
    value, mirrored = elementwise(GRID), elementwise(-GRID)
    is_odd = np.array_equal(mirrored, -value)
    is_even = np.array_equal(mirrored, value)
    assert (is_odd, is_even) == {
        "odd": (True, False),
        "even": (False, True),
        None: (False, False),
    }[elementwise.parity]


def jumps_of(f):
    """Where the values on both sides differ, however near they are."""
    near = 1e-9
    return set(GRID[np.abs(f(GRID + near) - f(GRID - near)) > 1e-3])


def test_kinks_and_jumps_are_all_there_are(elementwise):
    assert jumps_of(elementwise) == set(elementwise.jumps)
    assert jumps_of(elementwise.derivative) == set(elementwise.kinks)
    assert elementwise.smooth is (
        elementwise.kinks == () and elementwise.jumps == ()
    )


def test_an_interval_is_written_as_in_mathematics():
    inf = math.inf
    assert str(base.Interval(0, 1)) == "(0, 1)"
    assert str(base.Interval(0, 1, "low")) == "[0, 1)"
    assert str(base.Interval(0, 1, "high")) == "(0, 1]"
    assert str(base.Interval(-1.5, 1, "both")) == "[-1.5, 1]"
    assert str(base.Interval(-inf, inf)) == "(-∞, ∞)"
