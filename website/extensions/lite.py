"""Python in the browser: JupyterLite beside the book, in the folder lite.

Every chapter is in it, and a button above the chapter, which stands in
website/templates/layout.html, opens it there. With ACTIVATIONS_LITE=no in
the environment there is neither.
"""

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from sphinx.errors import ExtensionError

from website.extensions.copies import PROJECT, call, is_chapter, make_copy

# Jupyter Notebook: one chapter, without a file browser beside it; and the
# list of all, which a link from one chapter to another passes through.
APP, LIST = "notebooks", "tree"

# What is fetched while the kernel starts: what the package and the chapters
# import, by Pyodide's names, and the package itself. JupyterLite alone
# fetches only what a cell's own text imports, so it would miss tqdm, and it
# finds no package of ours: not by an index of wheels, as only %pip asks
# that, and beside the notebooks only where a browser grants it a service
# worker. An own list of Pyodide's packages would do too, but is 100 kB that
# must fit its version. A wheel's address is relative to the script of the
# kernel's worker, so the site may lie anywhere.
PACKAGES = [
    re.match(r"[\w-]+", requirement)[0]
    for requirement in PROJECT["dependencies"]
    + PROJECT["optional-dependencies"]["lab"]
]
WHEELS = "../../../../../wheels/"

# In the kernel's own terms, or a dialog asks which one to take.
KERNELSPEC = {
    "display_name": "Python (Pyodide)",
    "language": "python",
    "name": "python",
}

# No other extension, whatever is installed.
PYODIDE_EXTENSION = "@jupyterlite/pyodide-kernel-extension"
EXTENSION = Path(
    sys.prefix, "share", "jupyter", "labextensions", PYODIDE_EXTENSION
)


def find_copy(app, pagename, templatename, context, doctree):
    """Tell the template where lite has the chapter of a page."""
    if doctree is not None and is_chapter(app, pagename):
        page = context["pathto"](f"lite/{APP}/index.html", resource=True)
        context["lite"] = f"{page}?path={quote(pagename)}.ipynb"


def build(app, exception):
    """Build JupyterLite from what a temporary folder holds."""
    if exception is not None:
        return
    lite = Path(app.outdir, "lite")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()  # JupyterLite compares whole paths
        for chapter in sorted(app.env.found_docs):
            if is_chapter(app, chapter):
                notebook = make_copy(app, chapter, neighbours=True)
                write_copy(notebook, folder / "files" / f"{chapter}.ipynb")
        wheels = Path(app.outdir, "wheels").iterdir()
        write_settings(folder, [path.name for path in wheels])
        call(
            folder,
            *["jupyterlite_core", "build"],
            *["--apps", APP, "--apps", LIST, "--output-dir", lite],
            *["--no-sourcemaps", "--no-unused-shared-packages"],
            "--ignore-sys-prefix",
            f"--LiteBuildConfig.federated_extensions={EXTENSION}",
        )
    # A command that it does not know would count as a success.
    if not (lite / APP / "index.html").exists():
        raise ExtensionError(f"lite: no error, and nothing in {lite}")
    for path in lite.rglob("*"):
        path.touch()  # browsers cache files dated 1980 for years


def write_copy(notebook, path):
    """Write a notebook as a Jupyter server would send it."""
    notebook.metadata["kernelspec"] = KERNELSPEC
    for cell in notebook.cells:
        # Or figures and explorers stay hidden until they are executed.
        cell.metadata["trusted"] = True
    # nbformat would write each text as a list of lines, and JupyterLite
    # joins none: it would show no card.
    write_json(path, notebook)


def write_settings(folder, wheels):
    pyodide = {
        "packages": PACKAGES + [WHEELS + name for name in wheels],
        # A browser has no thread for tqdm's monitor, and tqdm says so.
        "env": {"PYTHONWARNINGS": "ignore:tqdm"},
    }
    page = {
        "appUrl": f"./{LIST}",
        "faviconUrl": f"./{LIST}/favicon.ico",
        "litePluginSettings": {
            f"{PYODIDE_EXTENSION}:kernel": {"loadPyodideOptions": pyodide}
        },
        "disabledExtensions": [
            # It asks for icons that JupyterLite does not have.
            "@jupyter-notebook/notebook-extension:tab-icon",
        ],
    }
    lite = {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}
    write_json(folder / "jupyter-lite.json", lite)
    theme = {"adaptive-theme": True}  # dark for whom the book is dark
    overrides = {"@jupyterlab/apputils-extension:themes": theme}
    write_json(folder / "overrides.json", overrides)


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def setup(app):
    if os.environ.get("ACTIVATIONS_LITE") != "no":
        app.connect("html-page-context", find_copy)
        app.connect("build-finished", build)
