"""run.py: what it refuses, what it repairs, and what it writes."""

import ast
import os
import platform
import shutil
import socket
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import run


def refusal(*arguments, folder=run.ROOT, given=""):
    """What run.py says on stderr when it refuses: one line.

    `given` is code that spoils the Python which runs it first.
    """
    code = f"""
import runpy, sys
{given}
sys.argv = ["run.py", *{arguments!r}]
runpy.run_path("run.py", run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("run.py: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture
def clone(tmp_path):
    """A folder with what an installation starts from."""
    for name in ("run.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(run.ROOT / name, tmp_path)
    return tmp_path


# --- What it refuses -----------------------------------------------------


def test_an_unknown_command_is_refused():
    assert "no command 'sevre': choose one of serve" in refusal("sevre")


def test_a_missing_command_is_refused():
    assert "choose one of serve, book, lab, test, refresh" in refusal()


def test_a_word_too_many_is_refused():
    assert "'now'" in refusal("serve", "now")
    assert "'relu'" in refusal("refresh", "sigmoid", "relu")
    assert "'twice'" in refusal("serve", "--no-lite", "twice")
    assert "'--no-lite'" in refusal("lab", "--no-lite")


def test_an_unknown_chapter_is_refused_with_those_that_exist():
    assert "no chapter 'sigmoyd': choose one of " in refusal(
        "refresh", "sigmoyd"
    )


def test_an_old_python_is_refused():
    said = refusal("serve", given="sys.version_info = (3, 10, 13)")
    assert "Python 3.11 or newer is needed" in said


def test_an_old_python_can_read_the_refusal():
    text = (run.ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_a_missing_venv_module_is_refused(clone):
    given = "sys.modules['ensurepip'] = None"
    said = refusal("serve", folder=clone, given=given)
    assert "no venv module: install it" in said
    assert not (clone / ".venv").exists()


def test_a_venv_that_cannot_be_created_is_refused(clone):
    (clone / ".venv").write_text("in the way")
    assert "cannot create" in refusal("serve", folder=clone)


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """Make install_packages ask this Python's pip, of which nothing comes."""
    (tmp_path / "requirements.txt").write_text("activations==99\n")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "LOG", tmp_path / "install.log")
    monkeypatch.setattr(run, "PYTHON", sys.executable)
    monkeypatch.setenv("PIP_DRY_RUN", "1")
    # An index at which nobody answers, whatever pip is told to use here.
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.usefixtures("pip")
def test_a_missing_network_is_refused():
    with pytest.raises(SystemExit, match="no connection to the package"):
        run.install_packages()


@pytest.mark.usefixtures("pip")
def test_a_failure_of_pip_is_named(monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(SystemExit, match="ERROR: No matching distribution"):
        run.install_packages()


# --- What it installs ----------------------------------------------------


@pytest.fixture
def house(clone, monkeypatch):
    """A house whose .venv is pretended; the list of what was done to it."""
    done = []

    def create_venv(options):
        done.append(" ".join(["venv", *options]))
        run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        run.PYTHON.touch()

    monkeypatch.setattr(run, "ROOT", clone)
    monkeypatch.setattr(run, "VENV", clone / ".venv")
    monkeypatch.setattr(run, "STAMP", clone / ".venv" / "installed.txt")
    monkeypatch.setattr(run, "PYTHON", clone / ".venv" / "bin" / "python")
    monkeypatch.setattr(run, "create_venv", create_venv)
    monkeypatch.setattr(run, "install_packages", lambda: done.append("pip"))
    return done


def test_what_is_installed_is_not_installed_again(house):
    run.install()
    assert house == ["venv", "pip"]
    run.install()
    assert house == ["venv", "pip"]


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_requirements_are_noticed(house, clone, name):
    run.install()
    with (clone / name).open("a") as file:
        file.write("# changed\n")
    run.install()
    assert house == ["venv", "pip", "pip"]


def test_an_installation_that_was_broken_off_starts_afresh(
    house, monkeypatch
):
    def broken_off():
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run, "install_packages", broken_off)
        with pytest.raises(KeyboardInterrupt):
            run.install()
    run.install()
    assert house == ["venv", "venv --clear", "pip"]


def test_another_python_starts_afresh(house, monkeypatch):
    run.install()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    run.install()
    assert house == ["venv", "pip", "venv --clear", "pip"]


def test_a_python_that_is_gone_starts_afresh(house):
    run.install()
    run.PYTHON.unlink()
    run.install()
    assert house == ["venv", "pip", "venv --clear", "pip"]


def test_a_damaged_venv_is_refused(house, clone, monkeypatch):
    # Its Python does not know that it is in .venv, and would look for it
    # again and again.
    (clone / "notebooks").mkdir(exist_ok=True)
    monkeypatch.setenv(run.INSIDE, "yes")
    with pytest.raises(SystemExit, match="is damaged: delete it"):
        run.refresh()


