"""Sentences that the page verifies itself."""

import unicodedata

import numpy as np

from activations.checks import is_blank


def claim(sentence, holds):
    """Print the sentence with a mark, in one line, or raise AssertionError.

    Raises TypeError unless holds is one bool: a list would count as true
    for holding anything, even False. ValueError without a sentence, or if
    it holds signs that hide others, such as a backspace.
    """
    if not isinstance(sentence, str) or is_blank(sentence):
        raise ValueError(
            f"claim: there must be a sentence, got {sentence!r}"
        )
    # A line below could pass for a claim of its own.
    shown = " ".join(sentence.splitlines())
    if any(unicodedata.category(sign)[0] == "C" for sign in shown):
        raise ValueError(
            f"claim: there must be no control signs, got {sentence!r}"
        )
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            f"claim: holds must be one bool, got {holds!r}, for the "
            f"sentence: {sentence}"
        )
    if not holds:
        raise AssertionError(f"not true: {sentence}")
    print("✓", shown)
