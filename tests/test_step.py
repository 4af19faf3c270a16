"""What is special to the step."""

import numpy as np
import pytest
from mpmath import mp

from activations import Step

TINY = np.finfo(np.float64).smallest_subnormal

ALLOWED = {np.float64: (0, 0), np.float32: (0, 0)}


def exact(act, x):
    return mp.mpf(x > 0), mp.zero


def test_it_fires_for_positive_inputs_only():
    assert Step()([-2, -TINY, TINY, 0.5, 2]).tolist() == [0, 0, 1, 1, 1]


def test_the_jump_belongs_to_the_negative_side():
    assert Step()([0.0, -0.0]).tolist() == [0, 0]


def test_the_limits():
    assert Step()([-np.inf, np.inf]).tolist() == [0, 1]


def test_nan_neither_fires_nor_rests():
    assert np.isnan(Step()(np.nan))


@pytest.mark.parametrize("x", [-1, 0, 1, -np.inf, np.inf, np.nan])
def test_the_slope_is_zero_everywhere(x):
    assert Step().derivative(x) == 0


def test_nothing_is_sent_back():
    act = Step()
    act.forward([-1, 0, 2])
    assert act.backward([5, -5, 5]).tolist() == [0, 0, 0]


def test_one_neuron_is_a_logic_gate():
    """McCulloch and Pitts (1943): a threshold turns a sum into AND or OR."""
    sums = np.array([0, 1, 1, 2])
    assert Step()(sums - 1.5).tolist() == [0, 0, 0, 1]
    assert Step()(sums - 0.5).tolist() == [0, 1, 1, 1]
