"""The layout of an array in memory changes no result."""

import copy

import hypothesis.extra.numpy as hnp
import numpy as np
from activation_cases import CASES
from hypothesis import given, settings
from hypothesis import strategies as st


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
