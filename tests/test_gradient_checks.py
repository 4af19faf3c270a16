"""Gradient checks that can fail, and do."""

import contextlib
import copy
import inspect
import re

import numpy as np
import pytest
from activation_cases import CASES
from probes import CReLU, PReLU, RReLU

from activations import LeakyReLU, ReLU, Sigmoid, Softmax, Step, Tanh
from activations.lab import Dense, Network, check_gradient, mlp


@pytest.mark.parametrize("act", CASES, ids=repr)
def test_all_activations_pass_and_stay_as_they_were(act, rng, capsys):
    shape = 4, act.channels or 12
    x = rng.choice([-1, 1], size=shape) * rng.uniform(0.1, 3, size=shape)
    act = act.copy()
    before = copy.deepcopy(vars(act))
    check_gradient(act, x, rng)
    assert "backward says" in capsys.readouterr().out
    assert act.inputs is act.output is act.dinputs is None
    for name, value in before.items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(vars(act)[name], value)


def test_both_numbers_are_shown(rng, capsys):
    check_gradient(LeakyReLU(0.5), [3.0, -2.0], rng)
    said = capsys.readouterr().out
    numbers = re.fullmatch(
        r"✓ LeakyReLU\(negative_slope=0.5\): backward says (-?\d+\.\d{4}), "
        r"the difference (-?\d+\.\d{4})\n",
        said,
    )
    assert numbers[1] == numbers[2] != "0.0000"


def test_a_derivative_that_is_a_little_wrong_fails(rng):
    class Wrong(Sigmoid):
        def _derivative(self, x):
            return super()._derivative(x) * (1 + 1e-5)

    with pytest.raises(
        AssertionError, match="backward says .*, the difference"
    ):
        check_gradient(Wrong(), rng.normal(size=10), rng)


def test_a_softmax_whose_backward_returns_zeros_fails(rng):
    # It would pass with an upstream gradient of all ones: the outputs' sum
    # is always 1, so its true gradient is 0.
    class Zeros(Softmax):
        def _backward(self, output, dvalues):
            return np.zeros_like(dvalues)

    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Zeros(), rng.normal(size=(2, 3)), rng)


@pytest.mark.parametrize("act", [ReLU(), Step()], ids=str)
def test_a_point_on_a_kink_or_a_jump_is_refused(act, rng):
    with pytest.raises(ValueError, match=r"has no slope at 0: move x away"):
        check_gradient(act, [1.0, 0.0], rng)


# ---- what it must not let pass -----------------------------------------


class Flat(Sigmoid):
    """A sigmoid whose backward says 0 everywhere."""

    def _derivative(self, x):
        return 0 * x


@pytest.mark.parametrize(
    "x", [[0.5], [20.5], [-30.0], [1.0, 20.5]], ids=str
)
def test_a_derivative_of_zero_is_seen_however_small_the_slope(x, rng):
    with pytest.raises(AssertionError, match="backward says -?0, the"):
        check_gradient(Flat(), x, rng)


@pytest.mark.parametrize("x", [[40.0], [20.5, 25.0]], ids=str)
def test_where_values_are_too_flat_to_measure_the_check_is_refused(x, rng):
    with pytest.raises(ValueError, match="too flat or too large"):
        check_gradient(Sigmoid(), x, rng)


