"""nan, inf and the ends of each dtype do no harm."""

import copy

import numpy as np
import pytest
from contract_helpers import FLOATS, axis_of, data_for, fit, slopes_of
from numpy.testing import assert_allclose, assert_array_equal

from activations.base import Elementwise, Interval


def special_values(dtype):
    info = np.finfo(dtype)
    sizes = [0, info.smallest_subnormal, info.tiny, info.eps, 1, info.max]
    sizes += [11, 17, 37, 88, 104, 709, 746, 1e10, 1e30, np.inf, np.nan]
    with np.errstate(over="ignore"):
        return np.array([*sizes, *(-size for size in sizes)], dtype)


def special_rows(act, values, rng):
    """Return many combinations of the values, in a shape that act takes.

    Of an element-wise activation, each value many times.
    """
    shape = fit(act, (600, 2) if axis_of(act) != 0 else (2, 600))
    return rng.choice(values, shape)


def test_no_input_causes_a_warning(act, rng):
    """Nor an error where the caller has asked NumPy for errors."""
    for dtype in FLOATS:
        values = special_values(dtype)
        x = special_rows(act, values, rng)
        upstream = rng.choice(values, (3, *act(x).shape))
        with np.errstate(all="raise"):
            act(x)
            act.forward(x)
            for dvalues in upstream:
                act.backward(dvalues)
                act.backward(dvalues.astype(np.float64))
            slopes_of(act, x)


def test_no_finite_input_gives_nan(act, rng):
    """But a slope beyond the largest number, times 0, is nan as ever."""
    for dtype in FLOATS:
        values = special_values(dtype)
        values = values[np.isfinite(values)]
        x = special_rows(act, values, rng)
        assert not np.isnan(act(x)).any()
        assert not np.isnan(act.forward(x)).any()
        slopes = slopes_of(act, x)
        assert not np.isnan(slopes).any()
        for dvalues in rng.choice(values, (3, *act.output.shape)):
            is_nan = np.isnan(act.backward(dvalues))
            if isinstance(act, Elementwise):
                is_nan &= np.isfinite(slopes)
            assert not is_nan.any()


def is_flat(act):
    """Whether f' is 0 everywhere, as the class says by its values."""
    return isinstance(act.range, frozenset)


def test_nan_goes_through_and_spoils_nothing_else(elementwise):
    for dtype in FLOATS:
        x = np.broadcast_to([[-2], [0], [0], [1]], fit(elementwise, (4, 1)))
        x = x.astype(dtype)
        expected = elementwise(x), elementwise.derivative(x)
        x[1] = np.nan
        results = elementwise(x), elementwise.derivative(x)
        for result, same in zip(results, expected, strict=True):
            assert_array_equal(result[[0, 2, 3]], same[[0, 2, 3]])
        assert np.isnan(results[0][1]).all()
        assert np.isnan(results[1][1]).all() or is_flat(elementwise)


def test_nan_in_dvalues_goes_through_and_spoils_nothing_else(
    example_elementwise, rng
):
    x, dvalues = data_for(example_elementwise, rng)
    dvalues[1] = np.nan
    example_elementwise.forward(x)
    is_nan = np.isnan(example_elementwise.backward(dvalues))
    assert_array_equal(is_nan, np.isnan(dvalues))


def test_what_is_not_finite_goes_no_further_than_its_axis(along_axis, rng):
    """Rows are independent; and nan is never replaced by a number."""
    act = along_axis
    x, dvalues = data_for(act, rng, (6, 6))

    def results():
        """Return all results, the axis last, of the same draws."""
        other = copy.deepcopy(act)
        found = other(x), other.forward(x), other.backward(dvalues)
        return [np.moveaxis(array, act.axis, -1) for array in found]

    expected = results()
    for bad in (np.inf, -np.inf, np.nan):
        # In the first row along the axis, the last number but one.
        np.moveaxis(x, act.axis, -1)[0, -2] = bad
        found = results()
        for result, same in zip(found, expected, strict=True):
            assert_array_equal(result[1:], same[1:])
    assert all(np.isnan(value[0]).any() for value in found[:2])


# ---- what is infinite ----

# Where a function has long reached its limit, if it has one: far out, and
# at places that no period fits.
FAR = np.geomspace(1e280, 1e300, 12) * np.linspace(1, 2, 12) ** 0.3


def limit_of(values):
    """Return what values ever further out go to, and nan if to nothing."""
    if np.all(values == values[-1]) or np.ptp(values) <= 1e-12:
        return values[-1]
    sizes = np.sign(values[-1]) * values
    if np.all(np.diff(sizes) > 0):
        return np.copysign(np.inf, values[-1])
    return np.nan


def values_at(f, act, x):
    """Return f where all inputs are x, a column for each channel."""
    return f(np.full(fit(act, (len(x), 1)), np.reshape(x, (-1, 1))))


def assert_limits(act, sign):
    for f in (act, act.derivative):
        far = values_at(f, act, sign * FAR)
        found = values_at(f, act, [sign * np.inf])[0]
        limits = [limit_of(channel) for channel in far.T]
        assert_allclose(found, limits, rtol=1e-15, atol=1e-250)
        if f is act:
            has_limit = not np.isnan(limits).any()
            assert act.limits[sign > 0] == has_limit
        for dtype in (np.float16, np.float32):
            x = np.array([sign * np.inf], dtype)
            assert_allclose(
                values_at(f, act, x)[0].astype(float),
                found.astype(dtype).astype(float),
                rtol=np.finfo(dtype).eps,
            )


def test_infinity_gives_the_limits(elementwise):
    """That of f where the class states that there is one, and that of the
    slope where there is one; and else nan."""
    for sign in (-1, 1):
        assert_limits(elementwise, sign)


class Sine(Elementwise):
    range = Interval(-1, 1, -np.pi / 2, np.pi / 2)
    limits = (False, False)

    def _value(self, x):
        return np.sin(x)

    def _derivative(self, x):
        return np.cos(x)


def test_a_function_without_a_limit_is_nan_at_infinity():
    for sign in (-1, 1):
        assert_limits(Sine(), sign)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("_value", lambda self, x: np.sin(np.clip(x, -1e10, 1e10))),
        ("_value", lambda self, x: np.sin(np.where(np.isinf(x), 0, x))),
        (
            "_derivative",
            lambda self, x: np.cos(np.where(np.isinf(x), 0, x)),
        ),
        ("limits", (False, True)),
    ],
)
def test_a_limit_that_is_made_up_is_seen(name, values):
    wrong = type("Wrong", (Sine,), {name: values})()
    with pytest.raises(AssertionError):
        assert_limits(wrong, 1)
