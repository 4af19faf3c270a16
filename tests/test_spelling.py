"""Spelling of all that is written: prose, code, and what notebooks say."""

import subprocess
import sys

import nbformat

from tools.chapters import notebooks
from tools.processes import ROOT


def test_no_word_is_misspelt(tmp_path):
    # Of a notebook only what a person wrote: its images look like typing.
    for path in notebooks():
        cells = nbformat.read(path, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells)
        copy = tmp_path / f"{path.name}.txt"
        copy.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", ".", ".github", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
