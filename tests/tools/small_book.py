"""A book of a few lines, to verify with the real tools and to spoil."""

import os
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.processes import KERNEL_ENV, ROOT
from tools.skipping import VARIABLES

# What may be set where the tests run, and must neither help nor harm.
UNSET = (*KERNEL_ENV, *VARIABLES, "CI", "MPLBACKEND", "PYTEST_")


# What nbformat would import if it could, for a second: here it can't.
SLOW = {"src/rfc3987_syntax.py": "raise ImportError\n"}


def write_files(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def create(folder, files=()):
    """Make a book of the real tools, and of the files that are given."""
    for name in ("conftest.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=ignored)
    write_files(folder, {**SLOW, **dict(files)})
    return folder


def printed(source, text, tags=()):
    """A cell as it is stored when it has printed a text."""
    return new_code_cell(
        source,
        execution_count=1,
        outputs=[new_output("stream", name="stdout", text=text)],
        metadata={"tags": list(tags)},
    )


def write_notebook(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"name": "python3", "display_name": "a", "language": "python"}
    notebook = new_notebook(
        cells=list(cells), metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, path)
    return path


def environment(folder):
    """The variables for a run in which the package is the small book's."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(UNSET)}
    return {**env, "PYTHONPATH": str(folder / "src")}


def verify(folder, *options, timeout=None, **variables):
    """Run nbval; return its exit code, what it says, and each cell's fate.

    A cell's fate is "passed", "skipped", or the message of its failure.
    """
    report = folder / "report.xml"
    done = subprocess.run(
        [
            *[sys.executable, "-m", "pytest", "--nbval", "notebooks"],
            *["--color=no", f"--junitxml={report}", *options],
        ],
        cwd=folder,
        env=environment(folder) | variables,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    fates = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        fates[name.rpartition("/")[2]] = _fate(case)
    return done.returncode, done.stdout + done.stderr, fates


def _fate(case):
    for failure in case:
        if failure.tag == "skipped":
            return "skipped"
        if failure.tag in ("failure", "error"):
            return failure.text
    return "passed"
