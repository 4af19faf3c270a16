"""Python in the browser: JupyterLite beside the book, in the folder lite.

Every chapter is in it, and every chapter's page has a button that opens it
there. With ACTIVATIONS_LITE=no in the environment there is neither.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import nbformat
from sphinx.errors import ExtensionError

# Notebook shows one chapter as a page of its own, without a file browser.
APP = "notebooks"

# What the package and the chapters import, by Pyodide's names, and fetched
# from there while the kernel starts. JupyterLite alone would fetch only what
# a cell's own text imports, so neither scikit-learn nor tqdm, which the
# package imports; and this package it would not find: it looks for one in
# Pyodide's list, and on the disk of the page only where a service worker is
# allowed. The address of a wheel does both without a list of our own. It is
# relative to the worker's script, so the site may lie under any address.
PACKAGES = ["numpy", "matplotlib", "scikit-learn", "tqdm"]
WHEELS = "../../../../pypi/"

EXTENSION = Path(
    sys.prefix,
    "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension",
)
SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
KERNEL = {
    "display_name": "Python (Pyodide)",
    "language": "python",
    "name": "python",
}

# The date of every file, or no two builds would be the same: 1980, which is
# the earliest that a wheel can hold.
EPOCH = "315532800"


def wanted():
    return os.environ.get("ACTIVATIONS_LITE") != "no"


def is_chapter(app, name):
    return app.env.doc2path(name).endswith(".ipynb")


def add_button(app, pagename, templatename, context, doctree):
    if doctree is None or not is_chapter(app, pagename):
        return
    app_page = context["pathto"](f"lite/{APP}/index.html", resource=True)
    context["header_buttons"].append(
        {
            "type": "link",
            "url": f"{app_page}?path={quote(pagename)}.ipynb",
            "tooltip": "Run in the browser "
            "(fetches Python from the internet once)",
            "icon": "fas fa-play",
            "label": "run-in-the-browser",
        }
    )


def build(app, exception):
    if exception is not None:
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in sorted(app.env.found_docs):
            if is_chapter(app, name):
                write_copy(
                    Path(app.env.doc2path(name)),
                    folder / "files" / f"{name}.ipynb",
                )
        (folder / "pypi").mkdir()
        run(app.srcdir, "flit_core.wheel", "--outdir", folder / "pypi")
        write_settings(folder)
        run(
            folder,
            "jupyterlite_core",
            "build",
            *["--apps", APP, "--output-dir", Path(app.outdir) / "lite"],
            *["--ignore-sys-prefix", "--no-sourcemaps"],
            "--no-unused-shared-packages",
            f"--LiteBuildConfig.federated_extensions={EXTENSION}",
        )


def write_copy(path, target):
    """Copy a notebook, and make it what a Jupyter server would send."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = KERNEL  # or a dialog asks for one
    for cell in notebook.cells:
        cell.metadata["trusted"] = True  # or stored SVG and HTML stay hidden
    # Not by nbformat, which would write a list of lines for each text, and
    # JupyterLite joins none: it would show no card.
    write_json(target, notebook)


def write_settings(folder):
    wheels = [WHEELS + path.name for path in folder.glob("pypi/*.whl")]
    pyodide = {
        "packages": PACKAGES + wheels,
        # A browser has no thread for tqdm's monitor, and tqdm says so.
        "env": {"PYTHONWARNINGS": "ignore:tqdm"},
    }
    page = {
        "litePluginSettings": {SETTINGS: {"loadPyodideOptions": pyodide}},
        # It asks for icons that JupyterLite does not have.
        "disabledExtensions": ["@jupyter-notebook/notebook-extension:tab-icon"],
    }
    lite = {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}
    theme = {"adaptive-theme": True}  # dark for whom the book is dark
    overrides = {"@jupyterlab/apputils-extension:themes": theme}
    write_json(folder / "jupyter-lite.json", lite)
    write_json(folder / "overrides.json", overrides)


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def run(folder, module, *words):
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise ExtensionError(f"lite: {module} failed:\n{said}")


def setup(app):
    if wanted():
        # After the theme's own buttons.
        app.connect("html-page-context", add_button, priority=502)
        app.connect("build-finished", build)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
