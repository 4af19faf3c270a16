"""What the tests of the command line and of the installation share."""

import shutil

import pytest

from tools.processes import ROOT


@pytest.fixture
def clone(tmp_path):
    """A folder with what an installation starts from."""
    for name in ("run.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(
        ROOT / "tools",
        tmp_path / "tools",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path
