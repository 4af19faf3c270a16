"""The execution of notebooks: what it writes, and when it refuses."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import chapters


def notebook(path, *sources, tags=()):
    cells = [new_markdown_cell("# Title", id="title")]
    for number, source in enumerate(sources):
        cell = new_code_cell(source, id=f"code-{number}")
        cell.metadata["tags"] = list(tags)
        cells.append(cell)
    metadata = {"language_info": {"name": "python", "version": "3.0"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


def test_refresh_writes_the_same_bytes_twice(tmp_path):
    path = notebook(
        tmp_path / "trial.ipynb",
        "for i in range(3):\n    print(i, flush=True)",
        "from IPython.display import display\n"
        "print('a'); print('b'); display(1); print('c')",
        "2 + 2",
        "",  # JupyterLab leaves one, and nbval would call it unverified
        tags=["nbval-ignore-output"],
    )
    assert chapters.execute(path)
    first = path.read_bytes()
    assert all(c.source for c in nbformat.read(path, as_version=4).cells)
    assert b'"4"' in first
    assert b"language_info" not in first
    assert b"digest" in first
    around = nbformat.read(path, as_version=4).cells[2].outputs
    printed = [output.get("text") for output in around]
    assert printed == ["a\nb\n", None, "c\n"]
    assert not chapters.execute(path)
    assert path.read_bytes() == first


def test_a_failing_cell_is_named_and_the_file_is_left_as_it_was(tmp_path):
    path = notebook(tmp_path / "trial.ipynb", "x = 1", "x / 0\nx")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="division by zero") as caught:
        chapters.execute(path)
    assert "trial.ipynb, In [2], 'x / 0'" in str(caught.value)
    assert path.read_bytes() == before


def test_a_damaged_venv_is_refused(monkeypatch, tmp_path):
    # Its Python does not know that it is in .venv, and would look for it
    # again and again.
    monkeypatch.setattr(chapters, "VENV", tmp_path)
    monkeypatch.setattr(chapters, "install", lambda: None)
    monkeypatch.setenv(chapters.INSIDE, "yes")
    with pytest.raises(SystemExit, match="is damaged: delete it"):
        chapters.refresh()
