"""The steps of `run.py test`: all run, and what they have verified counts."""

import os
import subprocess
import sys

import pytest

import run
from tools import chapters, checks
from tools.processes import ROOT


@pytest.mark.parametrize("broken", [None, "ruff", "tests/site"])
def test_every_step_runs_and_any_failure_counts(
    monkeypatch, capsys, broken
):
    calls = []

    def call(*command, env):
        calls.append(command)
        return int(broken in command)

    monkeypatch.setattr(checks, "install", lambda: None)
    monkeypatch.setattr(checks, "call", call)
    assert run.main(["test"]) == (0 if broken is None else 1)
    assert len(calls) == 5
    said = capsys.readouterr().out
    assert ("FAILED" in said) == (broken is not None)
    assert "0 cells of 0 notebooks verified" in said


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_all_reaches_the_notebooks_and_no_other_step(monkeypatch, options):
    calls = []

    def call(*command, env):
        calls.append(command)
        return 0

    monkeypatch.setattr(checks, "install", lambda: None)
    monkeypatch.setattr(checks, "call", call)
    assert run.main(["test", *options]) == 0
    having = [
        "--nbval" in command for command in calls if "--all" in command
    ]
    assert having == [True] * len(options)


@pytest.mark.parametrize("words", [["relu"], ["relu", "--page"]])
def test_of_a_chapter_only_what_belongs_to_it_is_verified(
    monkeypatch, capsys, words
):
    calls = []

    def call(*command, env):
        assert env["ACTIVATIONS_CHAPTER"] == "relu"
        calls.append(" ".join(command[1:]))
        return 0

    monkeypatch.setattr(checks, "install", lambda: None)
    monkeypatch.setattr(checks, "call", call)
    assert run.main(["test", *words]) == 0
    assert len(calls) == 3 + len(words)
    assert any(
        "--nbval notebooks/activations/relu.ipynb" in c for c in calls
    )
    assert ("tests/site/test_pages.py" in calls[-1]) == (len(words) > 1)


# Of an activation: tests/tools/test_new_activation.py.
def test_the_tests_of_a_foundation_are_its_own():
    path = chapters.find_chapter("why_nonlinearity")
    tests = checks.steps_of(path, page=False)["unit tests"].split()
    done = subprocess.run(
        [sys.executable, "-m", *tests, "--collect-only"],
        cwd=ROOT,
        env={**os.environ, "ACTIVATIONS_CHAPTER": "why_nonlinearity"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    found = [line for line in done.stdout.splitlines() if "::" in line]
    assert any(
        line.endswith("to_bottom[why_nonlinearity]") for line in found
    )
    assert not [line for line in found if "leaky_relu" in line]


def test_only_passed_cells_count_as_verified(tmp_path):
    report = tmp_path / "cells.xml"
    report.write_text(
        '<testsuite><testcase classname="a.ipynb"/>'
        '<testcase classname="a.ipynb"><properties/></testcase>'
        '<testcase classname="a.ipynb"><failure/></testcase>'
        '<testcase classname="b.ipynb"><skipped/></testcase>'
        '<testcase classname="c.ipynb"><properties/><error/></testcase>'
        '<testcase classname="d.ipynb"/></testsuite>'
    )
    assert checks.count_cells(report) == (3, 2, 1)
