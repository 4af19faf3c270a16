"""What the experiments share."""

import math

import numpy as np
import pytest
from network_helpers import dense

from activations import (
    Gaussian,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Step,
    Tanh,
)
from activations.base import Elementwise
from activations.lab import (
    Dense,
    Network,
    dead_units,
    gradient_factor,
    gradient_norms,
    linear_probe,
    mean_field,
    mlp,
    sigmoid_twin,
    signal_spread,
    weight_gradient_norms,
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


def test_the_norms_of_the_weights_are_those_of_each_dense_layer():
    # On x = (3, 4): the sums are 3 and 0, of which ReLU passes the 3 on.
    # Upstream is 2, so the last weights get (3 * 2, 0). The first get
    # x times 2 * 5 through the first unit; the second is silent.
    rng = np.random.default_rng(0)
    first, last = Dense(2, 2, rng=rng), Dense(2, 1, rng=rng)
    first.weights[...] = [[1, 0], [0, 0]]
    last.weights[...] = [[5], [7]]
    network = Network([first, ReLU(), last])
    norms = weight_gradient_norms(network, [[3.0, 4.0]], [[2.0]])
    np.testing.assert_allclose(norms, [50, 6])


def test_the_spread_is_the_deviation_over_the_examples():
    # To two examples one unit answers 0 and 0, the other 4 and 8. They
    # deviate by 0 and by 2, and the mean of the squares 0 and 4 is 2.
    rng = np.random.default_rng(0)
    first, last = Dense(1, 2, rng=rng), Dense(2, 1, rng=rng)
    first.weights[...] = [[-1, 4]]
    network = Network([first, ReLU(), last])
    spread = signal_spread(network, [[1.0], [2.0]])
    np.testing.assert_allclose(spread, [np.sqrt(2)])


def test_a_spread_does_not_vanish_by_itself(rng):
    network = mlp([3, 4, 2], ReLU(), rng=rng)
    x = rng.normal(size=(6, 3))
    [spread], [tiny] = (
        signal_spread(network, x),
        signal_spread(network, 1e-200 * x),
    )
    assert tiny == pytest.approx(1e-200 * spread, rel=1e-12)


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
    with pytest.raises(ValueError, match="signal_spread: .* no activation"):
        signal_spread(line, np.ones((1, 3)))
    with pytest.raises(ValueError, match="weight_gradient_norms: x must"):
        weight_gradient_norms(network, np.ones((0, 3)), np.ones((0, 2)))
    with pytest.raises(ValueError, match="linear_probe: .* no activation"):
        linear_probe(line, np.ones((1, 3)), [0], np.ones((1, 3)), [0])


def test_the_gradient_of_weights_needs_dense_layers_alone(rng):
    line, x = mlp([3, 2], None, rng=rng), np.ones((1, 3))
    [norm] = weight_gradient_norms(line, x, [[3.0, 4.0]])
    assert norm == pytest.approx(5 * np.sqrt(3))
    with pytest.raises(ValueError, match="weight_grad.* no Dense layer"):
        weight_gradient_norms(Network([Tanh()]), x, x)


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


def test_the_mean_field_of_relu_halves_and_multiplies_by_the_gain():
    # Half of the mean square goes, half of the slopes are 1: with a gain
    # of 3, sums of 9, 9 * 9 / 2 and 81 * 9 / 4, and 9 / 2 for chi.
    mean_squares, chis = mean_field(ReLU(), 3, 3)
    np.testing.assert_allclose(mean_squares, [9, 40.5, 182.25], rtol=1e-12)
    np.testing.assert_allclose(chis, 4.5, rtol=1e-12)


def test_the_mean_field_of_a_bell_is_that_of_its_integrals():
    # With s the mean square of the sums, exp(-x^2) has the mean square
    # (1 + 4 s)^(-1/2), and its slope -2 x exp(-x^2) has 4 s (1 + 4 s)^(-3/2).
    # With a gain of 1: s = 1, then 5^(-1/2).
    mean_squares, chis = mean_field(Gaussian(), 1, 2)
    second = 5**-0.5
    np.testing.assert_allclose(mean_squares, [1, second], rtol=1e-12)
    np.testing.assert_allclose(
        chis,
        [4 * 5**-1.5, 4 * second * (1 + 4 * second) ** -1.5],
        rtol=1e-12,
    )


def test_a_step_loses_every_gradient_and_keeps_half_of_a_mean_square():
    mean_squares, chis = mean_field(Step(), 2, 3)
    np.testing.assert_allclose(mean_squares, [4, 2, 2], rtol=1e-12)
    np.testing.assert_array_equal(chis, 0)


def test_the_mean_field_of_relu_shrinks_as_far_as_it_can():
    mean_squares, chis = mean_field(ReLU(), 1e-3, 60)
    exact = 1e-6 * 5e-7 ** np.arange(40)
    np.testing.assert_allclose(mean_squares[:40], exact, rtol=1e-11)
    assert mean_squares[-1] == 1e-300
    np.testing.assert_allclose(chis, 5e-7, rtol=1e-11)


@pytest.mark.parametrize("gain", [np.int8(16), np.float16(300)])
def test_the_mean_field_of_a_gain_of_few_bits_is_that_of_the_number(gain):
    np.testing.assert_array_equal(
        mean_field(Tanh(), gain, 3), mean_field(Tanh(), float(gain), 3)
    )


def test_where_f_is_nan_there_is_no_factor():
    class Ending(Elementwise):
        def _value(self, x):
            return np.where(x > 3, np.nan, x)

        def _derivative(self, x):
            return np.ones_like(x)

    assert np.isnan(gradient_factor(Ending(), 5.0))


def test_the_mean_field_needs_a_layer():
    with pytest.raises(ValueError, match="mean_field: depth must be"):
        mean_field(ReLU(), 1, 0)
    with pytest.raises(ValueError, match="mean_field: gain must be"):
        mean_field(ReLU(), 0, 3)
    with pytest.raises(TypeError, match="mean_field: act must be"):
        mean_field(Softmax(), 1, 3)


def probed(first_weights, second_weights):
    """The probes' accuracies of two ReLU layers, on three classes.

    The classes are points at -1, 0 and 1, the same in training and test.
    """
    rng = np.random.default_rng(0)
    first, second = Dense(1, 2, rng=rng), Dense(2, 1, rng=rng)
    first.weights[...] = first_weights
    second.weights[...] = second_weights
    network = Network([first, ReLU(), second, ReLU()])
    x, labels = np.array([[-1.0], [0.0], [1.0]]), np.array([0, 1, 2])
    return linear_probe(network, x, labels, x, labels)


def test_a_probe_finds_what_a_linear_layer_can_read():
    # Two hinges tell left, middle and right. Their difference is x, and
    # the ReLU after it cuts the left off: what is 0 at -1 and at 0 lets
    # the probe find one of the two, and the right.
    np.testing.assert_allclose(probed([[1, -1]], [[1], [-1]]), [1, 2 / 3])


def test_of_a_silent_layer_a_probe_knows_nothing():
    # All outputs are 0, so every example gets the same class.
    np.testing.assert_allclose(probed([[0, 0]], [[1], [1]]), [1 / 3, 1 / 3])


def test_a_probe_leaves_out_what_is_constant_but_for_rounding():
    # The first unit answers 0.1, and in the test a little more.
    layer = dense([[0, 1], [1e-7, 0]], [0.1, 0])
    labels = np.arange(10) % 2
    x, x_test = (
        np.column_stack([labels, np.full(10, value)]) for value in (0, 1)
    )
    network = Network([layer, ReLU()])
    np.testing.assert_array_equal(
        linear_probe(network, x, labels, x_test, labels), [1]
    )


def test_a_probe_does_not_depend_on_the_size_of_what_it_reads():
    small = probed([[1e-12, -1e-12]], [[1], [-1]])
    np.testing.assert_allclose(small, [1, 2 / 3])


@pytest.mark.parametrize(
    ("labels", "labels_test"),
    [
        ([0, 1, -1], [0, 1, 2]),
        ([0, 1, 2], [[0], [1], [2]]),
        ([0, 1, 2], [0, 1, 3]),
        ([0, 1, 2], [0.0, 1.0, 2.0]),
        ([[0], [1], [2]], [0, 1, 2]),
        ([0, 1], [0, 1, 2]),
    ],
    ids=str,
)
def test_a_probe_refuses_labels_that_name_no_class(labels, labels_test):
    network, x = Network([ReLU()]), np.eye(3)
    with pytest.raises(ValueError, match="linear_probe: labels must be"):
        linear_probe(network, x, labels, x, labels_test)
    with pytest.raises(ValueError, match="linear_probe: there must be"):
        linear_probe(network, x, [0, 1, 2], x[:0], [])


def test_a_probe_counts_the_classes_of_small_integers():
    labels = np.array([0, 255], np.uint8)
    probes = linear_probe(
        Network([ReLU()]), np.eye(2), labels, np.eye(2), labels
    )
    np.testing.assert_array_equal(probes, [1])


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
def test_a_probe_of_what_has_no_spread_is_nan(value):
    network, x = Network([ReLU()]), np.eye(3)
    spoilt = np.where(x == 1, value, 0)
    labels = [0, 1, 2]
    assert np.isnan(linear_probe(network, spoilt, labels, x, labels))
    if value != 1e200:
        assert np.isnan(linear_probe(network, x, labels, spoilt, labels))


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
