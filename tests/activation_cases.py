"""The activations that the tests run over: the book's, and the probes.

A probe is an activation of a kind that the book does not have yet: one that
learns, that draws, that changes the width. It is a module of tests/probes,
and promises all that the book's own do. When its chapter arrives, the module
splits into src/activations/elu.py and tests/test_elu.py, and is deleted.

Every class has a *twin* that knows what is special to it: tests/test_elu.py
for a class of the book, its own module for a probe. In it stand

    CASES    further objects to test, beside cls() and cls.example(): one for
             every value of a parameter that takes another path. An axis must
             be one that a matrix has
    exact    what is right, in numbers of mpmath. For an element-wise class
             exact(act, x) is (value, slope), and exact(act, x, channel) if
             it has a parameter for each channel. Along an axis
             exact(act, scores, upstream) is (outputs, gradient), two lists
    ALLOWED  {np.float64: (forward, backward), np.float32: ...}, the largest
             errors in ULP

and, where an ULP is not the measure, growth, unit and backward_unit, which
tests/test_accuracy.py explains.
"""

import importlib
import inspect
import os
from pathlib import Path

import activations
from activations.base import Activation, Elementwise


def probes():
    """Return the classes in tests/probes that the book does not have."""
    found = []
    for path in sorted(Path(__file__).with_name("probes").glob("[!_]*.py")):
        module = importlib.import_module(f"probes.{path.stem}")
        found += [
            cls
            for cls in vars(module).values()
            if isinstance(cls, type)
            and issubclass(cls, Activation)
            and cls.__module__ == module.__name__
        ]
    return [cls for cls in found if cls.__name__ not in activations.__all__]


def twin_name(cls):
    home = cls.__module__
    if home.startswith("probes."):
        return home
    return "test_" + home.rpartition(".")[2]


def twin_of(cls):
    """Return the module that knows what is special to cls, or None."""
    name = twin_name(cls)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def cases_of(cls):
    """Return cls(), the example and the twin's cases, each once."""
    cases = [cls.example(), *getattr(twin_of(cls), "CASES", ())]
    parameters = inspect.signature(cls).parameters.values()
    if all(p.default is not p.empty for p in parameters):
        cases.insert(0, cls())
    return list({repr(act): act for act in reversed(cases)}.values())[::-1]


CLASSES = [getattr(activations, name) for name in activations.__all__]
CLASSES += probes()
if "ACTIVATIONS_CHAPTER" in os.environ:  # tests/conftest.py says what for
    home = "activations." + os.environ["ACTIVATIONS_CHAPTER"]
    CLASSES = [cls for cls in CLASSES if cls.__module__ == home]
CASES = [act for cls in CLASSES for act in cases_of(cls)]
ELEMENTWISE = [act for act in CASES if isinstance(act, Elementwise)]
ALONG_AXIS = [act for act in CASES if not isinstance(act, Elementwise)]


def name_of(act):
    return type(act).__name__
