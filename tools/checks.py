"""The steps that verify everything: code, chapters and site."""

import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from tools.installation import install
from tools.processes import KERNEL_ENV, PYTHON, call, chromium


def run_steps(*options):
    """Run all steps; --all verifies unchanged notebooks, too."""
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
                words += [f"--junitxml={report}", *options]
            start = time.monotonic()
            status = call(PYTHON, "-m", *words, env=KERNEL_ENV)
            seconds = time.monotonic() - start
            outcome = "FAILED" if status else "passed"
            summary.append(f"{name:<11} {outcome} {seconds:7.1f} s")
        cells, verified, unchanged = count_cells(report)
    print("\n" + "\n".join(summary))
    print(f"{cells} cells of {verified} notebooks verified")
    if unchanged:
        print(
            f"{unchanged} notebooks unchanged since they passed here "
            "(--all verifies them too)"
        )
    if chromium() is None:
        print(
            "THE BROWSER TESTS DID NOT RUN: no Chromium or Chrome on the "
            "PATH (on Debian and Ubuntu: sudo apt install chromium)"
        )
    return int(any("FAILED" in line for line in summary))


def count_cells(report):
    """What a JUnit report says of notebooks.

    How many cells passed, of how many notebooks, and how many notebooks
    were skipped.
    """
    if not report.exists():
        return 0, 0, 0
    passed, skipped = [], set()
    for case in ElementTree.parse(report).iter("testcase"):
        outcomes = {child.tag for child in case} - {"properties"}
        if not outcomes:
            passed.append(case.get("classname"))
        elif outcomes == {"skipped"}:
            skipped.add(case.get("classname"))
    return len(passed), len(set(passed)), len(skipped)
