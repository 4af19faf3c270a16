"""Sentences that the page verifies itself."""

import numpy as np

# Central differences are wrong by about step**2 (their formula) plus
# 1e-16 / step (rounding): this step makes both about 1e-10.
STEP = 1e-5
TOLERANCE = 1e-6


def claim(sentence, holds):
    """Print the sentence with a mark, or raise AssertionError.

    Raises TypeError unless holds is one bool: whatever else is not empty
    would count as true, even [False, False].
    """
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            "claim: holds must be one bool, got "
            f"{type(holds).__name__} {holds!r}"
        )
    if not holds:
        raise AssertionError(f"not true: {sentence}")
    print(f"✓ {sentence}")


def check_gradient(act, x, rng):
    """Compare backward with a slope measured from the values alone.

    A random weighted sum of the outputs plays the role of a loss, and all
    of x moves a little along one random direction. How fast the sum changes
    is measured by a central difference and predicted by backward.

    Prints both numbers; raises AssertionError if they differ, and
    ValueError if x holds a kink or a jump, where there is no slope.
    """
    x = np.asarray(x, dtype=np.float64)
    # A few steps of room, since a direction's entries may exceed 1.
    for kink in (*getattr(act, "kinks", ()), *getattr(act, "jumps", ())):
        if np.any(np.abs(x - kink) < 10 * STEP):
            raise ValueError(
                f"{act!r} has no slope at {kink}: move x away from it"
            )
    dvalues, direction = rng.normal(size=x.shape), rng.normal(size=x.shape)

    ahead, behind = act(x + STEP * direction), act(x - STEP * direction)
    measured = np.sum(dvalues * (ahead - behind)) / (2 * STEP)

    act.forward(x)
    predicted = np.sum(act.backward(dvalues) * direction)

    numbers = (
        f"backward says {predicted:.4f}, the difference {measured:.4f}"
    )
    error = abs(predicted - measured) / max(
        abs(predicted), abs(measured), 1e-3
    )
    claim(f"{act!r}: {numbers}", error < TOLERANCE)
