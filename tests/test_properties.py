"""A property that a class states falsely raises, and is named."""

import math

import numpy as np
import pytest
from hard_to_state import Falling, FallingStep, HardTanh, Sine
from probes import ELU, CReLU, LogSoftmax, Maxout, Snake, Sparsemax

from activations import (
    GELU,
    GLU,
    Gaussian,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Step,
    Tanh,
)
from activations.base import Elementwise, Interval
from activations.lab import card, check_gradient, check_properties, explorer

ROOT_2 = math.sqrt(2)
TWO = 1, ROOT_2


class HardSwish(Elementwise):
    """x times a line from 0 at -3 to 1 at 3: flat, a dip, two kinks."""

    range = Interval(-3 / 8, math.inf, low_at=-3 / 2)
    kinks = (-3, 3)

    def _value(self, x):
        return np.where(x > -3, x, 0) * np.clip(x / 6 + 0.5, 0, 1)

    def _derivative(self, x):
        inside = np.where(np.abs(x) < 3, x / 3 + 0.5, 0)
        return inside + np.where(x >= 3, 1.0, 0.0)


class Dip(Elementwise):
    """Rises all along, but for a dip a tenth of a unit wide."""

    range = Interval(-math.inf, math.inf)

    def _value(self, x):
        return x - 0.02 * np.tanh(50.001 * (x - ROOT_2))

    def _derivative(self, x):
        return 1 - 1.00002 * (1 - np.tanh(50.001 * (x - ROOT_2)) ** 2)


class Shifted(Tanh):
    """A tanh that is odd but for a millionth."""

    range = Interval(-1 + 1e-6, 1 + 1e-6)

    def _value(self, x):
        return super()._value(x) + 1e-6


class WrongLimit(Sigmoid):
    def _value(self, x):
        return np.where(x == math.inf, 0.9, super()._value(x))


class Broken(Elementwise):
    """A smooth rise, broken at one place by a kink or a jump of 1e-4."""

    range = Interval(-math.inf, math.inf)
    monotone = "increasing"

    def __init__(self, kind, at, named=False):
        self.kind, self.at, self.named = kind, at, named
        breaks = (at,) if named else ()
        self.kinks = breaks if kind == "kink" else ()
        self.jumps = breaks if kind == "jump" else ()

    def _value(self, x):
        beyond = np.maximum(x - self.at, 0)
        rest = beyond if self.kind == "kink" else np.sign(beyond)
        return x + np.tanh(x) + 1e-4 * rest

    def _derivative(self, x):
        bend = 1e-4 * (x > self.at) if self.kind == "kink" else 0
        return 1 + Tanh()._derivative(x) + bend


def with_properties(act, **properties):
    """Return an activation that computes as act does but states otherwise."""
    base = type(act)
    liar = object.__new__(type(base.__name__, (base,), {}))
    vars(liar).update(vars(act))
    for name, value in properties.items():
        setattr(type(liar), name, value)
        vars(liar).pop(name, None)
    return liar


class Plain(Elementwise):
    """Two formulas and a few statements, by whatever name."""

    def __init__(
        self, name, f, df, range=None, monotone="increasing", **rest
    ):
        self.name, self._value, self._derivative = name, f, df
        self.range = range or Interval(-math.inf, math.inf)
        self.monotone = monotone
        vars(self).update(rest)

    def __repr__(self):
        return self.name


class Peak(Elementwise):
    """A tanh that a narrow bell lifts above 1 at the square root of 2."""

    range = Interval(-1, 1)

    def __init__(self, width):
        self.width = width

    def _value(self, x):
        height = 1.001 - math.tanh(ROOT_2)
        bell = np.exp(-(((x - ROOT_2) / self.width) ** 2))
        return np.tanh(x) + height * bell

    def _derivative(self, x):
        height = 1.001 - math.tanh(ROOT_2)
        t = (x - ROOT_2) / self.width
        bell = np.exp(-(t**2))
        return dtanh(1)(x) - 2 * t / self.width * height * bell


def dtanh(factor, scale=1):
    return lambda x: (
        factor * scale * Tanh()._derivative(np.asarray(scale * x))
    )


