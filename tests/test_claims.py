"""Claims that can fail, and do."""

import numpy as np
import pytest

from activations.lab import claim


def test_a_true_claim_is_printed_with_its_mark(capsys):
    claim("one and one is two", 1 + 1 == 2)
    assert capsys.readouterr().out == "✓ one and one is two\n"


def test_a_false_claim_raises_and_prints_nothing(capsys):
    with pytest.raises(AssertionError, match="not true: two is one"):
        claim("two is one", np.bool_(False))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "holds",
    [
        [False, False],
        np.array([True]),
        np.array(True),
        (),
        None,
        "no",
        1,
        1.0,
    ],
    ids=repr,
)
def test_a_claim_must_be_one_bool(holds, capsys):
    with pytest.raises(
        TypeError, match="holds must be one bool, got .*: so"
    ):
        claim("so it is", holds)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("holds", [True, np.bool_(True), np.all([1, 1])])
def test_one_bool_is_taken(holds, capsys):
    claim("it is so", holds)
    assert capsys.readouterr().out == "✓ it is so\n"


@pytest.mark.parametrize(
    "sentence", ["", "  ", None, 3, "\u200b", "\u2800 \n"]
)
def test_a_claim_must_say_something(sentence, capsys):
    with pytest.raises(ValueError, match="there must be a sentence"):
        claim(sentence, True)
    assert capsys.readouterr().out == ""


def test_one_claim_is_one_line(capsys):
    claim("2  is\n✓ even", True)
    assert capsys.readouterr().out == "✓ 2  is ✓ even\n"


@pytest.mark.parametrize(
    "sentence",
    ["2 is 3\b2", "a\x1b[8mhidden", "a\x00b", "x\u202e3 si 2", "a\u200bb"],
)
def test_a_claim_hides_nothing(sentence, capsys):
    with pytest.raises(ValueError, match="there must be no control signs"):
        claim(sentence, True)
    assert capsys.readouterr().out == ""
