"""Where things are, and how other programs are run and ended."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# Chapters are executed on one thread, so that two of them at a time do not
# compete; without what no stored output may hold: progress bars, and the
# script of explorers, which a page brings once; and without what somebody
# has set up for themselves.
KERNEL_ENV = {
    "IPYTHONDIR": str(VENV / "ipython"),
    "PYTHONSTARTUP": "",
    "OPENBLAS_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",
    "ACTIVATIONS_EXPLORER_SCRIPT": "no",
}


def refuse(message):
    """End with one line on stderr and exit code 1."""
    sys.exit("run.py: " + message)


def program(name):
    """The path of a program that a package brought into .venv."""
    return PYTHON.with_name(name + PYTHON.suffix)


def call(*command, env=None):
    """Run a command in the book's folder and return its exit code."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def chromium(whole=False):
    """The path of the browser in which the site is tested, or None.

    Chromium's shell has no windows, and shows a page in less time. The
    whole browser also keeps pages for Back.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    if not whole:
        names = ("chromium-headless-shell", *names)
    return next(filter(None, map(shutil.which, names)), None)
