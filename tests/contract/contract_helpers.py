"""What the tests of several promises share."""

import copy
import inspect
import itertools

import numpy as np
from activation_cases import ALONG_AXIS, CASES, ELEMENTWISE

FLOATS = [np.float16, np.float32, np.float64]

# One of each kind that the base class treats in its own way.
KINDS = [
    *ELEMENTWISE[:1],
    *ALONG_AXIS[:1],
    *[act for act in CASES if act.learned][:1],
    *[act for act in CASES if act.is_random][:1],
]


def axis_of(act):
    """Return the axis along which act depends on the number of inputs."""
    return getattr(act, "axis", -1)


def fit(act, shape):
    """Return shape, made longer along act's axis until act takes it.

    Where a parameter fixes the number of channels, it is that number.
    """
    shape, axis = list(shape), axis_of(act)
    if act.channels is not None:
        shape[axis] = act.channels
    for n in itertools.count(shape[axis]):
        try:
            act.width(n)
        except ValueError:
            continue
        shape[axis] = n
        return tuple(shape)


def inputs_for(act, rng, shape=(6, 12), dtype=float):
    """Return normal inputs of about that shape."""
    return rng.normal(size=fit(act, shape)).astype(dtype)


def data_for(act, rng, shape=(6, 12), dtype=float):
    """Return inputs of about that shape, and an upstream gradient."""
    x = inputs_for(act, rng, shape, dtype)
    return x, rng.normal(size=act(x).shape).astype(dtype)


def value_of(act, x):
    """Return what forward would give; it draws, but keeps nothing."""
    return copy.deepcopy(act).forward(x)


def slopes_of(act, x):
    return getattr(act, "jacobian", act.derivative)(x)


def gradients_of(act):
    """Return the gradients of what is learned."""
    return [gradient for _, gradient in act.parameters()]


def state(act):
    return act.inputs, act.output, act.dinputs


def is_same(before, after):
    return all(a is b for a, b in zip(before, after, strict=True))


def parameters_of(act):
    """Return the arguments that make such an object."""
    return {
        name: getattr(act, name)
        for name in inspect.signature(type(act)).parameters
    }


def generators_of(act):
    return [
        value
        for value in vars(act).values()
        if isinstance(value, np.random.Generator)
    ]


def generator_states(act):
    return [g.bit_generator.state for g in generators_of(act)]
