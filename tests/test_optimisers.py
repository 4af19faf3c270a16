"""The optimisers: steps worked out by hand, refusals."""

import math
from fractions import Fraction

import numpy as np
import pytest
from network_helpers import IDENTITY, dense, read_only

from activations.lab.layers import Network, mlp
from activations.lab.optimisers import SGD, Adam


def step(optimiser, network, dweights, dbias):
    network[0].dweights[...], network[0].dbias[...] = dweights, dbias
    optimiser.step()
    return network[0].weights.item(), network[0].bias.item()


def test_sgd_with_momentum_worked_by_hand():
    network = Network([dense([[1]], [0])])
    optimiser = SGD(network, rate=0.1, momentum=0.5)
    assert step(optimiser, network, 2, -1) == pytest.approx((0.8, 0.1))
    # The velocities are 2 and -1; now 0.5 * 2 + 1 = 2 and 0.5 * -1 + 0 = -0.5.
    assert step(optimiser, network, 1, 0) == pytest.approx((0.6, 0.15))


def test_sgd_has_no_momentum_unless_told():
    network = Network([dense([[1]], [0])])
    optimiser = SGD(network, rate=0.1)
    assert step(optimiser, network, 2, -1) == pytest.approx((0.8, 0.1))
    assert step(optimiser, network, 0, 0) == pytest.approx((0.8, 0.1))


def test_adam_worked_by_hand():
    network = Network([dense([[1]], [0])])
    optimiser = Adam(network, 0.1, beta1=0.5, beta2=0.75, epsilon=0.5)
    # Corrected for their start at 0, the averages of 2 and 2**2 are 2 and 4.
    first = 0.1 * 2 / (2 + 0.5)
    assert step(optimiser, network, 2, 0) == pytest.approx(
        (1 - first, 0), rel=1e-14
    )
    # mean = 0.5 * 1 + 0.5 * 4 = 2.5, square = 0.75 * 1 + 0.25 * 16 = 4.75.
    second = 0.1 * (2.5 / 0.75) / (math.sqrt(4.75 / 0.4375) + 0.5)
    expected = (1 - first - second, 0)
    assert step(optimiser, network, 4, 0) == pytest.approx(
        expected, rel=1e-14
    )


def test_adam_has_the_defaults_of_its_paper():
    network = Network([dense([[0]], [0])])
    optimiser = Adam(network, 0.1)
    # The first step is the rate, whatever the gradient, unless it is as small as
    # epsilon, 1e-8: then it is half of that.
    first = step(optimiser, network, -1000, 1e-8)
    assert first == pytest.approx((0.1, -0.05), rel=1e-9)
    m = 0.9 * 0.1 / (1 - 0.9**2)
    s = 0.999 * 0.001 / (1 - 0.999**2)
    second = step(optimiser, network, 0, 0)[0] - first[0]
    assert second == pytest.approx(0.1 * m / math.sqrt(s), rel=1e-9)


@pytest.mark.parametrize(
    "make", [lambda n: SGD(n, 0.1, 0.9), lambda n: Adam(n, 0.1)]
)
def test_an_optimiser_changes_the_arrays_in_place(make):
    network = Network([dense([[1]], [0])])
    weights, bias = network[0].weights, network[0].bias
    moved = step(make(network), network, 2, -1)
    assert (weights.item(), bias.item()) == moved
    assert moved[0] < 1
    assert moved[1] > 0


@pytest.mark.parametrize(
    "make", [lambda n: SGD(n, 0.1, 0.9), lambda n: Adam(n, 0.1)]
)
def test_a_gradient_of_0_moves_nothing_at_all(make):
    network = Network([dense([[1]], [0.3])])
    optimiser = make(network)
    for _ in range(3):
        assert step(optimiser, network, 0, 0) == (1, 0.3)


@pytest.mark.parametrize("optimiser", [SGD, Adam])
@pytest.mark.parametrize("rate", [0, -0.1, math.inf, math.nan])
def test_an_optimiser_needs_a_positive_finite_rate(optimiser, rate):
    with pytest.raises(
        ValueError, match=f"{optimiser.__name__}: rate .*positive"
    ):
        optimiser(IDENTITY, rate)


@pytest.mark.parametrize("value", [-0.1, 1, math.nan])
@pytest.mark.parametrize(
    ("optimiser", "name"),
    [(SGD, "momentum"), (Adam, "beta1"), (Adam, "beta2")],
)
def test_a_decay_is_at_least_0_and_below_1(optimiser, name, value):
    with pytest.raises(
        ValueError, match=f"{optimiser.__name__}: {name} must"
    ):
        optimiser(IDENTITY, 0.1, **{name: value})
    optimiser(IDENTITY, 0.1, **{name: 0})


@pytest.mark.parametrize("epsilon", [0, -1e-8, math.inf])
def test_adam_needs_a_positive_epsilon(epsilon):
    with pytest.raises(
        ValueError, match="Adam: epsilon must be positive and finite"
    ):
        Adam(IDENTITY, 0.1, epsilon=epsilon)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_what_is_kept_for_one_array_is_not_used_for_another(make, rng):
    network = mlp([3, 3, 3], None, rng=rng)
    optimiser = make(network, 0.1)
    network.layers.reverse()
    with pytest.raises(
        ValueError, match="have changed since the optimiser"
    ):
        optimiser.step()


@pytest.mark.parametrize("make", [SGD, Adam])
@pytest.mark.parametrize("wrong", [None, [], 3])
def test_an_optimiser_needs_a_network(make, wrong):
    with pytest.raises(TypeError, match="network must have parameters"):
        make(wrong, 0.1)


@pytest.mark.parametrize("make", [SGD, Adam])
@pytest.mark.parametrize("rate", [None, "0.1", True, 1j])
def test_a_rate_is_a_number(make, rate):
    with pytest.raises(TypeError, match="rate must be a number"):
        make(IDENTITY, rate)


@pytest.mark.parametrize("make", [SGD, Adam])
@pytest.mark.parametrize(
    "weights", [np.ones((1, 1), int), read_only([[1.0]]), np.float32([[1]])]
)
def test_what_can_not_be_changed_by_a_step_is_refused(make, weights):
    network = Network([dense([[1]], [0])])
    network[0].weights = weights
    with pytest.raises(TypeError, match="be an array of float64 that may"):
        make(network, 0.1)


@pytest.mark.parametrize("kind", [np.float16, Fraction])
def test_settings_of_any_kind_of_number_are_computed_with_in_float64(kind):
    ends = []
    for each in (kind, lambda value: float(kind(value))):
        network = Network([dense([[1]], [0])])
        optimiser = Adam(network, each(0.1), each(0.9), each(0.999))
        step(optimiser, network, 1, 1)
        ends.append(step(optimiser, network, 2, -1))
    assert ends[0] == ends[1]


def test_what_has_no_parameters_is_refused_by_name():
    with pytest.raises(TypeError, match="SGD: network must have param"):
        SGD(Network, 0.1)
    with pytest.raises(ValueError, match="SGD: rate must be positive and"):
        SGD(Network([dense([[1]], [0])]), 10**400)
