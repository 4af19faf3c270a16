"""What is special to ReLU."""

import numpy as np
import pytest
from mpmath import mp

from activations import ReLU

TINY = np.finfo(np.float64).smallest_subnormal

ALLOWED = {np.float64: (0, 0), np.float32: (0, 0)}


def exact(act, x):
    return max(x, mp.zero), mp.mpf(x > 0)


def test_positive_inputs_pass_unchanged_and_negative_ones_are_silenced():
    x = [-3, -TINY, TINY, 0.1, 3, 1e300]
    assert ReLU()(x).tolist() == [0, 0, TINY, 0.1, 3, 1e300]


def test_the_slope_is_all_or_nothing():
    slopes = ReLU().derivative([-3, -TINY, TINY, 0.1, 3])
    assert slopes.tolist() == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_the_kink_belongs_to_the_negative_side(zero):
    assert ReLU()(zero) == 0
    assert ReLU().derivative(zero) == 0


def test_only_what_was_positive_gets_its_gradient_back():
    act = ReLU()
    act.forward([[-1, 2], [0, 3]])
    assert act.backward([[5, 6], [7, -8]]).tolist() == [[0, 6], [0, -8]]


def test_the_limits():
    ends = [-np.inf, np.inf]
    assert ReLU()(ends).tolist() == [0, np.inf]
    assert ReLU().derivative(ends).tolist() == [0, 1]


def test_scaling_the_input_scales_the_output():
    x = np.linspace(-2, 2, 41)
    np.testing.assert_array_equal(ReLU()(4 * x), 4 * ReLU()(x))


def test_both_sides_differ_by_the_input():
    x = np.linspace(-2, 2, 41)
    np.testing.assert_array_equal(ReLU()(x) - ReLU()(-x), x)
