"""The card: its numbers are right."""

import math
import re

import numpy as np
import pytest
from activation_cases import CLASSES, cases_of
from hard_to_state import HardTanh
from probes import ELU, LogSoftmax, Maxout, PReLU, RReLU, Snake, Sparsemax

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
from activations.base import AlongAxis, Elementwise, Interval
from activations.lab import Dense, card
from activations.lab.traits import along_last

ROWS = {}  # of the cards that were asked for, by class and repr


def row(act, name):
    """Return the value in the row whose name starts with name."""
    key = type(act), repr(act)
    if key not in ROWS:
        ROWS[key] = card(act).rows
    values = [row[1] for row in ROWS[key] if row[0].startswith(name)]
    assert len(values) == 1, f"{act!r} has {len(values)} rows named {name}"
    return values[0]


def test_formula_and_derivative_come_from_the_docstring():
    assert (
        row(LeakyReLU(), "Value `f(x)`")
        == "`x if x > 0, else negative_slope * x`"
    )
    assert row(Sigmoid(), "Derivative") == "`f(x) (1 - f(x))`"
    assert row(Softplus(), "Parameters") == "`beta` (default 1.0)"
    assert row(Sigmoid(), "Parameters") == "none"


def test_values_and_slopes_at_zero():
    assert row(Sigmoid(), "Value at 0") == "0.5000"
    assert row(Sigmoid(), "Slope at 0") == "0.2500"
    assert row(Softplus(), "Value at 0") == f"{math.log(2):.4f}"
    # -2 * 0 * exp(0) is -0.0, which no reader wants to see.
    assert row(Gaussian(), "Slope at 0") == "0.0000"


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (Sigmoid(), "0.2500 at x = 0.00"),
        # f' of exp(-x^2) is largest where f'' = (4 x^2 - 2) f = 0.
        (Gaussian(), f"{math.sqrt(2 / math.e):.4f} at x = ±0.71"),
        (ReLU(), "1.0000 for x > 0"),
        (LeakyReLU(3), "3.0000 for x ≤ 0"),
        (LeakyReLU(1), "1.0000 everywhere"),
        (Softplus(), "1.0000 approached as x grows"),
        (Step(), "0, everywhere"),
    ],
    ids=str,
)
def test_the_largest_slope_and_where(act, text):
    assert row(act, "Largest slope") == text


def where_sigmoid_saturates():
    # y (1 - y) = 0.0025 is a quadratic; x are the log-odds of its root.
    y = (1 + math.sqrt(1 - 4 * 0.0025)) / 2
    return math.log(y / (1 - y))


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (Sigmoid(), f"beyond x = ±{where_sigmoid_saturates():.2f}"),
        (Tanh(), f"beyond x = ±{where_sigmoid_saturates() / 2:.2f}"),
        # sigmoid(x) = 0.01 where the odds are 1 to 99.
        (Softplus(), f"for x < {round(-math.log(99), 2)}"),
        (ReLU(), "for x < 0"),
        (LeakyReLU(), "nowhere"),
        (LeakyReLU(200), "for x > 0"),
        (Step(), "everywhere"),
    ],
    ids=str,
)
def test_where_the_tails_saturate(act, text):
    assert row(act, "Saturates") == text


@pytest.mark.parametrize(
    ("act", "mean", "gain"),
    [
        # Moments of half a normal distribution.
        (ReLU(), 1 / math.sqrt(2 * math.pi), math.sqrt(2)),
        (Step(), 0.5, math.sqrt(2)),
        (Sigmoid(), 0.5, None),
        (Tanh(), 0.0, None),
        # E exp(-z^2) = 1 / sqrt(3), E exp(-2 z^2) = 1 / sqrt(5).
        (Gaussian(), 3**-0.5, 5**0.25),
        (LeakyReLU(1), 0.0, 1.0),
    ],
    ids=str,
)
def test_mean_and_gain_under_a_normal_input(act, mean, gain):
    assert row(act, "Mean under a standard normal input") == f"{mean:.4f}"
    if gain is not None:
        assert row(act, "Gain that keeps its mean square") == f"{gain:.4f}"