PLAIN = [
    Plain(
        "x + tanh x",
        lambda x: x + np.tanh(x),
        lambda x: 1 + dtanh(1)(x),
        parity="odd",
    ),
    Plain(
        "log log",
        lambda x: np.sign(x) * np.log1p(np.log1p(np.abs(x))),
        lambda x: 1 / (1 + np.abs(x)) / (1 + np.log1p(np.abs(x))),
        parity="odd",
    ),
    Plain("exp", np.exp, np.exp, Interval(0, math.inf)),
    Plain("cube", lambda x: x * x * x, lambda x: 3 * x * x, parity="odd"),
    Plain(
        "far bell",
        lambda x: np.exp(-((x - 200) ** 2)),
        lambda x: (
            -2 * np.clip(x - 200, -1e3, 1e3) * np.exp(-((x - 200) ** 2))
        ),
        Interval(0, 1, high_at=200),
        None,
    ),
    Plain(
        "narrow bell",
        lambda x: np.exp(-((1e6 * x) ** 2)),
        lambda x: -2e12 * np.clip(x, -1, 1) * np.exp(-((1e6 * x) ** 2)),
        Interval(0, 1, high_at=0),
        None,
        parity="even",
    ),
    Plain(
        "far tanh",
        lambda x: np.tanh(x - 1000),
        lambda x: dtanh(1)(x - 1000),
        Interval(-1, 1),
    ),
    Plain(
        "wide tanh",
        lambda x: np.tanh(x / 100),
        dtanh(1, 0.01),
        Interval(-1, 1),
        parity="odd",
    ),
    Plain(
        "small tanh",
        lambda x: 1e-6 * np.tanh(x),
        dtanh(1e-6),
        Interval(-1e-6, 1e-6),
        parity="odd",
    ),
    Plain(
        "steep",
        lambda x: Sigmoid()._value(1e6 * (x - ROOT_2)),
        lambda x: 1e6 * Sigmoid()._derivative(1e6 * (x - ROOT_2)),
        Interval(0, 1),
    ),
]


def wave(speed):
    return Plain(
        f"sin({speed} x)",
        lambda x: np.sin(speed * x),
        lambda x: speed * np.cos(speed * x),
        Interval(-1, 1, -math.pi / 2 / speed, math.pi / 2 / speed),
        None,
        parity="odd",
        limits=(False, False),
    )


def flat(x):
    """exp(-1 / x^2) where x > 0, else 0: all its derivatives at 0 are 0."""
    return np.where(x > 0, np.exp(-((1 / x) ** 2)), 0)


def dflat(x):
    t = np.where(x > 0.03, x, 1)
    return np.where(x > 0.03, 2 / t**3 * flat(t), 0)


def log_slowly(x):
    return 1 / np.log(math.e + np.abs(x))


def dlog_slowly(x):
    return -np.sign(x) * log_slowly(x) ** 2 / (math.e + np.abs(x))


def bump(x):
    """exp(1 - 1 / (1 - x^2)) between -1 and 1, else 0: smooth everywhere."""
    inside = np.abs(x) < 1
    return np.where(
        inside, np.exp(1 - 1 / np.where(inside, 1 - x * x, 1)), 0
    )


def dbump(x):
    rest = np.where(np.abs(x) < 1, 1 - x * x, 1)
    return -2 * np.clip(x, -1, 1) / rest**2 * bump(x)


