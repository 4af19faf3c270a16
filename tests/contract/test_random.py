"""What an activation draws at random, and when."""

import copy

import numpy as np
import pytest
from contract_helpers import (
    data_for,
    generator_states,
    inputs_for,
    slopes_of,
)


def test_without_chance_two_forwards_agree(example, rng):
    if not example.is_random:
        x = inputs_for(example, rng)
        first = example.forward(x)
        np.testing.assert_array_equal(example.forward(x), first)


def test_every_forward_draws_anew(drawer, rng):
    x = inputs_for(drawer, rng)
    first, second = drawer.forward(x), drawer.forward(x)
    assert not np.array_equal(first, second)


def test_equal_generators_draw_alike(drawer, rng):
    x, dvalues = data_for(drawer, rng)
    other = copy.deepcopy(drawer)
    for _ in range(2):
        np.testing.assert_array_equal(drawer.forward(x), other.forward(x))
        np.testing.assert_array_equal(
            drawer.backward(dvalues), other.backward(dvalues)
        )


def test_a_call_evaluates_and_draws_nothing(drawer, rng):
    x = inputs_for(drawer, rng)
    before = generator_states(drawer)
    value = drawer(x)
    slopes_of(drawer, x)
    assert generator_states(drawer) == before
    drawer.forward(x)
    assert generator_states(drawer) != before
    np.testing.assert_array_equal(drawer(x), value)


def test_a_refused_forward_draws_nothing(drawer):
    before = generator_states(drawer)
    with pytest.raises(TypeError):
        drawer.forward("a")
    assert generator_states(drawer) == before


def test_backward_draws_nothing_and_belongs_to_the_last_forward(
    drawer, rng
):
    x, dvalues = data_for(drawer, rng)
    drawer.forward(x)
    before = generator_states(drawer)
    first = drawer.backward(dvalues)
    drawer(x)
    np.testing.assert_array_equal(drawer.backward(dvalues), first)
    assert generator_states(drawer) == before
    drawer.forward(x)
    assert not np.array_equal(drawer.backward(dvalues), first)


def test_a_copy_draws_otherwise_than_its_original(drawer, rng):
    x = inputs_for(drawer, rng)
    twin = copy.deepcopy(drawer)
    one, other = drawer.copy(), drawer.copy()
    drawn = [act.forward(x) for act in (drawer, one, other)]
    assert not np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])
    assert not np.array_equal(drawn[1], drawn[2])
    # What the original draws is as if it had not been copied, and copies
    # of equal originals are equal.
    again = [twin.copy(), twin.copy()]
    again = [act.forward(x) for act in (twin, *again)]
    np.testing.assert_array_equal(drawn, again)
