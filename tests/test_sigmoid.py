"""What is special to the sigmoid."""

import math

import numpy as np
import pytest
from mpmath import mp

from activations import Sigmoid

LOG3 = math.log(3)

ALLOWED = {np.float64: (2.5, 5), np.float32: (4, 5)}


def exact(act, x):
    z = mp.exp(-x)
    return 1 / (1 + z), z / (1 + z) ** 2


def test_the_middle_is_a_half_with_the_largest_slope_a_quarter():
    assert Sigmoid()(0) == 0.5
    assert Sigmoid().derivative(0) == 0.25
    assert Sigmoid().derivative(np.linspace(-9, 9, 100)).max() < 0.25


def test_odds_of_three_to_one_are_a_probability_of_three_quarters():
    np.testing.assert_allclose(
        Sigmoid()([LOG3, -LOG3]), [3 / 4, 1 / 4], 1e-15
    )
    np.testing.assert_allclose(
        Sigmoid().derivative([LOG3, -LOG3]), [3 / 16, 3 / 16], 1e-15
    )


def test_doubling_the_input_squares_the_odds():
    """From 9 to 1 they go to 81 to 1."""
    x = math.log(9)
    np.testing.assert_allclose(
        Sigmoid()([x, 2 * x]), [9 / 10, 81 / 82], 1e-15
    )


def test_an_upstream_gradient_is_multiplied_by_the_slope():
    act = Sigmoid()
    act.forward([0, LOG3])
    np.testing.assert_allclose(act.backward([4, -16]), [1, -3], 1e-15)


def test_both_sides_add_up_to_one():
    x = np.linspace(0, 40, 401)
    np.testing.assert_allclose(Sigmoid()(x) + Sigmoid()(-x), 1, rtol=1e-15)


def test_the_left_tail_is_an_exponential_down_to_the_smallest_number():
    assert Sigmoid()(-40) == pytest.approx(math.exp(-40), rel=1e-14)
    assert Sigmoid()(-700) == pytest.approx(math.exp(-700), rel=1e-14)
    assert Sigmoid()(-745) == math.exp(-745) > 0


def test_the_slope_keeps_its_digits_where_the_value_has_become_one():
    assert Sigmoid()(40) == 1
    assert Sigmoid().derivative(40) == pytest.approx(
        math.exp(-40), rel=1e-14
    )


def test_float16_becomes_exactly_one_where_rounding_says_so():
    """1 - 2^-12 is halfway between 1 and the number before it: from
    x = log(4095) = 8.3175 on. Their neighbours are 1/128 apart."""
    below, above = np.array([8.3125, 8.3203125], np.float16)
    assert Sigmoid()(below) == 1 - 2**-11
    assert Sigmoid()(above) == 1


def test_the_limits():
    ends = [-np.inf, np.inf]
    assert Sigmoid()(ends).tolist() == [0, 1]
    assert Sigmoid().derivative(ends).tolist() == [0, 0]
