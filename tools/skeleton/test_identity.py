"""What is special to TODO: Identity in words, such as leaky ReLU."""

import numpy as np
from mpmath import mp

from activations import Identity

# TODO: the largest errors; tests/test_accuracy.py measures them.
ALLOWED = {np.float64: (0.5, 0.5), np.float32: (0.5, 0.5)}


def exact(act, x):
    return x, mp.one  # TODO: its value and its slope


def test_values_that_can_be_worked_out_by_hand():  # TODO
    assert Identity()([-2, 0, 3]).tolist() == [-2, 0, 3]
    assert Identity().derivative([-2, 0, 3]).tolist() == [1, 1, 1]


def test_an_upstream_gradient_is_multiplied_by_the_slope():  # TODO
    act = Identity()
    act.forward([-2, 3])
    assert act.backward([4, -5]).tolist() == [4, -5]
