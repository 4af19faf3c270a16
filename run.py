#!/usr/bin/env python3
"""Activation Functions, One at a Time: the book's command line.

    python run.py serve [name]     read the book: builds the site, serves it
    python run.py book [name]      build the site alone, into _build/html
    python run.py lab              open the chapters in JupyterLab
    python run.py test [name]      verify everything: code, chapters, site
    python run.py refresh [name]   execute every chapter again, or only one
    python run.py reseed [name ..] try all claims, or some chapters', with
                                   other seeds: which of them were luck?
    python run.py new ELU          begin an activation, from a skeleton

With the name of a chapter, such as relu, serve and book make its page
alone, and test verifies what belongs to it; with --page, its page as well.
With --no-lite, serve and book leave out what runs chapters in the browser.
test skips chapters that are unchanged since they passed here, but not with
--all. reseed shifts all seeds 20 times, or as often as --shifts says.

The first run installs what the book needs into .venv, and only there.
"""

# Only the standard library, and a syntax that an old Python can still read:
# it gets a one-line error, not a traceback. What is imported from tools
# needs no such syntax, for it is read after that.
import platform
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "run.py: Python 3.11 or newer is needed, and this is "
        f"{platform.python_version()}: start run.py with a newer one"
    )

from tools.building import book
from tools.chapters import open_lab, refresh
from tools.checks import run_steps
from tools.new_activation import new
from tools.processes import refuse
from tools.reseeding import reseed
from tools.serving import serve

COMMANDS = {
    "serve": serve,
    "book": book,
    "lab": open_lab,
    "test": run_steps,
    "refresh": refresh,
    "reseed": reseed,
    "new": new,
}

# How many words may stand after a command; the others look at each.
MOST = {"lab": 0, "refresh": 1}


def main(arguments):
    """Run the command that the arguments name, and return the exit code."""
    if "-h" in arguments or "--help" in arguments:
        print(__doc__.strip())
        return 0
    name, names = "".join(arguments[:1]), arguments[1:]
    if name not in COMMANDS:
        refuse(f"no command '{name}': choose one of {', '.join(COMMANDS)}")
    if len(names) > MOST.get(name, len(names)):
        refuse(f"too many words after {name}: '{names[-1]}'")
    try:
        return COMMANDS[name](*names)
    except KeyboardInterrupt:
        print()
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
