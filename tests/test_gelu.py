"""What is special to GELU."""

import math
import subprocess
import sys

import numpy as np
import pytest
from mpmath import mp

from activations import GELU
from activations.gelu import FAR

FORMS = ["none", "tanh", "sigmoid"]
every_form = pytest.mark.parametrize("form", FORMS)
X = np.linspace(-6, 6, 1201)
LOG3 = math.log(3)

CASES = [GELU("tanh"), GELU("sigmoid")]
ALLOWED = {np.float64: (6, 8), np.float32: (7.5, 9)}


def exact(act, x):
    if act.approximate == "none":
        # mpmath's erfc fails for huge numbers, where nothing happens.
        near = min(max(x, -1000), 1000)
        below = mp.erfc(-near / mp.sqrt(2)) / 2
        return x * below, below + x * mp.npdf(x)
    if act.approximate == "tanh":
        scale, cubic = 2 * mp.sqrt(2 / mp.pi), mp.mpf(0.044715)
    else:
        scale, cubic = mp.mpf(1.702), mp.zero
    inner = scale * (x + cubic * x**3)
    below = 1 / (1 + mp.exp(-inner))
    slope = scale * (1 + 3 * cubic * x**2)
    rise = slope / (2 + mp.exp(inner) + mp.exp(-inner))
    return x * below, below + x * rise


def growth(act, x):
    # The argument of exp is rounded, unless it is split.
    x = np.minimum(np.abs(x.astype(float)), FAR)
    if act.approximate == "none":
        return 1
    cubic = 0.044715 * (act.approximate == "tanh")
    return 1 + 1.702 * x * (1 + cubic * x * x)


def test_values_that_can_be_worked_out_by_hand():
    """S(log 3) is 3/4, and of a normal distribution 0.841344746068543 are
    below 1, as every table says."""
    act = GELU("sigmoid")
    x = LOG3 / 1.702
    np.testing.assert_allclose(act([x, -x]), [0.75 * x, -0.25 * x], 1e-15)
    np.testing.assert_allclose(
        act.derivative([x, -x]),
        [(12 + 3 * LOG3) / 16, (4 - 3 * LOG3) / 16],
        rtol=1e-14,
    )
    assert GELU()(1) == pytest.approx(0.841344746068543, rel=1e-14)
    assert GELU()(-1) == pytest.approx(0.841344746068543 - 1, rel=1e-14)


def test_the_tanh_form_is_that_of_the_paper():
    inner = math.sqrt(2 / math.pi) * (X + 0.044715 * X**3)
    paper = 0.5 * X * (1 + np.tanh(inner))
    np.testing.assert_allclose(GELU("tanh")(X), paper, atol=1e-15)


@every_form
def test_an_upstream_gradient_is_multiplied_by_the_slope(form):
    """At 0 half of the distribution is below, and x adds nothing."""
    act = GELU(form)
    assert act(0) == 0
    act.forward([0, -np.inf, np.inf])
    assert act.backward([6, 5, 4]).tolist() == [3, 0, 4]


@every_form
def test_both_sides_differ_by_the_input(form):
    act = GELU(form)
    np.testing.assert_allclose(act(X) - act(-X), X, atol=1e-15)
    slopes = act.derivative(X) + act.derivative(-X)
    np.testing.assert_allclose(slopes, 1, atol=1e-15)


@every_form
def test_the_dip_is_where_the_slope_is_0(form):
    act = GELU(form)
    low, at = act.range.low, act.range.low_at
    assert act.derivative(at) == pytest.approx(0, abs=1e-15)
    assert act(at) == pytest.approx(low, rel=1e-15)
    assert act(X).min() == pytest.approx(low, rel=1e-3)


def test_the_slope_is_largest_at_the_square_root_of_2():
    """f''(x) = p(x) (2 - x^2), so f' is smallest at minus that."""
    slopes = GELU().derivative(X)
    root = math.sqrt(2)
    assert X[slopes.argmax()] == pytest.approx(root, abs=0.01)
    assert X[slopes.argmin()] == pytest.approx(-root, abs=0.01)
    below = (1 + math.erf(1)) / 2
    largest = below + root * math.exp(-1) / math.sqrt(2 * math.pi)
    assert slopes.max() == pytest.approx(largest, abs=1e-5)
    assert GELU().derivative(root) == pytest.approx(largest, rel=1e-15)


def test_the_left_tail_keeps_its_digits():
    """Of a normal distribution 7.61985302416052607e-24 are below -10."""
    assert GELU()(-10) == pytest.approx(-7.619853024160526e-23, rel=2e-15)
    single = GELU()(np.float32(-6))  # 1 + erf(-6 / sqrt(2)) is 0 there
    assert single == pytest.approx(-6 * 9.865876450376981e-10, rel=1e-6)


@every_form
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_limits(form, dtype):
    act, most = GELU(form), np.finfo(dtype).max
    ends = np.array([-np.inf, -most, most, np.inf], dtype)
    assert act(ends).tolist() == [0, 0, float(most), np.inf]
    assert act.derivative(ends).tolist() == [0, 0, 1, 1]


@every_form
def test_from_far_on_there_is_no_tail(form):
    """So nothing is lost by treating all beyond FAR as FAR."""
    for dtype in (np.float32, np.float64):
        far = np.array([-FAR], dtype)
        assert GELU(form)(far) == GELU(form).derivative(far) == 0


def test_the_forms_are_as_far_apart_as_is_said_of_them():
    """0.00047 and 0.02, at 2.7 and 2.27, on both sides."""
    exact_values = GELU()(X)
    for form, gap, at in [
        ("tanh", 4.73e-4, 2.7),
        ("sigmoid", 2.03e-2, 2.27),
    ]:
        gaps = np.abs(GELU(form)(X) - exact_values)
        assert gaps.max() == pytest.approx(gap, rel=2e-3)
        assert abs(X[gaps.argmax()]) == pytest.approx(at, abs=0.02)


def test_scipy_is_imported_when_it_is_needed():
    """It takes longer to import than all the rest."""
    code = (
        "import sys, activations; print('scipy' in sys.modules); "
        "activations.GELU()(1); print('scipy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("form", ["", "exact", "Tanh", "none "])
def test_there_are_three_forms(form):
    message = "^GELU: approximate must be one of none, tanh, sigmoid, got "
    with pytest.raises(ValueError, match=message):
        GELU(form)
    with pytest.raises(
        TypeError, match="^GELU: approximate must be a word"
    ):
        GELU(True)
