"""When a notebook that has passed here need not be verified again.

It need not while nothing has changed that it depends on. What that is, is
put into one number, its key.
"""

import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from tools.digests import import_effects
from tools.processes import ROOT
from tools.reaching import PACKAGE, SOURCE, reached, read

NOTEBOOKS = ROOT / "notebooks"
SETTINGS = ("conftest.py", "pyproject.toml", "requirements.txt")

# What decides how many threads compute, and with which instructions.
VARIABLES = ("NPY_", "OPENBLAS_", "OMP_", "MKL_")

# What /proc/cpuinfo says of a processor that is the same at every moment.
TRAITS = ("vendor_id", "model name", "flags", "Features", "CPU ")


def key(path):
    """The key of a notebook; None where it would not cover everything.

    In it are the bytes of the notebook, of the modules that it reaches, of
    all files beside them and beside notebooks that are neither, and of what
    verifies: conftest.py, tools, the settings and the lock. An __init__
    counts by what it does besides importing and listing: a class more is no
    reason to verify all the others again. A module that is not reached is
    imported all the same, but only its definitions can have changed; where
    they are broken, its own tests fail.

    Then there are the versions of Python and of the packages, the system,
    the processor, and the variables by which NumPy's results may differ.
    """
    package = importlib.util.find_spec(PACKAGE)
    found = Path(package.origin).resolve().parent if package else None
    if found != SOURCE / PACKAGE or NOTEBOOKS not in path.resolve().parents:
        return None  # something else would be imported, or lies beside it
    beside = [read(file) for file in sorted(NOTEBOOKS.rglob("*.py"))]
    modules = reached(*_code(path), *beside)  # it may import any of them
    files = [
        *[path, *modules, *(ROOT / name for name in SETTINGS)],
        *(ROOT / "tools").rglob("*.py"),
        *_others(NOTEBOOKS, ".ipynb"),
        *_others(SOURCE / PACKAGE, ".py"),
    ]
    parts = {
        "files": {
            str(file): _hash(file.read_bytes())
            for file in files
            if file.is_file()
        },
        "imports": import_effects(modules),
        "machine": _machine(),
    }
    return _hash(json.dumps(parts, sort_keys=True).encode())


def _others(folder, suffix):
    """The files in a folder that are not of its kind, nor compiled."""
    paths = folder.rglob("*")
    return [path for path in paths if path.suffix not in (suffix, ".pyc")]


def count_code_cells(path):
    return len(_code(path))


def _code(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code"
    ]


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def _machine():
    return {
        "python": sys.version,
        "packages": _packages(),
        "system": platform.platform(),
        "processor": _processor(),
        "variables": {
            name: value
            for name, value in os.environ.items()
            if name.startswith(VARIABLES)
        },
    }


@functools.cache
def _packages():
    found = importlib.metadata.distributions()
    return sorted(f"{package.name} {package.version}" for package in found)


@functools.cache
def _processor():
    """The processor's name, and what it can do where that can be read."""
    said = [platform.machine(), platform.processor()]
    if sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        said.append(subprocess.check_output(command, text=True))
    if Path("/proc/cpuinfo").exists():
        first = Path("/proc/cpuinfo").read_text().partition("\n\n")[0]
        lines = first.splitlines()
        said += [line for line in lines if line.startswith(TRAITS)]
    return said
