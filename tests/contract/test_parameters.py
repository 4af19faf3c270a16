"""What a repr shows, and which parameters are refused.

A parameter is of one of six kinds, which its value tells.
"""

import inspect
import numbers
from fractions import Fraction

import numpy as np
import pytest
from activation_cases import CASES, CLASSES, name_of
from contract_helpers import generators_of, parameters_of

import activations
from activations import LeakyReLU, Sigmoid, Softmax, Softplus
from activations.base import Activation

# What a repr may name: a gate is an activation of the book.
NAMES = vars(activations) | {cls.__name__: cls for cls in CLASSES}


def as_text(parameters):
    return {name: repr(value) for name, value in parameters.items()}


@pytest.mark.parametrize(
    "act", [act for act in CASES if not generators_of(act)], ids=repr
)
def test_a_repr_makes_the_same_activation_again(act):
    again = eval(repr(act), dict(NAMES))
    assert type(again) is type(act)
    assert as_text(parameters_of(again)) == as_text(parameters_of(act))
    assert repr(again) == repr(act)


def test_a_repr_shows_every_parameter_and_no_address(example):
    assert repr(example).startswith(f"{name_of(example)}(")
    assert "0x" not in repr(example)
    for name in parameters_of(example):
        assert f"{name}=" in repr(example)


def test_a_repr_shows_the_parameters():
    expected = {
        "Sigmoid()": Sigmoid(),
        "LeakyReLU(negative_slope=0.01)": LeakyReLU(),
        "LeakyReLU(negative_slope=1.0)": LeakyReLU(negative_slope=1),
        "Softplus(beta=1.0)": Softplus(),
        "Softplus(beta=0.25)": Softplus(beta=Fraction(1, 4)),
        "Softplus(beta=0.5)": Softplus(np.float32(0.5)),
        "Softmax(axis=-1)": Softmax(),
        "Softmax(axis=1)": Softmax(axis=np.int8(1)),
    }
    for text, act in expected.items():
        assert repr(act) == text


class TwoParameters(Activation):
    def __init__(self, alpha=1, beta=2):
        self.alpha, self.beta = alpha, beta


def test_a_repr_separates_two_parameters_by_a_comma():
    assert repr(TwoParameters()) == "TwoParameters(alpha=1, beta=2)"


# ---- what is refused ----

KINDS = {
    "an integer": numbers.Integral,
    "a number": numbers.Real,
    "a word": str,
    "an element-wise activation": Activation,
    "a numpy.random.Generator": np.random.Generator,
}


def kind_of(act, name):
    if name in act.learned:
        return "what is learned"
    value = getattr(act, name)
    return next(k for k, t in KINDS.items() if isinstance(value, t))


PARAMETERS = {
    f"{cls.__name__}-{name}": (cls, name, kind_of(cls.example(), name))
    for cls in CLASSES
    for name in inspect.signature(cls).parameters
}
each_parameter = pytest.mark.parametrize(
    ("cls", "name", "kind"), PARAMETERS.values(), ids=PARAMETERS
)

NO_NUMBERS = ["1", None, 1j, [1], np.ones(1), Sigmoid()]
WRONG_TYPES = {
    "an integer": [*NO_NUMBERS, True, 1.0, 0.5, np.nan, np.float64(1)],
    "a number": [*NO_NUMBERS, True, np.True_],
    "a word": [None, True, 1, 0.5, b"none", ["none"]],
    "an element-wise activation": [
        *(None, "Sigmoid", 1, np.tanh, Sigmoid, Softmax()),
        *(act for act in CASES if act.learned or act.is_random),
    ],
    "a numpy.random.Generator": [
        *(None, 0, "0", np.random.default_rng),
        *(np.random.PCG64(0), np.random.RandomState(0)),
    ],
    "what is learned": [None, "0.1", 1j, [None], [1j], ["1"], True],
}
# 1e39 is inf in float32, in which arrays of float32 are computed.
NOT_FINITE = [np.nan, np.inf, -np.inf, 1e39, -1e39]
WRONG_VALUES = {
    "a number": [*NOT_FINITE, 10**400],
    "a word": ["", "no such word"],
    "what is learned": [
        *NOT_FINITE,
        [0.5, np.nan],
        [],
        [[0.5]],
        [[1], [2, 3]],
    ],
}


def refusal(cls, name, value, error):
    """Return what is said when cls is made with that value of name."""
    arguments = parameters_of(cls.example()) | {name: value}
    with np.errstate(all="raise"), pytest.raises(error) as raised:
        cls(**arguments)
    return str(raised.value)


def may_be_none(cls, name):
    """Whether one of the cases has None there, as a GLU without a gate."""
    found = [act for act in CASES if type(act) is cls]
    return any(getattr(act, name) is None for act in found)


@each_parameter
def test_a_parameter_of_another_type_is_refused_by_name(cls, name, kind):
    wanted = f"must be {kind}" if kind in KINDS else "must "
    for value in WRONG_TYPES[kind]:
        if value is None and may_be_none(cls, name):
            continue
        message = refusal(cls, name, value, TypeError)
        assert message.startswith(f"{cls.__name__}: {name} {wanted}"), value
        assert kind not in KINDS or message.endswith(f", got {value!r}")


@pytest.mark.parametrize(
    ("cls", "name", "kind"),
    [p for p in PARAMETERS.values() if p[2] in WRONG_VALUES],
    ids=[n for n, p in PARAMETERS.items() if p[2] in WRONG_VALUES],
)
def test_a_parameter_of_a_wrong_value_is_refused_by_name(cls, name, kind):
    for value in WRONG_VALUES[kind]:
        message = refusal(cls, name, value, ValueError)
        assert message.startswith(f"{cls.__name__}: {name} must be "), value


@each_parameter
def test_a_parameter_of_the_right_kind_is_kept(cls, name, kind):
    """Also as NumPy's own number, which is kept as a plain one."""
    value = getattr(cls.example(), name)
    others = [value]
    if kind in ("an integer", "a number"):
        others.append(np.array(value)[()])
    if kind == "a number":
        others += [Fraction(value), np.float32(value)]
    if kind == "what is learned":
        others += [value.tolist(), value.astype(np.float32)]
    for other in others:
        arguments = parameters_of(cls.example()) | {name: other}
        kept = getattr(cls(**arguments), name)
        assert type(kept) is type(value)
        assert np.all(kept == other)


def test_an_array_that_is_learned_is_not_the_callers(learner):
    arguments = parameters_of(learner)
    again = type(learner)(**arguments)
    for name in learner.learned:
        assert not np.shares_memory(getattr(again, name), arguments[name])
