"""What is special to squared ReLU."""

import math

import numpy as np
import pytest
from mpmath import mp

from activations import ReLU, ReLU2

ALLOWED = {np.float64: (0.5, 0), np.float32: (0.5, 0)}


def exact(act, x):
    positive = max(x, mp.zero)
    return positive**2, 2 * positive


def test_values_that_can_be_worked_out_by_hand():
    x = [-3, -0.5, 0, 0.5, 1, 3]
    assert ReLU2()(x).tolist() == [0, 0, 0, 0.25, 1, 9]
    assert ReLU2().derivative(x).tolist() == [0, 0, 0, 1, 2, 6]


def test_an_upstream_gradient_is_multiplied_by_the_slope():
    act = ReLU2()
    act.forward([[-1, 2], [0, 3]])
    assert act.backward([[5, 6], [7, -8]]).tolist() == [[0, 24], [0, -48]]


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_the_slope_at_zero_is_zero_from_both_sides(zero):
    """Just right of 0 it is still next to nothing: no kink, no choice."""
    assert ReLU2().derivative(zero) == 0
    assert ReLU2().derivative([-1e-9, 1e-9]).tolist() == [0, 2e-9]


def test_scaling_the_input_scales_the_output_by_the_square():
    x = np.linspace(-2, 2, 41)
    np.testing.assert_array_equal(ReLU2()(4 * x), 16 * ReLU2()(x))


def test_both_sides_differ_by_the_input_times_its_size():
    x = np.linspace(-2, 2, 41)
    np.testing.assert_array_equal(ReLU2()(x) - ReLU2()(-x), x * abs(x))
    np.testing.assert_array_equal(ReLU2()(x) + ReLU2()(-x), x * x)


def test_it_is_the_square_of_relu_and_zero_where_relu_is(rng):
    x = rng.normal(size=1000)
    np.testing.assert_array_equal(ReLU2()(x), ReLU()(x) ** 2)
    np.testing.assert_array_equal(ReLU2()(x) == 0, ReLU()(x) == 0)


# The largest exponents are 15, 127 and 1023, and a square has twice that of
# its root: half of 16, 128 and 1024.
@pytest.mark.parametrize(
    ("dtype", "edge"),
    [(np.float16, 2**8), (np.float32, 2**64), (np.float64, 2**512)],
)
def test_it_overflows_from_half_of_the_exponents_on(dtype, edge):
    edge = dtype(edge)
    below = np.nextafter(edge, dtype(0))
    assert np.isinf(ReLU2()(edge))
    assert np.isfinite(ReLU2()(below))
    assert np.isfinite(ReLU2().derivative(edge))


# What is below half of the smallest subnormal becomes 0. That half is 2**-25,
# 2**-150 and 2**-1075, and its root has half of the exponent.
@pytest.mark.parametrize(
    ("dtype", "exponent"),
    [(np.float16, -12.5), (np.float32, -75), (np.float64, -537.5)],
)
def test_an_output_is_rounded_to_zero_before_its_slope(dtype, exponent):
    root = dtype(2**exponent)
    below, above = np.nextafter(root, dtype([0, 1]))
    assert ReLU2()(below) == 0 < ReLU2()(above)
    assert ReLU2().derivative(below) == 2 * below > 0


def test_the_limits():
    ends = [-np.inf, np.inf]
    assert ReLU2()(ends).tolist() == [0, np.inf]
    assert ReLU2().derivative(ends).tolist() == [0, np.inf]


def test_the_mean_square_under_a_normal_input(rng):
    """Half of the fourth moment, 3 sigma^4: 1.5 for the standard normal."""
    z = rng.normal(size=1_000_000)
    assert np.mean(ReLU2()(z) ** 2) == pytest.approx(1.5, rel=0.02)
    half = np.mean(ReLU2()(z / 2) ** 2)
    assert half == pytest.approx(1.5 / 2**4, rel=0.02)
    assert math.isclose(np.mean(ReLU2()(z)), 0.5, rel_tol=0.01)
