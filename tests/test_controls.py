"""An altered activation: what it changes, and what it refuses."""

import numpy as np
import pytest
from probes import PReLU

from activations import LeakyReLU, ReLU, Sigmoid, Softmax, Step, Tanh
from activations.lab.controls import Altered


@pytest.fixture
def x(rng):
    return rng.normal(size=(4, 3))


def test_a_scaled_line_has_no_bend(x):
    line = Altered(LeakyReLU(1), scale=0.2)
    assert np.allclose(line.forward(x), 0.2 * x)
    assert np.allclose(line.backward(np.ones_like(x)), 0.2)


def test_a_shift_changes_the_value_alone(x):
    raised = Altered(Tanh(), shift=1)
    assert np.allclose(raised.forward(x), np.tanh(x) + 1)
    dx = raised.backward(np.ones_like(x))
    assert np.allclose(dx, 1 - np.tanh(x) ** 2)


def test_a_lent_slope_goes_back_and_not_forward(x):
    lent = Altered(Step(), slope=Sigmoid().derivative)
    assert np.array_equal(lent.forward(x), x > 0)
    p = 1 / (1 + np.exp(-x))
    assert np.allclose(lent.backward(2 * np.ones_like(x)), 2 * p * (1 - p))


def test_it_bends_and_jumps_where_the_other_does():
    assert Altered(ReLU()).kinks == (0,)
    assert Altered(Step(), slope=Sigmoid().derivative).jumps == (0,)
    assert Altered(LeakyReLU(1), shift=1).smooth


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"act": Softmax()}, TypeError),
        ({"act": PReLU()}, TypeError),
        ({"act": Tanh(), "slope": 2}, TypeError),
        ({"act": Tanh(), "scale": np.nan}, ValueError),
    ],
)
def test_what_it_refuses(arguments, error):
    with pytest.raises(error, match="Altered: "):
        Altered(**arguments)
