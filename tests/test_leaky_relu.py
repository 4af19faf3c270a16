"""What is special to leaky ReLU."""

import math

import numpy as np
import pytest

from activations import LeakyReLU, ReLU

X = np.linspace(-2, 2, 41)
TINY = np.finfo(np.float64).smallest_subnormal


def test_the_default_slope_is_that_of_the_paper():
    """Maas, Hannun and Ng (2013) used 0.01."""
    assert LeakyReLU().negative_slope == 0.01
    np.testing.assert_allclose(LeakyReLU()([-200, 3]), [-2, 3], rtol=1e-15)


# max(x, slope * x), the shortest form, is wrong for the last three.
@pytest.mark.parametrize("slope", [0.25, 0.5, 1, 2.5, -0.5])
def test_negative_inputs_are_multiplied_by_the_slope(slope):
    act = LeakyReLU(slope)
    assert act([-2, -1, 0, 1, 2]).tolist() == [-2 * slope, -slope, 0, 1, 2]
    assert act.derivative([-2, 2]).tolist() == [slope, 1]


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize("slope", [0, 0.25, 2.5, -0.5])
def test_the_kink_belongs_to_the_negative_side(slope, zero):
    assert LeakyReLU(slope)(zero) == 0
    assert LeakyReLU(slope).derivative(zero) == slope


def test_the_smallest_numbers_are_on_their_own_side_of_the_kink():
    act = LeakyReLU(0.5)
    assert act.derivative([-TINY, TINY]).tolist() == [0.5, 1]


def test_a_gradient_is_scaled_where_the_input_was_negative():
    act = LeakyReLU(0.25)
    act.forward([-1, 2, 0])
    assert act.backward([4, 4, -8]).tolist() == [1, 4, -2]


def test_slopes_0_1_and_minus_1_are_relu_identity_and_abs():
    np.testing.assert_array_equal(LeakyReLU(0)(X), ReLU()(X))
    np.testing.assert_array_equal(LeakyReLU(1)(X), X)
    np.testing.assert_array_equal(LeakyReLU(-1)(X), np.abs(X))


@pytest.mark.parametrize(
    ("slope", "limit"), [(0.01, -np.inf), (0, 0), (-0.5, np.inf)]
)
def test_the_limits(slope, limit):
    act = LeakyReLU(slope)
    assert act([-np.inf, np.inf]).tolist() == [limit, np.inf]
    assert act.derivative([-np.inf, np.inf]).tolist() == [slope, 1]


def test_a_slope_that_is_zero_in_float32_is_zero_at_infinity_too():
    x = np.array([-np.inf, -1, 1], np.float32)
    assert LeakyReLU(1e-60)(x).tolist() == [0, 0, 1]


def test_what_it_is_depends_on_the_slope():
    expected = {
        0.01: ("(-∞, ∞)", "increasing", None, (0,)),
        0: ("[0, ∞)", "non-decreasing", None, (0,)),
        1: ("(-∞, ∞)", "increasing", "odd", ()),
        -1: ("[0, ∞)", None, "even", (0,)),
        -0.5: ("[0, ∞)", None, None, (0,)),
    }
    for slope, properties in expected.items():
        act = LeakyReLU(slope)
        stated = str(act.range), act.monotone, act.parity, act.kinks
        assert stated == properties
        assert act.smooth is (slope == 1)


def test_a_slope_must_be_finite():
    message = r"^LeakyReLU: negative_slope must be finite \(in float32\), got nan$"
    with pytest.raises(ValueError, match=message):
        LeakyReLU(math.nan)
