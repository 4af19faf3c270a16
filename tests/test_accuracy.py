"""How far every activation is from the exact result, in ULP.

    python tests/test_accuracy.py        prints the largest errors measured

An ULP is a unit in the last place of the exact result, in the dtype of the
result. The exact results come from mpmath, with 40 digits. Below 1024 times
the smallest normal number, where digits are lost to underflow, the unit
stays that of this bound.
"""

import copy
import math
import platform

import mpmath
import numpy as np
import pytest
from activation_cases import CASES, name_of
from mpmath import mp

from activations import Gaussian, LeakyReLU, Softplus
from activations.base import Elementwise

# Another axis is the same arithmetic. Copies, because other tests rely on
# cases that have never been sent forward.
SETTINGS = [
    copy.copy(act) for act in CASES if getattr(act, "axis", -1) == -1
]
DTYPES = [np.float64, np.float32, np.float16]
mp.dps = 40

# By class: the exact value and derivative at x.
EXACT = {
    "Sigmoid": (
        lambda act, x: 1 / (1 + mp.exp(-x)),
        lambda act, x: 1 / (2 + mp.exp(x) + mp.exp(-x)),
    ),
    "Step": (
        lambda act, x: mp.mpf(x > 0),
        lambda act, x: mp.zero,
    ),
    "ReLU": (
        lambda act, x: max(x, mp.zero),
        lambda act, x: mp.mpf(x > 0),
    ),
    "LeakyReLU": (
        lambda act, x: x if x > 0 else act.negative_slope * x,
        lambda act, x: mp.one if x > 0 else mp.mpf(act.negative_slope),
    ),
    "Softplus": (
        lambda act, x: mpmath.log1p(mp.exp(act.beta * x)) / act.beta,
        lambda act, x: 1 / (1 + mp.exp(-act.beta * x)),
    ),
    "Tanh": (
        lambda act, x: mpmath.tanh(x),
        lambda act, x: mpmath.sech(x) ** 2,
    ),
    "Gaussian": (
        lambda act, x: mp.exp(-x * x),
        lambda act, x: -2 * x * mp.exp(-x * x),
    ),
}

# By class: the largest error allowed in ULP, forward and backward. Of a
# softmax, the unit backward is eps times the share times the largest upstream
# gradient.
ALLOWED = {
    "Sigmoid": {np.float64: (2.5, 5), np.float32: (4, 5)},
    "Step": {np.float64: (0, 0), np.float32: (0, 0)},
    "ReLU": {np.float64: (0, 0), np.float32: (0, 0)},
    "LeakyReLU": {np.float64: (1, 0.5), np.float32: (1, 0.5)},
    "Softplus": {np.float64: (2, 3), np.float32: (3.5, 4)},
    "Tanh": {np.float64: (2.5, 6), np.float32: (2.5, 8)},
    "Softmax": {np.float64: (520, 290), np.float32: (55, 40)},
    "Gaussian": {np.float64: (2, 2), np.float32: (2, 2)},
}
# Measured on x86-64 Linux; the mathematical functions of another system may
# round differently.
IS_HOME = (platform.system(), platform.machine()) == ("Linux", "x86_64")
ELSEWHERE = 1 if IS_HOME else 2


def unit(exact, dtype, floor=1024):
    """Return the ULP of exact numbers, given in float64."""
    info = np.finfo(dtype)
    size = np.maximum(np.abs(exact), float(info.tiny) * floor)
    return np.ldexp(1.0, np.frexp(size)[1] - 1 - info.nmant)


def distance(results, exact):
    """Return |results - exact|, and the exact numbers in float64."""
    near = np.array([float(e) for e in exact])
    rest = np.array(
        [float(e - n) for e, n in zip(exact, near, strict=True)]
    )
    return np.abs((results.astype(float) - near) - rest), near


def points(dtype):
    """Near 0, over the whole range, in the tails, and where a tail ends."""
    rng = np.random.default_rng(0)
    info = np.finfo(dtype)
    least = math.log2(info.smallest_subnormal)
    most = math.log2(info.max) - 8
    far = -0.75 * least  # exp(-far) is 0
    ends = [0.0, info.smallest_subnormal, info.tiny, info.eps, info.eps / 2]
    for end in (1, 10.2, 16.64, 27.3, 36.74, 88.72, 104, 709.78, 745.13):
        ends += [end, end * (1 - info.eps), end * (1 + info.eps)]
    return np.concatenate(
        [
            rng.normal(size=600),
            rng.uniform(-30, 30, 1000),
            rng.uniform(-far, far, 600),
            2 ** rng.uniform(least, most, 150),
            -(2 ** rng.uniform(least, most, 150)),
            ends,
            np.negative(ends),
        ]
    ).astype(dtype)


def growth(act, x):
    """Return by what the allowed error grows.

    Where the argument of exp is rounded, its relative error is multiplied
    by that argument: x^2 for the Gaussian (which is 0 from 28 on), and
    beta x unless beta is a power of two, by which nothing is rounded.
    A slope that is rounded to float32 costs a leaky ReLU half an ULP, or
    twice that where the mantissa of the product is small.
    """
    if isinstance(act, Gaussian):
        return 1 + np.minimum(np.abs(x.astype(float)), 28) ** 2
    if isinstance(act, Softplus) and math.frexp(act.beta)[0] != 0.5:
        return 1 + np.abs(act.beta * x.astype(float))
    if isinstance(act, LeakyReLU) and act.negative_slope != 0.01:
        return 1.5
    return 1


