"""What the digest of a notebook depends on."""

import hashlib
import json
import shutil
import sys

import nbformat
import pytest
import small_book
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import digests, reaching, skipping
from tools.digests import digest
from tools.processes import ROOT

PACKAGE = {
    "__init__.py": (
        '"""The package."""\n'
        "from activations.alpha import Alpha\n"
        "from activations.beta import Beta\n"
        '__all__ = ["Alpha", "Beta"]\n'
    ),
    "base.py": "class Base: pass\n",
    "alpha.py": (
        "from activations.base import Base\n\n\n"
        "class Alpha(Base):\n"
        '    """The first one."""\n\n'
        "    def value(self, x):\n"
        "        return 2 * x\n"
    ),
    "beta.py": "class Beta: pass\n",
    "lab/__init__.py": "from activations.lab.look import look\nlook()\n",
    "lab/look.py": "def look(): pass\n",
}


@pytest.fixture(autouse=True)
def package(tmp_path, monkeypatch):
    folder = tmp_path / "activations"
    for module in (reaching, digests):
        monkeypatch.setattr(module, "SOURCE", tmp_path)
    small_book.write_files(folder, PACKAGE)
    return folder


@pytest.fixture
def before():
    return {name: digest(notebook) for name, notebook in NOTEBOOKS.items()}


def changed(before):
    return [
        name
        for name, notebook in NOTEBOOKS.items()
        if digest(notebook) != before[name]
    ]


def code(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


NOTEBOOKS = {
    "alpha": code("from activations import Alpha", "Alpha().value(1)"),
    "beta": code("from activations import Beta"),
    "all": code("import activations", "list(activations.__all__)"),
}


def edit(package, name, old, new):
    path = package / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_digest_changes_with_a_module_that_is_reached(package, before):
    edit(package, "alpha.py", "2 * x", "3 * x")
    assert changed(before) == ["alpha", "all"]


def test_the_digest_changes_with_what_a_module_imports(package, before):
    edit(package, "base.py", "pass", "x = 1")
    assert changed(before) == ["alpha", "all"]


# What a module executes when it is imported, in Alpha's: each of them takes
# something from a module of its own, which nobody else reaches.
EXECUTED = [
    "@deep\ndef f(): pass",
    "@first.deep.also\nclass A: pass",
    "@(lambda f: deep(f))\ndef f(): pass",
    "def f(a=deep): pass",
    "def f(*, a=deep()): pass",
    "f = lambda a=deep: a",
    "class A(deep()): pass",
    "class A(metaclass=deep): pass",
    "class A:\n    x = deep()",
    "class A:\n    @deep\n    def f(self): pass",
    "def f(a: deep()): pass",
    "x: int = deep(1)",
    "x = y = [deep(i) for i in range(3)]",
    "x = (y := deep())",
    "if deep(): x = 1",
]


@pytest.mark.parametrize("statement", EXECUTED)
def test_the_digest_changes_with_what_an_import_calls(package, statement):
    line = "import activations.first as first\n"
    line += "from activations.first import deep\n"
    small_book.write_files(
        package,
        {
            "first.py": "from activations.second import deep\n",
            "second.py": "def deep(*a): return 1\n",
            "alpha.py": line + PACKAGE["alpha.py"] + "\n" + statement,
        },
    )
    before = {
        name: digest(notebook) for name, notebook in NOTEBOOKS.items()
    }
    edit(package, "second.py", "def", "# A comment\ndef")
    assert changed(before) == []
    edit(package, "second.py", "return 1", "return 2")
    is_act = statement.startswith("if")  # which no definition is
    assert changed(before) == (
        list(NOTEBOOKS) if is_act else ["alpha", "all"]
    )


def test_the_digest_changes_with_what_an_import_does(package, before):
    edit(package, "lab/look.py", "pass", "print()")
    assert changed(before) == list(NOTEBOOKS)


def test_the_digest_changes_with_what_an_init_does(package, before):
    edit(package, "lab/__init__.py", "look()", "look(1)")
    assert changed(before) == list(NOTEBOOKS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 * x", "2 * x  # twice"),
        ("2 * x", "(2 * x)"),
        ("2 * x", "2 \\\n            * x"),
        ("The first one.", "The first of all."),
        ('    """The first one."""\n\n', ""),
        ("from activations.base", '"""A module."""\nfrom activations.base'),
        ("\n", "\r\n"),
    ],
)
def test_comments_docstrings_and_layout_do_not_change_it(
    package, before, old, new
):
    edit(package, "alpha.py", old, new)
    assert changed(before) == []


