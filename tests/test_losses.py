"""The losses and the accuracy: values worked out by hand, refusals."""

import math

import numpy as np
import pytest
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