def elementwise_errors(act, dtype):
    """Return the largest errors, forward and backward."""
    x = points(dtype)
    results = act.forward(x), act.backward(np.ones_like(x))
    errors = []
    for result, formula in zip(results, EXACT[name_of(act)], strict=True):
        exact = [formula(act, mp.mpf(float(number))) for number in x]
        error, near = distance(result, exact)
        errors.append(np.max(error / unit(near, dtype) / growth(act, x)))
    return errors


def rows(dtype):
    """Yield rows of scores, upstream gradients, and the growth of the error.

    The exponents x - max(x) are rounded. From 64 on (in float64, from 512)
    that alone may cost 64 (512) ULP, and twice as much is allowed there.
    """
    rng = np.random.default_rng(0)
    near = {np.float32: 32, np.float64: 256}[dtype]
    for n in (1, 2, 3, 10, 31, 32):
        for spread in (0, 1, 10, near, 1.5 * near):
            x, dvalues = rng.uniform(-1, 1, size=(2, n)).astype(dtype)
            yield dtype(spread) * x, dvalues, 1 if spread <= near else 2
    x, dvalues = rng.normal(size=(2, 500)).astype(dtype)
    yield x, dvalues, 1


def softmax_errors(act, dtype):
    """Return the largest errors, forward and backward."""
    errors = []
    for x, dvalues, growth in rows(dtype):
        scores = [mp.mpf(float(number)) for number in x]
        upstream = [mp.mpf(float(number)) for number in dvalues]
        weights = [mp.exp(score - max(scores)) for score in scores]
        total = mp.fsum(weights)
        shares = [weight / total for weight in weights]
        mean = mp.fdot(shares, upstream)
        slopes = [
            p * (g - mean) for p, g in zip(shares, upstream, strict=True)
        ]

        error, near = distance(act.forward(x), shares)
        back_error, _ = distance(act.backward(dvalues), slopes)
        floor = 1024 * float(np.finfo(dtype).tiny)
        back_unit = (
            np.maximum(near, floor) * np.abs(dvalues.astype(float)).max()
        )
        back_unit *= np.finfo(dtype).eps
        errors.append(
            (
                np.max(error / unit(near, dtype)) / growth,
                np.max(back_error / back_unit) / growth,
            )
        )
    return np.max(errors, axis=0)


def float16_errors(act):
    """Return the largest errors over every float16 that there is.

    They are measured against float64, itself measured above; the unit is
    that of the result, however small. Each x has a random upstream
    gradient and, in a softmax, a random partner.
    """
    rng = np.random.default_rng(0)
    x = np.arange(2**16, dtype=np.uint16).view(np.float16)
    x = x[np.isfinite(x)]
    dvalues = rng.normal(size=x.size).astype(np.float16)
    if not isinstance(act, Elementwise):
        partner = x + rng.uniform(-8, 8, x.size).astype(np.float16)
        x = np.stack([x, partner], act.axis)
        dvalues = np.stack([dvalues, rng.permutation(dvalues)], act.axis)
    exact = (
        act.forward(x.astype(float)),
        act.backward(dvalues.astype(float)),
    )
    results = act.forward(x), act.backward(dvalues)
    units = [unit(near, np.float16, floor=1) for near in exact]
    if not isinstance(act, Elementwise):
        largest = np.abs(dvalues).max(axis=act.axis, keepdims=True)
        eps = float(np.finfo(np.float16).eps)
        units[1] = np.maximum(units[1], eps * exact[0] * largest)
    errors = []
    for result, near, ulp in zip(results, exact, units, strict=True):
        with np.errstate(over="ignore"):
            overflows = np.isinf(near.astype(np.float16))
        assert np.all(
            result[overflows] == np.copysign(np.inf, near)[overflows]
        )
        errors.append(np.max((np.abs(result - near) / ulp)[~overflows]))
    return errors


def largest_errors(act, dtype):
    if dtype == np.float16:
        return float16_errors(act)
    if isinstance(act, Elementwise):
        return elementwise_errors(act, dtype)
    return softmax_errors(act, dtype)


def allowed_errors(act, dtype):
    if dtype == np.float16:  # computed in float32, and rounded once
        return 0.51, 0.51
    return ALLOWED[name_of(act)][dtype]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("act", SETTINGS, ids=repr)
def test_the_largest_error_is_within_what_is_allowed(act, dtype):
    errors = np.array(largest_errors(act, dtype))
    assert np.all(
        errors <= ELSEWHERE * np.array(allowed_errors(act, dtype))
    )


def print_table():
    print("The largest errors in ULP, forward / backward (and allowed).")
    print(
        "Divided by 1 + x^2 for the Gaussian, by 1 + |beta x| for a softplus"
    )
    print(
        "whose beta is no power of two, by 1.5 for a leaky ReLU whose slope"
    )
    print(
        "is not 0.01, by 2 in a softmax's far tail. Softmax backward is in"
    )
    print(
        "units of eps times the share times the largest upstream gradient."
    )
    print()
    print(" " * 33 + "".join(f"{dtype.__name__:<30}" for dtype in DTYPES))
    for act in SETTINGS:
        print(f"{act!r:33}", end="", flush=True)
        for dtype in DTYPES:
            errors = "{:.2f} / {:.2f}".format(*largest_errors(act, dtype))
            allowed = "({:g} / {:g})".format(*allowed_errors(act, dtype))
            print(f"{errors:15} {allowed:14}", end="", flush=True)
        print()


if __name__ == "__main__":
    print_table()
