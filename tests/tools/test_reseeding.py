"""run.py reseed: what it executes, finds, prints and refuses."""

import signal
import subprocess
import sys

import numpy as np
import pytest
from nbformat.v4 import new_code_cell
from small_book import write_notebook

import run
from tools import chapters, reseeding

IMPORT = """\
import numpy as np
from activations import ReLU
from activations.lab import check_gradient, claim"""

LUCKY = """\
draws = [np.random.default_rng(seed).random() for seed in range(5)]
claim("all five are small", max(draws) < 0.95)
claim("a shift of all seeds changes nothing", draws[0] == 0.6369616873214543)
check_gradient(ReLU(), [1.0, -1.0], np.random.default_rng(0))
claim("five", len(draws) == 5)"""

RAISES = """\
if np.random.default_rng(0).random() != 0.6369616873214543:
    raise ValueError("only with other\\nnumbers")
claim("reached", True)"""


RETRIED = """\
for seed in range({}, 9):
    try:
        claim(f"seed {{seed}}", np.random.default_rng(seed).random() < 0.35)
        break
    except AssertionError:
        pass"""

SHOWN = """\
import contextlib
with contextlib.suppress(AssertionError):
    claim("nine", 1 > 2)
try:
    claim("ten", 1 > 2)
except (ValueError, AssertionError):
    claim("eleven", True)
try:
    claim("twelve", 1 > 2)
except* AssertionError:
    pass"""

ASKED = """\
from activations.lab import predict
draw = np.random.default_rng(7).random()
predict("Where?", {"low": draw < 0.6, "high": draw >= 0.6}, "It is high.")
predict("What?", {"1": draw > 1, "2": draw <= 1}, "A draw is below 1.")"""

THREAD = """\
import threading, time
threading.Thread(target=time.sleep, args=[1000]).start()
from beside import number
claim("it lies beside", number == 1)"""

CAUGHT = """\
try:
    claim("1", np.random.default_rng(7).random() < 0.6)
except AssertionError:
    pass"""

CHAPTERS = {
    "lucky": [
        *[IMPORT, LUCKY, RETRIED.format(2), CAUGHT, ASKED],
        *[RAISES, "claim('last', True)"],
    ],
    "solid": [IMPORT, SHOWN, THREAD],
    "silent": ["print('✓ this is no claim')"],
    "deadly": [IMPORT, "claim('1', True)", "import os; os._exit(3)"],
    "endless": ["import time; time.sleep(1000)"],
    "retried": [IMPORT, RETRIED.format(0)],
    "unseeded": [IMPORT, "np.random.rand()"],
    "beside": ["x = 1", "import draws"],
    "asks": ["input()"],
}


def holds(limit, shift, *seeds):
    """Whether each seed's first draw is below, computed otherwise."""
    key = (shift,) if shift else ()
    sequences = [np.random.SeedSequence(s, spawn_key=key) for s in seeds]
    return all(np.random.default_rng(s).random() < limit for s in sequences)


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Some chapters, and what reseed needs to find them here."""
    paths = [
        write_notebook(tmp_path / f"{n}.ipynb", *map(new_code_cell, cells))
        for n, cells in CHAPTERS.items()
    ]
    (tmp_path / "beside.py").write_text("number = 1")
    draws = "import numpy as np\nrng = np.random.default_rng()"
    (tmp_path / "draws.py").write_text(draws)
    monkeypatch.setattr(chapters, "notebooks", lambda: paths)
    monkeypatch.setattr(reseeding, "PYTHON", sys.executable)
    monkeypatch.setattr(reseeding, "install", lambda: None)
    return tmp_path


@pytest.fixture
def reseed(book, capsys):
    def reseed(*words):
        """The exit code, each chapter's row, and the lines of failures."""
        status = run.main(["reseed", *words])
        _, _, *said, last = capsys.readouterr().out.splitlines()
        lines = [line for line in said if line.startswith("  ")]
        rows = [line.split() for line in said if line not in lines]
        n = len(lines)
        said = {0: "Every claim held", 1: "1 failure"}
        assert last == said.get(n, f"{n} failures")
        return status, rows, lines

    return reseed