BUMP = Plain("bump", bump, dbump, Interval(0, 1, 1, 0), None, parity="even")
FLAT = Plain(
    "flat", flat, dflat, Interval(0, 1, low_at=-1), "non-decreasing"
)
UNIT = Interval(-1, 1)
# Honest functions on which a test may stumble.
MORE_PLAIN = [
    Plain(
        "tanh at 1e6",
        lambda x: np.tanh(x - 1e6),
        lambda x: dtanh(1)(x - 1e6),
        UNIT,
    ),
    FLAT,
    BUMP,
    Plain(
        "1 - bump",
        lambda x: 1 - bump(x),
        lambda x: -dbump(x),
        Interval(0, 1, 0, -2),
        None,
        parity="even",
    ),
    Plain(
        "exp(-exp x)",
        lambda x: np.exp(-np.exp(x)),
        lambda x: -np.exp(np.minimum(x, 99) - np.exp(np.minimum(x, 99))),
        Interval(0, 1),
        "decreasing",
    ),
    Plain(
        "flat on both sides",
        lambda x: flat(np.abs(x)),
        lambda x: np.sign(x) * dflat(np.abs(x)),
        Interval(0, 1, low_at=0),
        None,
        parity="even",
    ),
    Plain(
        "1 / log",
        log_slowly,
        dlog_slowly,
        Interval(0, 1, high_at=0),
        None,
        parity="even",
        kinks=(0,),
    ),
    Plain(
        "log cosh",
        lambda x: (
            np.abs(x) + np.log1p(np.exp(-2 * np.abs(x))) - math.log(2)
        ),
        np.tanh,
        Interval(0, math.inf, low_at=0),
        None,
        parity="even",
    ),
    Plain(
        "tanh shrink",
        lambda x: x - np.tanh(x),
        lambda x: np.tanh(x) ** 2,
        parity="odd",
    ),
    Plain(
        "arctan",
        np.arctan,
        lambda x: 1 / (1 + x**2),
        Interval(-math.pi / 2, math.pi / 2),
        parity="odd",
    ),
    Plain(
        "hard shrink",
        lambda x: np.where(np.abs(x) > 0.5, x, 0),
        lambda x: np.where(np.abs(x) > 0.5, 1.0, 0),
        None,
        "non-decreasing",
        parity="odd",
        kinks=(-0.5, 0.5),
        jumps=(-0.5, 0.5),
    ),
    Plain(
        "threshold",
        lambda x: np.where(x > 20, x, 20),
        lambda x: np.where(x > 20, 1.0, 0),
        Interval(20, math.inf, low_at=20),
        "non-decreasing",
        kinks=(20,),
    ),
    Plain(
        "close kinks",
        lambda x: np.clip(x, 1, 1 + 1e-6),
        lambda x: np.where((x > 1) & (x < 1 + 1e-6), 1.0, 0),
        Interval(1, 1 + 1e-6, 1, 1 + 1e-6),
        "non-decreasing",
        kinks=(1, 1 + 1e-6),
    ),
    # What two terms leave near -7 has more noise than digits of its own.
    Plain(
        "cos + cos",
        lambda x: x + sum(np.cos(s * np.clip(x, -1e9, 1e9)) for s in TWO),
        lambda x: (
            1 - sum(s * np.sin(s * np.clip(x, -1e9, 1e9)) for s in TWO)
        ),
        None,
        None,
    ),
    wave(200),
]

