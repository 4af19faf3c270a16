"""How far every activation is from the exact result, in ULP.

    python tests/test_accuracy.py [ELU]  prints the largest errors measured,
                                         at ten times as many points

An ULP is a unit in the last place of the exact result, in the dtype of the
result. What is exact, and how large an error may be, says the twin of each
class (see activation_cases.py). Measured is what a call evaluates, and its
slope. Not every error can be measured so:

- Below 1024 times the smallest normal number, where digits are lost to
  underflow, the unit stays that of this bound.
- Within 0.25 of a root of the slope that is no float, it is the ULP of the
  largest slope there.
- Where a rounding inside the function is multiplied, a twin's growth(act, x)
  says by how much the allowed error grows, at each x, or for a row.
- A twin's unit(outputs, upstream, dtype) and backward_unit, of exact outputs
  and upstream gradients, stand in the place of the ULP.
"""

import copy
import math
import platform
import sys

import numpy as np
import pytest
from activation_cases import CASES, CLASSES, twin_name, twin_of
from mpmath import mp

from activations.base import AlongAxis, Elementwise
from activations.lab.losses import cross_entropy
from activations.lab.traits import gives_shares

DTYPES = [np.float64, np.float32, np.float16]
NEEDED = ("exact", "ALLOWED")

# Measured on x86-64 Linux; the mathematical functions of another system may
# round differently.
IS_HOME = (platform.system(), platform.machine()) == ("Linux", "x86_64")
ELSEWHERE = 1 if IS_HOME else 2


def lacks(cls):
    return [name for name in NEEDED if not hasattr(twin_of(cls), name)]


# Another axis is the same arithmetic.
SETTINGS = [
    act
    for act in CASES
    if getattr(act, "axis", -1) == -1 and not lacks(type(act))
]


def evaluating(act):
    """Return a copy whose forward draws nothing, so that it evaluates."""
    act = copy.deepcopy(act)
    act._draw = lambda shape: ()
    return act


def numbers(array):
    """Return the floats as numbers of mpmath."""
    return [mp.mpf(float(x)) for x in array.flat]


def unit(exact, dtype, floor=1024):
    """Return the ULP of exact numbers, given in float64."""
    info = np.finfo(dtype)
    size = np.maximum(np.abs(exact), float(info.tiny) * floor)
    return np.ldexp(1.0, np.frexp(size)[1] - 1 - info.nmant)


def overflows(results, exact):
    """Return where exact numbers in float64 overflow the results' dtype;
    there, the results have to be infinite."""
    with np.errstate(over="ignore"):
        found = np.isinf(exact.astype(results.dtype))
    infinite = np.copysign(np.inf, exact)
    np.testing.assert_array_equal(results[found], infinite[found])
    return found


def distance(results, exact):
    """Return |results - exact|, and the exact numbers in float64. What
    overflows rightly is at no distance."""
    near = np.array([float(e) for e in exact])
    results, kept = results.ravel(), ~overflows(results.ravel(), near)
    rest = np.array(
        [float(e - n) for e, n in zip(exact, near, strict=True)]
    )
    error = np.zeros(len(near))
    error[kept] = results[kept].astype(float) - near[kept] - rest[kept]
    return np.abs(error), near


# ---- element-wise ----


def points(dtype, density=1):
    """Return points near 0, over the whole range, in the tails, and where
    a tail ends; from the lowest to the highest."""
    rng = np.random.default_rng(0)
    info = np.finfo(dtype)
    least = math.log2(info.smallest_subnormal)
    most = math.log2(info.max) - 8
    far = -0.75 * least  # exp(-far) is 0
    ends = [0.0, info.smallest_subnormal, info.tiny, info.eps, info.eps / 2]
    for end in (1, 10.2, 16.64, 27.3, 36.74, 88.72, 104, 709.78, 745.13):
        ends += [end, end * (1 - info.eps), end * (1 + info.eps)]
    x = [
        rng.normal(size=60 * density),
        rng.uniform(-30, 30, 100 * density),
        rng.uniform(-far, far, 60 * density),
        2 ** rng.uniform(least, most, 15 * density),
        -(2 ** rng.uniform(least, most, 15 * density)),
        ends,
        np.negative(ends),
    ]
    return np.sort(np.concatenate(x)).astype(dtype)


def root_unit(x, slopes, dtype):
    """Return the unit of the largest slope within 0.25 of a root of the
    slopes, and 0 elsewhere. x is sorted. A root at a point is none: there
    a slope can be exact."""
    result = np.zeros(len(x))
    with np.errstate(over="ignore"):
        is_root = slopes[1:] * slopes[:-1] < 0
    for i in np.flatnonzero(is_root):
        is_near = (x > x[i] - 0.25) & (x < x[i + 1] + 0.25)
        largest = np.max(np.abs(slopes[is_near]))
        result[is_near] = np.maximum(result[is_near], unit(largest, dtype))
    return result


