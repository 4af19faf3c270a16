"""nan, inf and the ends of each dtype do no harm."""

import itertools

import numpy as np
import pytest
from activation_cases import name_of
from contract_helpers import ALONG_AXIS_CLASSES, FLOATS

from activations import base


def special_values(dtype):
    """Every float16 is few enough to try; of the others, the difficult ones."""
    if dtype == np.float16:
        return np.arange(2**16, dtype=np.uint16).view(np.float16)
    info = np.finfo(dtype)
    sizes = [0, info.smallest_subnormal, info.tiny, info.eps, 1, info.max]
    sizes += [11, 17, 37, 88, 104, 709, 746, 1e10, 1e30, np.inf, np.nan]
    return np.array([*sizes, *(-size for size in sizes)], dtype)


@pytest.mark.parametrize("dtype", FLOATS)
def test_no_input_causes_a_warning(act, dtype):
    """Nor an error where the caller has asked NumPy for errors."""
    x = special_values(dtype)
    pairs = np.stack(
        np.meshgrid(x[:: len(x) // 30], x[:: len(x) // 30]), -1
    )
    with np.errstate(all="raise"):
        for inputs in (x.reshape(1, -1), x.reshape(-1, 1), pairs):
            act(inputs)
            act.forward(inputs)
            for dvalues in (inputs, inputs[::-1], inputs[:, ::-1]):
                act.backward(dvalues)
                act.backward(dvalues.astype(np.float64))
            if isinstance(act, base.Elementwise):
                act.derivative(inputs)
            else:
                act.jacobian(inputs[:50, :50])


@pytest.mark.parametrize("dtype", FLOATS)
def test_no_finite_input_gives_nan(act, dtype):
    x = special_values(dtype)
    x = x[np.isfinite(x)]
    pairs = np.array(
        list(itertools.product(x[:: len(x) // 30 + 1], repeat=2))
    )
    for inputs in (x.reshape(1, -1), x.reshape(-1, 1), pairs):
        assert not np.isnan(act.forward(inputs)).any()
        for dvalues in (inputs, inputs[::-1], -inputs):
            assert not np.isnan(act.backward(dvalues)).any()


@pytest.mark.parametrize("dtype", FLOATS)
def test_nan_goes_through_and_spoils_nothing_else(elementwise, dtype):
    x = np.array([-2, np.nan, 0, 1], dtype)
    is_nan = np.isnan(x)
    rest = x[~is_nan]
    y, slope = elementwise(x), elementwise.derivative(x)
    np.testing.assert_array_equal(np.isnan(y), is_nan)
    np.testing.assert_array_equal(y[~is_nan], elementwise(rest))
    np.testing.assert_array_equal(
        slope[~is_nan], elementwise.derivative(rest)
    )
    # The step's derivative is 0 everywhere, and says so.
    assert np.isnan(slope[1]) or name_of(elementwise) == "Step"


@pytest.mark.parametrize("dtype", FLOATS)
def test_nan_in_dvalues_goes_through_and_spoils_nothing_else(
    elementwise, dtype
):
    elementwise.forward(np.array([-2, 0, 1], dtype))
    dinputs = elementwise.backward(np.array([1, np.nan, 1], dtype))
    np.testing.assert_array_equal(np.isnan(dinputs), [False, True, False])


@pytest.mark.parametrize("cls", ALONG_AXIS_CLASSES)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("dtype", FLOATS)
def test_what_is_undefined_is_nan_along_its_axis_and_nowhere_else(
    cls, bad, dtype
):
    x = np.array([[0, 1, 2], [0, bad, 2], [2, 1, 0]], dtype)
    for inputs, act in ((x, cls()), (x.T, cls(axis=0))):
        for result in (act.forward(inputs), act.backward(np.ones((3, 3)))):
            is_nan = np.isnan(result if inputs is x else result.T)
            assert is_nan.tolist() == [[False] * 3, [True] * 3, [False] * 3]


# From here on f has long reached its limit, if it has one.
FAR = {np.float16: 6e4, np.float32: 1e37, np.float64: 1e300}


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("sign", [-1, 1])
def test_infinity_gives_the_limit(elementwise, dtype, sign):
    far = np.array([FAR[dtype] * sign], dtype)
    infinite = np.array([np.inf * sign], dtype)
    value, slope = elementwise(far), elementwise.derivative(far)
    limit = value if slope == 0 else np.copysign(np.inf, value)
    np.testing.assert_array_equal(elementwise(infinite), limit)
    np.testing.assert_array_equal(elementwise.derivative(infinite), slope)
