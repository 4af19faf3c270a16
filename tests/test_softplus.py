"""What is special to softplus."""

import math

import numpy as np
import pytest
from mpmath import mp

from activations import ReLU, Softplus

X = np.linspace(-5, 5, 101)
LOG3 = math.log(3)

CASES = [Softplus(0.3), Softplus(20)]
ALLOWED = {np.float64: (2, 3), np.float32: (3.5, 4)}


def exact(act, x):
    z = mp.exp(act.beta * x)
    return mp.log1p(z) / act.beta, z / (1 + z)


def growth(act, x):
    # The rounding of beta x is multiplied by beta x. The product with a
    # power of two is not rounded.
    if math.frexp(act.beta)[0] == 0.5:
        return 1
    return 1 + np.abs(act.beta * x.astype(float))


def test_the_corner_is_rounded_off_by_log_2():
    assert Softplus()(0) == pytest.approx(math.log(2), rel=1e-15)
    assert Softplus().derivative(0) == 0.5


def test_values_that_can_be_worked_out_by_hand():
    """log(1 + 3) and log(1 + 1/3), with the slopes 3/4 and 1/4."""
    np.testing.assert_allclose(
        Softplus()([LOG3, -LOG3]), [math.log(4), math.log(4 / 3)], 1e-15
    )
    np.testing.assert_allclose(
        Softplus().derivative([LOG3, -LOG3]), [3 / 4, 1 / 4], 1e-15
    )


def test_an_upstream_gradient_is_multiplied_by_the_slope():
    act = Softplus()
    act.forward([0, LOG3])
    np.testing.assert_allclose(act.backward([6, -8]), [3, -6], 1e-15)


def test_beta_shrinks_the_picture():
    """log(1 + 3) / 2 = log 2 at x = log(3) / 2, and the slope stays 3/4."""
    act = Softplus(beta=2)
    assert act(LOG3 / 2) == pytest.approx(math.log(2), rel=1e-15)
    assert act.derivative(LOG3 / 2) == pytest.approx(3 / 4, rel=1e-15)
    np.testing.assert_allclose(act(X), Softplus()(2 * X) / 2, rtol=1e-14)


@pytest.mark.parametrize("beta", [0.5, 1, 10, 1000])
def test_the_gap_to_relu_is_widest_at_zero_and_shrinks_with_beta(beta):
    gap = Softplus(beta)(X) - ReLU()(X)
    assert gap.max() == gap[X == 0] == pytest.approx(math.log(2) / beta)
    assert gap.min() >= 0


def test_both_sides_differ_by_the_input():
    np.testing.assert_allclose(
        Softplus()(X) - Softplus()(-X), X, atol=1e-14
    )


def test_neither_tail_is_lost():
    """The textbook's log(1 + exp(x)) gives 0 at -40 and inf at 710."""
    assert Softplus()(-40) == pytest.approx(
        4.248354255291589e-18, rel=1e-14
    )
    assert Softplus()([710, 1000, 1e300]).tolist() == [710, 1000, 1e300]


def test_there_is_no_switch_to_a_line_at_20():
    """PyTorch drops the tail beyond 20, where it is still exp(-20)."""
    tail = Softplus()([20, 21]) - [20, 21]
    np.testing.assert_allclose(tail, np.exp([-20.0, -21.0]), rtol=1e-5)


def test_the_limits():
    ends = [-np.inf, np.inf]
    for beta in (1e-30, 1, 1e30):
        assert Softplus(beta)(ends).tolist() == [0, np.inf]
        assert Softplus(beta).derivative(ends).tolist() == [0, 1]


# 1e-60 is 0 in float32, in which arrays of float32 are computed.
@pytest.mark.parametrize("beta", [0, -0.0, -1, 1e-60, math.nan])
def test_beta_must_be_positive(beta):
    message = rf"^Softplus: beta must be positive and finite \(in float32\), got {beta}$"
    with pytest.raises(ValueError, match=message):
        Softplus(beta)
