"""What is special to GLU."""

import copy
import math
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from mpmath import mp
from numpy.testing import assert_allclose, assert_array_equal

from activations import (
    GELU,
    GLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Step,
    Tanh,
)

LOG3 = math.log(3)

CASES = [
    GLU(None),
    GLU(ReLU()),
    GLU(Tanh()),
    GLU(axis=0),
    GLU(Tanh(), axis=1),
]
# The gate's own, two roundings more for a product of three.
ALLOWED = {np.float64: (4, 8), np.float32: (5, 9)}

# Value and slope of a gate, in numbers of mpmath.
EXACT_GATES = {
    Sigmoid: lambda t: (
        1 / (1 + mp.exp(-t)),
        1 / (2 + mp.exp(t) + mp.exp(-t)),
    ),
    Tanh: lambda t: (mp.tanh(t), mp.sech(t) ** 2),
    ReLU: lambda t: (max(t, 0), mp.mpf(t > 0)),
    type(None): lambda t: (t, mp.one),
}


def exact(act, x, upstream):
    n = len(x) // 2
    a, b = x[:n], x[n:]
    gates, slopes = zip(*map(EXACT_GATES[type(act.gate)], b), strict=True)
    outputs = [u * g for u, g in zip(a, gates, strict=True)]
    da = [g * d for g, d in zip(gates, upstream, strict=True)]
    db = [u * s * d for u, s, d in zip(a, slopes, upstream, strict=True)]
    return outputs, da + db


def test_the_second_half_is_the_gate():
    """Sigmoid is 1/2 at 0 and 3/4 at log 3."""
    assert_allclose(GLU()([8, 8, 0, LOG3]), [4, 6], rtol=1e-15)


def test_a_gradient_that_can_be_worked_out_by_hand():
    """Sigmoid: 1/2 with slope 1/4 at 0, 3/4 with slope 3/16 at log 3."""
    act = GLU()
    act.forward([8, 16, 0, LOG3])
    assert_allclose(act.backward([4, 4]), [2, 3, 8, 12], rtol=1e-15)


def test_other_gates_worked_out_by_hand():
    x = [2, 3, -5, 7]
    for gate, output, gradient in (
        (None, [-10, 21], [-5, 70, 2, 30]),
        (ReLU(), [0, 21], [0, 70, 0, 30]),
        (Step(), [0, 3], [0, 10, 0, 0]),
    ):
        act = GLU(gate)
        assert act.forward(x).tolist() == output
        assert act.backward([1, 10]).tolist() == gradient


@pytest.mark.parametrize("gate", [ReLU(), SiLU(), GELU()], ids=repr)
def test_two_units_multiply_where_a_gate_and_its_mirror_image_add_up(
    gate, rng
):
    """gate(b) - gate(-b) = b, so a gate(b) + (-a) gate(-b) = ab."""
    a, b = 5 * rng.normal(size=(2, 50))
    both = GLU(gate)(np.stack([a, -a, b, -b], axis=1)).sum(axis=1)
    assert_allclose(both, a * b, rtol=1e-14, atol=1e-14)


def test_the_bilinear_form_does_not_care_which_half_is_which(rng):
    x = rng.normal(size=(5, 8))
    swapped = np.concatenate([x[:, 4:], x[:, :4]], axis=1)
    assert_array_equal(GLU(None)(x), GLU(None)(swapped))
    assert not np.allclose(GLU()(x), GLU()(swapped))


def test_a_jacobian_has_two_diagonals():
    jacobian = GLU().jacobian([8, 16, 0, LOG3])
    expected = [[1 / 2, 0, 2, 0], [0, 3 / 4, 0, 3]]
    assert_allclose(jacobian, expected, rtol=1e-15)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_halves_are_taken_along_the_axis_only(axis, rng):
    x = rng.normal(size=(2, 4, 6))
    a, b = np.split(x, 2, axis)
    assert_allclose(GLU(axis=axis)(x), a * Sigmoid()(b), rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_is_lost_but_one_rounding(dtype, rng):
    """Whatever the gate, so its own limits hold but for that."""
    a, b = 5 * rng.normal(size=(2, 3, 50)).astype(dtype)
    for gate in (Sigmoid(), Tanh(), ReLU(), SiLU(), GELU()):
        output = GLU(gate)(np.concatenate([a, b], axis=1))
        assert_array_equal(output, a * gate(b))


def test_in_float16_a_product_is_rounded_once(rng):
    x = rng.normal(size=(20, 6)).astype(np.float16)
    exact = GLU()(x.astype(np.float64))
    assert_array_equal(GLU()(x), exact.astype(np.float16))


def test_the_default_gate_is_shared_and_keeps_nothing(rng):
    one, other = GLU(), GLU(axis=0)
    assert one.gate is other.gate
    before = copy.deepcopy(vars(one.gate))
    for act in (one, other):
        act.backward(act.forward(rng.normal(size=(4, 4))))
        act(rng.normal(size=(4, 4)))
    assert vars(one.gate) == before
    kept = one.gate.inputs, one.gate.output, one.gate.dinputs
    assert kept == (None, None, None)


def test_two_that_share_a_gate_may_work_in_two_threads(rng):
    x = rng.normal(size=(2, 40, 12))
    wanted = [GLU()(part) for part in x]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as pool:
            for _ in range(20):
                acts = GLU(), GLU()
                found = pool.map(lambda f, part: f.forward(part), acts, x)
                for one, right in zip(found, wanted, strict=True):
                    assert_array_equal(one, right)
    finally:
        sys.setswitchinterval(before)


class Learns(Sigmoid):
    learned = ("bend",)


class Draws(Sigmoid):
    def _draw(self, shape):
        return ()


@pytest.mark.parametrize(
    "gate",
    [Learns(), Draws(), Softmax(), Sigmoid, "silu", np.tanh, GLU(), 1],
)
def test_a_gate_that_learns_or_draws_or_looks_around_is_refused(gate):
    with pytest.raises(TypeError, match="^GLU: gate must be an element-"):
        GLU(gate)


def test_a_closed_gate_and_a_large_number_make_0_and_not_nan():
    """a * dvalues alone would be inf, and times a slope of 0 nan."""
    act = GLU()
    assert act.forward([1.7e308, -1e4]).tolist() == [0]
    assert act.backward([1.7e308]).tolist() == [0, 0]


def test_infinity_behind_a_gate_that_has_rounded_to_0_is_nan():
    assert np.isnan(GLU()([np.inf, -1e4])).all()
    assert GLU()([np.inf, -700]).tolist() == [np.inf]
