"""Which claims are luck: chapters executed with every seed shifted."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tools.chapters import notebooks
from tools.installation import install
from tools.processes import KERNEL_ENV, PYTHON, ROOT, refuse

SHIFTS = 20
ROW = "{:<24}{:>8}{:>8}{:>10}"
MARK = "✓ "  # with which claim prints a sentence
# Figures without a screen; a mark that every system can print to nowhere.
ENV = {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8"}

AT_A_TIME = min(2, os.cpu_count() or 1)


def reseed(*words):
    """Execute the chapters that are named, or all; see what they claim."""
    names, shifts = arguments(words)
    chapters = {path.stem: path for path in notebooks()}
    for name in names:
        if name not in chapters:
            known = ", ".join(chapters)
            refuse(f"no chapter '{name}': choose one of {known}")
    install()
    paths = [chapters[name] for name in names or chapters]
    # A sentence may have signs that a pipe on Windows cannot take.
    sys.stdout.reconfigure(errors="replace")
    print(ROW.format("chapter", "claims", "shifts", "failures"), flush=True)
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for path, runs in executed(paths, shifts, Path(folder)):
            claims, lines = judge(stored_claims(path), runs)
            failures += len(lines)
            row = ROW.format(path.stem, len(claims), shifts, len(lines))
            print("\n".join([row, *lines]), flush=True)
    print(f"{failures} failures" if failures else "Every claim held")
    return int(failures > 0)


def arguments(words):
    """The names of chapters among the words, and the number of shifts."""
    names, shifts = [], SHIFTS
    words = list(words)
    while words:
        word = words.pop(0)
        if word != "--shifts":
            names.append(word)
        elif words and words[0].isdecimal() and int(words[0]) > 0:
            shifts = int(words.pop(0))
        else:
            got = repr(words[0]) if words else "nothing"
            refuse(f"--shifts takes a number from 1 on, got {got}")
    return list(dict.fromkeys(names)), shifts


# --- Executing -----------------------------------------------------------


def executed(paths, shifts, folder):
    """Execute each notebook with each shift, several at a time.

    Yields each path with its runs as soon as these are complete. A run is
    what tools.shifted reports, by its shift.
    """
    waiting = [(path, 1 + n) for path in paths for n in range(shifts)]
    running, runs = {}, {path: {} for path in paths}
    try:
        while waiting or running:
            while waiting and len(running) < AT_A_TIME:
                path, shift = waiting.pop(0)
                running[path, shift] = start(path, shift, folder)
            time.sleep(0.05)
            for (path, shift), process in list(running.items()):
                if process.poll() is not None:
                    del running[path, shift]
                    runs[path][shift] = outcome(path, shift, folder)
                    show(runs, len(paths) * shifts)
                    if len(runs[path]) == shifts:
                        yield path, dict(sorted(runs[path].items()))
    finally:
        for process in running.values():
            process.kill()
            process.wait()


def start(path, shift, folder):
    report = folder / f"{path.stem}-{shift}.json"
    with report.with_suffix(".log").open("w") as log:
        return subprocess.Popen(
            [PYTHON, "-m", "tools.shifted", path, str(shift), report],
            cwd=ROOT,
            env={**os.environ, **KERNEL_ENV, **ENV},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )


def outcome(path, shift, folder):
    """What a run reports, or that it ended before it could."""
    report = folder / f"{path.stem}-{shift}.json"
    if report.exists():
        return json.loads(report.read_text(encoding="utf-8"))
    log = report.with_suffix(".log").read_text(errors="replace")
    last = log.strip().rpartition("\n")[2] or "its process died"
    return {"claims": [], "stopped": [0, last]}


def show(runs, total):
    if sys.stdout.isatty():
        done = sum(map(len, runs.values()))
        print(f"{done} of {total} runs", end="\r", flush=True)


# --- Judging -------------------------------------------------------------


def stored_claims(path):
    """The claims that held when a notebook was stored, by their places."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return by_place(
        [number, line.removeprefix(MARK)]
        for number, cell in enumerate(code, start=1)
        for output in cell["outputs"]
        for line in "".join(output.get("text", "")).splitlines()
        if line.startswith(MARK)
    )


def by_place(claims):
    """What is known of claims by their places: cell, and number within it.

    A sentence may have other numbers in each run, so its place alone says
    which claim it is.
    """
    places, counts = {}, Counter()
    for cell, *known in claims:
        counts[cell] += 1
        places[cell, counts[cell]] = known
    return places


def _words(sentence):
    return re.sub(r"[-−+]?\d[\d.,e+-]*", "#", sentence)


def judge(stored, runs):
    """All claims of a chapter, and a line for each that failed.

    A claim that was stored, or made in any run, must hold in every run: one
    that does not reach it is no proof of it.
    """
    made = {shift: by_place(run["claims"]) for shift, run in runs.items()}
    wording = {}  # of each place, in the first run that reaches it
    for places in made.values():
        for place, (sentence, *_) in places.items():
            wording.setdefault(place, _words(sentence))
    claims = {
        place: sentence
        for places in (*made.values(), stored)
        for place, (sentence, *_) in places.items()
    }
    failed = {}  # by place and reason: what, and with which shifts
    for shift, places in made.items():
        for place, stored_sentence in claims.items():
            sentence, held = places.get(place, (stored_sentence, None))
            # Only its numbers may differ: a sentence that names a winner
            # is true whoever wins.
            changed = held and _words(sentence) != wording[place]
            if not held or changed:
                why = "in other words" if held else "false"
                why = "not reached" if held is None else why
                what = failed.setdefault((*place, why), (sentence, []))
                what[1].append(shift)
        if runs[shift]["stopped"]:
            cell, error = runs[shift]["stopped"]
            what = failed.setdefault((cell, 0, "stopped"), (error, []))
            what[1].append(shift)
    lines = []
    for (cell, number, why), (what, shifts) in sorted(failed.items()):
        where = f"In [{cell}]" if cell else "before In [1]"
        where += f", claim {number}" if number else ""
        lines.append(
            f"  {where}: {why} in {len(shifts)} of {len(runs)} "
            f"({', '.join(map(str, shifts))}): {what}"
        )
    if not claims:
        lines.append("  it makes no claim, so nothing is verified")
    return claims, lines
