"""The losses and the accuracy: values worked out by hand, refusals."""

import math

import numpy as np
import pytest
from mpmath import mp
from network_helpers import IDENTITY, dense, read_only

from activations.lab.layers import Network
from activations.lab.losses import accuracy, cross_entropy, squared_error


def test_squared_error_worked_by_hand():
    outputs, targets = (
        read_only([[1.0, 2.0], [3.0, 5.0]]),
        read_only([[0, 0], [0, 1]]),
    )
    value, gradient = squared_error(outputs, targets)
    assert value == (1 + 4 + 9 + 16) / 4
    assert gradient.tolist() == [[0.5, 1], [1.5, 2]]


def test_cross_entropy_worked_by_hand():
    # Softmax turns these logits into 3/4 and 1/4, then 1/4 and 3/4.
    logits = read_only([[math.log(3), 0], [0, math.log(3)]])
    value, gradient = cross_entropy(logits, read_only([0, 0]))
    assert value == pytest.approx(
        (math.log(4 / 3) + math.log(4)) / 2, rel=1e-15
    )
    expected = [[-1 / 8, 1 / 8], [-3 / 8, 3 / 8]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-15)


def test_cross_entropy_takes_the_label_of_each_row():
    logits = np.log([[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]])
    value, gradient = cross_entropy(logits, [2, 1])
    assert value == pytest.approx(
        -(math.log(0.2) + math.log(0.3)) / 2, rel=1e-15
    )
    expected = [[0.25, 0.15, -0.4], [0.05, -0.35, 0.3]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-14)


@pytest.mark.parametrize("shift", [0, 1000, -1000, 1e300])
def test_cross_entropy_neither_overflows_nor_underflows(shift):
    scale = max(abs(shift), 1000)
    value, gradient = cross_entropy([[shift + scale, shift]], [1])
    assert value == scale
    assert gradient.tolist() == [[1, -1]]


@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
def test_a_loss_is_a_plain_float(loss):
    y = [0] if loss is cross_entropy else [[0, 0]]
    assert type(loss([[1, 2]], y)[0]) is float


def test_accuracy_counts_the_largest_output():
    network = Network([dense(np.eye(3), [0, 0, 0])])
    x = [[1, 2, 0], [5, 4, 3], [0, 0, 1], [0, 1, 0]]
    assert accuracy(network, x, [1, 0, 2, 2]) == 0.75
    assert type(accuracy(network, x, [1, 0, 2, 2])) is float
    assert network[0].inputs is None, "a measurement keeps nothing"


def test_squared_error_never_broadcasts():
    with pytest.raises(
        ValueError, match=r"squared_error: .*\(3, 1\), got \(3,\)"
    ):
        squared_error(np.ones((3, 1)), np.ones(3))


@pytest.mark.parametrize(
    "measure",
    [cross_entropy, lambda outputs, y: accuracy(IDENTITY, outputs, y)],
)
@pytest.mark.parametrize(
    "labels",
    [[0, 1, 2], [-1, 0, 1], [0, 1], [[0], [1], [1]], [0.0, 1.0, 1.0]],
)
def test_labels_that_do_not_fit_are_refused(measure, labels):
    with pytest.raises(
        ValueError, match=r"(cross_entropy|accuracy): labels must be"
    ):
        measure(np.ones((3, 2)), labels)


@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 2, 2)])
def test_cross_entropy_needs_two_classes(shape):
    with pytest.raises(ValueError, match="cross_entropy: outputs .*two"):
        cross_entropy(np.ones(shape), np.zeros(3, int))


# Nothing, and nan


@pytest.mark.parametrize(
    "measure",
    [
        lambda: squared_error(np.ones((0, 2)), np.ones((0, 2))),
        lambda: cross_entropy(np.ones((0, 2)), np.zeros(0, int)),
        lambda: accuracy(IDENTITY, np.ones((0, 2)), np.zeros(0, int)),
    ],
)
def test_a_summary_of_nothing_is_refused(measure):
    with pytest.raises(ValueError, match="one (number|example) at least"):
        measure()


def test_the_accuracy_of_nan_is_nan():
    assert math.isnan(accuracy(IDENTITY, [[math.nan, 1], [2, 1]], [0, 0]))
    assert math.isnan(accuracy(IDENTITY, [[math.inf, math.inf]], [0]))
    broken = Network([dense(np.full((2, 2), math.nan), [0, 0])])
    assert math.isnan(accuracy(broken, np.ones((4, 2)), [0, 1, 0, 1]))


def test_a_loss_of_nan_is_nan():
    assert math.isnan(squared_error([math.nan, 1], [0, 1])[0])
    value, gradient = cross_entropy([[math.nan, 1], [2, 1]], [0, 0])
    assert math.isnan(value)
    assert np.isnan(gradient[0]).all()
    assert np.isfinite(gradient[1]).all()


@pytest.mark.parametrize("label", [0, 1, 2])
@pytest.mark.parametrize(
    "row",
    [
        [math.inf, 0, 1],
        [0, math.inf, math.inf],
        [-math.inf] * 3,
        [math.inf, -math.inf, math.nan],
        [0, math.nan, 1],
    ],
    ids=str,
)
def test_where_softmax_has_no_limit_loss_and_gradient_are_nan(row, label):
    value, gradient = cross_entropy([row, [3, 1, 2]], [label, 0])
    assert math.isnan(value)
    assert np.isnan(gradient[0]).all()
    assert np.isfinite(gradient[1]).all()


def test_a_logit_of_minus_infinity_is_a_share_of_0():
    value, gradient = cross_entropy([[-math.inf, 0]], [1])
    assert (value, gradient.tolist()) == (0, [[0, 0]])
    value, gradient = cross_entropy([[-math.inf, 0]], [0])
    assert (value, gradient.tolist()) == (math.inf, [[-1, 1]])


@pytest.mark.parametrize(
    "wrong", [None, "a", [["1"]], np.ma.array([[1.0, 2.0]]), 1j], ids=repr
)
def test_losses_refuse_what_holds_no_real_numbers(wrong):
    with pytest.raises(TypeError, match="squared_error: outputs must"):
        squared_error(wrong, [[1.0, 2.0]])
    with pytest.raises(TypeError, match="squared_error: targets must"):
        squared_error([[1.0, 2.0]], wrong)
    with pytest.raises(TypeError, match="cross_entropy: logits must"):
        cross_entropy(wrong, [0])


def test_masked_labels_are_refused():
    with pytest.raises(TypeError, match="cross_entropy: labels must be a"):
        cross_entropy(np.ones((2, 2)), np.ma.array([0, 1], mask=[0, 1]))


# Near certainty, against 60 digits


def exact_cross_entropy(row, label):
    with mp.workdps(400):
        weights = [mp.exp(mp.mpf(float(x))) for x in row]
        total = mp.fsum(weights)
        gradient = [w / total for w in weights]
        gradient[label] -= 1
        value = mp.log(total) - mp.mpf(float(row[label]))
        return float(value), [float(g) for g in gradient]


@pytest.mark.parametrize("gap", [20, 37, 40, 300, 700])
@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize("label", [0, 1])
def test_near_certainty_no_digit_is_lost(gap, others, label):
    row = [float(gap), *[0.0] * others]
    value, [gradient] = cross_entropy([row], [label])
    expected, slopes = exact_cross_entropy(row, label)
    ulp = 4 * np.finfo(float).eps
    assert value == pytest.approx(expected, rel=ulp, abs=0)
    np.testing.assert_allclose(gradient, slopes, rtol=ulp, atol=0)
