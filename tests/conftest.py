"""What all tests share.

No two test files have the same name, in whatever folder: pytest
imports each of them as a module of its own, under its name alone.
"""

import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(0)
