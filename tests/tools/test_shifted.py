"""One run with its seeds shifted: what is shifted, refused and recorded."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from tools.processes import ROOT
from tools.reseeding import ENV

# Evaluates each piece of code in a process whose seeds are shifted by 3.
SEEDS = """
import json, sys
from tools import shifted

shifted.shift_numpy(3)
shifted.refuse_the_rest(sys.argv[1])
results = {}
for code in json.load(sys.stdin):
    shifted.refused.clear()
    names = {"__name__": "__main__"}
    try:
        exec("import numpy as np, copy, os, pickle, random", names)
        *lines, last = code.split("; ")
        exec("; ".join(lines), names)
        results[code] = eval(last, names)
    except shifted.SeedError as error:
        results[code] = str(error)
        assert str(shifted.refused[0]) == str(error)
    else:
        assert not shifted.refused
print(json.dumps(results))
"""

# Executes each notebook; claim is recorded from its first cell on.
CELLS = """
import json, sys
from pathlib import Path
from tools import shifted

folder = Path(sys.argv[1])
shell = shifted.new_shell(folder)
shifted.shift_numpy(3)
shifted.refuse_the_rest(folder)
run = shifted.Run(folder / "report.json", shell)
run.caught = [[3, 2]]
run.record_claims()
results = {}
for name, cells in json.load(sys.stdin).items():
    shifted.refused.clear()
    run.claims.clear()
    run.execute(cells)
    results[name] = json.loads(run.report.read_text())
