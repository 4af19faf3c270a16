"""The gradient is that of the value."""

import re

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import (
    FLOATS,
    data_for,
    inputs_for,
    value_of,
)


def away_from_breaks(act, x):
    for at in (*getattr(act, "kinks", ()), *getattr(act, "jumps", ())):
        x = np.where(np.abs(x - at) < 0.001, at + 0.001, x)
    return x


def test_backward_agrees_with_central_differences(act, rng):
    x, dvalues = data_for(act, rng, (4, 3))
    x = away_from_breaks(act, 2 * x)
    step = 1e-5
    slopes = np.empty_like(x)
    for i in np.ndindex(x.shape):
        shift = np.zeros_like(x)
        shift[i] = step
        rise = value_of(act, x + shift) - value_of(act, x - shift)
        slopes[i] = np.sum(dvalues * rise) / (2 * step)
    act.forward(x)
    np.testing.assert_allclose(
        act.backward(dvalues), slopes, rtol=1e-6, atol=1e-8
    )


def test_backward_multiplies_by_the_derivative(example_elementwise, rng):
    elementwise = example_elementwise
    if elementwise.is_random:
        return
    x, dvalues = data_for(elementwise, rng)
    elementwise.forward(x)
    np.testing.assert_array_equal(
        elementwise.backward(dvalues), elementwise.derivative(x) * dvalues
    )


def test_backward_multiplies_by_the_jacobian(along_axis, rng):
    if along_axis.is_random:
        return
    x, dvalues = data_for(along_axis, rng, (2, 3, 4))
    expected = np.einsum(
        "...i,...ij->...j",
        np.moveaxis(dvalues, along_axis.axis, -1),
        along_axis.jacobian(x),
    )
    along_axis.forward(x)
    np.testing.assert_allclose(
        along_axis.backward(dvalues),
        np.moveaxis(expected, -1, along_axis.axis),
        rtol=1e-12,
        atol=1e-15,
    )


def test_a_jacobian_has_a_row_for_each_output(along_axis, rng):
    """Its last two axes, after those of x without the one it acts along."""
    for dtype in FLOATS:
        x = inputs_for(along_axis, rng, (2, 3, 4), dtype)
        jacobian = along_axis.jacobian(x)
        n = x.shape[along_axis.axis]
        batch = list(x.shape)
        del batch[along_axis.axis]
        assert jacobian.shape == (*batch, along_axis.width(n), n)
        assert jacobian.dtype == dtype


def test_what_acts_along_an_axis_has_no_derivative(example_along_axis):
    message = (
        f"{name_of(example_along_axis)}: no derivative(x), since each output "
        "depends on every input along the axis. Use backward(dvalues), or "
        "jacobian(x) for the matrix of all slopes"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        example_along_axis.derivative(np.zeros((2, 2)))
