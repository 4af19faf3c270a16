"""What every activation promises is tried on every one that there is.

`act` is every case. `example` is one object of each class, and one with a
parameter for each channel if there is: for what the base class does, on
which no parameter has a say. The others are the cases with a trait.

Each test gets a deep copy, because a case keeps what its last forward was
given, and learns and draws.
"""

import copy

import pytest
from activation_cases import CASES
from contract_helpers import KINDS

from activations.base import AlongAxis, Elementwise

EXAMPLES = list(
    {(type(act), act.channels): act for act in reversed(CASES)}.values()
)[::-1]


def each(acts):
    @pytest.fixture(params=acts, ids=repr)
    def fixture(request):
        return copy.deepcopy(request.param)

    return fixture


act = each(CASES)
elementwise = each([a for a in CASES if isinstance(a, Elementwise)])
along_axis = each([a for a in CASES if isinstance(a, AlongAxis)])
learner = each([a for a in CASES if a.learned])
drawer = each([a for a in CASES if a.is_random])
example = each(EXAMPLES)
example_elementwise = each(
    [a for a in EXAMPLES if isinstance(a, Elementwise)]
)
example_along_axis = each([a for a in EXAMPLES if isinstance(a, AlongAxis)])


@pytest.fixture
def kinds():
    return copy.deepcopy(KINDS)
