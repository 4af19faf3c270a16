"""Whose memory a result is in."""

import itertools

import numpy as np
import pytest
from contract_helpers import FLOATS, slopes_of


@pytest.mark.parametrize("dtype", [*FLOATS, int, ">f4"])
@pytest.mark.parametrize("shape", [(1, 1), (40, 2)])
def test_arguments_are_neither_written_to_nor_handed_back(
    act, dtype, shape
):
    x, dvalues = np.ones((2, *shape), dtype)
    x.flags.writeable = dvalues.flags.writeable = False
    results = [act(x), act.forward(x), act.backward(dvalues)]
    results.append(slopes_of(act)(x))
    for result in results:
        assert not np.shares_memory(result, x)
        assert not np.shares_memory(result, dvalues)
        assert not np.shares_memory(result, act.inputs)
        assert result.flags.writeable
    for one, other in itertools.combinations(results, 2):
        assert not np.shares_memory(one, other)
    assert np.all(x == 1)
    assert np.all(dvalues == 1)


def test_an_array_without_dimensions_is_not_handed_back(elementwise):
    x = np.array(1.0)
    for result in (
        elementwise(x),
        elementwise.derivative(x),
        elementwise.forward(x),
        elementwise.backward(x),
    ):
        assert not np.shares_memory(result, x)


def test_results_are_c_contiguous(act):
    x = np.ones((2, 3, 4), order="F")
    assert act.forward(x).flags.c_contiguous
    assert act.backward(x).flags.c_contiguous
