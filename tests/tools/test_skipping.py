"""Which notebooks are verified again, and which are skipped."""

import json
import os
import subprocess
import sys

import pytest
import small_book
from small_book import printed

PACKAGE = {
    "src/activations/__init__.py": (
        "from activations.alpha import Alpha\n"
        "from activations.beta import Beta\n"
        '__all__ = ["Alpha", "Beta"]\n'
    ),
    "src/activations/base.py": "class Base: pass\n",
    "src/activations/alpha.py": (
        "from activations.base import Base\nclass Alpha(Base): pass\n"
    ),
    "src/activations/beta.py": "class Beta: pass\n",
    "src/activations/delta.py": "class Delta: pass\n",
    "notebooks/helper.py": "from activations.delta import Delta\n",
    "src/activations/lab/__init__.py": (
        "from activations.lab.look import look, unlook\nlook()\n"
    ),
    "src/activations/lab/look.py": "def look(): pass\nunlook = look\n",
    "src/activations/lab/idle.py": "",
    "src/activations/lab/book.mplstyle": "",
    "src/activations/lab/explorer.js": "",
    "src/activations/lab/explorer.css": "",
}

# Verifies the book again and again with a kernel that starts at once, and
# prints after which edits a kernel was started for which notebook.
DRIVER = """
import json, os, platform, sys
from types import SimpleNamespace

import nbval.plugin
import pytest

started, says, meanwhile = [], "ran\\n", lambda: None
# Without what takes half a second each time and is of no use here.
WORDS = "--nbval notebooks --assert=plain -p no:unraisableexception".split()
WORDS += ["-p", "nbval.plugin"]
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"


class Kernel:
    def __init__(self, name, cwd, startup_timeout):
        started.append(os.environ["PYTEST_CURRENT_TEST"].split("::")[0][10:])

    def is_alive(self):
        return True

    def execute_cell_input(self, source, allow_stdin):
        meanwhile()
        self.messages = [
            ("stream", {"name": "stdout", "text": says}),
            ("status", {"execution_state": "idle"}),
        ]

    def await_reply(self, message, timeout):
        pass

    def get_message(self, stream, timeout):
        kind, content = self.messages.pop(0)
        return {"msg_type": kind, "parent_header": {}, "content": content}

    def stop(self):
        pass


def append(path, text="# edited\\n"):
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def verify(*options):
    started.clear()
    pytest.main([*WORDS, *options])
    return list(started)


nbval.plugin.RunningKernel = Kernel
results = {"at first": verify(), "then": verify()}
from tools import skipping

for name, edit in json.load(open("edits.json")).items():
    exec(edit)
    results[name] = verify()
    results["after " + name] = verify()
exec(open("more.py").read())
json.dump(results, open("results.json", "w"))
"""

OTHER_PYTHON = """
skipping.sys = SimpleNamespace(version="3.99", platform=sys.platform)"""
OTHER_PROCESSOR = """
platform.processor = lambda: "another"
skipping._processor.cache_clear()"""

EDITS = {
    "the notebook": "append('notebooks/one.ipynb', ' ')",
    "a module": "append('src/activations/alpha.py')",
    "a module of that": "append('src/activations/base.py')",
    "an effect": "append('src/activations/lab/__init__.py', 'unlook()\\n')",
    "an effect's module": "append('src/activations/lab/look.py')",
    "a style": "append('src/activations/lab/book.mplstyle')",
    "a script": "append('src/activations/lab/explorer.js')",
    "a style sheet": "append('src/activations/lab/explorer.css')",
    "a neighbour": "append('notebooks/data.csv')",
    "a neighbour's module": "append('src/activations/delta.py')",
    "conftest.py": "append('conftest.py')",
    "tools": "append('tools/comparing.py')",
    "the settings": "append('pyproject.toml')",
    "the lock": "append('requirements.txt')",
    "NPY_": "os.environ['NPY_DISABLE_CPU_FEATURES'] = 'AVX2'",
    "OPENBLAS_": "os.environ['OPENBLAS_CORETYPE'] = 'Haswell'",
    "OMP_": "os.environ['OMP_NUM_THREADS'] = '3'",
    "MKL_": "os.environ['MKL_CBWR'] = 'AVX2'",
    "Python": OTHER_PYTHON,
    "the processor": OTHER_PROCESSOR,
    "the system": "platform.platform = lambda: 'another'",
    "a package": "skipping._packages = lambda: ['numpy 99']",
    "another's act": "append('src/activations/beta.py', 'print()\\n')",
}

UNRELATED = {
    "a comment": "append('src/activations/lab/idle.py')",
    "a name": "append('src/activations/lab/idle.py', 'x = 1\\n')",
    "a class": """
append('src/activations/gamma.py', 'class Gamma: pass\\n')
append('src/activations/__init__.py', '''
from activations.gamma import Gamma
__all__ = ["Alpha", "Beta", "Gamma"]
''')""",
    "a readme": "append('README.md')",
    "a test": "append('test_something.py')",
    "a variable": "os.environ['SOMETHING'] = '1'",
}