def test_some_slopes_too_flat_to_measure_are_said_to_be_left_out(
    rng, capsys
):
    check_gradient(Sigmoid(), [1.0, 30.0], rng)
    assert (
        "comparisons; in the others nothing moves"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("x", [[], np.zeros((0, 3))], ids=str)
def test_a_check_of_nothing_is_refused(x, rng):
    with pytest.raises(ValueError, match="one at least"):
        check_gradient(Sigmoid(), x, rng)


@pytest.mark.parametrize("x", [[np.nan], [np.inf, 1.0]], ids=str)
def test_a_check_at_no_finite_number_is_refused(x, rng):
    with pytest.raises(ValueError, match="must hold finite numbers"):
        check_gradient(Sigmoid(), x, rng)


def test_on_a_terrace_it_says_that_nothing_more_is_tested(rng, capsys):
    check_gradient(Step(), [1.0, -2.0], rng)
    assert "0 = 0, and nothing more is tested" in capsys.readouterr().out


@pytest.mark.parametrize(
    "x", [[1e6, 1.0], [1e-9, -1e-9], [1e-300], [1e6, -1e6]], ids=str
)
def test_numbers_of_any_size_pass_where_the_slope_is_right(x, rng):
    check_gradient(LeakyReLU(0.3), x, rng)


@pytest.mark.parametrize("x", [1e6, 1e-9, -1e-9], ids=str)
def test_numbers_of_any_size_fail_where_the_slope_is_wrong(x, rng):
    class Wrong(LeakyReLU):
        def _derivative(self, x):
            return 1.001 * super()._derivative(x)

    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Wrong(0.3), [x], rng)


def test_one_wrong_number_among_many_is_seen(rng):
    class Wrong(Sigmoid):
        def _derivative(self, x):
            return super()._derivative(x) * np.where(x < -9, 1.001, 1)

    x = np.linspace(-10, 10, 41)
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Wrong(), x, rng)


def test_the_gradient_of_what_is_learned_is_checked_too(rng):
    class Wrong(PReLU):
        def _parameter_gradients(self, x, dvalues):
            return (1.001 * dvalues * np.minimum(x, 0),)

    x = rng.normal(size=(5, 4))
    check_gradient(PReLU([0.1, 0.2, 0.3, 0.4]), x, rng)
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Wrong([0.1, 0.2, 0.3, 0.4]), x, rng)


def test_a_network_is_checked_like_a_layer(rng):
    class Wrong(Dense):
        def backward(self, dvalues):
            return 1.01 * super().backward(dvalues)

    network = mlp([3, 5, 2], Tanh(), rng=rng)
    check_gradient(network, rng.normal(size=(4, 3)), rng)
    network.layers[2] = Wrong(5, 2, rng=rng)
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(network, rng.normal(size=(4, 3)), rng)


def test_a_kink_that_is_not_named_is_no_wrong_gradient(rng, capsys):
    # The first number lies so near the kink that any step crosses it.
    x = np.array([[1e-7, 2.0, -1.0], [1.0, -2.0, 0.5]])
    check_gradient(CReLU(), x, rng)
    assert (
        "comparisons; in the others nothing moves"
        in capsys.readouterr().out
    )


