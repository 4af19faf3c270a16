"""Execute a notebook with all of its seeds shifted, and see what it claims.

    python -m tools.shifted chapter.ipynb SHIFT report.json

One process executes one notebook with one shift: nothing is left of another
run. Figures are made and not drawn, for no claim asks for their pixels.
"""

import ast
import functools
import json
import linecache
import os
import random
import sys
import tempfile  # noqa: F401  names files at random, and may
import types
from pathlib import Path


def main(path, shift, report):
    path, report = Path(path).resolve(), Path(report).resolve()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    shift_numpy(int(shift))
    refuse_random()
    run = Run()
    run.record_claims()
    os.chdir(path.parent)
    run.execute(["".join(cell["source"]) for cell in code])
    result = {"claims": run.claims, "stopped": run.stopped}
    report.write_text(json.dumps(result), encoding="utf-8")


# --- Seeds ---------------------------------------------------------------


class SeedError(RuntimeError):
    """Raised for random numbers that no shift can reach."""


def refusal(what, original):
    """A function that refuses what original would give.

    Packages that draw something while they are imported get it.
    """

    def refuse(*args, **kwargs):
        if in_foreign_import():
            return original(*args, **kwargs)
        raise SeedError(
            f"{what} cannot be shifted: use rng = np.random.default_rng(0)"
        )

    return refuse


def in_foreign_import():
    """Whether a package is being imported that is not of the book."""
    frame = sys._getframe()
    while frame:
        module = frame.f_globals.get("__name__", "").partition(".")[0]
        is_ours = frame.f_globals is globals()  # of __main__ too
        if module in ("__main__", "activations") and not is_ours:
            return False
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def substitute(original, make):
    """A stand-in for a class: it makes objects in another way.

    For who asks what an object is, it is the original.
    """

    class Meta(type):
        def __call__(cls, *args, **kwargs):
            return make(*args, **kwargs)

        def __instancecheck__(cls, instance):
            return isinstance(instance, original)

    return Meta(original.__name__, (), {"__doc__": original.__doc__})


def shift_numpy(shift):
    """Replace what makes NumPy's generators by what shifts their seeds.

    A shift is the first entry of the key by which SeedSequence tells the
    streams of one seed apart, so no two shifts have a stream in common,
    which adding the shift to the seed would not give: five seeds in a row,
    moved by one, are four of the same.
    """
    import numpy.random as module

    originals = {name: getattr(module, name) for name in dir(module)}
    sequence_type = module.SeedSequence
    generators = module.Generator, module.BitGenerator
    unseeded = refusal("np.random without a seed", sequence_type)

    def sequence(entropy=None, *, spawn_key=(), **options):
        if entropy is None:
            return unseeded()
        key = (shift, *spawn_key)
        return sequence_type(entropy, spawn_key=key, **options)

    def shifted(seed):
        return seed if isinstance(seed, sequence_type) else sequence(seed)

    def default_rng(seed=None):
        if isinstance(seed, generators):  # made from a shifted seed
            return originals["default_rng"](seed)
        return module.Generator(originals["PCG64"](shifted(seed)))

    def bit_generator(original):
        def make(seed=None, **options):
            if options:  # a key takes the place of a seed
                given = f"{original.__name__}({', '.join(options)})"
                return refusal(f"np.random.{given}", original)(**options)
            return original(shifted(seed))

        return substitute(original, make)

    replaced = {
        "default_rng": default_rng,
        "SeedSequence": substitute(sequence_type, sequence),
    }
    for name, original in originals.items():
        if name.startswith("_") or original in generators:
            continue
        refuse = refusal(f"np.random.{name}", original)
        if not isinstance(original, type):
            if callable(original):  # a function of the legacy generator
                replaced.setdefault(name, refuse)
        elif issubclass(original, module.BitGenerator):
            replaced[name] = bit_generator(original)
        elif original is not sequence_type:  # RandomState
            replaced[name] = substitute(original, refuse)
    stand_ins = {id(originals[name]): new for name, new in replaced.items()}
    stand_ins[id(module.mtrand._rand)] = Legacy()
    for name, part in list(sys.modules.items()):
        if name.startswith("numpy.random"):
            for key, value in list(vars(part).items()):
                if id(value) in stand_ins:
                    setattr(part, key, stand_ins[id(value)])


class Legacy:
    """In the place of the one generator behind np.random's functions."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise SeedError(
            f"np.random.{name} cannot be shifted: "
            "use rng = np.random.default_rng(0)"
        )


def refuse_random():
    """Refuse Python's own random numbers."""
    for name in random.__all__:
        original = getattr(random, name)
        refuse = refusal(f"random.{name}", original)
        if isinstance(original, type):
            refuse = substitute(original, refuse)
        setattr(random, name, refuse)


# --- Claims --------------------------------------------------------------


class Run:
    """One execution of a notebook."""

    def __init__(self):
        self.cell = 0  # the number of the one that is executed
        self.trees = {}  # of the cells, by the names of their files
        self.claims = []  # the cell's number, the sentence, did it hold
        self.stopped = None  # the cell's number and why

    def record_claims(self):
        """Replace claim, wherever it was imported, by one that goes on."""
        import activations.lab
        from activations.lab.claims import claim as original

        @functools.wraps(original)
        def claim(sentence, holds):
            try:
                original(sentence, holds)
            except AssertionError:
                if self.is_caught(sys._getframe(1)):
                    raise  # the chapter shows that a claim can fail
                held = False
            else:
                held = True
            self.claims.append((self.cell, str(sentence), held))

        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == activations.__name__:
                for key, value in list(vars(module).items()):
                    if value is original:
                        setattr(module, key, claim)

    def is_caught(self, frame):
        """Whether the notebook catches an AssertionError raised here."""
        while frame:
            tree = self.trees.get(frame.f_code.co_filename)
            for node in ast.walk(tree) if tree else ():
                if (
                    isinstance(node, ast.Try)
                    and node.body[0].lineno <= frame.f_lineno
                    and frame.f_lineno <= node.body[-1].end_lineno
                    and any(map(_catches, node.handlers))
                ):
                    return True
            frame = frame.f_back
        return False

    def execute(self, sources):
        """Execute the cells one after the other, until one stops."""
        import matplotlib.pyplot as plt

        # In a notebook a figure is closed once it is shown.
        plt.show = lambda *args, **kwargs: plt.close("all")
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        for self.cell, source in enumerate(sources, start=1):
            name = f"In [{self.cell}]"
            lines = source.splitlines(keepends=True)
            linecache.cache[name] = len(source), None, lines, name
            try:
                self.trees[name] = ast.parse(source, name)
                exec(compile(self.trees[name], name, "exec"), vars(main))
            except (Exception, SystemExit) as error:
                said = str(error).strip().partition("\n")[0]
                self.stopped = self.cell, f"{type(error).__name__}: {said}"
                return
            plt.close("all")


def _catches(handler):
    """Whether an except clause takes an AssertionError."""
    if handler.type is None:
        return True
    names = {getattr(node, "id", "") for node in ast.walk(handler.type)}
    return bool(names & {"AssertionError", "Exception", "BaseException"})


if __name__ == "__main__":
    main(*sys.argv[1:])