def test_the_card_of_softmax():
    act = Softmax()
    assert row(act, "Range of each output") == "(0, 1)"
    assert row(act, "Sum of the outputs") == "1.0000"
    assert row(act, "Keeps the order") == "yes"
    assert row(act, "Unchanged when all inputs shift") == "yes"
    assert row(act, "Two equal inputs") == "0.5000 each"
    assert row(act, "Ten equal inputs") == "0.1000 each"
    assert row(act, "Largest slope, two inputs") == "0.2500 at gap 0.00"
    edge = where_sigmoid_saturates()
    assert row(act, "Saturates, two inputs") == f"for a gap over {edge:.2f}"
    assert row(act, "Mean, ten standard normal inputs") == "0.1000"


def test_the_formula_of_a_parent_is_not_shown():
    class Doubled(Sigmoid):
        range = Interval(0, 2)

        def _value(self, x):
            return 2 * super()._value(x)

        def _derivative(self, x):
            return 2 * super()._derivative(x)

    with pytest.raises(ValueError, match="its docstring has no line"):
        card(Doubled())


def test_outputs_in_another_order_than_the_inputs_are_noticed():
    class Reversed(Softmax):
        __doc__ = Softmax.__doc__

        def _value(self, x):
            return super()._value(x)[..., ::-1]

        def _backward(self, x, dvalues):
            return Softmax()._backward(x, dvalues[..., ::-1])

    assert row(Reversed(), "Keeps the order") == "no"
    assert row(Reversed(), "Unchanged when all inputs shift") == "yes"


def test_outputs_that_change_when_all_inputs_shift_are_noticed():
    class Curved(Softmax):
        __doc__ = Softmax.__doc__

        def _value(self, x):
            return super()._value(x + 0.1 * x * x * x)

        def _backward(self, x, dvalues):
            inner = Softmax()._backward(x + 0.1 * x * x * x, dvalues)
            return (1 + 0.3 * x**2) * inner

    assert row(Curved(), "Keeps the order") == "yes"
    assert row(Curved(), "Unchanged when all inputs shift") == "no"


def test_a_sum_that_depends_on_the_inputs_is_not_shown():
    class Leaking(Softmax):
        __doc__ = Softmax.__doc__

        def _value(self, x):
            return super()._value(x) * (1 - 0.1 * (x[:, :1] > 0))

        def _backward(self, x, dvalues):
            scale = 1 - 0.1 * (x[:, :1] > 0)
            return scale * Softmax()._backward(x, dvalues)

    names = [name for name, _, _ in card(Leaking()).rows]
    assert "Sum of the outputs" not in names


def test_the_largest_slope_is_named_where_it_is_and_nowhere_else():
    class Square(Elementwise):
        """The square of what is positive, with a title of two lines, as
        some have.

        f(x)  = x^2 if x > 0, else 0
        f'(x) = 2 x if x > 0, else 0
        """

        range = Interval(0, math.inf, low_at=0)
        monotone = "non-decreasing"

        def _value(self, x):
            return np.maximum(x, 0) ** 2

        def _derivative(self, x):
            return 2 * np.maximum(x, 0)

    assert row(HardTanh(), "Largest slope") == "1.0000 for -1 < x < 1"
    assert row(HardTanh(), "Saturates") == "beyond x = ±1"
    unbounded = "none: it grows without end as x grows"
    assert row(Square(), "Largest slope") == unbounded
    assert row(Square(), "Saturates") == "for x < 0"
    assert row(Square(), "Value `f(x)`") == "`x^2 if x > 0, else 0`"


@pytest.mark.parametrize("slope", [1 - 1e-9, 1 - 1e-12, -1 + 1e-9])
def test_a_slope_of_nearly_1_is_not_taken_for_1(slope):
    assert row(LeakyReLU(slope), "Largest slope") == "1.0000 for x > 0"


@pytest.mark.parametrize("at", [0, 60, -100, 1000])
def test_the_largest_slope_is_found_wherever_it_is(at):
    class Far(Sigmoid):
        """An S-curve elsewhere.

        f(x)  = sigmoid(x - at)
        f'(x) = sigmoid'(x - at)
        """

        def _value(self, x):
            return super()._value(x - at)

        def _derivative(self, x):
            return super()._derivative(x - at)

    assert row(Far(), "Largest slope") == f"0.2500 at x = {at:.2f}"


