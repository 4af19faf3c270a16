"""What all tests share.

No two test files have the same name, in whatever folder: pytest
imports each of them as a module of its own, under its name alone.
"""

import gc
import os
import re

import numpy as np
import pytest


def pytest_collection_modifyitems(items):
    """Put the tests of the tools first, which take longest, so that no
    process waits for another at the end.

    With ACTIVATIONS_CHAPTER=elu in the environment, keep what is of ELU.

    `run.py test elu` sets it. These are tests/test_elu.py, the tests with
    elu or ELU(alpha=1.0) among their parameters, and the few that read the
    texts of all chapters.
    """
    items.sort(key=lambda item: item.path.parent.name != "tools")
    chapter = os.environ.get("ACTIVATIONS_CHAPTER")
    if chapter is not None:
        items[:] = [item for item in items if is_of(item, chapter)]


def pytest_sessionfinish():
    """Tell the garbage collector to leave alone what is there at the end.

    Pytest and Python would look through all of it once more, for nothing.
    """
    gc.freeze()


def is_of(item, chapter):
    words = re.findall(r"\w+", item.nodeid.partition("[")[2])
    names = {word.replace("_", "").lower() for word in words}
    tests = (f"test_{chapter}", "test_references", "test_spelling")
    tests += ("test_no_two_notebooks_define_the_same_name",)
    return (
        item.path.stem in tests
        or item.name in tests
        or chapter.replace("_", "") in names
    )


@pytest.fixture
def rng():
    return np.random.default_rng(0)
