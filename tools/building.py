"""The building of the website, from the outputs that notebooks store."""

import shutil
from pathlib import Path

from tools.installation import install
from tools.processes import ROOT, call, program, refuse


def book(*options):
    install()
    print("Building the site", flush=True)
    # From nothing, because an incremental build leaves old pages behind.
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    return build(ROOT, *options)


def build(folder, *options):
    """Build the site into _build/html of a folder; return the exit code.

    Options are those of Jupyter Book, and --no-lite, of which
    website/extensions/lite.py hears by the environment: Jupyter Book
    passes no setting on.
    """
    lite = "no" if "--no-lite" in options else "yes"
    others = [word for word in options if word != "--no-lite"]
    status = call(
        program("jupyter-book"),
        *["build", ROOT, "--path-output", folder, "--quiet", *others],
        env={"ACTIVATIONS_LITE": lite},
    )
    # Jupyter Book 2 would write nothing and call it a success.
    site = Path(folder) / "_build" / "html"
    if status == 0 and not (site / "index.html").exists():
        refuse(f"the build ended without an error and without {site}")
    return status
