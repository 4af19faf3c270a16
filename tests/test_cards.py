"""The card: its numbers are right."""

import math

import pytest

import activations
from activations import (
    Gaussian,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Step,
    Tanh,
)
from activations.lab import card


def row(act, name):
    """Return the value in the row whose name starts with name."""
    values = [row[1] for row in card(act).rows if row[0].startswith(name)]
    assert len(values) == 1, f"{act!r} has {len(values)} rows named {name}"
    return values[0]


@pytest.mark.parametrize("name", activations.__all__)
def test_every_activation_has_a_card_that_holds(name):
    table = card(getattr(activations, name)())._repr_markdown_()
    assert table.startswith(f"| Property | `{name}(")
    assert all(line.count("|") == 4 for line in table.splitlines())


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
        (LeakyReLU(3), "3.0000 for x < 0"),
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


def test_outputs_in_another_order_than_the_inputs_are_noticed():
    class Reversed(Softmax):
        def _value(self, x):
            return super()._value(x)[..., ::-1]

    assert row(Reversed(), "Keeps the order") == "no"
    assert row(Reversed(), "Unchanged when all inputs shift") == "yes"


def test_outputs_that_change_when_all_inputs_shift_are_noticed():
    class Curved(Softmax):
        def _value(self, x):
            return super()._value(x + 0.1 * x**3)

    assert row(Curved(), "Keeps the order") == "yes"
    assert row(Curved(), "Unchanged when all inputs shift") == "no"


def test_a_sum_that_depends_on_the_inputs_raises():
    class Leaking(Softmax):
        def _value(self, x):
            return super()._value(x) * (1 - 0.1 * (x[:, :1] > 0))

    with pytest.raises(AssertionError, match="sum of the outputs depends"):
        card(Leaking())
