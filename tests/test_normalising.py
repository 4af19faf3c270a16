"""A layer that takes the scale of an example away."""

import numpy as np
import pytest

from activations import ReLU2
from activations.lab.gradient_checks import check_gradient
from activations.lab.layers import Network, mlp
from activations.lab.normalising import RMSNorm


def test_values_that_can_be_worked_out_by_hand():
    """The mean square of 3 and 4 is 12.5; of 1, 1 and of 7, -7 it is their
    own."""
    inputs = [[3, 4], [1, 1], [7, -7]]
    root = np.sqrt(12.5)
    expected = [[3 / root, 4 / root], [1, 1], [1, -1]]
    np.testing.assert_allclose(RMSNorm()(inputs), expected, rtol=1e-15)


def test_the_scale_of_an_example_is_gone_and_its_direction_is_not(rng):
    x = rng.normal(size=(5, 4))
    factors = np.array([[1e-9], [0.1], [1], [10], [1e9]])
    np.testing.assert_allclose(RMSNorm()(factors * x), RMSNorm()(x))
    output = RMSNorm().forward(x)
    np.testing.assert_allclose(np.mean(output**2, axis=1), 1)
    ratios = output / x
    np.testing.assert_allclose(ratios, ratios[:, :1] * np.ones(4))


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e200, 1e300])
def test_a_square_that_no_float_can_hold_is_not_needed(size):
    norm = RMSNorm()
    root = np.sqrt(12.5)
    np.testing.assert_allclose(
        norm.forward([[3 * size, -4 * size]]), [[3 / root, -4 / root]]
    )
    # Across (3, -4) lies (4, 3), which is only divided by the scale.
    np.testing.assert_allclose(
        norm.backward([[4e-5 * size, 3e-5 * size]]),
        [[4e-5 / root, 3e-5 / root]],
    )


def test_its_gradient_is_that_of_differences(rng):
    check_gradient(RMSNorm(), rng.normal(size=(4, 5)), rng)


def test_a_row_of_zeros_stays_one():
    norm = RMSNorm()
    assert norm.forward([[0, 0], [2, 2]]).tolist() == [[0, 0], [1, 1]]
    assert norm.backward(np.ones((2, 2))).tolist() == [[1, 1], [0, 0]]


def test_a_network_takes_it_as_a_layer_that_learns_nothing(rng):
    network = Network([RMSNorm(), *mlp([3, 4, 2], ReLU2(), rng=rng)])
    x = rng.normal(size=(6, 3))
    assert len(network.parameters()) == 4
    np.testing.assert_array_equal(network(x), network.forward(x))
    assert repr(network[0]) == "RMSNorm()"


def test_a_call_keeps_nothing():
    norm = RMSNorm()
    norm([[3.0, 4.0]])
    assert norm.inputs is None
    with pytest.raises(RuntimeError, match="RMSNorm"):
        norm.backward([[1.0, 1.0]])


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        ([1.0, 2.0], ValueError),
        (np.ones((2, 0)), ValueError),
        ("x", TypeError),
    ],
)
def test_what_it_refuses(inputs, error):
    with pytest.raises(error, match="RMSNorm: inputs"):
        RMSNorm()(inputs)