def elementwise_errors(act, dtype, density):
    """Return the largest errors, forward and backward."""
    channels = 1 if act.channels is None else act.channels
    columns = points(dtype, density)
    columns = columns[: len(columns) // channels * channels]
    columns = columns.reshape(-1, channels)
    results = act(columns), act.derivative(columns)
    errors = []
    for channel in range(channels):
        x, value, slope = (a[:, channel] for a in (columns, *results))
        which = () if act.channels is None else (channel,)
        exact = twin_of(type(act)).exact
        exact = [exact(act, number, *which) for number in numbers(x)]
        errors.append(column_errors(act, x, value, slope, exact))
    return np.max(errors, axis=0)


def column_errors(act, x, value, slope, exact):
    twin, dtype = twin_of(type(act)), x.dtype
    values, slopes = zip(*exact, strict=True)
    error, values = distance(value, values)
    slope_error, slopes = distance(slope, slopes)
    growth = getattr(twin, "growth", lambda act, x: 1)(act, x)
    one = np.ones(len(x))
    units = unit_of(twin, "unit", values, (values, one, dtype))
    slope_units = np.maximum(
        unit_of(twin, "backward_unit", slopes, (values, one, dtype)),
        root_unit(x.astype(float), slopes, dtype),
    )
    return (
        np.max(error / units / growth),
        np.max(slope_error / slope_units / growth),
    )


def unit_of(twin, name, exact, arguments):
    """Return the twin's own unit of that name, or the ULP of exact."""
    dtype = arguments[-1]
    if not hasattr(twin, name):
        return unit(exact, dtype)
    return np.maximum(getattr(twin, name)(*arguments), unit(0.0, dtype))


# ---- along an axis ----


def rows(act, dtype, density):
    """Yield rows of scores, from equal ones to such as underflow."""
    rng = np.random.default_rng(0)
    near = {np.float32: 32, np.float64: 256}[dtype]
    lengths = [fitting(act, n) for n in (1, 2, 3, 12, 32)]
    for n in [*dict.fromkeys(lengths)] * density:
        for spread in (0, 1, 10, near, 1.5 * near):
            yield dtype(spread) * rng.uniform(-1, 1, n).astype(dtype)
    yield rng.normal(size=fitting(act, 200 * density)).astype(dtype)


def fitting(act, n):
    while True:
        try:
            act.width(n)
        except ValueError:
            n += 1
        else:
            return n


def row_errors(act, dtype, density):
    """Return the largest errors, forward and backward."""
    twin = twin_of(type(act))
    growth = getattr(twin, "growth", lambda act, x: 1)
    rng = np.random.default_rng(1)
    errors = []
    for x in rows(act, dtype, density):
        upstream = rng.uniform(-1, 1, act.width(len(x))).astype(dtype)
        exact = twin.exact(act, numbers(x), numbers(upstream))
        error, outputs = distance(act.forward(x), exact[0])
        back_error, slopes = distance(act.backward(upstream), exact[1])
        arguments = outputs, upstream.astype(float), dtype
        units = unit_of(twin, "unit", outputs, arguments)
        back_units = unit_of(twin, "backward_unit", slopes, arguments)
        errors.append(
            np.array(
                [np.max(error / units), np.max(back_error / back_units)]
            )
            / growth(act, x)
        )
    return np.max(errors, axis=0)


# ---- float16 ----


def float16_errors(act):
    """Return the largest errors over every float16 that there is.

    They are measured against float64, itself measured above; the unit is
    that of the result, however small. Each x has a random upstream
    gradient and, along an axis, random partners.
    """
    rng = np.random.default_rng(0)
    twin = twin_of(type(act))
    x = np.arange(2**16, dtype=np.uint16).view(np.float16)
    x = np.sort(x[np.isfinite(x)])
    if isinstance(act, AlongAxis):
        partners = rng.uniform(-8, 8, (len(x), fitting(act, 2)))
        partners[:, 0] = 0
        x = x[:, np.newaxis] + partners.astype(np.float16)
        dvalues = rng.normal(size=act(x).shape).astype(np.float16)
    else:
        if act.channels is not None:
            x = np.repeat(x[:, np.newaxis], act.channels, axis=-1)
        dvalues = np.ones_like(x)
    exact = (
        act.forward(x.astype(float)),
        act.backward(dvalues.astype(float)),
    )
    results = act.forward(x), act.backward(dvalues)
    units = [unit(near, np.float16, floor=1) for near in exact]
    for i, name in enumerate(("unit", "backward_unit")):
        if hasattr(twin, name):
            own = getattr(twin, name)(
                exact[0], dvalues.astype(float), np.float16
            )
            units[i] = np.maximum(units[i], own)
    if isinstance(act, Elementwise) and act.channels is None:
        near_root = root_unit(x.astype(float), exact[1], np.float16)
        units[1] = np.maximum(units[1], near_root)
    errors = []
    for result, near, ulp in zip(results, exact, units, strict=True):
        kept = ~overflows(result, near)
        error = np.abs(result[kept] - near[kept])
        errors.append(np.max(error / ulp[kept]))
    return errors


# ---- every activation ----


def largest_errors(act, dtype, density=1):
    act = evaluating(act)
    if dtype == np.float16:
        return float16_errors(act)
    with mp.workdps(40):
        if isinstance(act, Elementwise):
            return elementwise_errors(act, dtype, density)
        return row_errors(act, dtype, density)


def allowed_errors(act, dtype):
    if dtype == np.float16:  # computed in float32, and rounded once
        return 0.51, 0.51
    return twin_of(type(act)).ALLOWED[dtype]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_twin_of_a_class_says_what_is_exact(cls):
    twin = twin_name(cls).replace(".", "/")
    assert not lacks(cls), (
        f"add {' and '.join(lacks(cls))} to tests/{twin}.py, as "
        "tests/activation_cases.py explains"
    )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("act", SETTINGS, ids=repr)
def test_the_largest_error_is_within_what_is_allowed(act, dtype):
    errors = np.array(largest_errors(act, dtype))
    assert np.all(
        errors <= ELSEWHERE * np.array(allowed_errors(act, dtype))
    )


# ---- near certainty ----

# What lacks 1 where a share is nearly 1, such as exp(-700), has to come
# from the other shares: 1 - f has lost it. mpmath needs more digits too.
DIGITS = 400
GAPS = {
    np.float64: (20, 40, 100, 700),
    np.float32: (17, 40, 80, 100),
}


def near_certain_rows(dtype, n):
    """Yield rows in which one of n scores is far ahead, and the error to
    allow in units of 4 ULP. Where the differences of the scores are rounded,
    exp multiplies that by the gap."""
    others = np.resize([0, -0.5, 1, -2], n)
    for gap in GAPS[dtype]:
        for place in (0, n - 1):
            x = others.astype(dtype)
            x[place] = gap
            yield x, 1
            yield x + dtype(0.1), 1 + gap / 2


def assert_near(results, exact, dtype, room):
    """Assert that no result is 0, or of the wrong sign, where the exact one
    is not, and that all are within 4 ULP times the room."""
    error, near = distance(results, exact)
    with np.errstate(under="ignore"):
        signs = np.sign(near.astype(dtype))
    np.testing.assert_array_equal(np.sign(results), signs)
    assert np.all(error <= 4 * room * unit(near, dtype))


def is_soft(act):
    """Whether the outputs are shares, and none of them ever 0."""
    return gives_shares(act) and act.range.low_at is None


@pytest.mark.parametrize("dtype", GAPS)
@pytest.mark.parametrize(
    "act", [act for act in SETTINGS if isinstance(act, AlongAxis)], ids=repr
)
def test_near_certainty_nothing_is_lost(act, dtype):
    """Of shares that are never 0, also no more than 4 ULP."""
    act, twin = evaluating(act), twin_of(type(act))
    n = fitting(act, 3)
    unit_vectors = np.eye(act.width(n), dtype=dtype)
    for x, room in near_certain_rows(dtype, n):
        room = room if is_soft(act) else math.inf
        value, jacobian = act.forward(x), act.jacobian(x)
        for row, upstream in zip(jacobian, unit_vectors, strict=True):
            with mp.workdps(DIGITS):
                outputs, slopes = twin.exact(
                    act, numbers(x), numbers(upstream)
                )
                assert_near(row, slopes, dtype, room)
                assert_near(act.backward(upstream), slopes, dtype, room)
        assert_near(value, outputs, dtype, room)


@pytest.mark.parametrize("dtype", GAPS)
@pytest.mark.parametrize("n", [2, 4])
def test_near_certainty_cross_entropy_and_its_gradient_lose_nothing(
    dtype, n
):
    for x, room in near_certain_rows(dtype, n):
        for label in range(n):
            loss, gradient = cross_entropy([x], [label])
            with mp.workdps(DIGITS):
                largest = max(numbers(x))
                weights = [mp.exp(score - largest) for score in numbers(x)]
                total = mp.fsum(weights)
                exact = mp.log(total) - (numbers(x)[label] - largest)
                slopes = [weight / total for weight in weights]
                slopes[label] -= 1
                assert_near(np.array([loss]), [exact], float, room)
                assert_near(gradient[0], slopes, float, room)


# ---- the table ----


def print_table(*names):
    """Print the errors of all activations, or of the classes named."""
    print("The largest errors in ULP, forward / backward (and allowed).")
    print("What else they are divided by, the twin of each class says.")
    print()
    print(" " * 46 + "".join(f"{dtype.__name__:<30}" for dtype in DTYPES))
    for act in SETTINGS:
        if names and type(act).__name__ not in names:
            continue
        print(f"{act!r:45.45}", end=" ", flush=True)
        for dtype in DTYPES:
            errors = "{:.2f} / {:.2f}".format(
                *largest_errors(act, dtype, density=10)
            )
            allowed = "({:g} / {:g})".format(*allowed_errors(act, dtype))
            print(f"{errors:15} {allowed:14}", end="", flush=True)
        print()


if __name__ == "__main__":
    print_table(*sys.argv[1:])
