"""The notebooks: which there are, and how they are executed and stored."""

import os
import sys
import time

from tools.comparing import merged
from tools.digests import digest
from tools.installation import install
from tools.processes import (
    KERNEL_ENV,
    PYTHON,
    ROOT,
    VENV,
    call,
    program,
    refuse,
)

# Set for the run.py that runs inside .venv: it must not start another.
INSIDE = "ACTIVATIONS_INSIDE_VENV"


def open_lab():
    install()
    return call(program("jupyter-lab"), ROOT / "notebooks")


def refresh(name=None):
    paths = [find_chapter(name)] if name else notebooks()
    install()
    if not os.path.samefile(sys.prefix, VENV):  # nbclient is in there
        if INSIDE in os.environ:
            refuse(f"{VENV} is damaged: delete it and try again")
        again = [ROOT / "run.py", "refresh", *filter(None, [name])]
        return call(PYTHON, *again, env={INSIDE: "yes"})
    os.environ.update(KERNEL_ENV)
    failed = False
    for path in paths:
        print(path.relative_to(ROOT).as_posix(), end=" ", flush=True)
        start = time.monotonic()
        try:
            changed = execute(path)
        except ValueError as error:
            failed = True
            print(f"FAILED, and is left as it was\n{error}")
        else:
            outcome = "changed" if changed else "unchanged"
            print(f"{outcome}, {time.monotonic() - start:.1f} s")
    return int(failed)


def find_chapter(name):
    """The path of the notebook with a name, or one line and the end."""
    chapters = {path.stem: path for path in notebooks()}
    if name not in chapters:
        refuse(f"no chapter '{name}': choose one of {', '.join(chapters)}")
    return chapters[name]


def notebooks():
    """The paths of all notebooks of the book, in alphabetical order."""
    return [
        path
        for path in sorted((ROOT / "notebooks").rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]


def execute(path):
    """Execute a notebook in place; return whether that changed the file.

    Raises ValueError, which names the notebook and the cell, when a cell
    fails. The file is left as it was then.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    # JupyterLab leaves an empty one at the end.
    notebook.cells = [c for c in notebook.cells if c.source.strip()]
    begun = []
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        on_cell_execute=lambda cell, cell_index: begun.append(cell),
    )
    try:
        client.execute()
    except (CellExecutionError, DeadKernelError) as error:
        what = getattr(error, "ename", type(error).__name__)
        why = getattr(error, "evalue", error)
        line = begun[-1].source.partition("\n")[0]
        raise ValueError(
            f"{path.name}, In [{len(begun)}], {line!r}: {what}: {why}"
        ) from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = merged(cell.outputs)
    notebook.metadata.pop("activations", None)
    if any(ignores_output(cell) for cell in notebook.cells):
        notebook.metadata["activations"] = {"digest": digest(notebook)}
    after = serialise(notebook)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def serialise(notebook):
    """The text of a notebook's file, with nothing of this machine in it."""
    import nbformat

    notebook.metadata.pop("language_info", None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    for cell in notebook.cells:
        for key in VOLATILE:
            cell.metadata.pop(key, None)
    return nbformat.writes(notebook) + "\n"


# What editors write into a cell's metadata about the machine or the window.
VOLATILE = ("collapsed", "execution", "ExecuteTime", "scrolled", "trusted")


def ignores_output(cell):
    """Whether the tests execute this cell without comparing its output."""
    return "nbval-ignore-output" in cell.metadata.get("tags", [])
