"""A property that a class states falsely raises, and is named."""

import math

import pytest

from activations import (
    Gaussian,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Step,
    Tanh,
)
from activations.base import Interval
from activations.lab import card, check_properties


def with_properties(act, **properties):
    """Return an activation that computes as act does but states otherwise."""
    base = type(act)
    parameters = {name: getattr(act, name) for name in vars(act)}
    liar = type(base.__name__, (base,), properties)()
    vars(liar).update(parameters)
    return liar


FALSE = [
    *(
        (Sigmoid(), {"range": stated})
        for stated in (
            Interval(0, 1, "low"),
            Interval(0, 1, "high"),
            Interval(0, 1, "both"),
            Interval(0, 2),
            Interval(-1, 1),
            Interval(0.1, 1),
            Interval(0, 0.9),
            Interval(0, math.inf),
            frozenset({0, 1}),
        )
    ),
    (ReLU(), {"range": Interval(0, math.inf)}),
    (Gaussian(), {"range": Interval(0, 1)}),
    (Tanh(), {"range": Interval(-math.inf, 1)}),
    (Step(), {"range": frozenset({0, 1, 2})}),
    (Step(), {"range": frozenset({0})}),
    (LeakyReLU(), {"range": Interval(0, math.inf, "low")}),
    (Sigmoid(), {"monotone": "non-decreasing"}),
    (Sigmoid(), {"monotone": None}),
    (ReLU(), {"monotone": "increasing"}),
    (ReLU(), {"monotone": None}),
    (Gaussian(), {"monotone": "increasing"}),
    (Gaussian(), {"monotone": "non-decreasing"}),
    (Sigmoid(), {"parity": "odd"}),
    (Tanh(), {"parity": None}),
    (Tanh(), {"parity": "even"}),
    (Gaussian(), {"parity": "odd"}),
    (Sigmoid(), {"kinks": (0,)}),
    (ReLU(), {"kinks": ()}),
    (ReLU(), {"kinks": (1,)}),
    (ReLU(), {"jumps": (0,)}),
    (Step(), {"jumps": ()}),
    (Step(), {"jumps": (), "kinks": (0,)}),
]


@pytest.mark.parametrize(("act", "stated"), FALSE, ids=str)
def test_a_false_statement_raises_and_is_named(act, stated):
    name = next(iter(stated))
    if name in ("kinks", "jumps"):
        name = "kinks and jumps"
    with pytest.raises(AssertionError, match=f"its stated {name} is false"):
        check_properties(with_properties(act, **stated))


def test_a_false_range_of_softmax_raises():
    with pytest.raises(AssertionError, match="its stated range is false"):
        card(with_properties(Softmax(), range=Interval(0, 2)))
