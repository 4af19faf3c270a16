"""Which shapes are kept, and which are refused."""

import re

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import ALONG_AXIS_CLASSES, is_same, state


@pytest.mark.parametrize(
    "shape", [(), (0,), (0, 3), (3, 0), (1,), (2, 1, 3)], ids=str
)
def test_every_shape_is_kept(elementwise, shape):
    x = np.ones(shape)
    for result in (
        elementwise(x),
        elementwise.derivative(x),
        elementwise.forward(x),
        elementwise.backward(x),
    ):
        assert isinstance(result, np.ndarray)
        assert result.shape == shape


def test_a_batch_along_an_axis_may_be_empty(along_axis):
    shape = [0, 0, 0]
    shape[along_axis.axis] = 3
    x = np.ones(shape)
    assert along_axis.forward(x).shape == x.shape
    assert along_axis.backward(x).shape == x.shape


def test_an_axis_must_exist_and_hold_something(along_axis):
    name = name_of(along_axis)
    empty = [2, 2, 2]
    empty[along_axis.axis] = 0
    refusals = {
        f"^{name}: x must have an axis, got a 0-d array$": 1.0,
        f"^{name}: axis {along_axis.axis} of x is empty$": np.ones(empty),
    }
    for message, x in refusals.items():
        for method in (along_axis, along_axis.forward, along_axis.jacobian):
            with pytest.raises(ValueError, match=message):
                method(x)


@pytest.mark.parametrize("axis", [2, -3, 10**6])
@pytest.mark.parametrize("cls", ALONG_AXIS_CLASSES)
def test_a_bad_axis_is_numpys_error_with_the_name(cls, axis):
    with pytest.raises(
        np.exceptions.AxisError,
        match=f"^{cls.__name__}: axis {axis} is out of bounds for array of "
        "dimension 2$",
    ):
        cls(axis=axis).forward(np.ones((2, 2)))


def test_backward_needs_a_forward(act):
    message = f"^{name_of(act)}: call forward before backward$"
    with pytest.raises(RuntimeError, match=message):
        act.backward(np.ones((2, 2)))
    act(np.ones((2, 2)))
    with pytest.raises(RuntimeError, match=message):
        act.backward(np.ones((2, 2)))


@pytest.mark.parametrize(
    "shape",
    [(), (1,), (3,), (1, 3), (2, 1), (3, 2), (1, 2, 3), (0,)],
    ids=str,
)
def test_dvalues_of_another_shape_are_refused_not_broadcast(act, shape):
    act.forward(np.ones((2, 3)))
    before = state(act)
    message = (
        f"{name_of(act)}: dvalues must have the shape of the output, "
        f"(2, 3), got {shape}"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        act.backward(np.ones(shape))
    assert is_same(state(act), before)


@pytest.mark.parametrize("x", ["a", None, [[1], [2, 3]]], ids=str)
def test_a_refused_forward_leaves_the_state_alone(act, x):
    act.forward(np.ones((2, 2)))
    act.backward(np.ones((2, 2)))
    before = state(act)
    with pytest.raises((TypeError, ValueError)):
        act.forward(x)
    assert is_same(state(act), before)


@pytest.mark.parametrize("x", [1.0, np.ones((0, 0)), np.ones(0)])
def test_a_refused_axis_leaves_the_state_alone(along_axis, x):
    along_axis.forward(np.ones((2, 2)))
    before = state(along_axis)
    with pytest.raises(ValueError, match=name_of(along_axis)):
        along_axis.forward(x)
    assert is_same(state(along_axis), before)