BY_NAME = {act.name: act for act in MORE_PLAIN}
INF = math.inf
GELU_LOW, GELU_AT = GELU().range[::2]
FALSE = [
    # A range end that is wrong, by much or by 1e-6.
    (Sigmoid(), {"range": Interval(0, 2)}),
    (Sigmoid(), {"range": Interval(math.nan, 1)}),
    (Sigmoid(), {"range": Interval(0, math.nan)}),
    (Sigmoid(), {"range": Interval(-1, 1)}),
    (Sigmoid(), {"range": Interval(0.1, 1)}),
    (Sigmoid(), {"range": Interval(0, 0.9)}),
    (Sigmoid(), {"range": Interval(0, INF)}),
    (Sigmoid(), {"range": Interval(1e-6, 1)}),
    (Sigmoid(), {"range": Interval(-1e-6, 1)}),
    (Sigmoid(), {"range": Interval(0, 1 + 1e-6)}),
    (Sigmoid(), {"range": Interval(0, 1 - 1e-6)}),
    (Sigmoid(), {"range": frozenset({0, 1})}),
    (Tanh(), {"range": Interval(-INF, 1)}),
    (ELU(), {"range": Interval(-1 - 1e-6, INF)}),
    (ELU(), {"range": Interval(-1 + 1e-6, INF)}),
    (ReLU(), {"range": Interval(0, 100, low_at=0)}),
    (ReLU(), {"range": Interval(-INF, INF)}),
    (LeakyReLU(), {"range": Interval(0, INF, low_at=0)}),
    (GELU(), {"range": Interval(GELU_LOW - 1e-6, INF, low_at=GELU_AT)}),
    (GELU(), {"range": Interval(GELU_LOW + 1e-6, INF, low_at=GELU_AT)}),
    (Step(), {"range": frozenset({0, 1, 2})}),
    (Step(), {"range": frozenset({0})}),
    # An end that is not attained, although rounding attains it.
    (Sigmoid(), {"range": Interval(0, 1, low_at=-800)}),
    (Sigmoid(), {"range": Interval(0, 1, high_at=40)}),
    (Sigmoid(), {"range": Interval(0, 1, high_at=800)}),
    (Sigmoid(), {"range": Interval(0, 1, low_at=-INF)}),
    (Tanh(), {"range": Interval(-1, 1, high_at=20)}),
    (Tanh(), {"range": Interval(-1, 1, high_at=400)}),
    (ELU(), {"range": Interval(-1, INF, low_at=-800)}),
    (Gaussian(), {"range": Interval(0, 1, low_at=30, high_at=0)}),
    # An end that is attained, but not there, or stated as open.
    (Gaussian(), {"range": Interval(0, 1)}),
    (Gaussian(), {"range": Interval(0, 1, high_at=1e-3)}),
    (ReLU(), {"range": Interval(0, INF)}),
    (ReLU(), {"range": Interval(0, INF, low_at=1)}),
    (GELU(), {"range": Interval(GELU_LOW, INF)}),
    (GELU(), {"range": Interval(GELU_LOW, INF, low_at=-0.76)}),
    (Sine(), {"range": Interval(-1, 1)}),
    (Sine(), {"range": Interval(-1, 1, -math.pi / 2, 1.5)}),
    (Sigmoid(), {"monotone": "non-decreasing"}),
    (Sigmoid(), {"monotone": "decreasing"}),
    (Sigmoid(), {"monotone": None}),
    (ReLU(), {"monotone": "increasing"}),
    (ReLU(), {"monotone": None}),
    (ELU(), {"monotone": "non-decreasing"}),
    (Snake(), {"monotone": "non-decreasing"}),
    (Sine(), {"monotone": "increasing"}),
    (Falling(), {"monotone": "increasing"}),
    (Falling(), {"monotone": "non-increasing"}),
    (HardTanh(), {"monotone": "increasing"}),
    (Dip(), {"monotone": "increasing"}),
    (Gaussian(), {"monotone": "increasing"}),
    (Gaussian(), {"monotone": "non-decreasing"}),
    (Sigmoid(), {"parity": "odd"}),
    (Tanh(), {"parity": None}),
    (Tanh(), {"parity": "even"}),
    (Gaussian(), {"parity": "odd"}),
    (Softplus(), {"parity": "even"}),
    (Shifted(), {"parity": "odd"}),
    (Sine(), {"limits": (True, True)}),
    (Sine(), {"limits": (False, True)}),
    (Sigmoid(), {"limits": (False, True)}),
    (Sigmoid(), {"limits": (True, False)}),
    (Snake(), {"limits": (False, False)}),
    (WrongLimit(), {"limits": (True, True)}),
    (Sigmoid(), {"kinks": (0,)}),
    (ReLU(), {"kinks": ()}),
    (ReLU(), {"kinks": (1,)}),
    (ReLU(), {"kinks": (0, INF)}),
    (ReLU(), {"kinks": (math.nan,)}),
    (ReLU(), {"kinks": (0, 1)}),
    (ReLU(), {"jumps": (0,)}),
    (Step(), {"jumps": ()}),
    (Step(), {"jumps": (0, 1)}),
    (Step(), {"jumps": (), "kinks": (0,)}),
    (Step(), {"kinks": (0,)}),
    (ELU(0.5), {"kinks": ()}),
    (ELU(1 + 1e-4), {"kinks": ()}),
    (Softplus(20), {"kinks": (0,)}),
    # What is bounded, however large; what is told of f by a wrong f'.
    (
        Plain(
            "101 tanh", lambda x: 101 * np.tanh(x), dtanh(101), parity="odd"
        ),
        {"range": Interval(-INF, INF)},
    ),
    (Plain("2 f'", np.tanh, dtanh(2)), {"derivative": None}),
    *(
        (
            Plain(
                f"another slope within {width:g} of 0",
                np.tanh,
                lambda x, width=width, factor=factor: (
                    dtanh(1)(x) * (1 + factor * np.exp(-((x / width) ** 2)))
                ),
                Interval(-1, 1),
                parity="odd",
            ),
            {"derivative": None},
        )
        for width, factor in ((1e-8, 9), (1e-6, 1), (1e-6, -1))
    ),
    (
        Plain(
            "hidden",
            lambda x: x - 2 * np.tanh(x),
            lambda x: 1 + dtanh(1)(x),
        ),
        {"derivative": None},
    ),
    # Where a function is small beside what it is elsewhere, or nan.
    (
        Plain(
            "exp, wrong left",
            np.exp,
            lambda x: np.where(x > 0, np.exp(x), 1.0),
            Interval(0, math.inf),
        ),
        {"derivative": None},
    ),
    (
        Plain(
            "exp, jump left",
            lambda x: np.exp(x) + 1e-4 * (x > -20.1 * ROOT_2),
            np.exp,
            Interval(0, math.inf),
        ),
        {"kinks": ()},
    ),
    (
        Plain(
            "wrong far out",
            np.tanh,
            lambda x: dtanh(1)(x) + Sigmoid()._value(x - 90),
            Interval(-1, 1),
            parity="odd",
        ),
        {"derivative": None},
    ),
    (
        Plain(
            "a hole",
            lambda x: np.where(np.abs(x - 2) < 0.3, np.nan, np.tanh(x)),
            dtanh(1),
        ),
        {"set of inputs": None},
    ),
    (
        Plain(
            "one point", lambda x: np.where(x == 1, 7, np.tanh(x)), dtanh(1)
        ),
        {"kinks": ()},
    ),
    # Far out, near 0, and between the points.
    (
        Plain(
            "slow",
            lambda x: np.sin(x / 1000),
            lambda x: np.cos(x / 1000) / 1000,
            limits=(False, False),
        ),
        {"monotone": "increasing"},
    ),
    (
        Plain(
            "far",
            lambda x: x - 3 * np.tanh(x - 70),
            lambda x: 1 - 3 * dtanh(1)(x - 70),
        ),
        {"monotone": "increasing"},
    ),
    # Far out and near 0, where a step of a thousandth sees nothing.
    (
        Plain(
            "wrong f' at 1e6",
            lambda x: np.tanh(x - 1e6),
            lambda x: 1.5 * dtanh(1)(x - 1e6),
            UNIT,
        ),
        {"derivative": None},
    ),
    (
        Plain(
            "wrong f' near 0",
            lambda x: np.tanh(1e6 * x),
            dtanh(1.1, 1e6),
            UNIT,
            parity="odd",
        ),
        {"derivative": None},
    ),
    (
        Plain(
            "7 at 64", lambda x: np.where(x == 64, 7, np.tanh(x)), dtanh(1)
        ),
        {"kinks": ()},
    ),
    *(
        (
            Plain(
                f"slope 7 at {at}",
                np.tanh,
                lambda x, at=at: np.where(x == at, 7, dtanh(1)(x)),
                UNIT,
                parity="odd",
            ),
            {"kinks": ()},
        )
        for at in (0, 0.5, -3)
    ),
    (BY_NAME["tanh at 1e6"], {"monotone": "non-decreasing"}),
    (BY_NAME["tanh at 1e6"], {"range": Interval(-1, 1, high_at=1e7)}),
    (BY_NAME["1 / log"], {"range": Interval(1e-3, 1, high_at=0)}),
    (BY_NAME["1 / log"], {"limits": (False, False)}),
    (BY_NAME["arctan"], {"monotone": "non-decreasing"}),
    (BY_NAME["hard shrink"], {"jumps": (0.5,)}),
    (BY_NAME["close kinks"], {"monotone": "increasing"}),
    (Peak(0.02), {"range": Interval(-1, 1)}),
    (Peak(0.002), {"range": Interval(-1, 1)}),
    *(
        (Broken(kind, at), {"kinks": ()})
        for kind in ("kink", "jump")
        for at in (ROOT_2, -10 * math.pi, 49.999, 1e-5 * ROOT_2)
    ),
    *(
        (Broken(kind, at), {"kinks": ()})
        for kind in ("kink", "jump")
        for at in (50.5, -64, 100, -123.456, 999.9, 1e4 * ROOT_2)
    ),
    (Broken("kink", -5e5), {"kinks": ()}),
    (Broken("kink", 999_999.9), {"kinks": ()}),
    (BUMP, {"range": Interval(0, 1, high_at=0)}),
    (BUMP, {"range": Interval(0, 1, low_at=0.99, high_at=0)}),
    (FLAT, {"monotone": "increasing"}),
]


