"""What several modules of lab refuse."""

import numpy as np


def check_rng(caller, rng):
    """Raise TypeError unless rng is a numpy.random.Generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{caller}: rng must be a numpy.random.Generator, such as "
            f"np.random.default_rng(0), got {rng!r}"
        )
