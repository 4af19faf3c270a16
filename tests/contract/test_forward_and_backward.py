"""What forward, backward and a call return, and what they keep."""

import numpy as np
from contract_helpers import is_same, state


def test_nothing_is_kept_at_first(act):
    assert state(act) == (None, None, None)


def test_forward_keeps_what_it_takes_and_what_it_returns(act, rng):
    x = rng.normal(size=(3, 4))
    output = act.forward(x)
    assert output is act.output
    assert x is act.inputs
    assert act.dinputs is None


def test_backward_keeps_what_it_returns_and_nothing_else(act, rng):
    act.forward(rng.normal(size=(3, 4)))
    before = state(act)[:2]
    dinputs = act.backward(rng.normal(size=(3, 4)))
    assert dinputs is act.dinputs
    assert is_same(state(act)[:2], before)


def test_a_call_gives_the_output_of_forward_and_keeps_nothing(act, rng):
    x = rng.normal(size=(3, 4))
    value = act(x)
    assert state(act) == (None, None, None)
    np.testing.assert_array_equal(value, act.forward(x))
    act.backward(x)
    before = state(act)
    act(x + 1)
    assert is_same(state(act), before)


def test_a_derivative_is_backward_for_an_upstream_of_ones_and_keeps_nothing(
    elementwise, rng
):
    x = rng.normal(size=(3, 4))
    slope = elementwise.derivative(x)
    assert state(elementwise) == (None, None, None)
    elementwise.forward(x)
    np.testing.assert_array_equal(
        slope, elementwise.backward(np.ones_like(x))
    )
    before = state(elementwise)
    elementwise.derivative(x + 1)
    assert is_same(state(elementwise), before)


def test_a_second_forward_leaves_the_first_output_alone(act, rng):
    first = act.forward(rng.normal(size=(3, 4)))
    kept = first.copy()
    act.forward(rng.normal(size=(3, 4)))
    np.testing.assert_array_equal(first, kept)


def test_inputs_are_kept_by_reference(act, rng):
    x, edited, dvalues = rng.normal(size=(3, 3, 4))
    act.forward(edited)
    expected = act.backward(dvalues)
    act.forward(x)
    x[...] = edited
    np.testing.assert_array_equal(act.backward(dvalues), expected)


def test_an_edited_output_leaves_the_gradient_alone(act, rng):
    x, dvalues = rng.normal(size=(2, 3, 4))
    act.forward(x)
    expected = act.backward(dvalues)
    act.forward(x)[...] = 7
    np.testing.assert_array_equal(act.backward(dvalues), expected)
