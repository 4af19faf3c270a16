"""What a repr shows, and which parameters are refused."""

import inspect
from fractions import Fraction

import numpy as np
import pytest
from activation_cases import CASES

import activations
from activations import LeakyReLU, Softmax, Softplus, base


def parameters_of(act):
    return {
        name: getattr(act, name)
        for name in inspect.signature(type(act)).parameters
    }


def test_a_repr_makes_the_same_activation_again(act):
    again = eval(repr(act), vars(activations))
    assert type(again) is type(act)
    assert parameters_of(again) == parameters_of(act)
    assert repr(again) == repr(act)


def test_a_repr_shows_the_parameters():
    expected = {
        "Sigmoid()": activations.Sigmoid(),
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


class TwoParameters(base.Activation):
    def __init__(self, alpha=1, beta=2):
        self.alpha, self.beta = alpha, beta


def test_a_repr_separates_two_parameters_by_a_comma():
    assert repr(TwoParameters()) == "TwoParameters(alpha=1, beta=2)"


PARAMETERS = sorted(
    {(type(act), name) for act in CASES for name in parameters_of(act)},
    key=str,
)


@pytest.mark.parametrize("value", ["1", None, True, 1j, [1], np.ones(1)])
@pytest.mark.parametrize(("cls", "name"), PARAMETERS)
def test_a_parameter_that_is_no_number_is_refused_by_name(cls, name, value):
    with pytest.raises(TypeError) as error:
        cls(**{name: value})
    kind = "an integer" if name == "axis" else "a number"
    assert str(error.value) == (
        f"{cls.__name__}: {name} must be {kind}, got {value!r}"
    )


# 1e39 is inf in float32, in which arrays of float32 are computed.
@pytest.mark.parametrize(
    "value", [np.nan, np.inf, -np.inf, 1e39, -1e39, 10**400]
)
@pytest.mark.parametrize(
    ("cls", "name"), [(c, n) for c, n in PARAMETERS if n != "axis"]
)
def test_a_parameter_must_be_finite(cls, name, value):
    with (
        np.errstate(all="raise"),
        pytest.raises(
            ValueError, match=f"^{cls.__name__}: {name} must be "
        ),
    ):
        cls(**{name: value})


@pytest.mark.parametrize("value", [1.0, 0.5, np.nan, np.float64(1)])
def test_an_axis_must_be_an_integer(value):
    with pytest.raises(
        TypeError, match="^Softmax: axis must be an integer"
    ):
        Softmax(axis=value)