print("\\n" + json.dumps(results))
"""


def results_of(driver, given, folder):
    done = subprocess.run(
        [sys.executable, "-c", driver, folder],
        cwd=ROOT,
        input=json.dumps(given),
        env={**os.environ, **ENV},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def generator(entropy, *key, kind=np.random.PCG64):
    """What must come out: a stream of its own for the seed and the shift."""
    return np.random.Generator(
        kind(np.random.SeedSequence(entropy, spawn_key=key))
    )


# --- Seeds ---------------------------------------------------------------

# Code by the way a generator is made, and how that is to be seeded.
SHIFTED = {
    "np.random.default_rng(0).random()": [0],
    "np.random.default_rng(seed=0).random()": [0],
    "np.random.default_rng(np.int64(0)).random()": [0],
    "np.random.default_rng([5, 7]).random()": [[5, 7]],
    "np.random.default_rng(np.arange(3)).random()": [[0, 1, 2]],
    "from numpy.random import default_rng; default_rng(0).random()": [0],
    "from numpy import random as r; r.default_rng(0).random()": [0],
    "import numpy.random._generator as g; g.default_rng(0).random()": [0],
    "np.random.default_rng(np.random.SeedSequence(0)).random()": [0],
    "s = np.random.SeedSequence(0); np.random.default_rng(s).random()": [0],
    "np.random.default_rng(np.random.PCG64(0)).random()": [0],
    "np.random.Generator(np.random.PCG64(0)).random()": [0],
    "np.random.default_rng(np.random.default_rng(0)).random()": [0],
    "copy.deepcopy(np.random.default_rng(0)).random()": [0],
    "pickle.loads(pickle.dumps(np.random.default_rng(0))).random()": [0],
    "copy.deepcopy(np.random.SFC64(0)).seed_seq.entropy": 0,
    "r = np.random.default_rng(0); s = r.bit_generator.state; r.random(); "
    "r.bit_generator.state = s; r.random()": [0],
    "r = np.random.default_rng(0); r.spawn(2)[1].random()": [0, 3, 1],
    "s = np.random.SeedSequence(0).spawn(2)[1]; "
    "np.random.default_rng(s).random()": [0, 3, 1],
    "s = pickle.dumps(np.random.default_rng(0).spawn(2)[1]); "
    "pickle.loads(s).random()": [0, 3, 1],
    "np.random.PCG64(0).jumped().random_raw() % 1": 0,
    "from scipy.stats import qmc; r = np.random.default_rng(0); "
    "qmc.Sobol(2, rng=r).random(2).shape[0]": 2,
    "from scipy.stats import norm; r = np.random.default_rng(0); "
    "norm.rvs(random_state=r, size=3).size": 3,
    "from scipy.optimize import differential_evolution as d; "
    "r = np.random.default_rng(0); d(lambda x: x[0], [(1, 2)], rng=r).fun": 1,
    "s = np.random.SeedSequence(0, spawn_key=(4, 2)); "
    "np.random.default_rng(s).random()": [0, 4, 2],
    "isinstance(np.random.default_rng(0), np.random.Generator)": True,
    "type(np.random.PCG64(0)).__name__": "PCG64",
    "isinstance(np.random.PCG64(0), np.random.PCG64)": True,
    "isinstance(np.random.PCG64(0), np.random.MT19937)": False,
    "isinstance(0, np.random.RandomState | None)": False,
    "import tempfile; tempfile.TemporaryFile().close()": None,
    "open(os.devnull, 'w').close()": None,
    "open('run.py').close()": None,
    "import sqlite3; sqlite3.connect(':memory:').close()": None,
    "r, w = os.pipe(); os.close(r); open(w, 'w').close()": None,
}

OTHER_KINDS = ["MT19937", "PCG64DXSM", "Philox", "SFC64"]

REFUSED = {
    "np.random.default_rng().random()": "without a seed",
    "np.random.default_rng(None).random()": "without a seed",
    "np.random.SeedSequence()": "without a seed",
    "np.random.PCG64()": "without a seed",
    "np.random.Generator(np.random.MT19937())": "without a seed",
    "np.random.Philox(key=1)": "np.random.Philox(key)",
    "np.random.seed(0)": "np.random.seed",
    "np.random.rand()": "np.random.rand",
    "np.random.normal(size=3)": "np.random.normal",
    "np.random.shuffle([1, 2])": "np.random.shuffle",
    "np.random.RandomState(0)": "np.random.RandomState",
    "from numpy.random import randint; randint(3)": "np.random.randint",
    "np.random.mtrand._rand.random()": "np.random.random",
    "np.random.mtrand.RandomState(0)": "np.random.RandomState",
    "import secrets; np.random.default_rng(secrets.randbits(128))": (
        "secrets.randbits"
    ),
    "from secrets import token_hex; token_hex(3)": "secrets.token_hex",
    "random.random()": "random.random",
    "random.seed(0)": "random.seed",
    "random.Random(0)": "random.Random",
    "from random import shuffle; shuffle([1, 2])": "random.shuffle",
    # These import modules that draw something at once, and are let.
    "import scipy.stats as s; s.norm.rvs(size=2)": "np.random.",
    "import scipy.stats as s; s.norm.rvs(random_state=0)": "RandomState",
    "from sklearn.utils import shuffle; shuffle([1], random_state=0)": (
        "RandomState"
    ),
    "import sklearn.ensemble; np.random.default_rng()": "without a seed",
    "b = np.random.PCG64(0); s = b.state; s['uinteger'] = 1; "
    "b.state = s; b.random_raw()": "np.random.PCG64.state that is typed in",
    "b = np.random.PCG64(0); b.__setstate__({'state': 1})": "typed in",
    "g = np.random.default_rng(0); g.__setstate__({'state': 1})": "typed in",
    "differential_evolution = __import__('scipy.optimize').optimize."
    "differential_evolution; "
    "differential_evolution(lambda x: x[0], [(1, 2)], seed=0)": "RandomState",
    # Other processes, and files from one run to the next.
    "import subprocess; subprocess.run(['true'])": "another process",
    "os.system('true')": "another process",
    "os.fork() or os._exit(0)": "another process",
    "import multiprocessing as m; m.get_context('spawn').Process().start()": (
        "another process"
    ),
    "from concurrent.futures import ProcessPoolExecutor as P; "
    "list(P().map(abs, [1]))": "another process",
    "np.save('results.npy', 1)": "what a file keeps (results.npy)",
    "open('results.txt', 'a')": "what a file keeps (results.txt)",
    "import sqlite3; sqlite3.connect('a.db')": "what a file keeps (a.db)",
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    others = [f"np.random.{kind}(0).random_raw()" for kind in OTHER_KINDS]
    given = [*SHIFTED, *others, *REFUSED]
    return results_of(SEEDS, given, tmp_path_factory.mktemp("reports"))


@pytest.mark.parametrize("code", SHIFTED)
def test_a_seed_is_shifted_however_it_is_given(seeds, code):
    expected = SHIFTED[code]
    if isinstance(expected, list):
        entropy, *key = expected
        expected = generator(entropy, 3, *key).random()
        assert expected != generator(entropy, *key).random()
    assert seeds[code] == expected


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_every_kind_of_generator_is_shifted(seeds, kind):
    found = seeds[f"np.random.{kind}(0).random_raw()"]
    kind = getattr(np.random, kind)
    assert (
        found
        == kind(np.random.SeedSequence(0, spawn_key=(3,))).random_raw()
    )
    assert found != kind(0).random_raw()


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_shifted_is_refused_by_name(seeds, code):
    named, said = REFUSED[code], seeds[code]
    assert named in str(said)
    instead = "use rng = np.random.default_rng(0)"
    if named.startswith("another process"):
        instead = "compute it in this one"
    if named.startswith("what a file keeps"):
        instead = "write to a folder of tempfile.mkdtemp()"
    assert said.endswith(f" cannot be shifted: {instead}")


def test_no_two_shifts_of_any_seeds_have_a_stream_in_common():
    streams = [generator(seed) for seed in range(20)]
    for shift in range(1, 21):
        streams += [generator(seed, shift) for seed in range(20)]
    assert len({rng.random() for rng in streams}) == 20 * 21


# --- Claims --------------------------------------------------------------

IMPORT = """\
import numpy as np
from activations import ReLU, Sigmoid, lab
from activations.lab import check_gradient, claim"""

WRONG = """\
class Wrong(Sigmoid):
    def backward(self, dvalues):
        return 2 * super().backward(dvalues)"""

CHECK = "check_gradient({}, [1.0, 2.0], np.random.default_rng(0))"

NOTEBOOKS = {
    "goes on": [
        IMPORT,
        "claim('one', True)\nclaim('two', False)\nlab.claim('three', True)",
        "lab.claims.claim('four', np.bool_(False))",
    ],
    "in lab": [
        IMPORT,
        WRONG,
        CHECK.format("ReLU()"),
        CHECK.format("Wrong()"),
    ],
    "stops": [
        IMPORT,
        "claim('one', True)",
        "1 / 0\nclaim('two', True)",
        "x",
    ],
    "no bool": [IMPORT, "claim('one', [False])", "claim('two', True)"],
    "asserts": [IMPORT, "assert 1 > 2, 'no\\nwonder'"],
    "exits": [IMPORT, "raise SystemExit(0)", "claim('one', True)"],
    "unseeded": [
        IMPORT,
        "claim('one', np.random.default_rng().random() < 1)",
    ],
    "syntax": [IMPORT, "claim('one', is True)", "claim('two', True)"],
    "catches": [
        IMPORT,
        "pass",
        """claim('one', True)
