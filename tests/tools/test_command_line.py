"""run.py: what it refuses, and where its commands lead."""

import ast
import subprocess
import sys

import pytest

import run
from tools import building
from tools.processes import ROOT


def refusal(*arguments, folder=ROOT, given=""):
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


def refused(*arguments):
    """What the same refusal says, without a process of its own."""
    with pytest.raises(SystemExit, match="^run.py: .*$") as refusal:
        run.main(arguments)
    return str(refusal.value)


# --- What it refuses -----------------------------------------------------


def test_an_unknown_command_is_refused():
    assert "no command 'sevre': choose one of serve" in refusal("sevre")


def test_a_missing_command_is_refused():
    assert "choose one of serve, book, lab, test, refresh, res" in refusal()


def test_a_word_too_many_is_refused():
    assert "'relu'" in refusal("refresh", "sigmoid", "relu")
    assert "'--no-lite'" in refusal("lab", "--no-lite")
    assert "'relu'" in refusal("test", "sigmoid", "relu")


@pytest.mark.parametrize("command", ["refresh", "serve", "book", "test"])
@pytest.mark.parametrize("word", ["sigmoyd", "--al"])
def test_an_unknown_chapter_is_refused_with_those_that_exist(command, word):
    assert f"no chapter '{word}': choose one of " in refused(command, word)


def test_a_page_without_its_chapter_is_refused():
    assert "--page needs a chapter" in refusal("test", "--page")


def test_reseed_refuses_an_unknown_chapter_with_those_that_exist():
    said = refusal("reseed", "sigmoid", "relo")
    assert "no chapter 'relo': choose one of " in said


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5", "", "²"])
@pytest.mark.parametrize("is_one_word", [False, True])
def test_reseed_refuses_what_is_no_number_of_shifts(number, is_one_word):
    words = [f"--shifts={number}"] if is_one_word else ["--shifts", number]
    said = refused("reseed", *words)
    assert f"--shifts takes a number from 1 on, got '{number}'" in said


def test_reseed_refuses_a_missing_number_and_an_unknown_option():
    missing = refusal("reseed", "relu", "--shifts")
    assert "--shifts: expected one argument" in missing
    assert "--all" in refusal("reseed", "--all")
    assert "--shift" in refusal("reseed", "relu", "--shift", "2")


@pytest.mark.parametrize(
    "words", [["--help"], ["reseed", "--help"], ["-h"]]
)
def test_help_is_given_wherever_it_is_asked_for(words, capsys):
    assert run.main(words) == 0
    assert "python run.py reseed" in capsys.readouterr().out


def test_an_old_python_is_refused():
    said = refusal("serve", given="sys.version_info = (3, 10, 13)")
    assert "Python 3.11 or newer is needed" in said


def test_an_old_python_can_read_the_refusal():
    text = (ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_a_missing_venv_module_is_refused(clone):
    given = "sys.modules['ensurepip'] = None"
    said = refusal("serve", folder=clone, given=given)
    assert "no venv module: install it" in said
    assert not (clone / ".venv").exists()


def test_a_venv_that_cannot_be_created_is_refused(clone):
    (clone / ".venv").write_text("in the way")
    assert "cannot create" in refusal("serve", folder=clone)


# --- What it runs --------------------------------------------------------


def test_all_that_is_imported_at_first_is_in_the_standard_library():
    # -S: this Python forgets what is installed.
    command = [sys.executable, "-S", "-c", "import run"]
    subprocess.run(command, cwd=ROOT, check=True)


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

    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "install", lambda: None)
    monkeypatch.setattr(building, "call", call)
    assert run.main([command, *option]) == 7


def test_the_errors_of_a_class_are_printed_as_contributing_says():
    done = subprocess.run(
        [sys.executable, "tests/test_accuracy.py", "Step"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("Step() ")
