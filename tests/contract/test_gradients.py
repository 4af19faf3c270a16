"""The gradient is that of the value."""

import re

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import FLOATS


def away_from_breaks(act, x):
    for at in (*getattr(act, "kinks", ()), *getattr(act, "jumps", ())):
        x = np.where(np.abs(x - at) < 0.001, at + 0.001, x)
    return x


def test_backward_agrees_with_central_differences(act, rng):
    x, dvalues = rng.normal(size=(2, 3, 4)) * 2
    x = away_from_breaks(act, x)
    step = 1e-5
    slopes = np.empty_like(x)
    for i in np.ndindex(x.shape):
        shift = np.zeros_like(x)
        shift[i] = step
        slopes[i] = np.sum(dvalues * (act(x + shift) - act(x - shift)))
    act.forward(x)
    np.testing.assert_allclose(
        act.backward(dvalues), slopes / (2 * step), rtol=1e-6, atol=1e-8
    )


def test_backward_multiplies_by_the_derivative(elementwise, rng):
    x, dvalues = rng.normal(size=(2, 3, 4))
    elementwise.forward(x)
    np.testing.assert_array_equal(
        elementwise.backward(dvalues), elementwise.derivative(x) * dvalues
    )


@pytest.mark.parametrize("shape", [(4, 4), (2, 3, 4)])
def test_backward_multiplies_by_the_jacobian(along_axis, shape, rng):
    x, dvalues = rng.normal(size=(2, *shape))
    jacobian = along_axis.jacobian(x)
    expected = np.einsum(
        "...i,...ij->...j",
        np.moveaxis(dvalues, along_axis.axis, -1),
        jacobian,
    )
    along_axis.forward(x)
    np.testing.assert_allclose(
        along_axis.backward(dvalues),
        np.moveaxis(expected, -1, along_axis.axis),
        rtol=1e-12,
        atol=1e-15,
    )


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_jacobian_has_the_dtype_and_shape_of_its_inputs(
    along_axis, dtype
):
    x = np.zeros((2, 3, 5), dtype)
    jacobian = along_axis.jacobian(x)
    n = x.shape[along_axis.axis]
    batch = list(x.shape)
    del batch[along_axis.axis]
    assert jacobian.shape == (*batch, n, n)
    assert jacobian.dtype == dtype


def test_what_acts_along_an_axis_has_no_derivative(along_axis):
    message = (
        f"{name_of(along_axis)}: no derivative(x), since each output depends "
        "on every input along the axis. Use backward(dvalues), or jacobian(x) "
        "for the matrix of all slopes"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        along_axis.derivative(np.zeros((2, 2)))