def test_a_right_network_is_never_called_wrong():
    """Kinks that a step crosses may hide each other in a sum."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        network = mlp([8, 32, 4], ReLU(), rng=rng)
        check_gradient(network, rng.normal(size=(16, 8)), rng)
        x = 0.005 * rng.normal(size=(4, 8))
        with contextlib.suppress(ValueError):  # kinks everywhere
            check_gradient(CReLU(), x, rng)


def test_examples_that_depend_on_each_other_are_checked_all_the_same(rng):
    network = Network([Dense(4, 3, rng=rng), Softmax(axis=0)])
    check_gradient(network, rng.normal(size=(5, 4)), rng)


def test_a_random_layer_may_share_the_generator_of_the_check(rng, capsys):
    check_gradient(RReLU(rng=rng), rng.normal(size=(5, 4)), rng)


def test_a_backward_that_remembers_other_inputs_fails(rng):
    class Stale(Sigmoid):
        def _chain(self, dvalues):
            self.first = getattr(self, "first", self.inputs)
            return dvalues * self.derivative(self.first)

    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Stale(), rng.normal(size=(5, 4)), rng)


def test_a_gradient_that_adds_up_over_calls_fails(rng):
    class Adding(PReLU):
        def _learn(self, dvalues):
            before = self.dnegative_slope.copy()
            super()._learn(dvalues)
            self.dnegative_slope += before

    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Adding(), rng.normal(size=(5, 4)), rng)


def test_a_place_where_nothing_moves_is_said_to_be_left_out(rng, capsys):
    class Dead(Sigmoid):
        def _derivative(self, x):
            return np.where(np.abs(x) < 37, super()._derivative(x), 0)

    check_gradient(Dead(), [1.0, 40.0], rng)
    assert (
        "comparisons; in the others nothing moves"
        in capsys.readouterr().out
    )


def test_what_is_wrong_is_not_answered_with_move_x(rng):
    class Wrong(Sigmoid):
        def _derivative(self, x):
            return 1.001 * super()._derivative(x)

    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Wrong(), [1.0, 40.0], rng)


# ---- one wrong number among many ---------------------------------------


@pytest.mark.parametrize("place", [(0, 0), (49, 39)])
def test_one_wrong_entry_of_many_parameters_is_seen(place, rng):
    class Wrong(Dense):
        def backward(self, dvalues):
            dinputs = super().backward(dvalues)
            self.dweights[place] *= 1 + 1e-3
            return dinputs

    layer = Wrong(50, 40, rng=rng)
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(layer, rng.normal(size=(5, 50)), rng)


def test_one_slope_that_is_seen_does_not_carry_many_that_are_not(rng):
    x = [1.0, 35.0, 36.0, 35.5]
    with pytest.raises(ValueError, match="9 of 12 comparisons by x"):
        check_gradient(Sigmoid(), x, rng)


def test_parameters_that_are_copies_fail(rng):
    class Aloof(Dense):
        def parameters(self):
            pairs = super().parameters()
            return [(a.copy(), np.zeros_like(g)) for a, g in pairs]

    with pytest.raises(AssertionError, match="must return its arrays"):
        check_gradient(Aloof(3, 2, rng=rng), rng.normal(size=(4, 3)), rng)


def test_x_that_is_seen_does_not_carry_parameters_that_are_not(rng):
    class Hidden(PReLU):
        """Its value is far larger than what its slope changes."""

        def _value(self, x):
            return super()._value(x) + 1e9 * (x < 0)

    x = np.array([[-1e-7], [3.0], [2.0], [1.0]])
    with pytest.raises(ValueError, match="by its parameters, array 1"):
        check_gradient(Hidden([0.25]), x, rng)


def test_a_wide_network_of_kinks_is_no_refusal(rng, capsys):
    network = mlp([64, 64, 10], ReLU(), rng=rng)
    check_gradient(network, rng.normal(size=(20, 64)), rng)
    assert "backward says" in capsys.readouterr().out


class Greedy(Dense):
    """A layer that changes an array that it is given."""

    def __init__(self, what):
        super().__init__(5, 3, rng=np.random.default_rng(0))
        self.what = what

    def forward(self, x):
        output = super().forward(x.copy())
        if self.what == "x":
            x[0, 0] = 7
        return output

    def backward(self, dvalues):
        dinputs = super().backward(dvalues)
        if self.what == "dvalues":
            dvalues *= 0
        return dinputs


@pytest.mark.parametrize("what", ["x", "dvalues"])
def test_a_layer_that_changes_what_it_is_given_fails(what, rng):
    with pytest.raises(AssertionError, match=f"not change {what} in place"):
        check_gradient(Greedy(what), rng.normal(size=(4, 5)), rng)


def test_a_call_that_gives_something_else_than_forward_fails(rng):
    class Other(Dense):
        def __call__(self, x):
            return 1.001 * super().__call__(x)

    layer = Other(5, 3, rng=rng)
    x = rng.normal(size=(4, 5))
    for it in (layer, Network([layer, Tanh()])):
        with pytest.raises(AssertionError, match="a call must give what"):
            check_gradient(it, x, rng)


def test_a_call_that_keeps_its_inputs_fails(rng):
    class Keeping(Dense):
        __call__ = Dense.forward

    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Keeping(5, 3, rng=rng), rng.normal(size=(4, 5)), rng)


def test_a_call_of_a_layer_that_draws_may_differ(rng):
    class Dropout:
        def __init__(self, rng):
            self.rng = rng

        def __call__(self, x):
            return x

        def forward(self, x):
            self.kept = self.rng.choice([0, 2], np.shape(x))
            return x * self.kept

        def backward(self, dvalues):
            return dvalues * self.kept

        def parameters(self):
            return []

    layers = [Dense(5, 3, rng=rng), Dropout(rng)]
    check_gradient(Network(layers), rng.normal(size=(4, 5)), rng)


# ---- what is small beside the rest ---------------------------------------


def test_an_error_in_a_small_output_is_seen(rng):
    class Wrong(Dense):
        def backward(self, dvalues):
            return super().backward(dvalues * [1, 1.001, 1])

    layer = Wrong(5, 3, rng=rng)
    layer.weights *= [1, 1e-8, 1]
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(layer, rng.normal(size=(4, 5)), rng)


def test_an_error_in_a_small_gradient_is_seen(rng):
    class Wrong(Dense):
        def backward(self, dvalues):
            return super().backward(dvalues) * [1, 1, 1.01, 1, 1]

    layer = Wrong(5, 3, rng=rng)
    layer.weights *= [[1], [1], [1e-8], [1], [1]]
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(layer, rng.normal(size=(4, 5)), rng)


def test_an_error_in_a_small_share_is_seen(rng):
    class Wrong(Softmax):
        def _backward(self, x, dvalues):
            return super()._backward(x, dvalues) * [1, 1, 1.001]

    x = rng.normal(size=(4, 3)) - [0, 0, 20]
    check_gradient(Softmax(), x, rng)
    with pytest.raises(AssertionError, match="not true"):
        check_gradient(Wrong(), x, rng)


@pytest.mark.parametrize("shape", [(1,), (1, 5), ()], ids=str)
def test_a_gradient_of_a_parameter_of_another_shape_fails(shape, rng):
    class Wrong(Dense):
        def backward(self, dvalues):
            dinputs = super().backward(dvalues)
            self.dbias = np.full(shape, self.dbias[0])
            return dinputs

    with pytest.raises(AssertionError, match="and of each parameter"):
        check_gradient(Wrong(5, 3, rng=rng), np.ones((1, 5)), rng)


def test_a_large_network_is_not_copied_for_every_number(rng):
    class Counted(Tanh):
        copies = []

        def __deepcopy__(self, memo):
            self.copies.append(self)
            return Counted()

    layers = mlp([64, 128, 10], Counted(), rng=rng).layers
    Counted.copies.clear()
    check_gradient(Network(layers), rng.normal(size=(20, 64)), rng)
    assert len(Counted.copies) <= 5


@pytest.mark.parametrize("layer", [None, np.sin, Sigmoid, "x"], ids=str)
def test_what_is_no_layer_is_refused(layer, rng):
    with pytest.raises(TypeError, match="layer must have forward, backwa"):
        check_gradient(layer, [1.0], rng)


def test_a_gradient_of_another_shape_fails(rng):
    class Flat(Dense):
        def backward(self, dvalues):
            return super().backward(dvalues)[0]

    with pytest.raises(AssertionError, match=r"\(1, 5\), got \(5,\)"):
        check_gradient(Flat(5, 3, rng=rng), rng.normal(size=(1, 5)), rng)


def test_a_backward_that_returns_nothing_is_named(rng):
    class Forgetful(Dense):
        def backward(self, dvalues):
            super().backward(dvalues)

    with pytest.raises(TypeError, match="Forgetful: dx must hold real"):
        check_gradient(Forgetful(5, 3, rng=rng), np.ones((1, 5)), rng)


def test_a_refusal_prints_no_more_figures_than_every_machine_has(rng):
    with pytest.raises(AssertionError) as refusal:
        check_gradient(Flat(), rng.normal(size=(20, 5)), rng)
    measured = str(refusal.value).rpartition(" ")[2]
    assert len(re.sub(r"^[-0.]*|[.]", "", measured)) <= 4


def test_one_number_alone_can_be_checked(rng):
    check_gradient(Sigmoid(), 0.5, rng)


def test_the_check_itself_is_short_enough_for_a_page():
    code = inspect.getsource(inspect.unwrap(check_gradient))
    assert len(code.splitlines()) <= 35
