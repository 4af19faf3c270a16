"""How many outputs a number of inputs gives."""

import re

import numpy as np
import pytest
from activation_cases import ALONG_AXIS, name_of
from contract_helpers import axis_of, data_for, inputs_for


def test_width_is_what_comes_out(act, rng):
    for least in (1, 5):
        x = inputs_for(act, rng, (least, least, least))
        axis = axis_of(act)
        shape = list(x.shape)
        shape[axis] = act.width(shape[axis])
        assert type(shape[axis]) is int
        assert act(x).shape == act.forward(x).shape == tuple(shape)
        assert act.backward(act.output).shape == x.shape


def refused_numbers(act):
    """Return the numbers of inputs, up to 12, that act does not take."""
    refused = []
    for n in range(1, 13):
        try:
            act.width(n)
        except ValueError:
            refused.append(n)
    return refused


DIVIDING = [act for act in ALONG_AXIS if refused_numbers(act)]


@pytest.mark.parametrize("act", DIVIDING, ids=repr)
def test_a_number_of_inputs_that_does_not_fit_is_refused_by_name(act):
    for n in refused_numbers(act):
        with pytest.raises(ValueError, match=f"^{name_of(act)}: ") as error:
            act.width(n)
        message = re.escape(str(error.value))
        assert str(n) in message
        shape = [12, 12]
        shape[act.axis] = n
        for method in (act, act.forward, act.jacobian):
            with pytest.raises(ValueError, match=f"^{message}$"):
                method(np.ones(shape))
    assert act.output is None


def test_dvalues_of_the_inputs_shape_are_refused_where_the_outputs_differs(
    example_along_axis, rng
):
    x, dvalues = data_for(example_along_axis, rng)
    example_along_axis.forward(x)
    if x.shape == dvalues.shape:
        return
    with pytest.raises(
        ValueError, match="must have the shape of the output"
    ):
        example_along_axis.backward(x)
