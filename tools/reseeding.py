"""Which claims are luck: chapters executed with every seed shifted."""

import json
import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.chapters import find_chapter, notebooks
from tools.installation import install
from tools.processes import KERNEL_ENV, PYTHON, ROOT, refuse

SHIFTS = 20
ROW = "{:<24}{:>8}{:>8}{:>10}"
# Figures without a screen; a mark that every system can print to nowhere.
ENV = {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8"}

AT_A_TIME = min(2, os.cpu_count() or 1)

# Seconds that an execution may take: one that ends takes a tenth of it.
LIMIT = 300


def reseed(*words):
    """Execute the chapters that are named, or all; see what they claim."""
    names, shifts = arguments(words)
    paths = [find_chapter(name) for name in names] or notebooks()
    install()
    # A sentence may have signs that a pipe on Windows cannot take.
    sys.stdout.reconfigure(errors="replace")
    print(f"Each chapter is executed {shifts + 1} times")
    print(ROW.format("chapter", "claims", "shifts", "failures"), flush=True)
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for path, runs in executed(paths, shifts, Path(folder)):
            claims, lines = judge(runs)
            failures += len(lines)
            row = ROW.format(path.stem, len(claims), shifts, len(lines))
            print("\n".join([row, *lines]), flush=True)
    said = f"{failures} failure{'s' if failures > 1 else ''}"
    print(said if failures else "Every claim held")
    return int(failures > 0)


def arguments(words):
    """The names of chapters among the words, and the number of shifts."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.error = refuse
    parser.add_argument("names", nargs="*")
    parser.add_argument("--shifts", type=count, default=SHIFTS)
    found = parser.parse_intermixed_args(words)
    return list(dict.fromkeys(found.names)), found.shifts


def count(word):
    if not word.isdecimal() or int(word) == 0:
        refuse(f"--shifts takes a number from 1 on, got '{word}'")
    return int(word)


# --- Executing -----------------------------------------------------------


def executed(paths, shifts, folder):
    """Execute each notebook with its own seeds, then with each shift.

    Yields each path with its runs: what tools.shifted reports, by shift.
    What does not end with its own seeds is executed with no others.
    """
    running = set()
    pool = ThreadPoolExecutor(AT_A_TIME)

    def run(path, shift):
        return outcome(path, shift, folder, running)

    try:
        first = [pool.submit(run, path, 0) for path in paths]
        for path, own in zip(paths, first, strict=True):
            n = 0 if own.result()["stopped"] else shifts
            others = pool.map(run, [path] * n, range(1, n + 1))
            yield path, [own.result(), *others]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in list(running):
            process.kill()
        pool.shutdown()


def outcome(path, shift, folder, running):
    """Execute a notebook with a shift, and return what is reported."""
    report = folder / f"{path.stem}-{shift}.json"
    process = subprocess.Popen(
        [PYTHON, "-m", "tools.shifted", path, str(shift), folder],
        cwd=ROOT,
        env={**os.environ, **KERNEL_ENV, **ENV},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    running.add(process)
    try:
        said = process.communicate(timeout=LIMIT)[1].strip()
        why = said.rpartition("\n")[2] or "its process died"
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        why = f"it did not end within {LIMIT} s"
    running.remove(process)
    if not report.exists():
        return {"claims": [], "stopped": [0, why]}
    run = json.loads(report.read_text(encoding="utf-8"))
    if run["stopped"] and not run["stopped"][1]:
        run["stopped"][1] = why
    return run


# --- Judging -------------------------------------------------------------


# With sign, exponent and separators, or raised.
NUMBER = re.compile(r"[-−+]?\d[\d.,_/e+\u2009\u202f-]*|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def _words(sentence):
    """Return what is claimed, without its numbers, and their alignment. Nor
    is it part of that how many of its comparisons check_gradient could
    make."""
    claimed = re.sub(r" \(in \d+ of \d+ comparisons; .*\)$", "", sentence)
    words = " ".join(NUMBER.sub("#", claimed).split())
    return words.replace("[ ", "[")


def judge(runs):
    """All claims of a chapter, and a line for each that failed.

    A claim is known by its place, for its sentence may have other numbers
    in each run. Whatever was claimed in any run must hold with every shift:
    a run that does not reach it is no proof of it. But what is false with
    the chapter's own seeds, which the chapter catches, must be so always,
    and must not be claimed again until it holds.
    """
    made = [
        {(cell, number): known for cell, number, *known in run["claims"]}
        for run in runs
    ]
    failed = {}  # by place and reason: what, and with which shifts

    def fail(place, why, what, shift):
        failed.setdefault((*place, why), (what, []))[1].append(shift)

    own, *others = made
    caught = set()
    for place, (sentence, held) in own.items():
        if not held:
            caught.add(_words(sentence))
        elif _words(sentence) in caught:
            fail(place, "claimed again until it held", sentence, 0)
    claims = {}  # by place: the sentence, in the first run that reaches it
    for places in made:
        for place, (sentence, _) in places.items():
            claims.setdefault(place, sentence)
    for shift, places in enumerate(others, start=1):
        for place, first in claims.items():
            sentence, held = places.get(place, (first, None))
            _, expected = own.get(place, (first, True))
            # Only its numbers may differ: a sentence that names a winner
            # is true whoever wins.
            if held is None:
                fail(place, "not reached", sentence, shift)
            elif held != expected:
                fail(place, str(held).lower(), sentence, shift)
            elif held and _words(sentence) != _words(first):
                fail(place, "in other words", sentence, shift)
    for shift, run in enumerate(runs):
        if run["stopped"]:
            cell, error = run["stopped"]
            fail((cell, 0), "stopped", error, shift)
    lines = [_line(*what, len(others)) for what in sorted(failed.items())]
    if not claims and not lines:
        lines.append("  it makes no claim, so nothing is verified")
    return claims, lines


def _line(key, what, total):
    (cell, number, why), (what, shifts) = key, what
    where = f"In [{cell}]" if cell else "before In [1]"
    where += f", claim {number}" if number else ""
    when = f"in {len(shifts)} of {total} ({', '.join(map(str, shifts))})"
    if shifts == [0]:
        when = "with its own seeds"
    return f"  {where}: {why} {when}: {what}"
