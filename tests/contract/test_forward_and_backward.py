"""What forward, backward and a call return, and what they keep."""

import copy

import numpy as np
from contract_helpers import data_for, inputs_for, is_same, slopes_of, state


def test_nothing_is_kept_at_first(example):
    assert state(example) == (None, None, None)


def test_forward_and_backward_keep_what_they_take_and_return(example, rng):
    x, dvalues = data_for(example, rng)
    output = example.forward(x)
    assert is_same(state(example), (x, output, None))
    dinputs = example.backward(dvalues)
    assert is_same(state(example), (x, output, dinputs))


def test_a_call_and_a_slope_keep_nothing(example, rng):
    """No attribute at all, so any number of threads may ask for them."""
    x, dvalues = data_for(example, rng)
    for _ in range(2):  # before the first forward, and after it
        before = dict(vars(example))
        example(x + 1)
        slopes_of(example, x + 1)
        assert vars(example).keys() == before.keys()
        assert is_same(vars(example).values(), before.values())
        example.forward(x)
        example.backward(dvalues)


def test_a_call_gives_the_output_of_forward(example, rng):
    x = inputs_for(example, rng)
    if not example.is_random:
        np.testing.assert_array_equal(example(x), example.forward(x))


def test_a_derivative_is_backward_for_an_upstream_of_ones(
    example_elementwise, rng
):
    elementwise = example_elementwise
    if elementwise.is_random:
        return
    x = inputs_for(elementwise, rng)
    elementwise.forward(x)
    np.testing.assert_array_equal(
        elementwise.derivative(x), elementwise.backward(np.ones_like(x))
    )


def test_a_second_forward_leaves_the_first_output_alone(example, rng):
    first = example.forward(inputs_for(example, rng))
    kept = first.copy()
    example.forward(inputs_for(example, rng))
    np.testing.assert_array_equal(first, kept)


def test_inputs_are_kept_by_reference(example, rng):
    other = copy.deepcopy(example)
    edited, dvalues = data_for(example, rng)
    x = edited + 1
    example.forward(edited)
    other.forward(x)
    x[...] = edited
    np.testing.assert_array_equal(
        other.backward(dvalues), example.backward(dvalues)
    )


def test_an_edited_output_leaves_the_gradient_alone(example, rng):
    other = copy.deepcopy(example)
    x, dvalues = data_for(example, rng)
    example.forward(x)
    other.forward(x)[...] = 7
    np.testing.assert_array_equal(
        other.backward(dvalues), example.backward(dvalues)
    )
