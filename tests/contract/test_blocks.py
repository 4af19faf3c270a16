"""Computing in blocks gives what computing all at once gives."""

import copy
import itertools

import numpy as np
from contract_helpers import axis_of, data_for, fit, gradients_of

from activations import base


def results(act, x, dvalues):
    """Return all that act computes in blocks."""
    act = copy.deepcopy(act)
    return [
        act(x),
        act.forward(x),
        act.backward(dvalues),
        *gradients_of(act),
    ]


def test_blocks_give_what_a_single_block_gives(example, rng, monkeypatch):
    for rows_in_a_block, rows, n, dtype in itertools.product(
        (1, 4), (1, 4, 5, 9), (1, 32), (np.float16, np.float64)
    ):
        x, dvalues = data_for(example, rng, (rows, n), dtype)
        whole = results(example, x, dvalues)
        with monkeypatch.context() as patch:
            patch.setattr(
                base, "BLOCK_BYTES", rows_in_a_block * x[0].nbytes
            )
            blocks = results(example, x, dvalues)
        for one, other in zip(blocks, whole, strict=True):
            room = 16 * np.finfo(dtype).eps
            np.testing.assert_allclose(one, other, rtol=room, atol=room)


def seen_by_the_formula(act, x, monkeypatch):
    """Return the arrays that the formula gets when x is evaluated."""
    seen = []
    formula = act._value
    with monkeypatch.context() as patch:
        patch.setattr(act, "_value", lambda x: seen.append(x) or formula(x))
        act(x)
    return seen


def test_a_formula_sees_an_array_in_blocks_that_fit_in_the_cache(
    example, monkeypatch
):
    # An axis with a row, another, and one that is short.
    row = fit(example, (1, 20))[axis_of(example)]
    x = np.zeros((5000, 1, row)).swapaxes(-1, axis_of(example))
    seen = seen_by_the_formula(example, x, monkeypatch)
    assert sum(block.size for block in seen) == x.size
    assert 120 * 1024 < max(block.nbytes for block in seen) <= 128 * 1024


def test_a_row_larger_than_a_block_comes_alone(
    example_along_axis, monkeypatch
):
    act = example_along_axis
    monkeypatch.setattr(base, "BLOCK_BYTES", 100)
    x = np.zeros(fit(act, (3, 2, 14)))
    seen = seen_by_the_formula(act, x, monkeypatch)
    assert [block.shape for block in seen] == [(1, x.shape[-1])] * 6


def test_a_formula_sees_short_rows_stored_by_columns(
    example_along_axis, monkeypatch
):
    for n in (2, 31, 32, 100):
        x = np.zeros(fit(example_along_axis, (4, n)))
        (rows,) = seen_by_the_formula(example_along_axis, x, monkeypatch)
        assert rows.shape == x.shape
        assert rows.flags.f_contiguous == (x.shape[1] < 32)
        assert rows.flags.c_contiguous == (x.shape[1] >= 32)
