"""Which modules of the package a program reaches, read off its source.

A program is a notebook's code, or a module. Names that it imports from the
package are followed to the modules that define them, and so are the imports
of these. Where that cannot be read off, as when a program looks a class up
by name, it reaches all. Rather too many modules than one too few.
"""

import ast
import functools
import re

from tools.processes import ROOT

SOURCE = ROOT / "src"
PACKAGE = "activations"

# Ways to get hold of a module or a class without naming it in an import.
LOOKUPS = {
    "__globals__",
    "__import__",
    "__subclasses__",
    f"{PACKAGE}.",
    "eval",
    "exec",
    "get_ipython",
    "getmodule",
    "globals",
    "importlib",
    "locals",
    "modules",
    "pkgutil",
    "runpy",
}


class EverythingError(Exception):
    """Raised where it cannot be read off what a program reaches."""


def reached(*sources):
    """The paths of the modules that a program, in pieces, reaches."""
    for known in (_home, _path):
        known.cache_clear()  # there may be other files since the last one
    try:
        found = set()
        programs = [(parse("\n".join(sources)), "")]
        programs += [(effects(path), _package(path)) for path in inits()]
        new = {path for path in _modules() if _acts(read(path))}
        while programs or new:
            found |= new
            programs += [(parse(read(p)), _package(p)) for p in new]
            new = _homes(*programs.pop()) - found
    except (EverythingError, SyntaxError):
        return set(SOURCE.joinpath(PACKAGE).rglob("*.py"))
    return found


def read(path):
    return path.read_text(encoding="utf-8")


@functools.cache
def parse(text):
    return ast.parse(text)


# --- What every program does ---------------------------------------------

# An import of the package executes all of its modules. That defines names,
# which count for those who use them; whatever else it does counts for all.
IMPORTS = (ast.Import, ast.ImportFrom)
BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def effects(path):
    """What an __init__ does besides importing and listing names.

    With it come the imports of the names that this uses, no others: so a
    class more is nothing to a notebook that does not use it.
    """
    return _effects(read(path))


@functools.cache
def _effects(text):
    tree = parse(text)
    body = [
        node
        for node in without_docstring(tree.body)
        if not isinstance(node, IMPORTS) and not _is_list(node)
    ]
    names = {
        part.id
        for node in body
        for part in ast.walk(node)
        if isinstance(part, ast.Name)
    }
    imports = [
        _narrowed(node, alias)
        for node in tree.body
        if isinstance(node, IMPORTS)
        for alias in node.names
        if (alias.asname or alias.name.partition(".")[0]) in names
    ]
    return ast.Module([*imports, *body], [])


