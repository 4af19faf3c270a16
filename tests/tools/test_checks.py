"""The steps of `run.py test`: all run, and what they have verified counts."""

import pytest

import run
from tools import checks


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
