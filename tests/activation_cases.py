"""The activations that the tests run over: every class that the package
lists, and each of its parameters at values that take another path."""

import activations
from activations import LeakyReLU, Softmax, Softplus
from activations.base import Elementwise

CASES = [
    *(getattr(activations, name)() for name in activations.__all__),
    LeakyReLU(0),
    LeakyReLU(1),
    LeakyReLU(-1),
    LeakyReLU(2.5),
    LeakyReLU(-0.3),
    Softplus(0.3),
    Softplus(20),
    Softmax(axis=0),
    Softmax(axis=1),
]
ELEMENTWISE = [act for act in CASES if isinstance(act, Elementwise)]
ALONG_AXIS = [act for act in CASES if not isinstance(act, Elementwise)]


def name_of(act):
    return type(act).__name__
