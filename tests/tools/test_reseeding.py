"""run.py reseed: what it executes, finds, prints and refuses."""

import signal
import sys

import numpy as np
import pytest
from nbformat.v4 import new_code_cell
from small_book import printed, write_notebook

import run
from tools import reseeding

IMPORT = """\
import numpy as np
from activations import ReLU
from activations.lab import check_gradient, claim"""

LUCKY = """\
draws = [np.random.default_rng(seed).random() for seed in range(5)]
claim("all five are small", max(draws) < 0.9)
claim("a shift of all seeds changes nothing", draws[0] == 0.6369616873214543)
check_gradient(ReLU(), [1.0, -1.0], np.random.default_rng(0))
claim("five", len(draws) == 5)"""

RAISES = """\
if np.random.default_rng(0).random() != 0.6369616873214543:
    raise ValueError("only with other\\nnumbers")
claim("reached", True)"""


def small(shift):
    """Whether the lucky claim holds with a shift, computed otherwise."""
    sequences = [
        np.random.SeedSequence(s, spawn_key=(shift,)) for s in range(5)
    ]
    return max(np.random.default_rng(s).random() for s in sequences) < 0.9


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Some chapters, and what reseed needs to find them here."""
    cells = {
        "lucky": [
            new_code_cell(IMPORT),
            printed(LUCKY, "✓ a\n✓ b\n✓ c 0.1\n✓ d\n"),
            printed(RAISES, "✓ reached\n"),
            printed("claim('last', True)", "a line\n✓ last\n"),
        ],
        "solid": [new_code_cell(IMPORT), new_code_cell("claim('1', True)")],
        "silent": [new_code_cell("x = 1")],
        "deadly": [new_code_cell("import os; os._exit(3)")],
        "endless": [new_code_cell("while True: pass")],
    }
    paths = [
        write_notebook(tmp_path / f"{n}.ipynb", *c)
        for n, c in cells.items()
    ]
    monkeypatch.setattr(reseeding, "notebooks", lambda: paths)
    monkeypatch.setattr(reseeding, "PYTHON", sys.executable)
    monkeypatch.setattr(reseeding, "install", lambda: None)
    return tmp_path


def test_what_is_luck_is_found_and_what_is_not_reached(book, capsys):
    assert run.main(["reseed", "lucky", "--shifts", "3"]) == 1
    head, row, *lines, last = capsys.readouterr().out.splitlines()
    assert head.split() == ["chapter", "claims", "shifts", "failures"]
    unlucky = [str(shift) for shift in (1, 2, 3) if not small(shift)]
    assert 0 < len(unlucky) < 3
    assert lines == [
        f"  In [2], claim 1: false in {len(unlucky)} of 3 "
        f"({', '.join(unlucky)}): all five are small",
        "  In [2], claim 2: false in 3 of 3 (1, 2, 3): "
        "a shift of all seeds changes nothing",
        "  In [3]: stopped in 3 of 3 (1, 2, 3): ValueError: only with other",
        "  In [3], claim 1: not reached in 3 of 3 (1, 2, 3): reached",
        "  In [4], claim 1: not reached in 3 of 3 (1, 2, 3): last",
    ]
    assert row.split() == ["lucky", "6", "3", "5"]
    assert last == "5 failures"


def test_where_every_claim_holds_the_exit_code_is_0(book, capsys):
    assert run.main(["reseed", "--shifts", "1", "solid"]) == 0
    _, row, last = capsys.readouterr().out.splitlines()
    assert row.split() == ["solid", "1", "1", "0"]
    assert last == "Every claim held"


def test_no_claim_and_a_dead_process_are_failures(book, capsys):
    status = run.main(["reseed", "silent", "deadly", "--shifts", "1"])
    assert status == 1
    said = capsys.readouterr().out
    assert "silent                         0       1         1\n" in said
    assert said.count("it makes no claim, so nothing is verified") == 2
    assert "before In [1]: stopped in 1 of 1 (1): its process died" in said


@pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="no such timer"
)
def test_an_interrupt_ends_the_processes(book, monkeypatch):
    processes = []
    start = reseeding.start
    monkeypatch.setattr(
        reseeding,
        "start",
        lambda *words: processes.append(start(*words)) or processes[-1],
    )

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        assert run.main(["reseed", "endless"]) == 130
    finally:
        signal.signal(signal.SIGALRM, before)
    assert len(processes) == reseeding.AT_A_TIME
    assert all(process.returncode is not None for process in processes)
