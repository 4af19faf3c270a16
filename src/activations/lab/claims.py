"""Sentences that the page verifies itself."""

import numpy as np

from activations.checks import is_blank


def claim(sentence, holds):
    """Print the sentence with a mark, in one line, or raise AssertionError.

    Raises TypeError unless holds is one bool: a list would count as true
    for holding anything, even False. ValueError without a sentence.
    """
    if not isinstance(sentence, str) or is_blank(sentence):
        raise ValueError(
            f"claim: there must be a sentence, got {sentence!r}"
        )
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            f"claim: holds must be one bool, got {holds!r}, for the "
            f"sentence: {sentence}"
        )
    if not holds:
        raise AssertionError(f"not true: {sentence}")
    # A line below could pass for a claim of its own.
    print("✓", *sentence.splitlines())
