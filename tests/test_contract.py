"""What every activation promises, tried on every one that the package lists."""

import copy
import inspect
import itertools
import math
import re
from fractions import Fraction

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from activation_cases import ALONG_AXIS, CASES, ELEMENTWISE, name_of
from hypothesis import given, settings
from hypothesis import strategies as st

import activations
from activations import LeakyReLU, Softmax, Softplus, base

FLOATS = [np.float16, np.float32, np.float64]
ALONG_AXIS_CLASSES = sorted({type(act) for act in ALONG_AXIS}, key=str)


@pytest.fixture(params=CASES, ids=repr)
def act(request):
    return copy.copy(request.param)


@pytest.fixture(params=ELEMENTWISE, ids=repr)
def elementwise(request):
    return copy.copy(request.param)


@pytest.fixture(params=ALONG_AXIS, ids=repr)
def along_axis(request):
    return copy.copy(request.param)


def slopes_of(act):
    return getattr(act, "jacobian", act.derivative)


def state(act):
    return act.inputs, act.output, act.dinputs


def is_same(before, after):
    return all(a is b for a, b in zip(before, after, strict=True))


def special_values(dtype):
    """Every float16 is few enough to try; of the others, the difficult ones."""
    if dtype == np.float16:
        return np.arange(2**16, dtype=np.uint16).view(np.float16)
    info = np.finfo(dtype)
    sizes = [0, info.smallest_subnormal, info.tiny, info.eps, 1, info.max]
    sizes += [11, 17, 37, 88, 104, 709, 746, 1e10, 1e30, np.inf, np.nan]
    return np.array([*sizes, *(-size for size in sizes)], dtype)


# Forward and backward


def test_nothing_is_kept_at_first(act):
    assert state(act) == (None, None, None)


def test_forward_keeps_what_it_takes_and_what_it_returns(act, rng):
    x = rng.normal(size=(3, 4))
    output = act.forward(x)
    assert output is act.output
    assert x is act.inputs
    assert act.dinputs is None


def test_backward_keeps_what_it_returns_and_nothing_else(act, rng):
    act.forward(rng.normal(size=(3, 4)))
    before = state(act)[:2]
    dinputs = act.backward(rng.normal(size=(3, 4)))
    assert dinputs is act.dinputs
    assert is_same(state(act)[:2], before)


def test_a_call_gives_the_output_of_forward_and_keeps_nothing(act, rng):
    x = rng.normal(size=(3, 4))
    value = act(x)
    assert state(act) == (None, None, None)
    np.testing.assert_array_equal(value, act.forward(x))
    act.backward(x)
    before = state(act)
    act(x + 1)
    assert is_same(state(act), before)


def test_a_derivative_is_backward_for_an_upstream_of_ones_and_keeps_nothing(
    elementwise, rng
):
    x = rng.normal(size=(3, 4))
    slope = elementwise.derivative(x)
    assert state(elementwise) == (None, None, None)
    elementwise.forward(x)
    np.testing.assert_array_equal(
        slope, elementwise.backward(np.ones_like(x))
    )
    before = state(elementwise)
    elementwise.derivative(x + 1)
    assert is_same(state(elementwise), before)


def test_a_second_forward_leaves_the_first_output_alone(act, rng):
    first = act.forward(rng.normal(size=(3, 4)))
    kept = first.copy()
    act.forward(rng.normal(size=(3, 4)))
    np.testing.assert_array_equal(first, kept)


def test_inputs_are_kept_by_reference(act, rng):
    x, edited, dvalues = rng.normal(size=(3, 3, 4))
    act.forward(edited)
    expected = act.backward(dvalues)
    act.forward(x)
    x[...] = edited
    np.testing.assert_array_equal(act.backward(dvalues), expected)


def test_an_edited_output_leaves_the_gradient_alone(act, rng):
    x, dvalues = rng.normal(size=(2, 3, 4))
    act.forward(x)
    expected = act.backward(dvalues)
    act.forward(x)[...] = 7
    np.testing.assert_array_equal(act.backward(dvalues), expected)


