"""Claims and gradient checks that can fail, and do."""

import numpy as np
import pytest

import activations
from activations import ReLU, Sigmoid, Softmax, Step
from activations.lab import check_gradient, claim


def test_a_true_claim_is_printed_with_its_mark(capsys):
    claim("one and one is two", 1 + 1 == 2)
    assert capsys.readouterr().out == "✓ one and one is two\n"


def test_a_false_claim_raises_and_prints_nothing(capsys):
    with pytest.raises(AssertionError, match="not true: two is one"):
        claim("two is one", np.bool_(False))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("holds", [True, np.bool_(True), np.all([1, 1])])
def test_one_bool_is_taken(holds, capsys):
    claim("it is so", holds)
    assert capsys.readouterr().out == "✓ it is so\n"


@pytest.mark.parametrize(
    ("holds", "name"),
    [
        ([False, False], "list"),
        ([], "list"),
        ((True,), "tuple"),
        (np.array([True, True]), "ndarray"),
        (np.array(True), "ndarray"),
        (None, "NoneType"),
        ("False", "str"),
        (1, "int"),
        (1.0, "float"),
        (np.int64(1), "int64"),
        (lambda: False, "function"),
    ],
)
def test_anything_but_one_bool_is_refused_by_name(holds, name, capsys):
    with pytest.raises(TypeError, match=f"must be one bool, got {name} "):
        claim("it is so", holds)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", activations.__all__)
def test_the_gradients_of_all_activations_pass(name, rng, capsys):
    x = rng.choice([-1, 1], size=(4, 5)) * rng.uniform(0.1, 3, size=(4, 5))
    check_gradient(getattr(activations, name)(), x, rng)
    assert "backward says" in capsys.readouterr().out


def test_both_numbers_are_shown(rng, capsys):
    check_gradient(Step(), [1.0, -2.0], rng)
    expected = "✓ Step(): backward says 0.0000, the difference 0.0000\n"
    assert capsys.readouterr().out == expected


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
