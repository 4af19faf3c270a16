"""An import of the package changes nothing but by what lab says it does.

The digest of a notebook counts what a module does besides defining names.
That a definition does no more cannot be read off: a decorator, a default
or the call that gives a value may do anything. So it is tried.
"""

import json
import subprocess
import sys

import pytest

from tools.processes import ROOT

# Executes each module of the package once more, and then each example, and
# tells what has changed elsewhere, or was printed.
DRIVER = """
import contextlib, io, json, logging, os, sys, types, warnings
import importlib.util

import matplotlib, matplotlib.pyplot as plt
import numpy as np

import activations.lab

OURS = {n: m for n, m in sys.modules.items() if n.startswith("activations")}
KEPT = (bool, int, float, str, tuple, list, dict, set, frozenset)


def contents(thing):
    found = {n: v for n, v in vars(thing).items() if n != "__builtins__"}
    return {
        name: repr(value) if isinstance(value, KEPT) else id(value)
        for name, value in found.items()
    }


def state():
    found = {
        "errors": np.geterr(),
        "printing": repr(np.get_printoptions()),
        "warnings": repr(warnings.filters),
        "environment": dict(os.environ),
        "paths": [sys.path[:], os.getcwd()],
        "logging": logging.root.level,
    }
    for module in (np, plt, matplotlib):
        found[module.__name__] = contents(module)
    for name, module in OURS.items():
        found[name] = contents(module)
        for inner, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == name:
                found[name, inner] = contents(value)
    return found


known = state()


def changed_by(execute):
    global known
    before, said = known, io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        execute()
    known = state()
    changed = [str(name) for name in known if known[name] != before[name]]
    return changed + ["printed"] * bool(said.getvalue())


results = {}
for name, module in OURS.items():
    if not hasattr(module, "__path__"):
        spec = importlib.util.find_spec(name)
        fresh = importlib.util.module_from_spec(spec)
        results[name] = changed_by(lambda: spec.loader.exec_module(fresh))
for source in json.load(sys.stdin):
    results[source] = changed_by(lambda: exec(source, {}))
print(json.dumps(results))
"""

EXAMPLES = {
    "import numpy as np\nx = np.seterr(all='raise')": ["errors"],
    "import activations.base as b\n"
    "def register(c): b.Activation.kind = c; return c\n"
    "@register\nclass A: pass": ["('activations.base', 'Activation')"],
    "import matplotlib.pyplot as plt\n"
    "def f(a=plt.rcParams.update({'font.size': 33})): pass": [
        "matplotlib.pyplot",
        "matplotlib",
    ],
    "import warnings\nclass A: x = warnings.simplefilter('ignore')": [
        "warnings"
    ],
    "import activations.checks as c\nx = setattr(c, 'y', 1)": [
        "activations.checks"
    ],
    "x = print('said')": ["printed"],
    "x = 1\nclass A: pass": [],
}


@pytest.fixture(scope="module")
def changes():
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        cwd=ROOT,
        input=json.dumps(list(EXAMPLES)),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_module_changes_anything_elsewhere(changes):
    modules = {n: c for n, c in changes.items() if n not in EXAMPLES}
    assert {"activations.relu", "activations.lab.cards"} <= set(modules)
    assert {name: c for name, c in modules.items() if c} == {}


@pytest.mark.parametrize("source", EXAMPLES)
def test_what_a_definition_changes_elsewhere_is_seen(changes, source):
    assert changes[source] == EXAMPLES[source]
