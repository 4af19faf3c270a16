"""`run.py new`: six files that say what to do, or one line and none."""

import os
import re
import shutil
import subprocess
import sys

import probes
import pytest

import activations
from tools import new_activation
from tools.processes import KERNEL_ENV, ROOT

# A name that no chapter will have: the tests add it to the book as it is.
SIX = {
    "src/activations/__init__.py",
    "src/activations/trial_run.py",
    "tests/test_trial_run.py",
    "notebooks/activations/trial_run.ipynb",
    "_toc.yml",
    "references.bib",
}

# What fails until the author has filled the skeleton in.
TODO = {
    "test_nothing_is_left_to_do_of_an_activation[TrialRun]",
    "test_nothing_is_left_to_do_in_a_notebook[trial_run]",
    "test_no_paper_is_still_to_be_found",
}


@pytest.fixture
def book(tmp_path):
    """A copy of the book, to which a new activation may be added."""
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "_build", "*_cache", "__pycache__", ".hypothesis"
    )
    return shutil.copytree(ROOT, tmp_path / "book", ignore=ignored)


def run(book, *words):
    # A test of the book may run in the environment of run.py test elu.
    env = os.environ | KERNEL_ENV | {"PYTHONPATH": str(book / "src")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=book,
        env=env | {"ACTIVATIONS_CHAPTER": "trial_run"},
        capture_output=True,
        text=True,
    )


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_new_activation_keeps_all_promises_and_lacks_what_is_to_do(book):
    before = contents(book)
    done = run(book, "run.py", "new", "TrialRun")
    assert done.returncode == 0, done.stderr
    after = contents(book)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == SIX
    assert all(path in done.stdout for path in SIX)
    for words in (["check"], ["format", "--check"]):
        done = run(book, "-m", "ruff", *words, "--no-cache")
        assert done.returncode == 0, done.stdout
    code = "from tools import chapters as c; c.execute(c.find_chapter('trial_run'))"
    assert run(book, "-c", code).returncode == 0
    tests = ["tests", "--ignore=tests/site", "--ignore=tests/tools"]
    done = run(book, "-m", "pytest", "-v", *tests)
    failed = re.findall(r"^FAILED \S+::(\S+)", done.stdout, re.M)
    assert set(failed) == TODO, done.stdout
    passed = re.findall(r"^(\S+::.*) PASSED", done.stdout, re.M)
    assert len(passed) > 100, done.stdout
    # The tests of a chapter are its own.
    assert any(
        name.startswith("tests/test_trial_run.py") for name in passed
    )
    assert not any("Sigmoid()" in name for name in passed)
    assert not any("leaky_relu" in name for name in passed)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "takes the name of a class, as LeakyReLU, got 'nothing'"),
        (["elu"], "got 'elu'"),
        (["ELU", "SELU"], "got 'ELU SELU'"),
        (["None"], "got 'None'"),
        (["../ELU"], "got '../ELU'"),
        (["Élu"], "got 'Élu'"),
        (["Tanh"], "there is src/activations/tanh.py already"),
        (["Relu"], "there is src/activations/relu.py already"),
        (["Lab"], "there is src/activations/lab already"),
        (["Parameters"], "there is tests/contract/test_parameters.py"),
        (
            ["WhyNonlinearity"],
            "there is notebooks/foundations/why_nonlinearity.ipynb",
        ),
    ],
)
def test_a_name_that_will_not_do_is_refused(words, reason):
    before = (ROOT / "_toc.yml").read_bytes()
    with pytest.raises(SystemExit, match=re.escape(reason)) as refusal:
        new_activation.new(*words)
    assert "\n" not in str(refusal.value)
    assert (ROOT / "_toc.yml").read_bytes() == before


def test_what_cannot_be_written_leaves_everything_as_it_was(
    book, monkeypatch
):
    monkeypatch.setattr(new_activation, "ROOT", book)
    (book / "notebooks" / "activations").rename(book / "elsewhere")
    before = contents(book)
    reason = (
        "cannot write notebooks/activations/trial_run.ipynb: No such file"
    )
    with pytest.raises(SystemExit, match=reason):
        new_activation.new("TrialRun")
    assert contents(book) == before


def test_a_draft_among_the_probes_is_named(book, monkeypatch, capsys):
    monkeypatch.setattr(new_activation, "ROOT", book)
    (book / "tests" / "probes" / "trial_run.py").touch()
    new_activation.new("TrialRun")
    assert "tests/probes/trial_run.py is a draft" in capsys.readouterr().out


def test_a_draft_stands_for_its_class_until_it_is_deleted(monkeypatch):
    skeleton = type("ELU", (), {})
    monkeypatch.setattr(activations, "ELU", skeleton, raising=False)
    monkeypatch.setattr(
        activations, "__all__", [*activations.__all__, "ELU"]
    )
    assert probes.ELU(alpha=2)  # which the skeleton would refuse
    monkeypatch.setattr(probes, "__file__", "gone/__init__.py")
    assert probes.ELU is skeleton


def test_the_lists_stay_in_order():
    init = "'''Doc.'''\n\nfrom activations.b import B\n\n__all__ = [\n    \"B\",\n]\n"
    for name in ("A", "C"):
        text = new_activation.in_package(init, name, name.lower())
        lines = [
            line
            for line in text.splitlines()
            if name in line or "B" in line
        ]
        assert lines == [
            *sorted(
                [
                    f"from activations.{n.lower()} import {n}"
                    for n in ("B", name)
                ]
            ),
            *sorted([f'    "{n}",' for n in ("B", name)]),
        ]
    papers = "% All.\n\n@misc{a2000b,\n}\n\n% A note.\n@misc{v2000w,\n}\n"
    text = new_activation.in_references(papers, "ELU", "elu")
    assert re.findall(r"^[@%].{5}", text, re.M) == [
        "% All.",
        "@misc{",
        "@misc{",
        "% A no",
        "@misc{",
    ]
    assert (
        text.index("a2000")
        < text.index("todo2000elu")
        < text.index("% A note")
    )
    last = new_activation.in_references(papers[:30], "ELU", "elu")
    assert last.startswith(papers[:30])
    assert last.endswith("{0000.00000},\n}\n")