def test_another_module_does_not_change_it(package, before):
    edit(package, "beta.py", "pass", "x = 1")
    assert "alpha" not in changed(before)


def test_another_class_changes_what_depends_on_all_alone(package, before):
    small_book.write_files(package, {"elu.py": "class ELU: pass\n"})
    edit(
        package,
        "__init__.py",
        '__all__ = ["Alpha", "Beta"]',
        "from activations.elu import ELU\n"
        '__all__ = ["Alpha", "Beta", "ELU"]',
    )
    assert changed(before) == ["all"]


def test_another_class_changes_no_other_chapter_of_the_book(
    tmp_path, monkeypatch
):
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source)
    for module in (reaching, digests, skipping):
        monkeypatch.setattr(module, "SOURCE", source)
    monkeypatch.syspath_prepend(source)
    monkeypatch.delitem(sys.modules, "activations", raising=False)
    chapters = (ROOT / "notebooks" / "activations").glob("*.ipynb")
    paths = sorted(chapters)[:4]

    def numbers():
        notebooks = [nbformat.read(path, as_version=4) for path in paths]
        return [digest(book) for book in notebooks], [
            *map(skipping.key, paths)
        ]

    before = numbers()
    assert None not in before[1]
    package = source / "activations"
    lines = (
        (package / "__init__.py").read_text(encoding="utf-8").splitlines()
    )
    lines.insert(2, "from activations.a_test import ATest")
    lines.insert(lines.index("__all__ = [") + 1, '    "ATest",')
    module = "class ATest:\n    pass\n"
    small_book.write_files(
        package, {"a_test.py": module, "__init__.py": "\n".join(lines)}
    )
    assert numbers() == before
    with (package / "base.py").open("a") as file:
        file.write("ONE = 1\n")
    assert all(a != b for a, b in zip(numbers()[0], before[0], strict=True))
    assert all(a != b for a, b in zip(numbers()[1], before[1], strict=True))


def test_a_class_that_comes_from_elsewhere_changes_it(package, before):
    edit(package, "beta.py", "class Beta", "class Alpha: pass\nclass Beta")
    edit(package, "__init__.py", "activations.alpha", "activations.beta")
    assert "alpha" in changed(before)


def test_the_cells_count_by_their_code_alone():
    def of(*cells):
        return digest(new_notebook(cells=list(cells)))

    cell = new_code_cell("x = 1\nx")
    trial = of(cell)
    described = new_code_cell("x = 1  # one\nx", metadata={"tags": ["a"]})
    assert of(new_markdown_cell("Prose"), described) == trial
    assert of(new_code_cell("x = 2\nx")) != trial
    assert of(new_code_cell("x = 1"), new_code_cell("x")) != trial
    assert of(cell, new_code_cell("x = 1\nx")) != trial
    assert of(new_code_cell("'a'")) != of(new_code_cell("'b'"))
    assert of(new_code_cell("%time 1")) != of(new_code_cell("%time 2"))


def test_a_syntax_tree_is_written_the_same_by_every_python():
    # This is the one number of Python 3.11 to 3.14. The code has what their
    # trees were seen to differ in, or might: f-strings, fields that are new,
    # empty ones, characters that not every version can print.
    source = '''\
def f(a, /, b: int = 1, *c, d, e=None, **k) -> "x":
    """Say."""
    return f"{a:>{b}.2f}" "-" f"" f"{c!r}{d=}" "c", b"\\xff", u"u", 1e400, -1j
class C(A, metaclass=M): pass
async def g(): return [i async for i in z if await i]
lambda: (yield)
match x:
    case {"a": 1, **r} | [1, *_] | None: pass
try: pass
except* E as e: pass
with (a as b, c): d = {**a, "é\\U0001FAE8": ..., True: None}
f"""{x
}{{}}""" f"{'' + '':%Y}"
'''
    tree = json.dumps(digests.canonical(reaching.parse(source)))
    assert hashlib.sha256(tree.encode()).hexdigest() == (
        "17ad078db17b80007e80b35beef6b56d1adce0203dfe85145495034e90639bd3"
    )
