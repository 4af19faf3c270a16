"""Which shapes are kept, and which are refused."""

import re

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import (
    fit,
    inputs_for,
    is_same,
    parameters_of,
    slopes_of,
    state,
)

from activations.base import Elementwise


def test_every_shape_is_kept(example_elementwise):
    elementwise = example_elementwise
    for shape in ((), (0,), (0, 3), (3, 0), (1,), (2, 1, 3)):
        if elementwise.channels is not None:
            shape = (*shape, elementwise.channels)
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
    x = np.ones(fit(along_axis, shape))
    output = along_axis.forward(x)
    assert output.size == 0
    assert along_axis.backward(output).shape == x.shape
    assert along_axis.jacobian(x).size == 0


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
    assert state(along_axis) == (None, None, None)


def test_a_bad_axis_is_numpys_error_with_the_name(example_along_axis):
    for axis in (2, -3, 10**6):
        arguments = parameters_of(example_along_axis) | {"axis": axis}
        act = type(example_along_axis)(**arguments)
        message = (
            f"^{name_of(act)}: axis {axis} is out of bounds for array of "
            "dimension 2$"
        )
        for method in (act, act.forward, act.jacobian):
            with pytest.raises(np.exceptions.AxisError, match=message):
                method(np.ones((2, 2)))


def test_backward_needs_a_forward(example):
    message = f"^{name_of(example)}: call forward before backward$"
    x = np.ones(fit(example, (2, 2)))
    for before in (
        lambda x: None,
        example,
        lambda x: slopes_of(example, x),
    ):
        before(x)
        with pytest.raises(RuntimeError, match=message):
            example.backward(example(x))


def test_dvalues_of_another_shape_are_refused_not_broadcast(example, rng):
    rows, n = example.forward(inputs_for(example, rng, (2, 3))).shape
    before = state(example)
    others = [(), (1,), (n,), (1, n), (rows, 1), (1, rows, n), (0,)]
    others += [(n, rows), (rows, n + 1)]
    for shape in others:
        if shape == (rows, n):
            continue
        message = (
            f"{name_of(example)}: dvalues must have the shape of the "
            f"output, {(rows, n)}, got {shape}"
        )
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            example.backward(np.ones(shape))
    assert is_same(state(example), before)


def test_a_refused_forward_leaves_the_state_alone(example, rng):
    output = example.forward(inputs_for(example, rng, (2, 2)))
    example.backward(output)
    before = state(example)
    refused = ["a", None, [[1], [2, 3]]]
    if not isinstance(example, Elementwise):
        refused += [1.0, np.ones((0, 0)), np.ones(0)]
    for x in refused:
        with pytest.raises((TypeError, ValueError), match=name_of(example)):
            example.forward(x)
        assert is_same(state(example), before)
