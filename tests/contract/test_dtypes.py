"""Which dtypes are computed in which, and which are refused."""

import copy
import re
from fractions import Fraction

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import (
    FLOATS,
    data_for,
    fit,
    inputs_for,
    is_same,
    slopes_of,
    state,
)


def test_floats_keep_their_dtype(example, rng):
    for dtype in FLOATS:
        x, dvalues = data_for(example, rng, dtype=dtype)
        assert example(x).dtype == dtype
        assert slopes_of(example, x).dtype == dtype
        assert example.forward(x).dtype == dtype
        assert example.inputs is x
        for dvalues_dtype in (*FLOATS, int, bool):
            gradient = example.backward(dvalues.astype(dvalues_dtype))
            assert gradient.dtype == dtype


def test_bools_and_ints_are_computed_in_float64(example, rng):
    numbers = rng.integers(0, 100, size=fit(example, (6, 12)))
    for dtype in "?bBhHiIlLqQ":
        x = numbers.astype(dtype)
        value = example(x)
        np.testing.assert_array_equal(value, example(x.astype(float)))
        output = example.forward(x)
        dinputs = example.backward(np.ones(output.shape, dtype))
        for result in (value, output, example.inputs, dinputs):
            assert result.dtype == np.float64


def test_a_number_is_computed_in_float64(example_elementwise):
    if example_elementwise.channels is None:
        for number in (2, 2.0, True):
            value = example_elementwise(number)
            assert value.dtype == np.float64
            assert value.shape == ()


def test_a_list_is_computed_in_float64(example, rng):
    x, dvalues = data_for(example, rng)
    value = example(x.tolist())
    assert value.dtype == example.forward(x.tolist()).dtype == np.float64
    np.testing.assert_array_equal(value, example(x))
    assert example.backward(dvalues.tolist()).shape == x.shape


def test_dvalues_of_another_dtype_are_not_rounded_first(example, rng):
    """A float16 slope times 1e-9 is a good float32; 1e-9 in float16 is 0."""
    x, dvalues = data_for(example, rng, dtype=np.float16)
    dvalues = dvalues.astype(float) * 1e-9
    other = copy.deepcopy(example)
    example.forward(x)
    scaled = example.backward(dvalues * 1e9).astype(float)
    other.forward(x.astype(np.float32))
    np.testing.assert_allclose(
        other.backward(dvalues) * 1e9, scaled, rtol=2e-3, atol=1e-3
    )


class Metres(np.ndarray):
    """An array that means more than its numbers."""


NO_NUMBERS = {
    "objects": np.array([[1.0, None]]),
    "a large int": [[2**70, 1]],
    "a fraction": [[Fraction(1, 2)]],
    "None": None,
    "a dict": {"a": 1.0},
    "text": [["0.5", "1"]],
    "bytes": [[b"0.5"]],
    "complex128": np.array([[1j]]),
    "complex64": np.array([[1]], np.complex64),
    "dates": np.array([["2026-01-01"]], "M8[D]"),
    "durations": np.array([[1]], "m8[s]"),
    "records": np.zeros((1, 1), [("a", float)]),
    # The one float of NumPy that is not among the three. Even where it has
    # 64 bits, as on Windows, it is a dtype of its own, like the small
    # floats that other packages add.
    "longdouble": np.zeros((1, 1), np.longdouble),
}
MASKED = np.ma.array([1.0, 2.0], mask=[False, True])
NOT_PLAIN = {
    "a masked array": (MASKED, "MaskedArray"),
    "the masked constant": (np.ma.masked, "MaskedConstant"),
    "a list of masked arrays": ([MASKED, MASKED], "MaskedArray"),
    "a mask deep in a list": ([(0.5, [MASKED])], "MaskedArray"),
    "a list with a masked number": ([1.0, np.ma.masked], "MaskedConstant"),
    "a list of what a mask gives": ([*MASKED], "MaskedConstant"),
    "another subclass": (np.ones(2).view(Metres), "Metres"),
    "records with names": (np.ones(2).view(np.recarray), "recarray"),
}
REFUSED = {
    name: (
        values,
        "must hold real numbers (bool, int, float16, float32 or float64), "
        f"got dtype {np.asarray(values).dtype}",
    )
    for name, values in NO_NUMBERS.items()
} | {
    name: (
        values,
        "must be a plain array, since a mask or a unit would be lost, "
        f"got a {found}",
    )
    for name, (values, found) in NOT_PLAIN.items()
}


def assert_refused(act, values, message, rng):
    """Everywhere with a TypeError that begins with the class's name."""
    x = inputs_for(act, rng)
    act.forward(x)
    before = state(act)
    for name, method in (
        ("x", act),
        ("x", act.forward),
        ("x", lambda values: slopes_of(act, values)),
        ("dvalues", act.backward),
    ):
        full = re.escape(f"{name_of(act)}: {name} {message}")
        with pytest.raises(TypeError, match=f"^{full}$"):
            method(values)
    assert is_same(state(act), before)


@pytest.mark.parametrize(
    ("values", "message"), REFUSED.values(), ids=REFUSED
)
def test_what_is_no_plain_array_of_real_numbers_is_refused_by_name(
    kinds, values, message, rng
):
    for act in kinds:
        assert_refused(act, values, message, rng)


def test_every_class_refuses_what_it_cannot_compute(example, rng):
    for kind in ("None", "complex64", "a masked array"):
        assert_refused(example, *REFUSED[kind], rng)


def test_a_file_or_a_matrix_is_no_more_than_its_numbers(
    kinds, rng, tmp_path
):
    for act in kinds:
        x, dvalues = data_for(act, rng)
        file = np.memmap(
            tmp_path / name_of(act), x.dtype, "w+", shape=x.shape
        )
        file[...] = x
        for same in (file, x.view(np.matrix)):
            other = copy.deepcopy(act)
            value = other.forward(same)
            assert type(value) is type(other.inputs) is np.ndarray
            np.testing.assert_array_equal(
                value, copy.deepcopy(act).forward(x)
            )
            assert type(other.backward(dvalues)) is np.ndarray


def test_a_ragged_list_is_refused_by_name(example, rng):
    name = name_of(example)
    message = (
        "must be an array or a rectangular list of numbers "
        "\\(setting an array element with a sequence.*\\)$"
    )
    with pytest.raises(ValueError, match=f"^{name}: x {message}"):
        example.forward([[1, 2], [3]])
    example.forward(inputs_for(example, rng))
    with pytest.raises(ValueError, match=f"^{name}: dvalues {message}"):
        example.backward([[1, 2], [3]])