def _narrowed(node, alias):
    """An import of one name alone."""
    if isinstance(node, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(node.module, [alias], node.level)


def without_docstring(body):
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(
        first.value, ast.Constant
    ):
        return body[isinstance(first.value.value, str) :]
    return body


def _is_list(node):
    return isinstance(node, ast.Assign) and "__all__" in map(
        ast.unparse, node.targets
    )


@functools.cache
def _acts(text):
    """Whether the import of a module does more than define names."""
    try:
        body = without_docstring(parse(text).body)
    except SyntaxError:
        return True
    return not all(_is_definition(node) for node in body)


def _is_definition(node):
    """Whether a statement only gives names to what it makes.

    It does not where it stores into something else, np.something = ..., or
    throws away what a call gives, alone or as _ = call().
    """
    if isinstance(node, ast.ClassDef):
        body = without_docstring(node.body)
        return all(
            isinstance(inner, ast.Pass) or _is_definition(inner)
            for inner in body
        )
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = getattr(node, "targets", None) or [node.target]
        names = [
            name
            for target in targets
            for name in getattr(target, "elts", [target])
        ]
        return all(isinstance(n, ast.Name) and n.id != "_" for n in names)
    return isinstance(node, (*IMPORTS, *BLOCKS))


# --- Names and where they are defined ------------------------------------


def _homes(tree, package):
    """The paths of the modules whose names stand in a program."""
    imported, chains = _uses(tree, package)
    # A package that is only imported is named nowhere as a whole.
    paths = {_home(name) for name in imported} - {None}
    for name in chains:
        path = _home(name)
        if path is None:
            raise EverythingError
        paths.add(path)
    return paths


@functools.cache
def _uses(tree, package):
    """The names that a program imports, and the dotted names it uses."""
    imported, aliases = set(), {}
    for node in ast.walk(tree):
        if not LOOKUPS.isdisjoint(_words(node)):
            raise EverythingError
        for name, alias in _imports(node, package):
            imported.add(name)
            aliases.setdefault(alias, set()).add(name)
    return imported, set(_chains(tree, aliases))


def _words(node):
    """The identifiers of a node, each of which may be a lookup."""
    if isinstance(node, ast.Constant):  # a string "activations.Alpha"
        return re.findall(rf"\b({PACKAGE}\.)\w", str(node.value))
    fields = [value for _, value in ast.iter_fields(node)]
    return ".".join(f for f in fields if isinstance(f, str)).split(".")


def _imports(node, package):
    """What an import takes from the package: dotted names and aliases."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if _is_ours(alias.name):
                if alias.asname:
                    yield alias.name, alias.asname
                else:  # import activations.lab binds activations
                    yield PACKAGE, PACKAGE
    elif isinstance(node, ast.ImportFrom):
        module = _absolute(node, package)
        if _is_ours(module):
            for alias in node.names:
                if alias.name == "*":
                    raise EverythingError
                yield f"{module}.{alias.name}", alias.asname or alias.name


def _absolute(node, package):
    if not node.level:
        return node.module
    parents = package.split(".")[: 1 - node.level or None]
    return ".".join([*parents, *filter(None, [node.module])])


def _is_ours(name):
    return name.partition(".")[0] == PACKAGE


def _chains(node, aliases):
    """The dotted names that begin with an alias, each to its end."""
    base, attributes = node, []
    while isinstance(base, ast.Attribute):
        attributes.insert(0, base.attr)
        base = base.value
    if isinstance(base, ast.Name):
        for name in aliases.get(base.id, ()):
            yield ".".join([name, *attributes])
    else:
        for child in ast.iter_child_nodes(node):
            yield from _chains(child, aliases)


@functools.cache
def _home(name):
    """The path of the module that defines a name; None for a package."""
    where = PACKAGE
    for part in name.split(".")[1:]:
        where = _definition(where, part)
        if _path(where).name != "__init__.py":
            return _path(where)
    return None


def _definition(package, name):
    """The module or package that a name of a package comes from."""
    defined, imported = _names(read(_path(package)), package)
    if name in defined:
        raise EverythingError
    if name in imported:
        module, _, original = imported[name].rpartition(".")
        if _path(module).name != "__init__.py":
            return module
        return _definition(module, original)
    if _path(f"{package}.{name}") is None:
        raise EverythingError
    return f"{package}.{name}"


@functools.cache
def _names(text, package):
    """The names that an __init__ defines itself, and those it imports."""
    defined, imported = set(), {}
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.add(node.id)
        elif isinstance(node, BLOCKS):
            defined.add(node.name)
        for origin, alias in _imports(node, package):
            imported.setdefault(alias, origin)
    return defined, imported


# --- Files ---------------------------------------------------------------


@functools.cache
def _path(module):
    """The path of a module or of a package's __init__; None if neither."""
    base = SOURCE.joinpath(*module.split("."))
    for path in (base / "__init__.py", base.with_name(f"{base.name}.py")):
        if path.exists():
            return path
    return None


def _package(path):
    """The package that a file belongs to, by its dotted name."""
    return ".".join(path.parent.relative_to(SOURCE).parts)


def inits():
    return sorted(SOURCE.joinpath(PACKAGE).rglob("__init__.py"))


def _modules():
    paths = SOURCE.joinpath(PACKAGE).rglob("*.py")
    return sorted(path for path in paths if path.name != "__init__.py")
