"""What is special to the Gaussian."""

import math

import numpy as np
import pytest
from mpmath import mp

from activations import Gaussian

ALLOWED = {np.float64: (2, 2), np.float32: (2, 2)}


def exact(act, x):
    value = mp.exp(-x * x)
    return value, -2 * x * value


def growth(act, x):
    # The rounding of x^2 is multiplied by x^2. From 28 on all is 0.
    return 1 + np.minimum(np.abs(x.astype(float)), 28) ** 2


def test_the_peak_is_one_at_zero_and_flat():
    assert Gaussian()(0) == 1
    assert Gaussian().derivative(0) == 0


def test_values_that_can_be_worked_out_by_hand():
    """exp(-x^2): 1/e at 1, and 1/2 at the square root of log 2."""
    half = math.sqrt(math.log(2))
    np.testing.assert_allclose(
        Gaussian()([1, -1, half, 2]),
        [1 / math.e, 1 / math.e, 1 / 2, math.exp(-4)],
        rtol=1e-15,
    )
    np.testing.assert_allclose(
        Gaussian().derivative([1, -1, half]),
        [-2 / math.e, 2 / math.e, -half],
        rtol=1e-15,
    )


def test_an_upstream_gradient_is_multiplied_by_the_slope():
    act = Gaussian()
    act.forward([0, 1, -1])
    np.testing.assert_allclose(
        act.backward([5, math.e, math.e]), [0, -2, 2], rtol=1e-15
    )


def test_it_is_steepest_where_it_bends():
    """At 1 / sqrt(2), with a slope of sqrt(2 / e)."""
    x = np.linspace(0, 3, 3001)
    slopes = -Gaussian().derivative(x)
    assert x[slopes.argmax()] == pytest.approx(1 / math.sqrt(2), abs=1e-3)
    assert slopes.max() == pytest.approx(math.sqrt(2 / math.e), rel=1e-6)


def test_far_inputs_get_no_answer_and_no_gradient_from_either_side():
    """Not even where x^2 or x itself is infinite."""
    far = np.array([-np.inf, -1e200, -28, 28, 1e200, np.inf])
    assert Gaussian()(far).tolist() == [0] * 6
    assert Gaussian().derivative(far).tolist() == [0] * 6


def test_the_slope_is_right_as_far_as_the_value_is_not_zero():
    x = np.array([-27.2, 27.2])
    assert np.all(Gaussian()(x) > 0)
    np.testing.assert_allclose(
        Gaussian().derivative(x), -2 * x * Gaussian()(x), rtol=1e-3
    )


def test_one_neuron_solves_xor():
    """It fires where the sum is 1, and no monotone activation can do that."""
    x1, x2 = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    fires = Gaussian()(4 * (x1 + x2 - 1)) > 0.5
    assert fires.tolist() == [False, True, True, False]
