"""An implementation is shown as its source."""

import pytest

from activations import Sigmoid
from activations.lab import source


def test_source_shows_the_code_as_markdown_and_as_text():
    shown = source(Sigmoid)
    assert repr(shown).startswith("class Sigmoid(Elementwise):\n")
    assert shown._repr_markdown_() == f"```python\n{shown!r}\n```"


def test_source_of_a_method_is_not_indented():
    assert repr(source(Sigmoid._value)).startswith("def _value(self, x):\n")


def test_several_sources_stand_in_one_block():
    both = source(Sigmoid._value, Sigmoid._derivative)
    first, second = source(Sigmoid._value), source(Sigmoid._derivative)
    assert repr(both) == f"{first!r}\n\n\n{second!r}"
    with pytest.raises(TypeError, match="source: there must be one"):
        source()
