"""Computing in blocks gives what one number, or row, at a time gives."""

import numpy as np
import pytest
from contract_helpers import ALONG_AXIS_CLASSES, FLOATS

from activations import base


def one_at_a_time(f, *arrays):
    values = [
        f(*(a[i : i + 1] for a in arrays)) for i in range(len(arrays[0]))
    ]
    return np.concatenate(values)


def backward(act, x, dvalues):
    act.forward(x)
    return act.backward(dvalues)


def assert_equal_but_for_rounding(one, other):
    room = 16 * np.finfo(one.dtype).eps
    np.testing.assert_allclose(one, other, rtol=room, atol=room)


@pytest.mark.parametrize("size", [1, 7, 8, 9, 15, 16, 17, 33])
@pytest.mark.parametrize("dtype", FLOATS)
def test_blocks_give_what_one_number_at_a_time_gives(
    elementwise, dtype, size, rng, monkeypatch
):
    f = elementwise
    x, dvalues = (rng.normal(size=(2, size)) * 4).astype(dtype)
    monkeypatch.setattr(base, "BLOCK_BYTES", 8 * x.itemsize)
    assert_equal_but_for_rounding(f(x), one_at_a_time(f, x))
    assert_equal_but_for_rounding(
        backward(f, x, dvalues),
        one_at_a_time(lambda *a: backward(f, *a), x, dvalues),
    )


@pytest.mark.parametrize("n", [1, 5, 31, 32, 33])
@pytest.mark.parametrize("rows", [1, 3, 4, 5, 8])
@pytest.mark.parametrize("rows_in_a_block", [1, 4])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("cls", ALONG_AXIS_CLASSES)
def test_blocks_give_what_one_row_at_a_time_gives(
    cls, dtype, rows_in_a_block, rows, n, rng, monkeypatch
):
    act = cls()
    x, dvalues = (rng.normal(size=(2, rows, n)) * 4).astype(dtype)
    block_bytes = rows_in_a_block * x[0].nbytes
    monkeypatch.setattr(base, "BLOCK_BYTES", block_bytes)
    assert_equal_but_for_rounding(act(x), one_at_a_time(act, x))
    assert_equal_but_for_rounding(
        backward(act, x, dvalues),
        one_at_a_time(lambda *a: backward(act, *a), x, dvalues),
    )


def seen_by_the_formula(act, x, monkeypatch):
    """Return the arrays that the formula gets when x is evaluated."""
    seen = []
    formula = act._value
    with monkeypatch.context() as patch:
        patch.setattr(act, "_value", lambda x: seen.append(x) or formula(x))
        act(x)
    return seen


def test_a_formula_sees_an_array_in_blocks_that_fit_in_the_cache(
    act, monkeypatch
):
    x = np.zeros((5000, 20, 1))  # its last two axes are short
    if not isinstance(act, base.Elementwise):
        x = x.swapaxes(1, act.axis)
    seen = seen_by_the_formula(act, x, monkeypatch)
    assert sum(block.size for block in seen) == x.size
    assert 120 * 1024 < max(block.nbytes for block in seen) <= 128 * 1024


def test_a_row_larger_than_a_block_comes_alone(along_axis, monkeypatch):
    monkeypatch.setattr(base, "BLOCK_BYTES", 100)
    x = np.zeros((3, 14, 2)).swapaxes(1, along_axis.axis)
    seen = seen_by_the_formula(along_axis, x, monkeypatch)
    assert [block.shape for block in seen] == [(1, 14)] * 6


@pytest.mark.parametrize("n", [2, 31, 32, 100])
def test_a_formula_sees_short_rows_stored_by_columns(
    along_axis, n, monkeypatch
):
    x = np.zeros((4, n, 1)).swapaxes(1, along_axis.axis)
    (rows,) = seen_by_the_formula(along_axis, x, monkeypatch)
    assert rows.shape == (4, n)
    assert rows.flags.f_contiguous == (n < 32)
    assert rows.flags.c_contiguous == (n >= 32)
