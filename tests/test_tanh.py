"""What is special to tanh."""

import math

import numpy as np
from mpmath import mp

from activations import Sigmoid, Tanh

ALLOWED = {np.float64: (2.5, 6), np.float32: (2.5, 8)}


def exact(act, x):
    return mp.tanh(x), mp.sech(x) ** 2


def test_it_passes_through_the_origin_with_the_largest_slope_one():
    assert Tanh()(0) == 0
    assert Tanh().derivative(0) == 1
    assert Tanh().derivative(np.linspace(-9, 9, 100)).max() < 1


def test_values_that_can_be_worked_out_by_hand():
    """(2 - 1/2) / (2 + 1/2) = 0.6 and (3 - 1/3) / (3 + 1/3) = 0.8."""
    x = [math.log(2), math.log(3), -math.log(3)]
    np.testing.assert_allclose(Tanh()(x), [0.6, 0.8, -0.8], 1e-15)
    np.testing.assert_allclose(
        Tanh().derivative(x), [0.64, 0.36, 0.36], 1e-15
    )


def test_an_upstream_gradient_is_multiplied_by_the_slope():
    act = Tanh()
    act.forward([0, math.log(2)])
    np.testing.assert_allclose(act.backward([3, -25]), [3, -16], 1e-15)


def test_it_is_a_sigmoid_twice_as_steep_and_centred_on_zero():
    x = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(
        Tanh()(x), 2 * Sigmoid()(2 * x) - 1, rtol=1e-14, atol=1e-15
    )
    np.testing.assert_allclose(
        Tanh().derivative(x), 4 * Sigmoid().derivative(2 * x), rtol=1e-14
    )


def test_small_inputs_pass_unchanged():
    assert Tanh()(1e-300) == 1e-300
    assert Tanh().derivative(1e-300) == 1


def test_the_slope_keeps_its_digits_where_the_value_has_become_one():
    assert Tanh()(20) == 1
    slopes = Tanh().derivative([20, -20])
    np.testing.assert_allclose(slopes, 4 * math.exp(-40), rtol=1e-14)


def test_the_limits():
    ends = [-np.inf, np.inf]
    assert Tanh()(ends).tolist() == [-1, 1]
    assert Tanh().derivative(ends).tolist() == [0, 0]
