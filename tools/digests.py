"""A digest of the code that a notebook's outputs were made by.

Where outputs are not compared, it alone tells whether they are stale.
"""

import ast
import functools
import hashlib
import json

from tools import reaching
from tools.reaching import SOURCE, effects, parse, reached, read

# Where a name is loaded or stored follows from where it stands; "u" before
# a string means nothing; and types in comments are comments.
MEANINGLESS = ("ctx", "kind", "type_comment", "type_ignores")


def digest(notebook):
    """The SHA-256 of a notebook's code and of the modules it reaches.

    Code counts as its syntax trees, without docstrings, so neither comments
    nor layout change the digest. Outputs that are not compared count too,
    and which they are: nobody else would notice another one in their place.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells = [cell.source for cell in code]
    paths = reached(*cells)
    parts = {
        "cells": [_cell(source) for source in cells],
        "modules": {_name(path): _module(read(path)) for path in paths},
        "imports": import_effects(paths),
        "not compared": {
            number: cell.outputs
            for number, cell in enumerate(code)
            if "nbval-ignore-output" in cell.metadata.get("tags", [])
        },
    }
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def import_effects(paths):
    """What the __init__ files that are not among the paths do."""
    return {
        _name(path): canonical(effects(path))
        for path in reaching.inits()
        if path not in paths
    }


def _cell(source):
    try:
        return canonical(parse(source).body)
    except SyntaxError:  # a line for IPython
        return source


@functools.cache
def _module(text):
    """The SHA-256 of a module's syntax tree."""
    tree = json.dumps(canonical(parse(text)))
    return hashlib.sha256(tree.encode()).hexdigest()


def _name(path):
    return path.relative_to(SOURCE).as_posix()


def canonical(node):
    """A syntax tree as lists and texts, the same in every Python.

    ast.dump is not: what it leaves out when empty depends on the version,
    and newer versions have more fields, empty where an older Python could
    read the code. So all that is empty is left out, and fields are sorted.
    """
    if isinstance(node, list):
        return [canonical(item) for item in node]
    if not isinstance(node, ast.AST):
        # repr asks the version's tables what of Unicode can be printed.
        return f"{type(node).__name__} {ascii(node)}"
    fields = {
        name: value
        for name, value in ast.iter_fields(node)
        if name not in MEANINGLESS and value is not None and value != []
    }
    if isinstance(node, (*reaching.BLOCKS, ast.Module)):
        fields["body"] = reaching.without_docstring(node.body)
    if isinstance(node, ast.JoinedStr):
        fields["values"] = _joined(node.values)
    return [
        type(node).__name__,
        *([name, canonical(fields[name])] for name in sorted(fields)),
    ]


def _joined(values):
    """The parts of an f-string; texts that are neighbours are one.

    Python 3.12.0 and 3.12.1 cut them in another way than all others do.
    """
    parts = []
    for value in values:
        if not isinstance(value, ast.Constant):
            parts.append(value)
        elif parts and isinstance(parts[-1], ast.Constant):
            parts[-1] = ast.Constant(parts[-1].value + value.value)
        elif value.value:
            parts.append(value)
    return parts