# The gradient


def away_from_breaks(act, x):
    for at in (*getattr(act, "kinks", ()), *getattr(act, "jumps", ())):
        x = np.where(np.abs(x - at) < 0.001, at + 0.001, x)
    return x


def test_backward_agrees_with_central_differences(act, rng):
    x, dvalues = rng.normal(size=(2, 3, 4)) * 2
    x = away_from_breaks(act, x)
    step = 1e-5
    slopes = np.empty_like(x)
    for i in np.ndindex(x.shape):
        shift = np.zeros_like(x)
        shift[i] = step
        slopes[i] = np.sum(dvalues * (act(x + shift) - act(x - shift)))
    act.forward(x)
    np.testing.assert_allclose(
        act.backward(dvalues), slopes / (2 * step), rtol=1e-6, atol=1e-8
    )


def test_backward_multiplies_by_the_derivative(elementwise, rng):
    x, dvalues = rng.normal(size=(2, 3, 4))
    elementwise.forward(x)
    np.testing.assert_array_equal(
        elementwise.backward(dvalues), elementwise.derivative(x) * dvalues
    )


@pytest.mark.parametrize("shape", [(4, 4), (2, 3, 4)])
def test_backward_multiplies_by_the_jacobian(along_axis, shape, rng):
    x, dvalues = rng.normal(size=(2, *shape))
    jacobian = along_axis.jacobian(x)
    expected = np.einsum(
        "...i,...ij->...j",
        np.moveaxis(dvalues, along_axis.axis, -1),
        jacobian,
    )
    along_axis.forward(x)
    np.testing.assert_allclose(
        along_axis.backward(dvalues),
        np.moveaxis(expected, -1, along_axis.axis),
        rtol=1e-12,
        atol=1e-15,
    )


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_jacobian_has_the_dtype_and_shape_of_its_inputs(
    along_axis, dtype
):
    x = np.zeros((2, 3, 5), dtype)
    jacobian = along_axis.jacobian(x)
    n = x.shape[along_axis.axis]
    batch = list(x.shape)
    del batch[along_axis.axis]
    assert jacobian.shape == (*batch, n, n)
    assert jacobian.dtype == dtype


