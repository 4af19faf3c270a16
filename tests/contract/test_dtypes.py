"""Which dtypes are computed in which, and which are refused."""

from fractions import Fraction

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import FLOATS, is_same, slopes_of, state


@pytest.mark.parametrize("dvalues_dtype", [*FLOATS, int, bool])
@pytest.mark.parametrize("dtype", FLOATS)
def test_floats_keep_their_dtype(act, dtype, dvalues_dtype, rng):
    x = rng.normal(size=(3, 4)).astype(dtype)
    assert act(x).dtype == dtype
    assert act.forward(x).dtype == dtype
    assert act.inputs is x
    dvalues = np.ones((3, 4), dvalues_dtype)
    assert act.backward(dvalues).dtype == dtype


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_derivative_keeps_the_dtype(elementwise, dtype):
    assert elementwise.derivative(np.zeros(3, dtype)).dtype == dtype


@pytest.mark.parametrize("dtype", "?bBhHiIlLqQ")
def test_bools_and_ints_are_computed_in_float64(act, dtype):
    x = np.array([[0, 1, 1], [1, 3, 100]]).astype(dtype)
    output = act.forward(x)
    assert output.dtype == act.inputs.dtype == np.float64
    np.testing.assert_array_equal(output, act(x.astype(np.float64)))
    assert act.backward(x).dtype == np.float64


@pytest.mark.parametrize("number", [2, 2.0, True])
def test_a_number_is_computed_in_float64(elementwise, number):
    assert elementwise(number).dtype == np.float64


def test_a_list_is_computed_in_float64(act):
    values = [[-1, 0.5], [True, 2]]
    output = act.forward(values)
    assert output.dtype == np.float64
    np.testing.assert_array_equal(output, act(np.array(values)))
    assert act.backward(values).shape == (2, 2)


def test_dvalues_of_another_dtype_are_not_rounded_first(act, rng):
    """A float16 slope times 1e-9 is a good float32; 1e-9 in float16 is 0."""
    x = rng.normal(size=(3, 4)).astype(np.float16)
    dvalues = rng.normal(size=(3, 4)) * 1e-9
    act.forward(x)
    scaled = act.backward(dvalues * 1e9).astype(float)
    act.forward(x.astype(np.float32))
    np.testing.assert_allclose(
        act.backward(dvalues) * 1e9, scaled, rtol=2e-3, atol=1e-3
    )


REFUSED = {
    "objects": ("object", np.array([[1.0, None]])),
    "a large int": ("object", [[2**70, 1]]),
    "a fraction": ("object", [[Fraction(1, 2)]]),
    "None": ("object", None),
    "a dict": ("object", {"a": 1.0}),
    "text": (".U3", [["0.5", "1"]]),
    "bytes": (".S3", [[b"0.5"]]),
    "complex128": ("complex128", np.array([[1j]])),
    "complex64": ("complex64", np.array([[1]], np.complex64)),
    "dates": ("datetime64.D.", np.array([["2026-01-01"]], "M8[D]")),
    "durations": ("timedelta64.s.", np.array([[1]], "m8[s]")),
    "records": (".*'a'.*", np.zeros((1, 1), [("a", float)])),
}
if np.dtype(np.longdouble).itemsize > 8:
    REFUSED["longdouble"] = (".*", np.zeros((1, 1), np.longdouble))
MESSAGE = (
    "must hold real numbers \\(bool, int, float16, float32 or float64\\), "
    "got dtype "
)
each_refused = pytest.mark.parametrize(
    ("dtype", "values"), REFUSED.values(), ids=REFUSED
)


@each_refused
def test_what_holds_no_real_numbers_is_refused_by_name(act, dtype, values):
    message = f"^{name_of(act)}: x {MESSAGE}{dtype}$"
    for method in (act, act.forward):
        with pytest.raises(TypeError, match=message):
            method(values)
    assert state(act) == (None, None, None)


@each_refused
def test_dvalues_that_are_no_real_numbers_are_refused_by_name(
    act, dtype, values
):
    act.forward(np.ones((1, 1)))
    before = state(act)
    message = f"^{name_of(act)}: dvalues {MESSAGE}{dtype}$"
    with pytest.raises(TypeError, match=message):
        act.backward(values)
    assert is_same(state(act), before)


@each_refused
def test_slopes_are_refused_where_values_are(act, dtype, values):
    message = f"^{name_of(act)}: x {MESSAGE}{dtype}$"
    with pytest.raises(TypeError, match=message):
        slopes_of(act)(values)


def test_a_ragged_list_is_refused_by_name(act):
    name = name_of(act)
    message = (
        "must be an array or a rectangular list of numbers "
        "\\(setting an array element with a sequence.*\\)$"
    )
    with pytest.raises(ValueError, match=f"^{name}: x {message}"):
        act.forward([[1, 2], [3]])
    act.forward([[1, 2]])
    with pytest.raises(ValueError, match=f"^{name}: dvalues {message}"):
        act.backward([[1, 2], [3]])
