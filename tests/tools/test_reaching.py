"""What a program reaches: followed by its names, or everything."""

import nbformat
import pytest
import small_book

from tools import chapters, reaching
from tools.reaching import reached

PACKAGE = {
    "__init__.py": (
        "from activations.alpha import Alpha\n"
        "from activations.beta import Beta as Renamed\n"
        "own = 1\n"
        '__all__ = ["Alpha", "Renamed"]\n'
    ),
    "base.py": "",
    "alpha.py": "from activations.base import Base\nclass Alpha(Base): pass\n",
    "beta.py": (
        "def late():\n    from .lab.tables import table\nclass Beta: pass\n"
    ),
    "lab/__init__.py": (
        "from activations.lab.look import look\n"
        "from activations.lab.progress import progress\n"
        "from .tables import table\n"
        "look()\n"
    ),
    "lab/look.py": "def look(): pass\n",
    "lab/progress.py": "def progress(): pass\n",
    "lab/tables.py": "from ..base import Base\ndef table(): pass\n",
    "lab/finder.py": "import activations\nx = getattr(activations, 'Alpha')\n",
    "lab/deep/__init__.py": "from activations.lab.deep.inner import inner\n",
    "lab/deep/inner.py": "def inner(): pass\n",
}

# The __init__ of lab does this to everybody.
ALWAYS = {"lab/look.py"}


@pytest.fixture(autouse=True)
def package(tmp_path, monkeypatch):
    small_book.write_files(tmp_path / "activations", PACKAGE)
    monkeypatch.setattr(reaching, "SOURCE", tmp_path)
    return tmp_path / "activations"


def names(*sources):
    root = reaching.SOURCE / "activations"
    found = reached(*sources)
    assert all(path.exists() for path in found)
    return {path.relative_to(root).as_posix() for path in found}


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("", []),
        ("import numpy as np\nnp.random", []),
        ("import activations", []),
        ("x = 'about activations.'", []),
        ("from activations import lab", []),
        ("import activations.lab.tables", []),
        ("from activations import Alpha", ["alpha.py", "base.py"]),
        ("from activations import Alpha as A", ["alpha.py", "base.py"]),
        ("from activations.alpha import Alpha", ["alpha.py", "base.py"]),
        (
            "import activations\nactivations.Alpha(1)",
            ["alpha.py", "base.py"],
        ),
        ("import activations as a\na.Alpha.b()", ["alpha.py", "base.py"]),
        (
            "from activations import Renamed",
            ["beta.py", "lab/tables.py", "base.py"],
        ),
        ("from activations import base", ["base.py"]),
        ("from activations.lab import progress", ["lab/progress.py"]),
        (
            "from activations import lab\nlab.progress(1)",
            ["lab/progress.py"],
        ),
        ("import activations.lab as l\nl.progress()", ["lab/progress.py"]),
        (
            "import activations.lab\nactivations.lab.progress",
            ["lab/progress.py"],
        ),
        (
            "import activations.lab.progress as p\np.progress",
            ["lab/progress.py"],
        ),
        (
            "def f():\n    from activations import lab\n    lab.progress",
            ["lab/progress.py"],
        ),
        (
            "from activations import lab\n[lab.table() for _ in x]",
            ["lab/tables.py", "base.py"],
        ),
        (
            "from activations import lab\nlab.deep.inner()",
            ["lab/deep/inner.py"],
        ),
        ("from activations.lab.deep import inner", ["lab/deep/inner.py"]),
    ],
)
def test_names_are_followed_to_the_modules_that_define_them(
    source, modules
):
    assert names(source) == {*modules, *ALWAYS}


def test_the_pieces_of_a_program_are_read_together():
    pieces = "from activations import lab", "x = 1", "lab.progress()"
    assert names(*pieces) == {"lab/progress.py", *ALWAYS}


@pytest.mark.parametrize(
    "source",
    [
        "from activations import *",
        "from activations.lab import *",
        "import activations\ngetattr(activations, name)()",
        "import activations\nactivations.__all__",
        "import activations\ndir(activations)",
        "import activations\nactivations.lab.__dict__",
        "import activations\nactivations.own",
        "import activations\nactivations.missing",
        "from activations import own",
        "from activations import missing",
        "from activations import lab\nf(lab)",
        "from activations import lab\nbench = lab",
        "from activations import lab\nvars(lab)",
        "import activations as a\nbench = a.lab",
        "from activations.lab import finder",
        "from importlib import import_module\nimport_module(name)",
        "import importlib.util",
        "__import__('activations.alpha')",
        "import sys\nsys.modules['activations.alpha']",
        "from activations import Alpha\nAlpha.__subclasses__()",
        "exec('import activations')",
        "get_ipython().run_line_magic('run', 'x.py')",
        "import pydoc\npydoc.locate('activations.Alpha')",
        "from unittest.mock import patch\npatch('activations.beta.Beta', 1)",
        "from activations import lab\nlocals()['lab'].progress",
        "%run x.py",
        "1 +",
    ],
)
def test_what_cannot_be_read_off_reaches_everything(source):
    assert names(source) == set(PACKAGE)


def test_a_broken_module_reaches_everything(package):
    (package / "alpha.py").write_text("def")
    assert names("x = 1") >= {"beta.py"}


@pytest.mark.parametrize(
    "act",
    ["print()", "numpy.pi = 3", "try:\n    import x\nexcept: pass"],
)
def test_a_module_that_acts_when_imported_is_reached_by_all(package, act):
    with (package / "beta.py").open("a") as file:
        file.write(act)
    assert names("x = 1") == {
        "beta.py",
        "lab/tables.py",
        "base.py",
        *ALWAYS,
    }


def test_a_name_that_an_init_gives_anew_reaches_everything(package):
    with (package / "__init__.py").open("a") as file:
        file.write("Alpha = Renamed\n")
    assert names("from activations import Alpha") == set(PACKAGE)


# --- The book itself -----------------------------------------------------


@pytest.mark.parametrize(
    "path", chapters.notebooks(), ids=lambda path: path.stem
)
def test_a_chapter_reaches_its_own_module_and_not_all(path, monkeypatch):
    monkeypatch.undo()
    cells = nbformat.read(path, as_version=4).cells
    found = reached(*(c.source for c in cells if c.cell_type == "code"))
    stems = {module.stem for module in found}
    if path.parent.name == "activations":
        assert {path.stem, "base", "plots"} <= stems
        assert "__init__" not in stems