def test_what_acts_along_an_axis_has_no_derivative(along_axis):
    message = (
        f"{name_of(along_axis)}: no derivative(x), since each output depends "
        "on every input along the axis. Use backward(dvalues), or jacobian(x) "
        "for the matrix of all slopes"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        along_axis.derivative(np.zeros((2, 2)))


# Dtypes


@pytest.mark.parametrize("dtype", FLOATS)
def test_floats_keep_their_dtype(act, dtype, rng):
    x = rng.normal(size=(3, 4)).astype(dtype)
    assert act(x).dtype == dtype
    assert act.forward(x).dtype == dtype
    assert act.inputs is x
    for dvalues_dtype in [*FLOATS, int, bool]:
        dvalues = np.ones((3, 4), dvalues_dtype)
        assert act.backward(dvalues).dtype == dtype


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_derivative_keeps_the_dtype(elementwise, dtype):
    assert elementwise.derivative(np.zeros(3, dtype)).dtype == dtype


def test_bools_and_ints_are_computed_in_float64(act):
    for dtype in "?bBhHiIlLqQ":
        x = np.array([[0, 1, 1], [1, 3, 100]]).astype(dtype)
        output = act.forward(x)
        assert output.dtype == act.inputs.dtype == np.float64
        np.testing.assert_array_equal(output, act(x.astype(np.float64)))
        assert act.backward(x).dtype == np.float64


def test_lists_and_numbers_are_computed_in_float64(act, elementwise):
    values = [[-1, 0.5], [True, 2]]
    output = act.forward(values)
    assert output.dtype == np.float64
    np.testing.assert_array_equal(output, act(np.array(values)))
    assert act.backward(values).shape == (2, 2)
    for number in (2, 2.0, True):
        assert elementwise(number).dtype == np.float64


def test_dvalues_of_another_dtype_are_not_rounded_first(act, rng):
    """A float16 slope times 1e-9 is a good float32; 1e-9 in float16 is 0."""
    x = rng.normal(size=(3, 4)).astype(np.float16)
    dvalues = rng.normal(size=(3, 4)) * 1e-9
    act.forward(x)
    scaled = act.backward(dvalues * 1e9).astype(float)
    act.forward(x.astype(np.float32))
    np.testing.assert_allclose(
        act.backward(dvalues) * 1e9, scaled, rtol=2e-3, atol=1e-3
    )


REFUSED = [
    ("object", np.array([[1.0, None]])),
    ("object", [[2**70, 1]]),
    ("object", [[Fraction(1, 2)]]),
    ("object", None),
    ("object", {"a": 1.0}),
    (".U3", [["0.5", "1"]]),
    (".S3", [[b"0.5"]]),
    ("complex128", np.array([[1j]])),
    ("complex64", np.array([[1]], np.complex64)),
    ("datetime64.D.", np.array([["2026-01-01"]], "M8[D]")),
    ("timedelta64.s.", np.array([[1]], "m8[s]")),
    (".*'a'.*", np.zeros((1, 1), [("a", float)])),
]
if np.dtype(np.longdouble).itemsize > 8:
    REFUSED.append((".*", np.zeros((1, 1), np.longdouble)))
MESSAGE = (
    "must hold real numbers \\(bool, int, float16, float32 or float64\\), "
    "got dtype "
)


def test_what_holds_no_real_numbers_is_refused_by_name(act):
    name = name_of(act)
    for dtype, values in REFUSED:
        for method in (act, act.forward):
            with pytest.raises(
                TypeError, match=f"^{name}: x {MESSAGE}{dtype}$"
            ):
                method(values)
    assert state(act) == (None, None, None)


def test_dvalues_that_are_no_real_numbers_are_refused_by_name(act):
    act.forward(np.ones((1, 1)))
    before = state(act)
    name = name_of(act)
    for dtype, values in REFUSED:
        with pytest.raises(
            TypeError, match=f"^{name}: dvalues {MESSAGE}{dtype}$"
        ):
            act.backward(values)
    assert is_same(state(act), before)


def test_slopes_are_refused_where_values_are(act):
    name = name_of(act)
    for dtype, values in REFUSED:
        with pytest.raises(
            TypeError, match=f"^{name}: x {MESSAGE}{dtype}$"
        ):
            slopes_of(act)(values)


def test_a_ragged_list_is_refused_by_name(act):
    name = name_of(act)
    message = (
        "must be an array or a rectangular list of numbers "
        "\\(setting an array element with a sequence.*\\)$"
    )
    with pytest.raises(ValueError, match=f"^{name}: x {message}"):
        act.forward([[1, 2], [3]])
    act.forward([[1, 2]])
    with pytest.raises(ValueError, match=f"^{name}: dvalues {message}"):
        act.backward([[1, 2], [3]])


# Shapes


def test_every_shape_is_kept(elementwise):
    for shape in [(), (0,), (0, 3), (3, 0), (1,), (2, 1, 3)]:
        x = np.ones(shape)
        for result in (
            elementwise(x),
            elementwise.derivative(x),
            elementwise.forward(x),
            elementwise.backward(x),
        ):
            assert isinstance(result, np.ndarray)
            assert result.shape == shape


def test_a_batch_along_an_axis_may_be_empty(along_axis):
    shape = [0, 0, 0]
    shape[along_axis.axis] = 3
    x = np.ones(shape)
    assert along_axis.forward(x).shape == x.shape
    assert along_axis.backward(x).shape == x.shape


def test_an_axis_must_exist_and_hold_something(along_axis):
    name = name_of(along_axis)
    empty = [2, 2, 2]
    empty[along_axis.axis] = 0
    refusals = {
        f"^{name}: x must have an axis, got a 0-d array$": 1.0,
        f"^{name}: axis {along_axis.axis} of x is empty$": np.ones(empty),
    }
    for message, x in refusals.items():
        for method in (along_axis, along_axis.forward, along_axis.jacobian):
            with pytest.raises(ValueError, match=message):
                method(x)


@pytest.mark.parametrize("axis", [2, -3, 10**6])
@pytest.mark.parametrize("cls", ALONG_AXIS_CLASSES)
def test_a_bad_axis_is_numpys_error_with_the_name(cls, axis):
    with pytest.raises(
        np.exceptions.AxisError,
        match=f"^{cls.__name__}: axis {axis} is out of bounds for array of "
        "dimension 2$",
    ):
        cls(axis=axis).forward(np.ones((2, 2)))


def test_backward_needs_a_forward(act):
    message = f"^{name_of(act)}: call forward before backward$"
    with pytest.raises(RuntimeError, match=message):
        act.backward(np.ones((2, 2)))
    act(np.ones((2, 2)))
    with pytest.raises(RuntimeError, match=message):
        act.backward(np.ones((2, 2)))


def test_dvalues_of_another_shape_are_refused_not_broadcast(act):
    act.forward(np.ones((2, 3)))
    before = state(act)
    for shape in [(), (1,), (3,), (1, 3), (2, 1), (3, 2), (1, 2, 3), (0,)]:
        message = (
            f"{name_of(act)}: dvalues must have the shape of the output, "
            f"(2, 3), got {shape}"
        )
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            act.backward(np.ones(shape))
    assert is_same(state(act), before)


def test_a_refused_forward_leaves_the_state_alone(act):
    act.forward(np.ones((2, 2)))
    act.backward(np.ones((2, 2)))
    before = state(act)
    for x in ("a", None, [[1], [2, 3]]):
        with pytest.raises((TypeError, ValueError)):
            act.forward(x)
        assert is_same(state(act), before)


@pytest.mark.parametrize("x", [1.0, np.ones((0, 0)), np.ones(0)])
def test_a_refused_axis_leaves_the_state_alone(along_axis, x):
    along_axis.forward(np.ones((2, 2)))
    before = state(along_axis)
    with pytest.raises(ValueError, match=name_of(along_axis)):
        along_axis.forward(x)
    assert is_same(state(along_axis), before)


# Memory


@pytest.mark.parametrize("dtype", [*FLOATS, int, ">f4"])
@pytest.mark.parametrize("shape", [(1, 1), (40, 2)])
def test_arguments_are_neither_written_to_nor_handed_back(
    act, dtype, shape
):
    x, dvalues = np.ones((2, *shape), dtype)
    x.flags.writeable = dvalues.flags.writeable = False
    results = [act(x), act.forward(x), act.backward(dvalues)]
    results.append(slopes_of(act)(x))
    for result in results:
        assert not np.shares_memory(result, x)
        assert not np.shares_memory(result, dvalues)
        assert not np.shares_memory(result, act.inputs)
        assert result.flags.writeable
    for one, other in itertools.combinations(results, 2):
        assert not np.shares_memory(one, other)
    assert np.all(x == 1)
    assert np.all(dvalues == 1)


def test_an_array_without_dimensions_is_not_handed_back(elementwise):
    x = np.array(1.0)
    for result in (
        elementwise(x),
        elementwise.derivative(x),
        elementwise.forward(x),
        elementwise.backward(x),
    ):
        assert not np.shares_memory(result, x)


def test_results_are_c_contiguous(act):
    x = np.ones((2, 3, 4), order="F")
    assert act.forward(x).flags.c_contiguous
    assert act.backward(x).flags.c_contiguous


def unaligned(x):
    memory = np.empty(x.nbytes + 1, np.uint8)
    view = memory[1:].view(x.dtype).reshape(x.shape)
    view[...] = x
    return view


LAYOUTS = {
    "C": lambda x: x,
    "Fortran": np.asfortranarray,
    "transposed": lambda x: x.T.copy().T,
    "reversed": lambda x: x[(slice(None, None, -1),) * x.ndim],
    "sliced": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
    "offset": lambda x: np.concatenate([x[:1], x, x[:1]])[1:-1],
    "broadcast": lambda x: np.broadcast_to(x[:1], x.shape),
    "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")),
    "unaligned": unaligned,
}


