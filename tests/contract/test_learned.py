"""What an activation learns, and the gradient that it learns from."""

import copy
import re

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import (
    data_for,
    gradients_of,
    inputs_for,
    is_same,
    parameters_of,
    state,
    value_of,
)

from activations.base import Elementwise


def train(act, rng):
    """Change all that act learns in place, as an optimiser does."""
    for array, _ in act.parameters():
        array += rng.uniform(0.1, 0.2, array.shape)


def test_parameters_are_pairs_of_an_array_and_its_gradient(example):
    pairs = example.parameters()
    assert len(pairs) == len(example.learned)
    for name, (array, gradient) in zip(example.learned, pairs, strict=True):
        assert array is getattr(example, name)
        assert gradient is getattr(example, "d" + name)
        assert array.dtype == gradient.dtype == np.float64
        assert array.shape == gradient.shape
        assert array.ndim <= 1


def test_a_gradient_is_0_before_the_first_backward(learner, rng):
    learner.forward(inputs_for(learner, rng))
    assert not any(gradient.any() for gradient in gradients_of(learner))


def test_backward_fills_the_gradients_in_place(learner, rng):
    x, dvalues = data_for(learner, rng)
    before = gradients_of(learner)
    values = [array.copy() for array, _ in learner.parameters()]
    learner.forward(x)
    learner.backward(dvalues)
    assert is_same(gradients_of(learner), before)
    assert all(gradient.all() for gradient in before)
    for (array, _), value in zip(learner.parameters(), values, strict=True):
        np.testing.assert_array_equal(array, value)


@pytest.mark.parametrize("shape", [(4,), (6, 12), (2, 3, 4)], ids=str)
def test_a_gradient_agrees_with_central_differences(learner, shape, rng):
    x, dvalues = data_for(learner, rng, shape)
    step = 1e-5
    expected = []
    for array, gradient in learner.parameters():
        slopes = np.empty_like(gradient)
        for i in np.ndindex(array.shape):
            value = array[i]
            array[i] = value + step
            rise = value_of(learner, x)
            array[i] = value - step
            rise = rise - value_of(learner, x)
            array[i] = value
            slopes[i] = np.sum(dvalues * rise) / (2 * step)
        expected.append(slopes)
    learner.forward(x)
    learner.backward(dvalues)
    for gradient, slopes in zip(
        gradients_of(learner), expected, strict=True
    ):
        np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-8)


def test_a_second_backward_does_not_add_to_the_first(learner, rng):
    x, dvalues = data_for(learner, rng)
    learner.forward(x)
    learner.backward(dvalues)
    once = copy.deepcopy(gradients_of(learner))
    learner.backward(dvalues)
    for gradient, first in zip(gradients_of(learner), once, strict=True):
        np.testing.assert_array_equal(gradient, first)


def test_an_empty_batch_teaches_nothing(learner, rng):
    x, dvalues = data_for(learner, rng)
    learner.forward(x)
    learner.backward(dvalues)
    learner.forward(x[:0])
    learner.backward(dvalues[:0])
    assert not any(gradient.any() for gradient in gradients_of(learner))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_a_gradient_is_summed_in_float64(learner, dtype, rng):
    """300 times 300 is more than a float16 can hold, and so are the sums."""
    x, dvalues = data_for(learner, rng, (3000, 2), dtype)
    x, dvalues = 300 * x, 300 * dvalues
    gradients = []
    for inputs, upstream in (
        (x, dvalues),
        (x.astype(float), dvalues.astype(float)),
    ):
        other = copy.deepcopy(learner)
        assert other.forward(inputs).dtype == inputs.dtype
        assert other.backward(upstream).dtype == inputs.dtype
        gradients.append(gradients_of(other))
    for gradient, exact in zip(*gradients, strict=True):
        np.testing.assert_allclose(gradient, exact, rtol=1e-4)


def test_values_that_are_changed_in_place_are_used(learner, rng):
    x, dvalues = data_for(learner, rng)
    before = learner(x)
    train(learner, rng)
    again = type(learner)(**parameters_of(copy.deepcopy(learner)))
    assert not np.array_equal(learner(x), before)
    np.testing.assert_array_equal(learner(x), again(x))
    np.testing.assert_array_equal(
        learner.derivative(x), again.derivative(x)
    )
    np.testing.assert_array_equal(learner.forward(x), again.forward(x))
    np.testing.assert_array_equal(
        learner.backward(dvalues), again.backward(dvalues)
    )


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda act: act.copy()],
    ids=["deep", "copy()"],
)
def test_a_copy_keeps_what_was_learned_and_shares_no_array(
    learner, copied, rng
):
    x, dvalues = data_for(learner, rng)
    train(learner, rng)
    other = copied(learner)
    np.testing.assert_array_equal(other(x), learner(x))
    for pair, others in zip(
        learner.parameters(), other.parameters(), strict=True
    ):
        for array in pair:
            assert not any(np.shares_memory(array, a) for a in others)
    other.forward(x)
    other.backward(dvalues)
    assert not any(gradient.any() for gradient in gradients_of(learner))


def test_a_copy_drops_what_the_last_forward_kept(example, rng):
    x, dvalues = data_for(example, rng)
    example.forward(x)
    example.backward(dvalues)
    before = state(example)
    assert state(example.copy()) == (None, None, None)
    with pytest.raises(RuntimeError, match=name_of(example)):
        example.copy().backward(dvalues)
    assert is_same(state(example), before)


def test_a_repr_shows_the_start_after_training(learner, rng):
    before = repr(learner)
    train(learner, rng)
    assert repr(learner) == repr(learner.copy()) == before


def test_another_number_of_channels_is_refused_by_name(learner):
    channels = learner.channels
    if channels is None:
        return
    message = re.escape(
        f"{name_of(learner)}: one parameter for each of {channels} "
        "channels, so there must be as many inputs, got "
    )
    for n in (1, channels - 1, channels + 1, 2 * channels):
        x = np.ones((channels, n))
        for method in (learner, learner.forward, learner.derivative):
            with pytest.raises(ValueError, match=f"^{message}{n}$"):
                method(x)
        with pytest.raises(ValueError, match=f"^{message}{n}$"):
            learner.width(n)
    with pytest.raises(ValueError, match=f"^{message}1$"):
        learner(0.5)
    assert state(learner) == (None, None, None)


def test_lists_of_different_lengths_are_refused_by_name():
    class Two(Elementwise):
        learned = ("alpha", "beta")

        def __init__(self, alpha, beta):
            self.set_learned("alpha", alpha)
            self.set_learned("beta", beta)

    Two([1, 2, 3], 1)
    with pytest.raises(ValueError, match="Two: beta and alpha must have"):
        Two([1, 2, 3], [1, 2])
