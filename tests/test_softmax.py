"""What is special to softmax."""

import math

import numpy as np
import pytest
from mpmath import mp

from activations import Sigmoid, Softmax

LOG3 = math.log(3)

CASES = [Softmax(axis=0), Softmax(axis=1)]
ALLOWED = {np.float64: (520, 290), np.float32: (55, 40)}


def exact(act, scores, upstream):
    weights = [mp.exp(score - max(scores)) for score in scores]
    total = mp.fsum(weights)
    shares = [weight / total for weight in weights]
    mean = mp.fdot(shares, upstream)
    slopes = [p * (g - mean) for p, g in zip(shares, upstream, strict=True)]
    return shares, slopes


def growth(act, x):
    """The exponents x - max(x) are rounded. From 64 on (in float64, from
    512) that alone may cost 64 (512) ULP, and twice as much is allowed."""
    far = {2: 64, 4: 64, 8: 512}[x.itemsize]
    return 1 + (np.ptp(x.astype(float)) > far)


def backward_unit(outputs, upstream, dtype):
    """eps times the share times the largest upstream gradient."""
    largest = np.abs(upstream).max(axis=-1, keepdims=True)
    return np.finfo(dtype).eps * outputs * largest


def test_shares_are_proportional_to_the_exponentials():
    scores = np.log([1, 2, 3, 4])
    np.testing.assert_allclose(
        Softmax()(scores), [0.1, 0.2, 0.3, 0.4], 1e-15
    )


def test_equal_scores_share_equally():
    assert Softmax()([[7, 7, 7, 7]]).tolist() == [[0.25] * 4]


def test_a_single_score_takes_it_all():
    assert Softmax()([5]).tolist() == [1]
    act = Softmax()
    act.forward([5])
    assert act.backward([3]).tolist() == [0]


def test_a_jacobian_that_can_be_worked_out_by_hand():
    """Shares 1/4 and 3/4: on the diagonal p (1 - p), off it -1/4 * 3/4."""
    np.testing.assert_allclose(
        Softmax().jacobian([0, LOG3]),
        [[3 / 16, -3 / 16], [-3 / 16, 3 / 16]],
        rtol=1e-15,
    )


def test_a_gradient_that_can_be_worked_out_by_hand():
    """Shares 1/4 and 3/4, upstream 4 and 8, so their mean is 7: each share
    times what its own upstream gradient exceeds the mean by."""
    act = Softmax()
    act.forward([0, LOG3])
    np.testing.assert_allclose(
        act.backward([4, 8]), [-3 / 4, 3 / 4], rtol=1e-14
    )


@pytest.mark.parametrize("top", [0.1, 8])
@pytest.mark.parametrize("n", [100, 50_000])
def test_on_a_long_row_the_largest_share_is_as_accurate_as_the_others(
    top, n
):
    """Shares near 1/n; or, of 100 scores, one of 0.97."""
    act, exact = Softmax(), Softmax()
    x = np.zeros(n)
    x[0] = top
    upstream = np.float32(1 + 0.1 * np.cos(np.arange(n)))
    shares = exact.forward(x)
    wanted = shares * (upstream - shares @ upstream.astype(float))
    act.forward(x.astype(np.float32))
    error = np.abs(act.backward(upstream) - wanted)
    assert np.all(error <= 40 * np.finfo(np.float32).eps * shares * 1.1)


def test_an_equal_upstream_gradient_sends_nothing_back(rng):
    """So an all-ones upstream could never find a backward that is wrong."""
    act = Softmax()
    act.forward(rng.normal(size=(3, 5)))
    np.testing.assert_allclose(act.backward(np.ones((3, 5))), 0, atol=1e-15)


def test_a_shift_of_all_scores_changes_nothing():
    """The shares of [0, 1, 2], which 1 + e + e^2 divides."""
    total = 1 + math.e + math.e**2
    shares = [1 / total, math.e / total, math.e**2 / total]
    for shift in (0, -3, 1000, -1000, 1e6):
        result = Softmax()(np.array([0, 1, 2]) + shift)
        np.testing.assert_allclose(result, shares, rtol=1e-15)


def test_the_largest_numbers_do_no_harm():
    x = [[1.7e308, -1.7e308], [-1.7e308, -1.7e308]]
    act = Softmax()
    assert act.forward(x).tolist() == [[1, 0], [0.5, 0.5]]
    dinputs = act.backward([[-1.7e308, 1.7e308], [1.7e308, -1.7e308]])
    np.testing.assert_allclose(
        dinputs, [[0, 0], [0.85e308, -0.85e308]], 1e-15
    )


def test_two_classes_are_a_sigmoid_of_the_difference():
    x = np.linspace(-20, 20, 401)
    scores = np.stack([x, np.zeros_like(x)], axis=-1)
    np.testing.assert_allclose(
        Softmax()(scores)[:, 0], Sigmoid()(x), rtol=1e-14
    )


def test_temperature_goes_from_the_winner_alone_to_equal_shares():
    scores = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(
        Softmax()(scores / 0.01), [0, 0, 1], atol=1e-15
    )
    np.testing.assert_allclose(
        Softmax()(scores / 1e9), [1 / 3] * 3, rtol=1e-8
    )


def test_a_score_of_minus_infinity_gets_nothing_and_takes_nothing():
    assert Softmax()([-np.inf, 0, 0]).tolist() == [0, 0.5, 0.5]
    act = Softmax()
    act.forward([-np.inf, 0, 0])
    assert act.backward([9, 1, 3]).tolist() == [0, -0.5, 0.5]


@pytest.mark.parametrize(
    "row",
    [
        [np.inf, 0],
        [np.inf, np.inf],
        [np.inf, -np.inf],
        [-np.inf] * 2,
        [np.nan, 0],
    ],
)
def test_what_has_no_limit_is_nan(row):
    act = Softmax()
    assert np.isnan(act.forward(row)).all()
    assert np.isnan(act.backward([1, 2])).all()
    assert np.isnan(act.jacobian(row)).all()


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_shares_add_up_to_one_along_the_axis_only(axis, rng):
    x, dvalues = rng.normal(size=(2, 2, 3, 4))
    act = Softmax(axis)
    shares = act.forward(x)
    np.testing.assert_allclose(shares.sum(axis=axis), 1, rtol=1e-15)
    assert not np.allclose(shares.sum(axis=(axis + 1) % 3), 1)
    np.testing.assert_allclose(
        act.backward(dvalues).sum(axis=axis), 0, atol=1e-15
    )


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_each_line_along_the_axis_stands_alone(axis, rng):
    x = rng.normal(size=(2, 3, 4))
    result = np.apply_along_axis(Softmax(), axis, x)
    np.testing.assert_allclose(Softmax(axis)(x), result, rtol=1e-15)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_jacobian_has_its_two_axes_last(axis, rng):
    x = rng.normal(size=(2, 3, 4))
    jacobian = Softmax(axis).jacobian(x)
    lines = np.moveaxis(x, axis, -1)
    for i in np.ndindex(lines.shape[:-1]):
        p = Softmax()(lines[i])
        np.testing.assert_allclose(
            jacobian[i], np.diag(p) - np.outer(p, p), atol=1e-16
        )


def test_a_jacobian_in_float16_is_rounded_once(rng):
    x = rng.normal(size=(20, 3)).astype(np.float16)
    exact = Softmax().jacobian(x.astype(np.float64))
    np.testing.assert_array_equal(
        Softmax().jacobian(x), exact.astype(np.float16)
    )