def test_a_bar_in_a_formula_does_not_end_its_cell():
    class Barred(Tanh):
        """An S-curve.

        f(x)  = (1 - exp(-2 |x|)) / (1 + exp(-2 |x|)) * sign(x)
        f'(x) = 1 - f(x)**2
        """

    table = card(Barred())._repr_markdown_()
    bars = [re.findall(r"(?<!\\)\|", line) for line in table.splitlines()]
    assert {len(found) for found in bars} == {4}
    assert r"exp(-2 \|x\|)" in table
    assert row(Barred(), "Value `f").count("|x|") == 2


@pytest.mark.parametrize(
    "act", [None, Tanh, Dense(2, 2, rng=np.random.default_rng(0))], ids=str
)
def test_what_is_no_activation_has_no_card(act):
    with pytest.raises(TypeError, match="card: act must be an activation"):
        card(act)


def test_a_docstring_without_a_formula_is_refused():
    class Silent(Sigmoid):
        """An S-curve."""

    with pytest.raises(ValueError, match="no line that states the value"):
        card(Silent())


@pytest.mark.parametrize(
    ("act", "name", "text"),
    [
        (ELU(), "Largest slope", "1.0000 for x ≥ 0"),
        (ELU(3), "Largest slope", "3.0000 at x = 0.00"),
        (GELU(), "Range", "[-0.169971, ∞), lowest at x = -0.7518"),
        (GELU(), "Largest slope", "1.1289 at x = 1.41"),
        (
            Softplus(0.05),
            "Saturates",
            f"for x < {round(-20 * math.log(99), 2)}",
        ),
        (
            Snake(),
            "Largest slope",
            "2.0000 at x = 0.79, and not there alone",
        ),
        (Snake(), "Saturates", "nowhere"),
        (Snake(), "Limits", "-∞ as x falls, ∞ as x grows"),
        (PReLU([0.5, 2]), "Channels", "2; below, the first"),
        (PReLU([0.5, 2]), "Slope at 0", "0.5000"),
        (PReLU(), "Parameters", "`negative_slope` (default 0.25, learned)"),
        (RReLU.example(), "Random", "forward draws, a call does not"),
        (GLU(), "Outputs of ten inputs", "5"),
        (GLU(), "Mean, ten standard normal inputs", "0.00"),
        (Maxout(3), "Outputs of 12 inputs", "4"),
        (Sparsemax(), "Range of each output", "[0, 1]"),
        (Sparsemax(), "Largest slope, two inputs", "0.5000 up to gap 1.00"),
        (LogSoftmax(), "Unchanged when all inputs shift", "yes"),
    ],
    ids=str,
)
def test_a_modern_function_can_be_stated(act, name, text):
    assert row(act, name) == text


class Scaled(Elementwise):
    """A bell or an S-curve of any height and width, anywhere.

    f(x)  = height * shape((x - at) / width)
    f'(x) = height * shape'((x - at) / width) / width
    """

    def __init__(self, shape, height=1.0, width=1.0, at=0.0):
        self.shape, self.height, self.width = shape, height, width
        self.at = at
        ends = [height * end for end in shape.range[:2]]
        is_bell = shape.range.high_at is not None
        self.range = Interval(*ends, high_at=at if is_bell else None)
        self.monotone = shape.monotone
        self.parity = shape.parity if at == 0 else None

    def _value(self, x):
        return self.height * self.shape((x - self.at) / self.width)

    def _derivative(self, x):
        t = (x - self.at) / self.width
        return self.height / self.width * self.shape.derivative(t)


@pytest.mark.parametrize(
    ("act", "name", "text"),
    [
        (Scaled(Tanh(), 1e-7), "Slope at 0", "1e-07"),
        (Scaled(Tanh(), 1e-7), "Largest slope", "1e-07 at x = 0.00"),
        (Scaled(Tanh(), 1e-7), "Value at 0", "0.0000"),
        (Scaled(Tanh(), 1e9), "Gain", "1.593e-09"),
        (
            Scaled(Sigmoid(), 1, 1e-4, 3),
            "Saturates",
            "beyond x = 2.9994 and 3.0006",
        ),
        (
            Scaled(Tanh(), at=1e6),
            "Largest slope",
            "1.0000 at x = 1000000.00",
        ),
        (
            Scaled(Tanh(), at=1e4),
            "Saturates",
            "beyond x = 9997.01 and 10002.99",
        ),
        (
            Scaled(Gaussian(), at=10003.0),
            "Range",
            "(0, 1], highest at x = 10003",
        ),
        (Scaled(Gaussian(), at=10003.0), "Odd or even", "neither"),
        (
            Scaled(Gaussian(), 1, 1e5),
            "Largest slope",
            "8.578e-06 at x = ±70710.68",
        ),
        (
            Scaled(Gaussian(), 1, 1e-5),
            "Largest slope",
            "85776.3885 at x = ±7.1e-06",
        ),
        (Scaled(Gaussian(), 1, 1e-5), "Saturates", "beyond x = ±2.53e-05"),
        (LeakyReLU(1e-5), "Slope at 0", "1e-05"),
    ],
    ids=lambda value: None if isinstance(value, str) else str(vars(value)),
)
def test_numbers_of_any_size_are_shown_with_enough_digits(act, name, text):
    assert row(act, name) == text


