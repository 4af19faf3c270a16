"""The properties that a class states, each tested by its own definition.

Rounding must not decide. A sigmoid is exactly 1 far out, and still never
attains it; and neighbours may fall by an ULP where f rises. So the tests
ask for the slope too: where f rises or attains a value by rounding alone,
the slope is small, but not 0, as far as GRID goes.
"""

import math

import numpy as np
import pytest
from activation_cases import CASES, ELEMENTWISE
from contract_helpers import fit, inputs_for
from hard_to_state import Falling, FallingStep, Sine

from activations import ReLU, Sigmoid, Step
from activations.base import AlongAxis, Interval

# Symmetric, 0 among them, and so near to 0 that no tail of a slope has
# become 0. What is infinite is met FAR out.
GRID = np.linspace(-15, 15, 3001)
FAR = np.concatenate(
    [-np.geomspace(1e300, 20, 50), np.geomspace(20, 1e300)]
)
EPS = np.finfo(float).eps


STATING = [*ELEMENTWISE, Sine(), Falling(), FallingStep()]
each_elementwise = pytest.mark.parametrize("act", STATING, ids=repr)


def along(f, act, x):
    """Return f where all inputs are x: a column for each channel."""
    x = np.reshape(x, (-1, 1))
    return f(np.broadcast_to(x, fit(act, x.shape)))


def grid_of(act):
    """Return points on both sides of all that is stated, 0 in the middle."""
    stated = [*act.kinks, *act.jumps]
    if not isinstance(act.range, frozenset):
        stated += [x for x in act.range[2:] if x is not None]
    return GRID * max(1, *np.abs([0, *stated]) / 5)


# ---- range ----


def assert_range_holds(act):
    x = grid_of(act)
    values = along(act, act, x)
    if isinstance(act.range, frozenset):
        assert set(values.flat) == act.range
        return
    low, high, low_at, high_at = act.range
    breaks = [*act.kinks, *act.jumps]
    assert low < high
    everything = np.concatenate(
        [values, along(act, act, [*FAR, -np.inf, np.inf])]
    )
    everything = everything[~np.isnan(everything)]
    for sign, end, at in ((1, low, low_at), (-1, -high, high_at)):
        # From here on an end is a lower end.
        room = 4 * EPS * abs(end) if np.isfinite(end) else 0
        assert np.min(sign * everything) >= end - room
        if at is not None:
            nearest = np.min(sign * along(act, act, at))
            assert abs(nearest - end) <= room
            assert at in breaks or turns(act, at)
        else:
            assert_end_is_approached(sign * everything, end)
            assert not is_attained(act, x, sign * values, end)


def assert_end_is_approached(values, end):
    if np.isinf(end):
        assert np.min(values) < -100
    else:
        assert np.min(values) - end <= 1e-9 * max(1, abs(end))


def turns(act, at):
    """Whether f does not go on rising, or falling, at that place."""
    near = 1e-6 * max(1, abs(at))
    left, right = along(act.derivative, act, [at - near, at + near])
    return bool(np.any(left * right <= 0))


def is_attained(act, x, values, end):
    """Whether the end is met where f is flat or breaks.

    Where f comes to its end only by rounding, its slope is not 0.
    """
    slopes = along(act.derivative, act, x)
    breaks = np.isin(x, [*act.kinks, *act.jumps])[:, np.newaxis]
    return bool(np.any((values == end) & ((slopes == 0) | breaks)))


@each_elementwise
def test_all_values_lie_in_the_range_and_its_ends_are_what_is_stated(act):
    assert_range_holds(act)


def wrong(cls, **statements):
    """Return an object of the class that states something else."""
    return type("Wrong", (cls,), statements)()


@pytest.mark.parametrize(
    "act",
    [
        wrong(Sigmoid, range=Interval(0, 1, high_at=40)),
        wrong(Sigmoid, range=Interval(0, 1.001)),
        wrong(Sigmoid, range=Interval(0.001, 1)),
        wrong(Sigmoid, range=Interval(-math.inf, 1)),
        wrong(ReLU, range=Interval(0, math.inf)),
        wrong(ReLU, range=Interval(0, math.inf, low_at=1)),
        wrong(Sine, range=Interval(-1, 1)),
        wrong(Sine, range=Interval(-1, 1, low_at=-1.57, high_at=1.57)),
        wrong(Step, range=frozenset({0, 1, 2})),
    ],
    ids=lambda act: f"{type(act).__base__.__name__}: {act.range}",
)
def test_a_range_that_is_wrong_is_seen(act):
    with pytest.raises(AssertionError):
        assert_range_holds(act)