try:
    claim('two', False)
except AssertionError as error:
    said = str(error)
claim('three', said == 'not true: two')""",
    ],
    "magics": [
        "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n"
        + IMPORT,
        "%%time\nx = 3",
        "%timeit -n 1 -r 1 claim('one', x == 3)",
        "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()",
        "import asyncio\nawait asyncio.sleep(0)\nclaim('two', True)",
        "claim('three', False);",
        "names = %who_ls\nget_ipython()\ndisplay(names)\nx?",
        "claim('four', Out == {} and 'x' in names)",
        "%%capture said\nprint('hidden')\nclaim('five', True)",
    ],
    "magic draws": [IMPORT, "%timeit -n 1 -r 1 np.random.rand()"],
    "shell": [IMPORT, "!ls"],
    "shell cell": [IMPORT, "%%bash\nls"],
    "writes": [IMPORT, "%%writefile results.txt\n3"],
    "unknown": [IMPORT, "%magical"],
    "no await": [IMPORT, "await 3"],
    "caches": [
        IMPORT + "\nimport joblib, tempfile",
        """@joblib.Memory(tempfile.mkdtemp(), verbose=0).cache
def draw(seed):
    return np.random.default_rng(seed).random()
claim("one", draw(0) == draw(0) != 0.6369616873214543)""",
        "joblib.Memory('cache').cache(draw)(0)",
    ],
    "hides": [
        IMPORT,
        "try:\n    np.random.rand()\nexcept Exception:\n    pass",
        "claim('one', True)",
    ],
    "figures": [
        IMPORT + "\nimport matplotlib.pyplot as plt",
        "plt.plot([1])\nplt.show()\nclaim('closed', not plt.get_fignums())",
        "plt.plot([1])",
        "claim('closed too', not plt.get_fignums())",
    ],
    "main": [
        IMPORT + "\nimport copy, inspect",
        "class A: pass\ndef f():\n    return 1",
        "claim('a', __name__ == '__main__' == A.__module__)",
        "claim('b', inspect.getsource(f) == 'def f():\\n    return 1\\n')",
    ],
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return results_of(CELLS, NOTEBOOKS, tmp_path_factory.mktemp("reports"))


def test_a_false_claim_is_recorded_and_the_run_goes_on(runs):
    assert runs["goes on"]["claims"] == [
        [2, 1, "one", True],
        [2, 2, "two", False],
        [2, 3, "three", True],
        [3, 1, "four", False],
    ]
    assert runs["goes on"]["stopped"] is None


def test_a_claim_that_lab_makes_is_recorded(runs):
    first, second = runs["in lab"]["claims"]
    assert runs["in lab"]["stopped"] is None
    assert (first[0], first[3], second[0], second[3]) == (3, True, 4, False)
    assert "backward says" in second[2]


@pytest.mark.parametrize(
    ("name", "claims", "stopped"),
    [
        (
            "stops",
            [[2, 1, "one", True]],
            [3, "ZeroDivisionError: division by "],
        ),
        ("no bool", [], [2, "TypeError: claim: holds must be one bool"]),
        ("asserts", [], [2, "AssertionError: no"]),
        ("exits", [], [2, "SystemExit: 0"]),
        ("unseeded", [], [2, "SeedError: np.random without a seed"]),
        ("syntax", [], [2, "SyntaxError: "]),
        ("hides", [], [2, "SeedError: np.random.rand cannot be shifted"]),
        ("magic draws", [], [2, "SeedError: np.random.rand cannot be"]),
        ("shell", [], [2, "SeedError: another process"]),
        ("shell cell", [], [2, "SeedError: another process"]),
        ("writes", [], [2, "SeedError: what a file keeps"]),
        ("unknown", [], [2, "UsageError: Line magic function `%magical`"]),
        ("no await", [], [2, "TypeError: "]),
        (
            "caches",
            [[2, 1, "one", True]],
            [3, "SeedError: what a file keeps (cache/.gitignore)"],
        ),
    ],
)
def test_what_else_is_raised_stops_the_run(runs, name, claims, stopped):
    assert runs[name]["claims"] == claims
    cell, why = runs[name]["stopped"]
    assert cell == stopped[0]
    assert why.startswith(stopped[1])
    assert "\n" not in why


def test_what_the_notebook_catches_with_its_own_seeds_is_raised(runs):
    assert runs["catches"]["stopped"] is None
    assert runs["catches"]["claims"] == [
        [3, 1, "one", True],
        [3, 2, "two", False],
        [3, 3, "three", True],
    ]


def test_lines_for_ipython_do_what_they_do_in_a_notebook(runs):
    assert runs["magics"]["stopped"] is None
    assert runs["magics"]["claims"] == [
        [3, 1, "one", True],
        [5, 1, "two", True],
        [6, 1, "three", False],
        [8, 1, "four", True],
        [9, 1, "five", True],
    ]


@pytest.mark.parametrize("name", ["figures", "main"])
def test_cells_find_what_they_find_in_a_notebook(runs, name):
    assert runs[name]["stopped"] is None
    assert [held for *_, held in runs[name]["claims"]] == [True, True]
