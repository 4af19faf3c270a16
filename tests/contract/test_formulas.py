"""The formulas in docstrings, which the card shows: they are computed.

They are written as one reads them: a space multiplies, ^ is a power, names
may be explained after "where" or "with", and what follows many spaces is a
remark.
"""

import math
import re

import numpy as np
import pytest
from activation_cases import CASES

from activations import Sigmoid
from activations.base import Elementwise
from activations.lab.traits import one_channel

# An approximation has the formula of what it is near to.
READABLE = [
    act
    for act in CASES
    if isinstance(act, Elementwise)
    and not act.is_random
    and getattr(act, "approximate", "none") == "none"
]
NAMES = {
    **{name: getattr(math, name) for name in ("erf", "exp", "log", "pi")},
    **{name: getattr(math, name) for name in ("sin", "sqrt", "tanh")},
    **{"max": max, "min": min, "abs": abs},
    "sigmoid": lambda x: float(Sigmoid()(x)),
}
PRODUCT = re.compile(r"(?<=[\w)]) (?!(?:if|else|and|or)\b)(?=[\w(])")


def in_python(formula):
    """Return a formula as Python writes it."""
    branches = re.fullmatch("(.*) if (.*), else (.*)", formula)
    if branches:
        value, condition, other = map(in_python, branches.groups())
        return f"({value}) if ({condition}) else ({other})"
    return PRODUCT.sub(" * ", formula.replace("^", "**"))


def line(act, beginning):
    """Return the formula of a docstring, and what explains its names."""
    text = type(act).__doc__
    found = re.search(rf"^ *{re.escape(beginning)} += (.*)$", text, re.M)
    return re.split(", (?:where|with) ", found[1].split("   ")[0])


def read(act, beginning):
    """Return the formula of a docstring as a function of one number."""
    formula, *terms = line(act, beginning)
    known = NAMES | vars(act)

    def f(x):
        names = known | {"x": x}
        if beginning != "f(x)":  # it may name f, and what explains f
            names["f"] = read(act, "f(x)")
        for term in [*line(act, "f(x)")[1:], *terms]:
            name, meaning = term.split(" = ", 1)
            found = eval(in_python(meaning), names)
            of_x = name.endswith("(x)")
            names[name.removesuffix("(x)")] = (
                (lambda _, found=found: found) if of_x else found
            )
        return eval(in_python(formula), names)

    return f


def differences(act, beginning):
    act = one_channel(act)
    x = np.linspace(-4.9, 5, 12)
    computed = act(x) if beginning == "f(x)" else act.derivative(x)
    formula = [read(act, beginning)(float(each)) for each in x]
    return np.abs(computed - formula) / (1e-3 + np.abs(computed))


@pytest.mark.parametrize("beginning", ["f(x)", "f'(x)"])
@pytest.mark.parametrize("act", READABLE, ids=repr)
def test_the_formula_of_the_docstring_is_what_is_computed(act, beginning):
    assert differences(act, beginning).max() < 1e-9


def test_a_false_formula_is_seen():
    class Mirrored(Sigmoid):
        """f(x)  = 1 / (1 + exp(x))
        f'(x) = f(x) (1 - f(x))
        """

    assert differences(Mirrored(), "f(x)").max() > 0.1
    assert differences(Mirrored(), "f'(x)").max() < 1e-9