# What becomes of passes that are none.
MORE = """
results["all"] = verify("--all")
os.environ["CI"] = "true"
results["CI"] = verify()
del os.environ["CI"]

append("src/activations/base.py")
results["some cells"] = verify("-k", "1")
results["after some cells"] = verify()

append("src/activations/base.py")
results["first cells"] = verify("--deselect", "notebooks/one.ipynb::Cell 1")
results["after first cells"] = verify()

says = "ran otherwise\\n"
results["failing"] = verify("--all")
results["failing again"] = verify()
says = "ran\\n"
results["last failed"] = verify("--lf", "--all")
results["after failing"] = verify()

append("src/activations/base.py")
meanwhile = lambda: append("src/activations/base.py")
results["edited meanwhile"] = verify()
meanwhile = lambda: None
results["after that"] = verify()

results["no cache"] = verify("-p", "no:cacheprovider")
results["another kernel"] = verify("--nbval-kernel-name=python3")
append("src/activations/base.py")
verify("--nbval-kernel-name=python3")
results["after another kernel"] = verify()
os.rename("notebooks", "elsewhere")
WORDS[1] = "elsewhere"
results["elsewhere"] = [verify(), verify()]
WORDS[1] = "notebooks"
os.rename("elsewhere", "notebooks")

os.rename("src", "source")
results["another package"] = verify()
os.rename("source", "src")
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """For which notebooks a kernel was started, after each edit."""
    folder = small_book.create(tmp_path_factory.mktemp("book"), PACKAGE)
    imports = "from activations import Alpha\nprint('ran')"
    cells = [printed(imports, "ran\n"), printed("print('ran')", "ran\n")]
    small_book.write_notebook(folder / "notebooks" / "one.ipynb", *cells)
    two = [printed("print('ran')", "ran\n"), cells[1]]
    path = folder / "notebooks" / "two" / "two.ipynb"
    small_book.write_notebook(path, *two)
    edits = json.dumps(EDITS | UNRELATED)
    small_book.write_files(
        folder, {"edits.json": edits, "more.py": MORE, "driver.py": DRIVER}
    )
    done = subprocess.run(
        [sys.executable, "driver.py"],
        cwd=folder,
        env=small_book.environment(folder),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


ONE, TWO = "one.ipynb", "two/two.ipynb"
BOTH = [ONE, TWO]
OF_ONE = ("the notebook", "a module", "a module of that")


def test_a_fresh_clone_verifies_everything_once(started):
    assert started["at first"] == BOTH
    assert started["then"] == []


@pytest.mark.parametrize("name", EDITS)
def test_what_a_notebook_depends_on_makes_it_run(started, name):
    assert started[name] == ([ONE] if name in OF_ONE else BOTH)
    assert started[f"after {name}"] == []


@pytest.mark.parametrize("name", UNRELATED)
def test_what_it_does_not_depend_on_lets_it_be_skipped(started, name):
    assert started[name] == []


@pytest.mark.parametrize("name", ["all", "CI"])
def test_everything_is_verified_on_demand(started, name):
    assert started[name] == BOTH


@pytest.mark.parametrize("cells", ["some cells", "first cells"])
def test_a_pass_of_some_cells_is_none(started, cells):
    assert started[cells] == [ONE]
    assert started[f"after {cells}"] == [ONE]


def test_a_notebook_that_fails_passes_no_longer(started):
    for name in ("failing", "failing again", "last failed"):
        assert started[name] == BOTH
    assert started["after failing"] == []


def test_an_edit_during_a_run_makes_it_no_pass(started):
    assert started["edited meanwhile"] == [ONE]
    assert started["after that"] == [ONE]


def test_without_a_cache_everything_is_verified(started):
    assert started["no cache"] == BOTH


def test_a_pass_counts_for_this_python_and_this_package(started):
    assert started["another kernel"] == BOTH
    assert started["after another kernel"] == [ONE]
    assert started["another package"] == BOTH


def test_a_notebook_elsewhere_is_always_verified(started):
    assert started["elsewhere"] == [BOTH, BOTH]


# With the real kernel, and in a process that is killed.
KILLER = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_a_worker_that_dies_leaves_what_has_passed_and_no_more(tmp_path):
    folder = small_book.create(tmp_path, PACKAGE)
    imports = "from activations import Alpha\nprint('ran')"
    small_book.write_notebook(
        folder / "notebooks" / "one.ipynb", printed(imports, "ran\n")
    )
    small_book.write_notebook(
        folder / "notebooks" / "two.ipynb", printed(KILLER, "")
    )
    status, said, _ = small_book.verify(
        folder, "-n1", "--max-worker-restart=0"
    )
    assert status == 1, said
    assert "Notebooks: 1 verified\n" in said
    (folder / "notebooks" / "two.ipynb").unlink()
    status, said, fates = small_book.verify(folder)
    assert status == 0, said
    assert "Notebooks: 0 verified, 1 unchanged since they passed" in said
    assert set(fates.values()) == {"skipped"}