def test_what_is_luck_is_found_and_what_is_not_reached(reseed):
    status, rows, lines = reseed("--shifts=2", "lucky")
    # Each time the first shift differs, from no shift and from the second.
    for seeds, limit in (range(5), 0.95), ([2], 0.35), ([7], 0.6):
        own, *others = (holds(limit, shift, *seeds) for shift in range(3))
        assert others == [not own, own]
    assert lines == [
        "  In [2], claim 1: false in 1 of 2 (1): all five are small",
        "  In [2], claim 2: false in 2 of 2 (1, 2): "
        "a shift of all seeds changes nothing",
        # What holds at its first try, must do so always.
        "  In [3], claim 1: false in 1 of 2 (1): seed 2",
        # What the chapter shows to fail, must fail always.
        "  In [4], claim 1: true in 1 of 2 (1): 1",
        "  In [5], claim 1: in other words in 1 of 2 (1): "
        "choice A is right",
        "  In [6]: stopped in 2 of 2 (1, 2): ValueError: only with other",
        "  In [6], claim 1: not reached in 2 of 2 (1, 2): reached",
        "  In [7], claim 1: not reached in 2 of 2 (1, 2): last",
    ]
    assert rows == [["lucky", "10", "2", "8"]]
    assert status == 1


def test_a_claim_that_is_shown_to_fail_is_no_failure(reseed):
    # Nor is a module beside, or a thread that nobody waits for.
    status, rows, lines = reseed("solid", "--shifts", "1")
    assert (status, rows, lines) == (0, [["solid", "5", "1", "0"]], [])


def test_what_only_looks_like_a_claim_is_none(reseed):
    status, rows, lines = reseed("silent", "--shifts", "1")
    assert (status, rows) == (1, [["silent", "0", "1", "1"]])
    assert lines == ["  it makes no claim, so nothing is verified"]


def test_what_does_not_run_with_its_own_seeds_is_said_once(reseed):
    _, rows, lines = reseed("deadly", "unseeded", "beside", "asks")
    assert [row[1] for row in rows] == ["1", "0", "0", "0"]
    where = "  In [{}]: stopped with its own seeds: {}".format
    assert lines == [
        where(3, "its process died"),
        where(2, "SeedError: np.random.rand cannot be shifted: use rng = ")
        + "np.random.default_rng(0)",
        where(2, "SeedError: np.random without a seed cannot be shifted: ")
        + "use rng = np.random.default_rng(0)",
        where(1, "EOFError: EOF when reading a line"),
    ]


def test_what_does_not_end_is_ended(reseed, monkeypatch):
    monkeypatch.setattr(reseeding, "LIMIT", 1)
    _, _, lines = reseed("endless")
    assert [
        line.partition(" with its own seeds: ")[2] for line in lines
    ] == ["it did not end within 1 s"]


def test_a_claim_that_is_tried_until_it_holds_is_named(reseed):
    _, _, lines = reseed("retried", "--shifts", "1")
    own = [holds(0.35, 0, seed) for seed in range(3)]
    assert own == [False, False, True]
    assert (
        "  In [2], claim 3: claimed again until it held with its own seeds: "
        "seed 2"
    ) in lines


@pytest.mark.parametrize(
    ("remark", "failures"),
    [(" (in 299 of 300 comparisons; in the others ...)", 0), (" (b)", 1)],
)
def test_how_much_a_check_could_compare_may_differ(remark, failures):
    claims = [[1, 1, "a", True]], [[1, 1, "a" + remark, True]]
    runs = [{"claims": each, "stopped": None} for each in claims]
    assert len(reseeding.judge(runs)[1]) == failures


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[ 0.12 -0.3 ] holds", "[-0.12  0.3 ] holds"),
        ("934 steps", "1\u202f034 steps"),
        ("934 steps", "1_034 steps"),
        ("below 10⁻⁴", "below 10⁻¹²"),
        ("a share of 1/2", "a share of 13/40"),
    ],
)
def test_another_number_is_no_other_word(one, other):
    runs = [
        {"claims": [[1, 1, said, True]], "stopped": None}
        for said in (one, other)
    ]
    assert reseeding.judge(runs)[1] == []


@pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="no such timer"
)
def test_an_interrupt_ends_the_processes(book, monkeypatch):
    processes = []

    class Process(subprocess.Popen):
        def __init__(self, *words, **options):
            super().__init__(*words, **options)
            processes.append(self)

    monkeypatch.setattr(reseeding.subprocess, "Popen", Process)

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        assert run.main(["reseed", "endless", "solid"]) == 130
    finally:
        signal.signal(signal.SIGALRM, before)
    assert len(processes) == reseeding.AT_A_TIME
    assert all(process.returncode is not None for process in processes)
