"""A new activation: three files from a skeleton, in three lists.

The skeleton, in tools/skeleton, is that of f(x) = x, a function that keeps
all promises and whose chapter runs. So an author changes one thing after
another and sees the tests green again, until no TODO is left.
"""

import keyword
import re
from contextlib import suppress
from pathlib import Path

from tools.processes import ROOT, refuse

SKELETON = Path(__file__).with_name("skeleton")

# An entry of references.bib, where the author's paper goes.
PAPER = """@misc{todo2000identity,
  author = {TODO, First},
  title  = {Identity},
  year   = {2000},
  eprint = {0000.00000},
}
"""

NEXT = """{name} is the identity now, in six files:

  {files}

{draft}Replace what they say TODO of, the entry of references.bib too, which
is sorted by key, and move the line in _toc.yml to its part. Now, and after
each change:

  python run.py refresh {stem}
  python run.py test {stem}

CONTRIBUTING.md says what the tests ask, and why."""

DRAFT = """{probe} is a draft of class and test: move what it has,
then delete it.
"""


def new(*words):
    """Write module, test and chapter of an activation, and list them."""
    if len(words) != 1 or not is_name(words[0]):
        said = " ".join(words) or "nothing"
        refuse(f"new takes the name of a class, as LeakyReLU, got '{said}'")
    [name] = words
    stem = snake_case(name)
    files = {
        f"src/activations/{stem}.py": "identity.py",
        f"tests/test_{stem}.py": "test_identity.py",
        f"notebooks/activations/{stem}.ipynb": "identity.ipynb",
    }
    for path in taken(stem):
        refuse(f"{name} needs another name: there is {path} already")
    texts = {
        path: rename(read(SKELETON / source), name, stem)
        for path, source in files.items()
    }
    for path, change in LISTS.items():
        texts[path] = change(read(ROOT / path), name, stem)
    write(texts)
    probe = f"tests/probes/{stem}.py"
    print(
        NEXT.format(
            name=name,
            stem=stem,
            files="\n  ".join(texts),
            draft=DRAFT.format(probe=probe)
            if (ROOT / probe).exists()
            else "",
        )
    )
    return 0


def is_name(word):
    return bool(
        re.fullmatch("[A-Z][A-Za-z0-9]*", word)
    ) and not keyword.iskeyword(word)


def snake_case(name):
    """The name of a class as that of its files: LeakyReLU, leaky_relu."""
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", name).lower()


def taken(stem):
    """Paths that a module, a test or a chapter of this name would meet.

    Tests and chapters are known by their name alone, in whatever folder.
    """
    package = ROOT / "src" / "activations"
    found = [
        *package.glob(stem),
        *package.glob(f"{stem}.py"),
        *(ROOT / "tests").rglob(f"test_{stem}.py"),
        *(ROOT / "notebooks").rglob(f"{stem}.ipynb"),
    ]
    return [path.relative_to(ROOT).as_posix() for path in found]


def rename(text, name, stem):
    text = text.replace("todo2000identity", key_of(name))
    return text.replace("Identity", name).replace("identity", stem)


def key_of(name):
    """The key of its paper: author, year, and first word of the title."""
    return f"todo2000{name.lower()}"


# ---- the three lists ----------------------------------------------------


def in_package(text, name, stem):
    """The package's __init__.py with one import more, in order."""
    head, imports = text.split("\n\n", 1)
    imports, listed = imports.split("\n\n", 1)
    lines = sorted(
        [*imports.splitlines(), f"from activations.{stem} import {name}"]
    )
    names = sorted([*re.findall('"(.*)"', listed), name])
    listed = "".join(f'    "{name}",\n' for name in names)
    imports = "\n".join(lines)
    return f"{head}\n\n{imports}\n\n__all__ = [\n{listed}]\n"


def in_contents(text, name, stem):
    """The table of contents with one line more, as the last of these."""
    head, line, rest = text.rpartition(
        "      - file: notebooks/activations/"
    )
    last, rest = rest.split("\n", 1)
    return f"{head}{line}{last}\n{line}{stem}\n{rest}"


def in_references(text, name, stem):
    """The list of papers with one that is still to be found, in order."""
    paper = rename(PAPER, name, stem)
    # A note on an entry is a comment right before it.
    for entry in re.finditer(r"^(%.*\n)*@\w+\{(.*),", text, re.M):
        if entry[2] > key_of(name):
            start = entry.start()
            return f"{text[:start]}{paper}\n{text[start:]}"
    return f"{text}\n{paper}"


LISTS = {
    "src/activations/__init__.py": in_package,
    "_toc.yml": in_contents,
    "references.bib": in_references,
}


# ---- files --------------------------------------------------------------


def read(path):
    return path.read_text(encoding="utf-8")


def write(texts):
    """Write all files, or leave everything as it was."""
    before = {
        path: read(ROOT / path) if (ROOT / path).exists() else None
        for path in texts
    }
    try:
        for path, text in texts.items():
            put(path, text)
    except OSError as error:
        for other, text in before.items():
            with suppress(OSError):
                if text is None:
                    (ROOT / other).unlink(missing_ok=True)
                else:
                    put(other, text)
        refuse(f"cannot write {path}: {error.strerror}")


def put(path, text):
    (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
