"""Whose memory a result is in."""

import itertools

import numpy as np
from contract_helpers import FLOATS, data_for, fit, slopes_of


def test_arguments_are_neither_written_to_nor_handed_back(example, rng):
    for shape, dtype in itertools.product(
        ((1, 1), (40, 2)), (*FLOATS, int, ">f4")
    ):
        x, dvalues = data_for(example, rng, shape, dtype)
        copies = x.copy(), dvalues.copy()
        x.flags.writeable = dvalues.flags.writeable = False
        results = [
            example(x),
            example.forward(x),
            example.backward(dvalues),
            slopes_of(example, x),
        ]
        held = [x, dvalues, example.inputs]
        held += [array for pair in example.parameters() for array in pair]
        for result, other in itertools.product(results, held):
            assert not np.shares_memory(result, other)
        for one, other in itertools.combinations(results, 2):
            assert not np.shares_memory(one, other)
        assert all(result.flags.writeable for result in results)
        np.testing.assert_array_equal(x, copies[0])
        np.testing.assert_array_equal(dvalues, copies[1])


def test_an_array_without_dimensions_is_not_handed_back(
    example_elementwise,
):
    elementwise = example_elementwise
    if elementwise.channels is not None:
        return
    x = np.array(1.0)
    for result in (
        elementwise(x),
        elementwise.derivative(x),
        elementwise.forward(x),
        elementwise.backward(x),
    ):
        assert not np.shares_memory(result, x)


def test_results_are_c_contiguous(act):
    x = np.ones(fit(act, (2, 3, 4)), order="F")
    output = act.forward(x)
    assert output.flags.c_contiguous
    assert act(x).flags.c_contiguous
    assert act.backward(np.asfortranarray(output)).flags.c_contiguous