SHAPES = hnp.array_shapes(min_dims=2, max_dims=4, min_side=1, max_side=6)
DTYPES = st.sampled_from(
    [np.float16, np.float32, np.float64, np.int16, bool]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    act=st.sampled_from(CASES),
    shape=SHAPES,
    dtypes=st.tuples(DTYPES, DTYPES),
    layouts=st.tuples(*[st.sampled_from([*LAYOUTS])] * 2),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_layout_of_an_array_changes_nothing(
    act, shape, dtypes, layouts, seed
):
    act = copy.copy(act)
    arrays = np.random.default_rng(seed).normal(size=(2, *shape)) * 4
    x, dvalues = (
        LAYOUTS[layout](array.astype(dtype))
        for layout, array, dtype in zip(
            layouts, arrays, dtypes, strict=True
        )
    )
    plain_x, plain_dvalues = (
        np.array(a, a.dtype.newbyteorder("="), order="C")
        for a in (x, dvalues)
    )
    x.flags.writeable = dvalues.flags.writeable = False
    results = act.forward(x), act.backward(dvalues)
    expected = act.forward(plain_x), act.backward(plain_dvalues)
    for result, plain in zip(results, expected, strict=True):
        assert result.shape == shape
        assert result.dtype == plain.dtype
        assert result.dtype.isnative
        np.testing.assert_array_equal(result, plain)
    np.testing.assert_array_equal(x, plain_x)
    np.testing.assert_array_equal(dvalues, plain_dvalues)


# Blocks


def one_at_a_time(f, *arrays):
    values = [
        f(*(a[i : i + 1] for a in arrays)) for i in range(len(arrays[0]))
    ]
    return np.concatenate(values)


def backward(act, x, dvalues):
    act.forward(x)
    return act.backward(dvalues)


def assert_equal_but_for_rounding(one, other):
    room = 16 * np.finfo(one.dtype).eps
    np.testing.assert_allclose(one, other, rtol=room, atol=room)


@pytest.mark.parametrize("dtype", FLOATS)
def test_blocks_give_what_one_number_at_a_time_gives(
    elementwise, dtype, rng, monkeypatch
):
    f = elementwise
    for size in (1, 7, 8, 9, 15, 16, 17, 33):
        x, dvalues = (rng.normal(size=(2, size)) * 4).astype(dtype)
        monkeypatch.setattr(base, "BLOCK_BYTES", 8 * x.itemsize)
        assert_equal_but_for_rounding(f(x), one_at_a_time(f, x))
        assert_equal_but_for_rounding(
            backward(f, x, dvalues),
            one_at_a_time(lambda *a: backward(f, *a), x, dvalues),
        )


@pytest.mark.parametrize("rows_in_a_block", [1, 4])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("cls", ALONG_AXIS_CLASSES)
def test_blocks_give_what_one_row_at_a_time_gives(
    cls, dtype, rows_in_a_block, rng, monkeypatch
):
    act = cls()
    for rows, n in itertools.product((1, 3, 4, 5, 8), (1, 5, 31, 32, 33)):
        x, dvalues = (rng.normal(size=(2, rows, n)) * 4).astype(dtype)
        block_bytes = rows_in_a_block * x[0].nbytes
        monkeypatch.setattr(base, "BLOCK_BYTES", block_bytes)
        assert_equal_but_for_rounding(act(x), one_at_a_time(act, x))
        assert_equal_but_for_rounding(
            backward(act, x, dvalues),
            one_at_a_time(lambda *a: backward(act, *a), x, dvalues),
        )


def seen_by_the_formula(act, x, monkeypatch):
    """Return the arrays that the formula gets when x is evaluated."""
    seen = []
    formula = act._value
    with monkeypatch.context() as patch:
        patch.setattr(act, "_value", lambda x: seen.append(x) or formula(x))
        act(x)
    return seen


def test_a_formula_sees_an_array_in_blocks_that_fit_in_the_cache(
    act, monkeypatch
):
    x = np.zeros((5000, 20, 1))  # its last two axes are short
    if not isinstance(act, base.Elementwise):
        x = x.swapaxes(1, act.axis)
    seen = seen_by_the_formula(act, x, monkeypatch)
    assert sum(block.size for block in seen) == x.size
    assert 120 * 1024 < max(block.nbytes for block in seen) <= 128 * 1024


def test_a_row_larger_than_a_block_comes_alone(along_axis, monkeypatch):
    monkeypatch.setattr(base, "BLOCK_BYTES", 100)
    x = np.zeros((3, 14, 2)).swapaxes(1, along_axis.axis)
    seen = seen_by_the_formula(along_axis, x, monkeypatch)
    assert [block.shape for block in seen] == [(1, 14)] * 6


@pytest.mark.parametrize("n", [2, 31, 32, 100])
def test_a_formula_sees_short_rows_stored_by_columns(
    along_axis, n, monkeypatch
):
    x = np.zeros((4, n, 1)).swapaxes(1, along_axis.axis)
    (rows,) = seen_by_the_formula(along_axis, x, monkeypatch)
    assert rows.shape == (4, n)
    assert rows.flags.f_contiguous == (n < 32)
    assert rows.flags.c_contiguous == (n >= 32)


# Numbers that must not hurt


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


# Properties, each by its own definition

# Symmetric, 0 among them, and near enough to 0 that no tail has been
# rounded to its limit. The limits themselves are met at infinity.
GRID = np.linspace(-15, 15, 3001)


def test_all_values_lie_in_the_range_and_its_ends_are_what_is_stated(
    elementwise,
):
    stated = elementwise.range
    values, limits = elementwise(GRID), elementwise([-np.inf, np.inf])
    if isinstance(stated, frozenset):
        assert set(values) == stated
        return
    assert stated.low < stated.high
    assert stated.closed in ("", "low", "high", "both")
    for end, closed, extreme in (
        (stated.low, "low", np.min),
        (stated.high, "high", np.max),
    ):
        assert extreme([*values, *limits]) == end
        is_attained = bool(np.any(values == end))
        assert is_attained == (stated.closed in (closed, "both"))


def test_an_output_along_an_axis_lies_in_the_range(along_axis, rng):
    low, high, closed = along_axis.range
    values = along_axis(rng.normal(size=(5, 5)) * 3)
    limits = along_axis(np.where(np.eye(3), 0, -np.inf))
    assert closed == ""
    assert np.all((values > low) & (values < high))
    assert {*limits.flat} == {low, high}


def test_monotone_is_what_is_stated(elementwise):
    steps = np.diff(elementwise(GRID))
    stated = elementwise.monotone
    assert {
        "increasing": np.all(steps > 0),
        "non-decreasing": np.all(steps >= 0) and np.any(steps == 0),
        "decreasing": np.all(steps < 0),
        "non-increasing": np.all(steps <= 0) and np.any(steps == 0),
        None: np.any(steps < 0) and np.any(steps > 0),
    }[stated]


def test_parity_is_what_is_stated(elementwise):
    value, mirrored = elementwise(GRID), elementwise(-GRID)
    is_odd = np.array_equal(mirrored, -value)
    is_even = np.array_equal(mirrored, value)
    assert (is_odd, is_even) == {
        "odd": (True, False),
        "even": (False, True),
        None: (False, False),
    }[elementwise.parity]


def jumps_of(f):
    """Where the values on both sides differ, however near they are."""
    near = 1e-9
    return set(GRID[np.abs(f(GRID + near) - f(GRID - near)) > 1e-3])


def test_kinks_and_jumps_are_all_there_are(elementwise):
    assert jumps_of(elementwise) == set(elementwise.jumps)
    assert jumps_of(elementwise.derivative) == set(elementwise.kinks)
    assert elementwise.smooth is (
        elementwise.kinks == () and elementwise.jumps == ()
    )


def test_an_interval_is_written_as_in_mathematics():
    inf = math.inf
    assert str(base.Interval(0, 1)) == "(0, 1)"
    assert str(base.Interval(0, 1, "low")) == "[0, 1)"
    assert str(base.Interval(0, 1, "high")) == "(0, 1]"
    assert str(base.Interval(-1.5, 1, "both")) == "[-1.5, 1]"
    assert str(base.Interval(-inf, inf)) == "(-∞, ∞)"


# Parameters


def parameters_of(act):
    return {
        name: getattr(act, name)
        for name in inspect.signature(type(act)).parameters
    }


def test_a_repr_makes_the_same_activation_again(act):
    again = eval(repr(act), vars(activations))
    assert type(again) is type(act)
    assert parameters_of(again) == parameters_of(act)
    assert repr(again) == repr(act)


def test_a_repr_shows_the_parameters():
    expected = {
        "Sigmoid()": activations.Sigmoid(),
        "LeakyReLU(negative_slope=0.01)": LeakyReLU(),
        "LeakyReLU(negative_slope=1.0)": LeakyReLU(negative_slope=1),
        "Softplus(beta=1.0)": Softplus(),
        "Softplus(beta=0.25)": Softplus(beta=Fraction(1, 4)),
        "Softplus(beta=0.5)": Softplus(np.float32(0.5)),
        "Softmax(axis=-1)": Softmax(),
        "Softmax(axis=1)": Softmax(axis=np.int8(1)),
    }
    for text, act in expected.items():
        assert repr(act) == text


class TwoParameters(base.Activation):
    def __init__(self, alpha=1, beta=2):
        self.alpha, self.beta = alpha, beta


def test_a_repr_separates_two_parameters_by_a_comma():
    assert repr(TwoParameters()) == "TwoParameters(alpha=1, beta=2)"


PARAMETERS = sorted(
    {(type(act), name) for act in CASES for name in parameters_of(act)},
    key=str,
)


@pytest.mark.parametrize("value", ["1", None, True, 1j, [1], np.ones(1)])
@pytest.mark.parametrize(("cls", "name"), PARAMETERS)
def test_a_parameter_that_is_no_number_is_refused_by_name(cls, name, value):
    with pytest.raises(TypeError) as error:
        cls(**{name: value})
    kind = "an integer" if name == "axis" else "a number"
    assert str(error.value) == (
        f"{cls.__name__}: {name} must be {kind}, got {value!r}"
    )


# 1e39 is inf in float32, in which arrays of float32 are computed.
@pytest.mark.parametrize(
    "value", [np.nan, np.inf, -np.inf, 1e39, -1e39, 10**400]
)
@pytest.mark.parametrize(
    ("cls", "name"), [(c, n) for c, n in PARAMETERS if n != "axis"]
)
def test_a_parameter_must_be_finite(cls, name, value):
    with (
        np.errstate(all="raise"),
        pytest.raises(
            ValueError, match=f"^{cls.__name__}: {name} must be "
        ),
    ):
        cls(**{name: value})


@pytest.mark.parametrize("value", [1.0, 0.5, np.nan, np.float64(1)])
def test_an_axis_must_be_an_integer(value):
    with pytest.raises(
        TypeError, match="^Softmax: axis must be an integer"
    ):
        Softmax(axis=value)
