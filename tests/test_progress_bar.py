"""The progress bar: silent when quick, seen when slow, gone at the end."""

import os
import subprocess
import sys

import pytest

from activations.lab import progress_bar

# The module alone: with the lab around it, it takes a second to import.
SCRIPT = """
import runpy
import sys
import tqdm.std

clock = 0.0
tqdm.std.time = lambda: clock  # seconds pass when the loop says so

path, seconds_each = sys.argv[1:]
progress = runpy.run_path(path)["progress"]

for i in progress(range(4), "counting"):
    print(i)
    clock += float(seconds_each)
"""


def run(seconds_each, **environment):
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith("TQDM_")
    }
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            SCRIPT,
            progress_bar.__file__,
            str(seconds_each),
        ],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0", "1", "2", "3"]
    return done.stderr


def test_what_takes_less_than_two_seconds_shows_no_bar():
    assert run(0.49) == ""


def test_a_slow_loop_shows_a_bar_that_vanishes():
    # Each line was printed over the one before it.
    *bars, last = run(0.7).strip("\n").splitlines()
    assert "3/4" in bars[0], "the first bar comes after two seconds"
    assert all(bar.startswith("counting:") for bar in bars)
    assert last.isspace()


@pytest.mark.parametrize("seconds_each", [0.1, 5])
def test_tqdm_disable_turns_it_off(seconds_each):
    assert run(seconds_each, TQDM_DISABLE="1") == ""