def test_two_installations_wait_for_each_other(house, clone, monkeypatch):
    # While this run.py waits, the other one finishes the installation.
    run.install()
    stamp = run.STAMP.read_text()
    run.STAMP.write_text("broken off")
    other = (clone / ".install.lock").open("w")
    assert run.seize(other)

    def finish(seconds):
        run.STAMP.write_text(stamp)
        other.close()

    monkeypatch.setattr(run.time, "sleep", finish)
    run.install()
    assert house == ["venv", "pip"]


# --- What it runs --------------------------------------------------------


def test_serve_takes_a_free_port_when_8000_is_taken(monkeypatch, capsys):
    def interrupted(server):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "book", lambda *options: 0)
    monkeypatch.setattr(run.Server, "serve_forever", interrupted)
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", 8000))
            other.listen()
        except OSError:
            pass  # somebody has taken it already
        assert run.main(["serve"]) == 130
    said = capsys.readouterr().out
    assert "http://127.0.0.1:" in said
    assert ":8000/" not in said


def test_a_build_without_a_page_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "SITE", tmp_path / "_build" / "html")
    monkeypatch.setattr(run, "install", lambda: None)
    monkeypatch.setattr(run, "call", lambda *command, env: 0)
    with pytest.raises(SystemExit, match="without an error and without"):
        run.book()


@pytest.mark.parametrize("command", ["book", "serve"])
@pytest.mark.parametrize(
    ("option", "setting"), [([], "yes"), (["--no-lite"], "no")]
)
def test_no_lite_reaches_the_build_and_not_jupyter_book(
    monkeypatch, tmp_path, command, option, setting
):
    def call(*command, env):
        assert "--no-lite" not in command
        assert env == {"ACTIVATIONS_LITE": setting}
        return 7  # so that nothing is served

    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "install", lambda: None)
    monkeypatch.setattr(run, "call", call)
    assert run.main([command, *option]) == 7


@pytest.mark.parametrize("broken", [None, "ruff", "tests/site"])
def test_every_step_runs_and_any_failure_counts(
    monkeypatch, capsys, broken
):
    calls = []

    def call(*command, env):
        calls.append(command)
        return int(broken in command)

    monkeypatch.setattr(run, "install", lambda: None)
    monkeypatch.setattr(run, "call", call)
    assert run.main(["test"]) == (0 if broken is None else 1)
    assert len(calls) == 5
    said = capsys.readouterr().out
    assert ("FAILED" in said) == (broken is not None)
    assert "0 cells of 0 notebooks verified" in said


def test_only_passed_cells_count_as_verified(tmp_path):
    report = tmp_path / "cells.xml"
    report.write_text(
        '<testsuite><testcase classname="a.ipynb"/>'
        '<testcase classname="a.ipynb"><properties/></testcase>'
        '<testcase classname="a.ipynb"><failure/></testcase>'
        '<testcase classname="b.ipynb"><skipped/></testcase>'
        '<testcase classname="c.ipynb"><properties/><error/></testcase>'
        '<testcase classname="d.ipynb"/></testsuite>'
    )
    assert run.verified(report) == (3, 2)


# --- What it writes ------------------------------------------------------


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
        "2 + 2",
        tags=["nbval-ignore-output"],
    )
    assert run.execute(path)
    first = path.read_bytes()
    assert b'"4"' in first
    assert b"language_info" not in first
    assert b"digest" in first
    assert not run.execute(path)
    assert path.read_bytes() == first


def test_a_failing_cell_is_named_and_the_file_is_left_as_it_was(tmp_path):
    path = notebook(tmp_path / "trial.ipynb", "x = 1", "x / 0\nx")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="division by zero") as caught:
        run.execute(path)
    assert "trial.ipynb, In [2], 'x / 0'" in str(caught.value)
    assert path.read_bytes() == before


def test_the_digest_changes_with_code_and_with_nothing_else(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    module = tmp_path / "src" / "activations" / "lab" / "bench.py"
    module.parent.mkdir(parents=True)
    module.write_bytes(b"x = 1\ny = 2\n")
    prose = SimpleNamespace(cell_type="markdown", source="Prose")
    code = SimpleNamespace(cell_type="code", source="x", outputs=[])
    trial = SimpleNamespace(cells=[prose, code])
    digest = run.digest(trial)

    prose.source = "Other prose"
    code.outputs = ["4"]
    module.write_bytes(b"x = 1\r\ny = 2\r\n")  # a Windows checkout
    assert run.digest(trial) == digest

    code.source = "y"
    assert run.digest(trial) != digest
    code.source = "x"
    module.write_bytes(b"x = 1\ny = 3\n")
    assert run.digest(trial) != digest
