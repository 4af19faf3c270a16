"""Where the layers of a network stand: each in one place only."""

import gc
import inspect
import numbers
import types

import numpy as np

from activations.base import Activation

# What holds no layers, or the whole program.
LEAVES = (
    type,
    types.ModuleType,
    str,
    bytes,
    numbers.Number,
    np.random.Generator,
)

# A flag of classes (Py_TPFLAGS_HEAPTYPE). Others, such as dict, hold none.
MADE_IN_PYTHON = 1 << 9


def is_layer(thing):
    """Whether it has what a Network asks of a layer."""
    names = ("forward", "backward", "parameters")
    has_all = all(callable(getattr(thing, name, None)) for name in names)
    return has_all and callable(thing) and not isinstance(thing, type)


def parts_of(layer):
    """Return the layer and all layers inside it, in order.

    Each is as often in the list as there are places that hold it. They are
    looked for in all that Python's garbage collector sees a layer hold, at
    any depth: attributes of the object and of its class, whatever holds
    things, and the closure and the defaults of a function. What a function
    takes from global variables is not seen. An activation that another one
    holds, such as a gate, is only called and keeps nothing, so it is no
    part.
    """
    seen = {}

    def visit(thing, inside_activation):
        if isinstance(thing, LEAVES):
            return []
        key = id(thing), inside_activation
        if key in seen:
            return seen[key][1]
        is_act = isinstance(thing, Activation)
        is_part = is_layer(thing) and not (is_act and inside_activation)
        itself = [thing] if is_part else []
        seen[key] = thing, itself
        inside = [
            part
            for held in _held_by(thing)
            for part in visit(held, inside_activation or is_act)
        ]
        # Held again, a layer counts again; of other things, what is inside.
        seen[key] = thing, itself or inside
        return itself + inside

    return visit(layer, False)


def _held_by(thing):
    """Return what an object or its class holds, in order if it has one."""
    held = list(getattr(thing, "__dict__", {}).values())
    if isinstance(thing, (list, tuple)):
        held += thing
    elif isinstance(thing, np.ndarray):
        held += thing.ravel().tolist() if thing.dtype == object else []
    elif inspect.isfunction(thing):  # which knows its whole module too
        held += [
            thing.__closure__,
            thing.__defaults__,
            thing.__kwdefaults__,
        ]
    else:
        known = {id(getattr(thing, "__dict__", None)), *map(id, held)}
        held += [h for h in gc.get_referents(thing) if id(h) not in known]
    for cls in type(thing).__mro__:
        if cls.__flags__ & MADE_IN_PYTHON:
            # The defaults of __init__ are held where it puts them.
            held += [v for k, v in vars(cls).items() if k != "__init__"]
    return held


def check_places(network):
    """Raise ValueError if an object, or an array, stands in two places."""
    parts = parts_of(network)
    for i, part in enumerate(parts):
        if any(part is other for other in parts[:i]):
            raise ValueError(
                "Network: each layer must be an object of its own, got the "
                f"same {part!r} in two places"
            )
    arrays = [array for array, _ in network.parameters()]
    for i, array in enumerate(arrays):
        if any(np.may_share_memory(array, other) for other in arrays[:i]):
            raise ValueError(
                "Network: each parameter must be an array of its own, got "
                f"one of shape {array.shape} in two places"
            )
