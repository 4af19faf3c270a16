"""Execute a notebook with all of its seeds shifted, and see what it claims.

    python -m tools.shifted chapter.ipynb SHIFT folder

One process executes one notebook with one shift: nothing is left of another
run. Figures are made and not drawn, for no claim asks for their pixels.

Shift 0 leaves the seeds as they are, and a false claim raises, as it does
in the chapter: so what is false there is caught by the chapter itself. With
other shifts, only these claims raise; the run goes on after all others.
"""

import functools
import json
import os
import random
import secrets
import sys
import sysconfig
import tempfile
from multiprocessing.process import BaseProcess
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


def main(path, shift, folder):
    path, folder = Path(path).resolve(), Path(folder).resolve()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    shell = new_shell(folder)
    run = Run(folder / f"{path.stem}-{shift}.json", shell)
    if int(shift):
        own = json.loads((folder / f"{path.stem}-0.json").read_text())
        run.caught = [
            place for *place, _, held in own["claims"] if not held
        ]
    shift_numpy(int(shift))
    refuse_the_rest(folder)
    run.record_claims()
    # As in Jupyter: a module may lie beside the notebook.
    os.chdir(path.parent)
    sys.path[0] = ""
    run.execute(["".join(cell["source"]) for cell in code])
    os._exit(0)  # as a kernel ends, which waits for no thread


def new_shell(folder):
    """What executes the cells of a notebook in Jupyter, too: it knows lines
    for IPython, and await outside of functions. It writes no history."""
    options = Config()
    options.HistoryManager.enabled = False
    return Shell.instance(
        config=options, ipython_dir=tempfile.mkdtemp(dir=folder)
    )


class Shell(InteractiveShell):
    def enable_gui(self, gui=None):
        """Do nothing, for %matplotlib: there are no windows."""


# --- Seeds ---------------------------------------------------------------


class SeedError(RuntimeError):
    """Raised for random numbers that no shift can reach."""


refused = []  # also what a notebook catches

PACKAGES = ("purelib", "platlib", "stdlib", "platstdlib")
FOREIGN = tuple(sysconfig.get_paths()[name] for name in PACKAGES)


def refuse(what, instead="use rng = np.random.default_rng(0)"):
    """Raise SeedError, but not while a package is imported.

    Some draw something then, or start a program.
    """
    if not in_foreign_import():
        refused.append(SeedError(f"{what} cannot be shifted: {instead}"))
        raise refused[-1]


def in_foreign_import():
    """Whether a package is being imported that is not of the book."""
    frame = sys._getframe()
    while frame:
        names = frame.f_globals
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        is_ours = not (names.get("__file__") or FOREIGN[0]).startswith(
            FOREIGN
        )
        is_main = names.get("__name__") == "__main__"
        if (is_ours or is_main) and names is not globals():
            return False
        frame = frame.f_back
    return False


def refusing(what, original):
    """A function or a class that refuses what the original would give."""
    is_class = isinstance(original, type)
    make = original.__init__ if is_class else original

    @functools.wraps(make)
    def stand_in(*args, **kwargs):
        refuse(what)
        return make(*args, **kwargs)

    return derived(original, __init__=stand_in) if is_class else stand_in


def derived(original, **methods):
    """A subclass that passes for the class itself, also when pickled."""
    names = {"__module__": original.__module__, "__doc__": original.__doc__}
    return type(original.__name__, (original,), methods | names)


def shift_numpy(shift):
    """Replace what makes NumPy's generators by what shifts their seeds.

    A shift is the first entry of the key by which SeedSequence tells the
    streams of one seed apart, so no two shifts have a stream in common,
    which adding the shift to the seed would not give: five seeds in a row,
    moved by one, are four of the same.
    """
    import numpy.random as module

    originals = {name: getattr(module, name) for name in dir(module)}
    generators = module.Generator, module.BitGenerator
    sequence_type = module.SeedSequence

    def init(self, entropy=None, *, spawn_key=(), **options):
        if entropy is None:
            refuse("np.random without a seed")
        key = (shift, *spawn_key) if shift else spawn_key
        sequence_type.__init__(self, entropy, spawn_key=key, **options)

    sequence = derived(sequence_type, __init__=init)

    def default_rng(seed=None):
        if isinstance(seed, generators):  # made from a shifted seed
            return originals["default_rng"](seed)
        return module.Generator(module.PCG64(seed))

    stand_ins = {"default_rng": default_rng, "SeedSequence": sequence}
    for name, original in originals.items():
        if name.startswith("_") or original in generators:
            continue
        if isinstance(original, type) and issubclass(original, generators):
            stand_ins[name] = shifted_kind(original, sequence)
        elif callable(original):  # of the legacy generator
            stand_in = refusing(f"np.random.{name}", original)
            stand_ins.setdefault(name, stand_in)
    replaced = {id(originals[name]): new for name, new in stand_ins.items()}
    legacy = module.mtrand._rand
    replaced[id(legacy)] = Legacy(legacy)
    for name, part in list(sys.modules.items()):
        if name.startswith("numpy.random"):
            replace(part, replaced)


def replace(module, stand_ins):
    """Replace objects wherever a module has them, by their ids."""
    for name, value in list(vars(module).items()):
        if id(value) in stand_ins:
            setattr(module, name, stand_ins[id(value)])


