"""What the experiments share."""

import math

import numpy as np
import pytest

from activations import ReLU, Sigmoid, Softmax, Softplus, Tanh
from activations.lab import (
    Dense,
    Network,
    dead_units,
    gradient_factor,
    gradient_norms,
    mlp,
    sigmoid_twin,
)


def test_the_factor_of_relu_is_its_gain_over_root_two():
    # Half of the slopes are 1, half 0, at any scale of the inputs.
    assert np.isclose(gradient_factor(ReLU(), np.sqrt(2)), 1)
    assert np.isclose(gradient_factor(ReLU(), 1), np.sqrt(0.5))


def test_the_factor_of_a_signal_that_shrinks_is_that_near_zero():
    assert np.isclose(gradient_factor(ReLU(), 0.5), 0.5 * np.sqrt(0.5))
    assert np.isclose(gradient_factor(Tanh(), 0.5), 0.5)


@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_the_factor_foretells_the_norms_of_wide_networks(gain):
    # One network strays by some 5 %, since it is of finite width.
    factors = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        network = mlp([200] * 12, Sigmoid(), init=gain, rng=rng)
        x, dvalues = rng.normal(size=(2, 10, 200))
        norms = gradient_norms(network, x, dvalues)
        factors.append((norms[3] / norms[9]) ** (1 / 6))
    assert np.isclose(
        np.mean(factors), gradient_factor(Sigmoid(), gain), rtol=0.03
    )


def test_the_norms_are_those_of_each_activation_first_layer_first():
    network = mlp([3, 4, 5, 2], Tanh(), rng=np.random.default_rng(0))
    norms = gradient_norms(network, np.ones((6, 3)), np.ones((6, 2)))
    expected = [np.linalg.norm(network[i].dinputs) for i in (1, 3)]
    np.testing.assert_allclose(norms, expected, rtol=1e-15)


def test_a_unit_is_dead_that_no_example_makes_positive():
    first, second = (
        Dense(1, 4, rng=np.random.default_rng(0)),
        Dense(4, 2, rng=np.random.default_rng(0)),
    )
    # On x = -1 and 1: sums of one sign, of both signs, of 0 and below, of 0.
    first.weights[...] = [[1, 3, 1, 0]]
    first.bias[...] = [-2, -2, -1, 0]
    second.weights[...], second.bias[...] = 1, [1, -2]
    network = Network([first, ReLU(), second, ReLU()])
    # Above the first layer each example sums to 0 or 1, then the biases.
    dead = dead_units(network, [[-1.0], [1.0]])
    np.testing.assert_array_equal(dead, [0.75, 0.5])


def test_the_units_of_a_network_in_a_network_count_too(rng):
    inner = mlp([3, 4, 3], ReLU(), rng=rng)
    network = Network([inner, Tanh()])
    assert dead_units(network, np.ones((2, 3))).shape == (2,)
    norms = gradient_norms(network, np.ones((2, 3)), np.ones((2, 3)))
    assert norms.shape == (2,)


def test_of_nan_the_studies_say_nan(rng):
    network = mlp([3, 4, 5, 2], ReLU(), rng=rng)
    network[2].weights[...] = np.nan
    dead = dead_units(network, np.ones((6, 3)))
    assert np.isnan(dead).tolist() == [False, True]
    norms = gradient_norms(network, np.ones((6, 3)), np.ones((6, 2)))
    assert np.isnan(norms).all()


def test_of_nothing_the_studies_say_so(rng):
    network = mlp([3, 4, 2], ReLU(), rng=rng)
    with pytest.raises(ValueError, match="dead_units: x must hold one"):
        dead_units(network, np.ones((0, 3)))
    with pytest.raises(ValueError, match="gradient_norms: x must hold one"):
        gradient_norms(network, np.ones((0, 3)), np.ones((0, 2)))
    line = mlp([3, 2], None, rng=rng)
    with pytest.raises(ValueError, match="dead_units: .* no activation"):
        dead_units(line, np.ones((1, 3)))
    with pytest.raises(
        ValueError, match="gradient_norms: .* no activation"
    ):
        gradient_norms(line, np.ones((1, 3)), np.ones((1, 2)))


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_a_norm_neither_vanishes_nor_overflows_by_itself(size, rng):
    network = mlp([3, 4, 2], Tanh(), rng=rng)
    x, dvalues = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    [norm] = gradient_norms(network, x, dvalues)
    [scaled] = gradient_norms(network, x, size * dvalues)
    assert scaled == pytest.approx(size * norm, rel=1e-12)


# By adaptive quadrature with 30 digits.
@pytest.mark.parametrize(
    ("act", "gain", "factor"),
    [
        (Tanh(), 1e3, 23.0681),
        (Tanh(), 1e4, 72.9345),
        (Sigmoid(), 1e3, 9.69972),
    ],
)
def test_a_factor_is_right_at_large_gains_too(act, gain, factor):
    assert gradient_factor(act, gain) == pytest.approx(factor, rel=1e-4)


@pytest.mark.parametrize("gain", [math.nan, math.inf, 0, -1])
def test_a_factor_needs_a_positive_finite_gain(gain):
    with pytest.raises(ValueError, match="gradient_factor: gain must be"):
        gradient_factor(ReLU(), gain)


def test_a_factor_is_that_of_an_element_wise_activation():
    with pytest.raises(TypeError, match="gradient_factor: act must be"):
        gradient_factor(Softmax(), 1)


@pytest.mark.parametrize("hidden", [[], [5], [5, 6, 7]], ids=str)
def test_a_tanh_network_and_its_sigmoid_twin_agree(hidden):
    rng = np.random.default_rng(0)
    network = mlp([3, *hidden, 2], Tanh(), "uniform", rng=rng)
    x = rng.normal(size=(20, 3))
    before = network(x)
    twin = sigmoid_twin(network)
    np.testing.assert_allclose(twin(x), before, rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(network(x), before)
    assert sum(isinstance(layer, Sigmoid) for layer in twin.layers) == len(
        hidden
    )
    assert not any(isinstance(layer, Tanh) for layer in twin.layers)


def test_a_network_of_other_layers_has_no_sigmoid_twin():
    network = mlp([3, 4, 2], Softplus(), rng=np.random.default_rng(0))
    with pytest.raises(
        TypeError, match="Dense layers with Tanh between them"
    ):
        sigmoid_twin(network)


def test_a_network_that_ends_in_tanh_has_no_sigmoid_twin():
    # Its answers may be negative, and a sigmoid's cannot.
    network = mlp([3, 4, 2], Tanh(), rng=np.random.default_rng(0))
    ends_in_tanh = Network([*network.layers, Tanh()])
    with pytest.raises(
        TypeError, match="Dense layers with Tanh between them"
    ):
        sigmoid_twin(ends_in_tanh)