@pytest.mark.parametrize(("act", "stated"), FALSE, ids=str)
def test_a_false_statement_raises_and_is_named(act, stated):
    name = next(iter(stated))
    if name in ("kinks", "jumps"):
        name = "kinks and jumps"
    is_told_by_itself = None in stated.values() and isinstance(act, Plain)
    liar = act if is_told_by_itself else with_properties(act, **stated)
    with pytest.raises(AssertionError, match=f"its stated {name} is false"):
        check_properties(liar)


@pytest.mark.parametrize("act", [None, Sigmoid, Softmax()], ids=str)
def test_what_is_not_element_wise_is_refused(act):
    with pytest.raises(TypeError, match="act must be element-wise"):
        check_properties(act)


FORMLESS = [
    (Sigmoid(), {"range": None}),
    (Sigmoid(), {"range": (0, 1)}),
    (Sigmoid(), {"range": 1}),
    (Sigmoid(), {"range": frozenset()}),
    (Sigmoid(), {"range": Interval("0", 1)}),
    (Sigmoid(), {"range": Interval(0, None)}),
    (Sigmoid(), {"range": Interval(0, 1, low_at=True)}),
    (Sigmoid(), {"range": Interval(0, 1, high_at=(0.0, 1.0))}),
    (Sigmoid(), {"monotone": True}),
    (Sigmoid(), {"monotone": "rising"}),
    (Tanh(), {"parity": "Odd"}),
    (Tanh(), {"parity": False}),
    (ReLU(), {"kinks": 0}),
    (ReLU(), {"kinks": None}),
    (ReLU(), {"kinks": "0"}),
    (ReLU(), {"kinks": ("0",)}),
    (ReLU(), {"kinks": [0]}),
    (ReLU(), {"kinks": (0, 0.0)}),
    (Step(), {"jumps": 0}),
    (Step(), {"jumps": (None,)}),
    (Sigmoid(), {"limits": None}),
    (Sigmoid(), {"limits": True}),
    (Sigmoid(), {"limits": (True,)}),
    (Sigmoid(), {"limits": (True, True, True)}),
    (Sigmoid(), {"limits": (0, 1)}),
    (Softmax(), {"range": None}),
    (Softmax(), {"range": frozenset({0, 1})}),
    (Softmax(), {"range": Interval(0, 1, low_at=3)}),
]


