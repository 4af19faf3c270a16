"""The steps that verify everything: code, chapters and site."""

import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from tools.chapters import find_chapter
from tools.installation import install
from tools.processes import (
    KERNEL_ENV,
    PYTHON,
    ROOT,
    call,
    chromium,
    refuse,
)

STEPS = {
    "lint": "ruff check",
    "format": "ruff format --check",
    "unit tests": "pytest -q -n2 --dist=worksteal --ignore=tests/site",
    "notebooks": "pytest -q --nbval -n2 --dist=loadfile notebooks",
    "site": "pytest -q -n2 --dist=loadfile tests/site",
}


def run_steps(*words):
    """Run all steps, or those of a chapter that is named.

    --all verifies unchanged notebooks, too. --page looks at the page of the
    chapter that is named.
    """
    options = [word for word in words if word in ("--all", "--page")]
    names = [word for word in words if word not in options]
    if len(names) > 1:
        refuse(f"too many words after test: '{names[-1]}'")
    if "--page" in options and not names:
        refuse("--page needs a chapter: test relu --page")
    steps, env = STEPS, KERNEL_ENV
    if names:
        steps = steps_of(find_chapter(names[0]), "--page" in options)
        env = {**KERNEL_ENV, "ACTIVATIONS_CHAPTER": names[0]}
    install()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "cells.xml"
        summary = []
        for name, command in steps.items():
            print(f"\n--- {name}: {command}", flush=True)
            words = command.split()
            if name == "notebooks":
                words.append(f"--junitxml={report}")
                words += ["--all"] if "--all" in options else []
            start = time.monotonic()
            status = call(PYTHON, "-m", *words, env=env)
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
    if "site" in steps and chromium() is None:
        print(
            "THE BROWSER TESTS DID NOT RUN: no Chromium or Chrome on the "
            "PATH (on Debian and Ubuntu: sudo apt install chromium)"
        )
    return int(any("FAILED" in line for line in summary))


def steps_of(path, page):
    """The steps that verify a chapter: seconds, in place of minutes.

    tests/conftest.py chooses the tests by ACTIVATIONS_CHAPTER. One process
    runs them: to start two takes longer.
    """
    tests = "tests --ignore=tests/site --ignore=tests/tools"
    if not (ROOT / "src" / "activations" / f"{path.stem}.py").exists():
        names = ("layout", "references", "spelling")
        tests = " ".join(f"tests/test_{name}.py" for name in names)
    notebook = path.relative_to(ROOT).as_posix()
    steps = {
        **STEPS,
        "unit tests": f"pytest -q {tests}",
        "notebooks": f"pytest -q --nbval {notebook}",
        "site": "pytest -q tests/site/test_pages.py",
    }
    if not page:
        del steps["site"]
    return steps


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
