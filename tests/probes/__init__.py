"""Activations of kinds that the book does not have yet, a module for each.

`from probes import ELU` gives the book's own class as soon as there is one.
So a probe can leave, and no test that uses it has to change.
"""

import importlib

import activations
from tools.new_activation import snake_case


def __getattr__(name):
    if not name[0].isupper():
        raise AttributeError(name)
    if name in activations.__all__:
        return getattr(activations, name)
    return getattr(
        importlib.import_module(f"probes.{snake_case(name)}"), name
    )