@pytest.mark.parametrize(
    "act", [act for act in CASES if isinstance(act, AlongAxis)], ids=repr
)
def test_outputs_along_an_axis_lie_in_the_range(act, rng):
    low, high, low_at, high_at = act.range
    x = inputs_for(act, rng, (40, 40))
    usual = act(x)
    everything = np.concatenate(
        [act(scale * x).ravel() for scale in (0, 1, 10, 1000, 1e200)]
    )
    for sign, end, at in ((1, low, low_at), (-1, -high, high_at)):
        assert np.min(sign * everything) >= end
        if at is None:
            assert_end_is_approached(sign * everything, end)
            assert np.min(sign * usual) > end
        else:
            row = act(np.array([at] * 2).swapaxes(act.axis, -1))
            assert np.min(sign * row) == end


def test_an_interval_is_written_as_in_mathematics():
    inf = math.inf
    assert str(Interval(0, 1)) == "(0, 1)"
    assert str(Interval(0, 1, low_at=0)) == "[0, 1)"
    assert str(Interval(0, 1, high_at=0.0)) == "(0, 1]"
    assert str(Interval(-1.5, 1, -2, 3)) == "[-1.5, 1]"
    assert str(Interval(-inf, inf)) == "(-∞, ∞)"


# ---- monotone ----


def monotony(act):
    x = grid_of(act)
    values = along(act, act, x)
    slopes = along(act.derivative, act, x)
    steps = np.diff(values, axis=0)
    # What a step may lose to rounding; and a stretch on which nothing
    # happens, to f or to its slope.
    room = 4 * EPS * np.abs(values[1:])
    still = (steps == 0) & (slopes[1:] == 0) & (slopes[:-1] == 0)
    falls, rises = np.any(steps < -room), np.any(steps > room)
    if falls and rises:
        return None
    if np.any(still):
        return "non-increasing" if falls else "non-decreasing"
    return "decreasing" if falls else "increasing"


@each_elementwise
def test_monotone_is_what_is_stated(act):
    assert act.monotone == monotony(act)


# ---- parity ----


@each_elementwise
def test_parity_is_what_is_stated(act):
    x = grid_of(act)
    value, mirrored = along(act, act, x), along(act, act, -x)
    is_odd, is_even = (
        np.allclose(mirrored, sign * value, rtol=8 * EPS, atol=0)
        for sign in (-1, 1)
    )
    assert (is_odd, is_even) == {
        "odd": (True, False),
        "even": (False, True),
        None: (False, False),
    }[act.parity]


# ---- kinks and jumps ----


def jumps_of(f, act):
    """Return where f jumps, each place once.

    Each step of the grid is halved again and again, and the half in which
    f changes more is kept. After that f has changed only where it jumps.
    """
    # No stated place is a point of this grid, so each is within a step.
    left, right = grid_of(act)[:-1] + 1e-4, grid_of(act)[1:] + 1e-4
    at_left, at_right = along(f, act, left), along(f, act, right)
    for _ in range(36):
        middle = (left + right) / 2
        at_middle = along(f, act, middle)
        before = np.abs(at_middle - at_left).max(axis=1)
        after = np.abs(at_right - at_middle).max(axis=1)
        is_left = before >= after
        right = np.where(is_left, middle, right)
        left = np.where(is_left, left, middle)
        is_left = is_left[:, np.newaxis]
        at_right = np.where(is_left, at_middle, at_right)
        at_left = np.where(is_left, at_left, at_middle)
    return right[np.abs(at_right - at_left).max(axis=1) > 1e-5]


@each_elementwise
def test_kinks_and_jumps_are_all_there_are(act):
    for f, stated in ((act, act.jumps), (act.derivative, act.kinks)):
        found = jumps_of(f, act)
        assert len(found) == len(stated)
        np.testing.assert_allclose(found, sorted(stated), atol=1e-9)
    assert act.smooth is (act.kinks == () and act.jumps == ())