@pytest.mark.parametrize(("act", "stated"), FORMLESS, ids=str)
def test_a_statement_of_another_form_is_refused_by_name(act, stated):
    name = next(iter(stated))
    said = f"^{type(act).__name__}: {name} must be "
    with pytest.raises(TypeError, match=said):
        card(with_properties(act, **stated))


def test_a_property_that_nobody_states_is_named():
    class Half(Elementwise):
        """f(x) = x / 2
        f'(x) = 1 / 2
        """

        def _value(self, x):
            return x / 2

        def _derivative(self, x):
            return np.full_like(x, 1 / 2)

    with pytest.raises(TypeError, match="Half: range must be an Interval"):
        card(Half())


@pytest.mark.parametrize(
    "look",
    [
        explorer,
        lambda act: check_gradient(act, [1.0], np.random.default_rng(0)),
    ],
)
def test_other_tools_name_a_break_of_another_form(look):
    with pytest.raises(TypeError, match="ReLU: kinks must be a tuple"):
        look(with_properties(ReLU(), kinks=0))


# Parameters that nobody tried, and functions that are hard to state. Of the
# activations' own cases tests/test_cards.py makes the cards, which ask this.
TRUE = [
    *PLAIN,
    *MORE_PLAIN,
    *map(LeakyReLU, (1 - 1e-8, 1.0000001)),
    *map(ELU, (1e-13, 1 + 1e-8)),
    Sine(),
    Falling(),
    FallingStep(),
    HardTanh(),
    HardSwish(),
    Broken("kink", ROOT_2, named=True),
    Broken("jump", 30 * ROOT_2, named=True),
    # Of numbers near 1, a small difference has few digits.
    Plain(
        "1 - tanh^2",
        np.tanh,
        lambda x: 1 - np.tanh(x) ** 2,
        Interval(-1, 1),
        parity="odd",
    ),
    Plain(
        "squareplus",
        lambda x: 2 / (np.sqrt(x * x + 4) + np.abs(x)) + np.maximum(x, 0),
        lambda x: (1 + x / np.sqrt(x * x + 4)) / 2,
        Interval(0, math.inf),
    ),
    *map(LeakyReLU, (1e-4, -1e-20, 1e-30, 200, -3)),
    *map(Softplus, (1e-3, 0.05, 1e3, 1e12)),
    *map(ELU, (1e-3, 50)),
    *map(Snake, (0.01, 30)),
]