def shifted_kind(original, sequence):
    """A kind of bit generator whose seeds are of the shifted sequence."""
    name = f"np.random.{original.__name__}"
    known = set()  # the states that generators of this run were seen in

    def written(state):
        return json.dumps(state, default=lambda array: array.tolist())

    def init(self, seed=None, **options):
        if options:  # a key takes the place of a seed
            refuse(f"{name}({', '.join(options)})")
        if type(seed) is not sequence:
            seed = sequence(seed)
        original.__init__(self, seed, **options)

    def get_state(self):
        state = original.state.__get__(self)
        known.add(written(state))
        return state

    def set_state(self, state):
        if written(state) not in known:
            refuse(f"{name}.state that is typed in")
        original.state.__set__(self, state)

    def jumped(self, jumps=1):
        there = original(0)
        there.state = self.state
        return there.jumped(jumps)

    def reduce(self):  # an unpickled one has no seed at first
        return type(self), (self.seed_seq,), self.__getstate__()

    methods = {"state": property(get_state, set_state), "__init__": init}
    if hasattr(original, "jumped"):
        methods["jumped"] = jumped
    return derived(original, __reduce__=reduce, **methods)


class Legacy:
    """In the place of the one generator behind np.random's functions."""

    def __init__(self, original):
        self._original = original

    def __repr__(self):
        return "np.random without a seed, which cannot be shifted,"

    def __getattr__(self, name):
        if not name.startswith("_"):
            refuse(f"np.random.{name}")
        return getattr(self._original, name)


# What Python reports of itself when it starts another program.
STARTS = (
    *("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile"),
    *("os.system", "pty.spawn", "subprocess.Popen"),
)

# With which flags a file is opened that may be changed.
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def refuse_the_rest(folder):
    """Refuse Python's own random numbers, and what leaves this process.

    Another process draws numbers of its own, and a file that stays carries
    numbers from one run to the next.
    """
    for module in (random, secrets):
        for name in module.__all__:
            what = f"{module.__name__}.{name}"
            setattr(module, name, refusing(what, getattr(module, name)))
    here = "compute it in this one"

    def start(self):
        refuse("another process", here)

    BaseProcess.start = start
    tempfile.tempdir = tempfile.mkdtemp(dir=folder)

    def audit(event, details):
        if event.startswith(STARTS):
            refuse(f"another process ({event})", here)
        is_named = event == "open" and not isinstance(details[0], int)
        writes = is_named and details[2] & WRITES
        if writes or (
            event == "sqlite3.connect" and ":memory:" not in details
        ):
            name = os.path.abspath(os.fsdecode(details[0]))
            if name != os.devnull and not name.startswith(str(folder)):
                refuse(
                    f"what a file keeps ({details[0]})",
                    "write to a folder of tempfile.mkdtemp()",
                )

    sys.addaudithook(audit)


# --- Claims --------------------------------------------------------------


class Run:
    """One execution of a notebook."""

    def __init__(self, report, shell):
        self.report = report  # the file for what is found
        self.shell = shell
        self.cell = 0  # the number of the one that is executed
        self.claims = []  # cell, number in the cell, sentence, did it hold
        self.caught = None  # places of claims that raise; None: all raise

    def record_claims(self):
        """Replace claim and predict, wherever they were imported, by
        functions that record. Which choice is right is claimed, too."""
        import activations.lab
        from activations.lab.claims import claim as original
        from activations.lab.questions import predict as ask

        def record(sentence, holds):
            before = sum(cell == self.cell for cell, *_ in self.claims)
            place = [self.cell, before + 1]
            self.claims.append([*place, str(sentence), holds])
            return place

        @functools.wraps(original)
        def claim(sentence, holds):
            failure = None
            try:
                original(sentence, holds)
            except AssertionError as error:
                failure = error
            place = record(sentence, failure is None)
            if failure and (self.caught is None or place in self.caught):
                raise failure

        @functools.wraps(ask)
        def predict(question, choices, why):
            asked = ask(question, choices, why)
            verdicts = [holds for holds, _ in asked.verdicts.values()]
            # By a letter, for of numbers any will do.
            letter = "ABCDE"[verdicts.index(True)]
            record(f"choice {letter} is right", True)
            return asked

        stand_ins = {id(original): claim, id(ask): predict}
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == activations.__name__:
                replace(module, stand_ins)

    def execute(self, sources):
        """Execute the cells one after the other, until one stops."""
        import matplotlib.pyplot as plt

        # In a notebook a figure is closed once it is shown.
        plt.show = lambda *args, **kwargs: plt.close("all")
        for self.cell, source in enumerate(sources, start=1):
            self.write("")  # what is known should the process die
            done = self.shell.run_cell(source)
            error = done.error_before_exec or done.error_in_exec
            if refused:  # and the notebook caught it
                error = refused[0]
            if error is not None:
                said = str(error).strip().partition("\n")[0]
                return self.write(f"{type(error).__name__}: {said}")
            plt.close("all")
        return self.write(None)

    def write(self, why):
        """Write down what is found, and why the run stopped, or did not."""
        stopped = None if why is None else [self.cell, why]
        result = {"claims": self.claims, "stopped": stopped}
        new = self.report.with_suffix(".new")
        new.write_text(json.dumps(result), encoding="utf-8")
        new.replace(self.report)


if __name__ == "__main__":
    main(*sys.argv[1:])
