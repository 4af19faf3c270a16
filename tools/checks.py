"""The steps that verify everything: code, chapters and site."""

import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from tools.installation import install
from tools.processes import KERNEL_ENV, PYTHON, call, chromium


def run_steps():
    install()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "cells.xml"
        steps = {
            "lint": "ruff check",
            "format": "ruff format --check",
            "unit tests": "pytest -q -n2 tests --ignore=tests/site",
            "notebooks": "pytest -q --nbval -n2 --dist=loadfile notebooks",
            "site": "pytest -q -n2 --dist=loadfile tests/site",
        }
        summary = []
        for name, command in steps.items():
            print(f"\n--- {name}: {command}", flush=True)
            words = command.split()
            if name == "notebooks":
                words.append(f"--junitxml={report}")
            start = time.monotonic()
            status = call(PYTHON, "-m", *words, env=KERNEL_ENV)
            seconds = time.monotonic() - start
            outcome = "FAILED" if status else "passed"
            summary.append(f"{name:<11} {outcome} {seconds:7.1f} s")
        cells, chapters = count_cells(report)
    print("\n" + "\n".join(summary))
    print(f"{cells} cells of {chapters} notebooks verified")
    if chromium() is None:
        print(
            "THE BROWSER TESTS DID NOT RUN: no Chromium or Chrome on the "
            "PATH (on Debian and Ubuntu: sudo apt install chromium)"
        )
    return int(any("FAILED" in line for line in summary))


def count_cells(report):
    """How many cells of how many notebooks passed, from a JUnit report."""
    if not report.exists():
        return 0, 0
    passed = [
        case.get("classname")
        for case in ElementTree.parse(report).iter("testcase")
        if {child.tag for child in case} <= {"properties"}
    ]
    return len(passed), len(set(passed))