@pytest.mark.parametrize("act", TRUE, ids=repr)
def test_a_true_statement_never_raises(act):
    check_properties(act)


@pytest.mark.parametrize("kinks", [(), (0,)])
@pytest.mark.parametrize("factor", [1, -1e-3, 1e-6])
@pytest.mark.parametrize("at", [0, 1, -32])
def test_a_slope_that_grows_like_a_logarithm_is_refused(at, factor, kinks):
    def log(x):
        return np.log(np.where(x > at, x - at, 1))

    entropy = Plain(
        "entropy",
        lambda x: x + factor * (x - at) * log(x),
        lambda x: 1 + factor * np.where(x > at, log(x) + 1, 0),
        kinks=kinks,
    )
    with pytest.raises(ValueError, match=f"is infinite at x = {at}, or"):
        check_properties(entropy)


@pytest.mark.parametrize("kinks", [(), (0,)])
def test_an_infinite_slope_is_refused_and_is_no_jump(kinks):
    root = Plain(
        "root",
        lambda x: np.sign(x) * np.sqrt(np.abs(x)),
        lambda x: 0.5 / np.sqrt(np.abs(x)),
        parity="odd",
        kinks=kinks,
    )
    with pytest.raises(ValueError, match="slope is infinite at x = 0"):
        check_properties(root)


@pytest.mark.parametrize("speed", [2000, 20_000, 1e6])
def test_a_wave_of_too_many_turns_is_refused_at_once(speed):
    with pytest.raises(ValueError, match="too often to be tested"):
        check_properties(wave(speed))


class Big(Softmax):
    def _value(self, x):
        return 2000 * super()._value(x)


FALSE_OUTPUTS = [
    (Softmax(), Interval(0, 2)),
    (Softmax(), Interval(0, 1 + 1e-6)),
    (Softmax(), Interval(1e-6, 1)),
    (Softmax(), Interval(math.nan, 1)),
    (Softmax(), Interval(0, 1, low_at=(0.0, 40.0))),
    (Softmax(), Interval(0, 1, high_at=(0.0, 800.0))),
    (Sparsemax(), Interval(0, 1)),
    (Sparsemax(), Interval(0, 1, low_at=(0.0, 0.5), high_at=(0.0, 2.0))),
    (Big(), Interval(0, INF)),
    (CReLU(), Interval(0, INF)),
    (CReLU(), Interval(-1, INF)),
    (LogSoftmax(), Interval(-INF, 0, high_at=(0.0, 800.0))),
    (LogSoftmax(), Interval(-INF, 1)),
    (GLU(), Interval(0, INF)),
    (Maxout(), Interval(-INF, 10)),
]


@pytest.mark.parametrize(("act", "stated"), FALSE_OUTPUTS, ids=str)
def test_a_false_range_of_outputs_raises(act, stated):
    with pytest.raises(AssertionError, match="its stated range is false"):
        card(with_properties(act, range=stated))


@pytest.mark.parametrize("factor", [1.001, 0, np.nan])
def test_a_false_slope_of_outputs_raises(factor):
    class Wrong(Softmax):
        __doc__ = Softmax.__doc__

        def _backward(self, x, dvalues):
            return factor * super()._backward(x, dvalues)

    with pytest.raises(AssertionError, match="its slope is false: at"):
        card(Wrong())


@pytest.mark.parametrize("size", [1e-7, 1e7])
def test_a_false_slope_of_outputs_raises_whatever_their_size(size):
    class Wrong(Softmax):
        __doc__ = Softmax.__doc__
        range = Interval(0, size)

        def _value(self, x):
            return size * super()._value(x)

        def _backward(self, x, dvalues):
            return -size * super()._backward(x, dvalues)

    with pytest.raises(AssertionError, match="its slope is false: at"):
        card(Wrong())


def test_outputs_that_are_nan_raise():
    class Broken(Softmax):
        __doc__ = Softmax.__doc__

        def _value(self, x):
            return np.where(x > 2, np.nan, super()._value(x))

    with pytest.raises(AssertionError, match="must be numbers, got nan at"):
        card(Broken())
