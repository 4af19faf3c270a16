"""The list of activations that all these promises are tried on."""

from collections import Counter
from pathlib import Path

import activation_cases
import pytest
from activation_cases import CASES, CLASSES

import activations


def test_no_two_cases_have_the_same_name():
    twice = [n for n, k in Counter(map(repr, CASES)).items() if k > 1]
    assert not twice, twice


def test_every_class_has_a_case():
    assert {type(act) for act in CASES} == set(CLASSES)


@pytest.mark.parametrize("name", activations.__all__)
def test_a_probe_leaves_when_its_class_is_in_the_book(name):
    stem = getattr(activations, name).__module__.rpartition(".")[2]
    probe = Path(activation_cases.__file__).parent / "probes" / f"{stem}.py"
    assert not probe.exists(), (
        f"move what tests/probes/{stem}.py has, then delete it"
    )


@pytest.mark.parametrize("trait", ["is_random", "learned", "channels"])
def test_every_trait_has_a_case(trait):
    assert any(getattr(act, trait) for act in CASES)