class Smallest(Elementwise):
    """Hardly anything.

    f(x)  = 1e-300 x
    f'(x) = 1e-300
    """

    range = Interval(-math.inf, math.inf)
    monotone, parity = "increasing", "odd"

    def _value(self, x):
        return 1e-300 * x

    def _derivative(self, x):
        return 1e-300 + 0 * np.tanh(x)


def test_the_gain_of_the_smallest_numbers_does_not_underflow():
    assert row(Smallest(), "Gain") == "1e+300"


class Above1(Elementwise):
    """Hardly more than 1.

    f(x)  = 1 + 1e-9 tanh(x)
    f'(x) = 1e-9 tanh'(x)
    """

    range = Interval(1 - 1e-9, 1 + 1e-9)
    monotone = "increasing"

    def _value(self, x):
        return 1 + 1e-9 * np.tanh(x)

    def _derivative(self, x):
        return 1e-9 * Tanh()._derivative(x)


def test_two_ends_never_look_the_same():
    assert row(Above1(), "Range") == "(0.999999999, 1.000000001)"
    limits = row(Above1(), "Limits")
    assert limits == "0.999999999 as x falls, 1 as x grows"


class Exponential(Elementwise):
    """Never flat.

    f(x)  = exp(x)
    f'(x) = exp(x)
    """

    range = Interval(0, math.inf)
    monotone = "increasing"
    _value = _derivative = staticmethod(np.exp)


def test_a_slope_that_is_only_rounded_to_0_is_not_saturated():
    assert row(Exponential(), "Saturates") == "nowhere"


class Slow(Elementwise):
    """Comes to 1 so slowly that 1e300 is not far enough.

    f(x)  = sign(x) (1 - 1 / log(e + |x|))
    f'(x) = 1 / (log(e + |x|)^2 (e + |x|))
    """

    range = Interval(-1, 1)
    monotone, parity = "increasing", "odd"

    def _value(self, x):
        return np.sign(x) * (1 - 1 / np.log(math.e + np.abs(x)))

    def _derivative(self, x):
        t = math.e + np.abs(x)
        return 1 / (np.log(t) ** 2 * t)


def test_a_limit_that_cannot_be_seen_is_said_to_be_stated():
    unseen = "(stated: f comes there too slowly to be seen)"
    limits = f"-1 {unseen} as x falls, 1 {unseen} as x grows"
    assert row(Slow(), "Limits") == limits
    assert unseen not in row(Tanh(), "Limits")


def off_page(cls):
    """The cases whose card no page shows: a chapter shows the first.

    Those that differ in their axis alone have the same card.
    """
    has_chapter = cls.__module__.startswith("activations.")
    cards = {}
    for act in cases_of(cls):
        along = isinstance(act, AlongAxis)
        cards.setdefault(repr(along_last(act) if along else act), act)
    return list(cards.values())[1 if has_chapter else 0 :]


def test_the_card_is_the_same_along_any_axis():
    assert card(Softmax(axis=0)).rows == card(Softmax()).rows


@pytest.mark.parametrize(
    "act", [act for cls in CLASSES for act in off_page(cls)], ids=repr
)
def test_the_card_is_right_at_every_parameter_of_the_cases(act):
    table = card(act)._repr_markdown_()
    assert all(line.count("|") == 4 for line in table.splitlines())
    assert "nan" not in table


def test_the_card_says_how_far_out_breaks_are_looked_for():
    shown = repr(card(Sigmoid()))
    assert "Smooth: yes (stated, tested to ±10⁶)" in shown
