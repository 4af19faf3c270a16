"""What is special to SiLU."""

import math

import numpy as np
import pytest
from mpmath import mp

from activations import ReLU, SiLU, Softplus

X = np.linspace(-8, 8, 161)
LOG3 = math.log(3)
LOWEST_AT = -1.2784645427610738

CASES = [SiLU(0.3), SiLU(20)]
ALLOWED = {np.float64: (3, 4.5), np.float32: (4, 4.5)}


def exact(act, x):
    t = act.beta * x
    share = 1 / (1 + mp.exp(-t))
    return x * share, share + t / (2 + mp.exp(t) + mp.exp(-t))


def growth(act, x):
    # The rounding of beta x is multiplied by beta x; and near the root of
    # the slope, a difference of two numbers, divided by the distance.
    if act.beta == 1:
        return 1
    t = act.beta * x.astype(float)
    return (1 + np.abs(t)) / np.minimum(1, np.abs(t - LOWEST_AT))


def test_zero_stays_zero_at_half_the_slope():
    assert SiLU()(0) == 0
    assert SiLU().derivative(0) == 0.5


def test_values_that_can_be_worked_out_by_hand():
    """The sigmoid is 3/4 at log 3, and 1/4 at -log 3."""
    np.testing.assert_allclose(
        SiLU()([LOG3, -LOG3]), [3 / 4 * LOG3, -LOG3 / 4], rtol=1e-15
    )
    np.testing.assert_allclose(
        SiLU().derivative([LOG3, -LOG3]),
        [3 / 4 + 3 / 16 * LOG3, 1 / 4 - 3 / 16 * LOG3],
        rtol=1e-15,
    )
    np.testing.assert_allclose(
        SiLU(2)([LOG3 / 2, -LOG3]), [3 / 8 * LOG3, -LOG3 / 10], rtol=1e-15
    )


def test_an_upstream_gradient_is_multiplied_by_the_slope():
    act = SiLU()
    act.forward([0, LOG3])
    np.testing.assert_allclose(
        act.backward([4, -16]), [2, -12 - 3 * LOG3], rtol=1e-15
    )


def test_the_lowest_value_is_minus_lamberts_w_of_1_over_e():
    """f' = 0 means 1 + x (1 - sigmoid(x)) = 0, so f(x) = x + 1 there."""
    with mp.workdps(30):
        lowest = -mp.lambertw(1 / mp.e).real
        assert SiLU().range.low == float(lowest)
        assert SiLU().range.low_at == float(lowest - 1)


@pytest.mark.parametrize("beta", [0.1, 1, 3, 50])
def test_the_lowest_value_is_attained_with_a_slope_of_zero(beta):
    act = SiLU(beta)
    low, low_at = act.range.low, act.range.low_at
    assert act(low_at) == pytest.approx(low, rel=1e-15)
    assert act.derivative(low_at) == pytest.approx(0, abs=1e-15)
    assert np.all(act(low_at + X) >= act(low_at))


def test_the_steepest_slopes_lie_opposite_and_add_up_to_one():
    """Where x tanh(x / 2) = 2, at -2.3994 and 2.3994."""
    steepest = float(mp.findroot(lambda x: x * mp.tanh(x / 2) - 2, 2.4))
    fine = np.linspace(-9, 9, 18_001)
    slopes = SiLU().derivative(fine)
    assert fine[slopes.argmax()] == pytest.approx(steepest, abs=1e-3)
    assert fine[slopes.argmin()] == pytest.approx(-steepest, abs=1e-3)
    assert slopes.max() == pytest.approx(1.0998, abs=1e-4)
    assert slopes.min() == pytest.approx(-0.0998, abs=1e-4)


def test_opposite_inputs_differ_by_what_they_are():
    np.testing.assert_allclose(SiLU()(X) - SiLU()(-X), X, atol=1e-14)
    np.testing.assert_allclose(
        SiLU().derivative(X) + SiLU().derivative(-X), 1, rtol=1e-14
    )


def test_softplus_exceeds_it_by_the_entropy_of_the_share():
    p = 1 / (1 + np.exp(-X))
    entropy = -p * np.log(p) - (1 - p) * np.log(1 - p)
    np.testing.assert_allclose(
        Softplus()(X) - SiLU()(X), entropy, atol=1e-12
    )


def test_beta_scales_the_picture():
    np.testing.assert_allclose(SiLU(4)(X), SiLU()(4 * X) / 4, rtol=1e-15)


def test_a_large_beta_makes_a_relu_and_a_small_one_half_a_line():
    gap = ReLU()(X) - SiLU(100)(X)
    assert gap.min() >= 0
    assert gap.max() < 0.2785 / 100
    np.testing.assert_allclose(SiLU(1e-6)(X), X / 2, atol=1e-4)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_tails_end_in_zero_and_in_infinity(dtype):
    far = np.array([-np.inf, -5000, 5000, np.inf], dtype)
    for act in (SiLU(), SiLU(1e-30), SiLU(1e30)):
        ends = act(far)[[0, 3]], act.derivative(far)[[0, 3]]
        np.testing.assert_array_equal(ends, [[0, np.inf], [0, 1]])
    assert SiLU()(far).tolist() == [0, 0, far[2], np.inf]


# 1e-60 is 0 in float32, in which arrays of float32 are computed.
@pytest.mark.parametrize("beta", [0, -0.0, -1, 1e-60, math.nan])
def test_beta_must_be_positive(beta):
    message = rf"^SiLU: beta must be positive and finite \(in float32\), got {beta}$"
    with pytest.raises(ValueError, match=message):
        SiLU(beta)
