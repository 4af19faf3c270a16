"""Any number of threads may call one object: a call keeps nothing."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from contract_helpers import inputs_for, slopes_of

THREADS = 4


@pytest.fixture
def hurried_threads():
    """Take turns every microsecond, not every five milliseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried_threads")
def test_calls_from_several_threads_do_not_mix(example, rng):
    inputs = [inputs_for(example, rng, (40, 12)) for _ in range(THREADS)]
    expected = [(example(x), slopes_of(example, x)) for x in inputs]

    def is_right(i):
        found = example(inputs[i]), slopes_of(example, inputs[i])
        return all(map(np.array_equal, found, expected[i]))

    with ThreadPoolExecutor(THREADS) as pool:
        jobs = list(range(THREADS)) * 10
        assert all(pool.map(is_right, jobs))
