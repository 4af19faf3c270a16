"""The building of the website, from the outputs that notebooks store."""

import shutil
from pathlib import Path

from tools.chapters import find_chapter
from tools.installation import install
from tools.processes import ROOT, call, program, refuse


def book(*words):
    """Build the site; of chapters that are named, their pages alone."""
    options = [word for word in words if word == "--no-lite"]
    names = [word for word in words if word != "--no-lite"]
    chapters = [find_chapter(name) for name in names]
    install()
    print("Building the site", flush=True)
    # From nothing, because an incremental build leaves old pages behind.
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    return build(ROOT, *options, chapters=chapters)


# Of a book of few chapters, which is built in the time that Sphinx takes to
# start. The references are there because chapters cite them.
FEW = """format: jb-book
root: index
parts:
  - caption: Chapters
    chapters:
{}
  - caption: Sources
    chapters:
      - file: references
"""


def build(folder, *options, chapters=()):
    """Build the site into _build/html of a folder; return the exit code.

    Options are those of Jupyter Book, and --no-lite. With chapters, their
    paths, only these are built: links to others are dead, and none runs in
    the browser. Of both the extensions hear by the environment: Jupyter
    Book passes no setting on.
    """
    lite = "no" if chapters or "--no-lite" in options else "yes"
    others = [word for word in options if word != "--no-lite"]
    env = {"ACTIVATIONS_LITE": lite}
    folder = Path(folder)
    if chapters:
        env["ACTIVATIONS_FEW"] = "yes"
        toc = folder / "_build" / "toc.yml"
        toc.parent.mkdir(parents=True, exist_ok=True)
        files = [
            path.relative_to(ROOT).with_suffix("") for path in chapters
        ]
        lines = [f"      - file: {file.as_posix()}" for file in files]
        toc.write_text(FEW.format("\n".join(lines)), encoding="utf-8")
        others += ["--toc", toc]
    status = call(
        program("jupyter-book"),
        *["build", ROOT, "--path-output", folder, "--quiet", *others],
        env=env,
    )
    # Jupyter Book 2 would write nothing and call it a success.
    site = folder / "_build" / "html"
    if status == 0 and not (site / "index.html").exists():
        refuse(f"the build ended without an error and without {site}")
    return status
