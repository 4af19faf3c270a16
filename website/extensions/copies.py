"""Copies of the chapters that leave the site: to download, and for lite.

A chapter is written in MyST, with the links of the site. A copy says the
same in the Markdown that every Jupyter shows, with its papers at its end.
The package comes along as a wheel, in the folder wheels of the site.
"""

import os
import posixpath
import re
import subprocess
import sys
import tomllib
from functools import cache, partial
from pathlib import Path

import nbformat
from pybtex.backends import markdown
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)["project"]

CITATION = re.compile(r"\{cite:(\w+)\}`([^`]+)`")
LINK = re.compile(r"(?<!!)\[([^][]+)\]\(([^\s()]+)\)")

# 1980, the earliest date that a wheel can hold: one date for all files, or
# no two builds would be the same.
EPOCH = "315532800"


def is_chapter(app, name):
    return app.env.doc2path(name).endswith(".ipynb")


# ---- a copy -------------------------------------------------------------


def make_copy(app, name, neighbours):
    """Return a chapter as a notebook that needs no site.

    With neighbours, the other chapters lie beside it.
    """
    notebook = nbformat.read(app.env.doc2path(name), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = CITATION.sub(
                lambda found: cite(app, name, *found.groups()), cell.source
            )
            cell.source = LINK.sub(
                partial(move_link, app, name, neighbours), text
            )
    notebook.cells.append(text_cell("references", list_papers(app, name)))
    return notebook


def text_cell(id, source):
    return nbformat.v4.new_markdown_cell(source, id=id)


@cache  # for the second copy
def cite(app, name, kind, keys):
    """Return the words of a citation, as the site shows them."""
    domain = app.env.get_domain("cite")
    node = domain.resolve_xref(
        app.env, name, app.builder, kind, keys, None, None
    )
    return node.astext()


def move_link(app, name, neighbours, match):
    """Let a link lead to where a copy has its target, or be words."""
    text, target = match.groups()
    path, mark, anchor = target.partition("#")
    other = name
    if path:
        beside = posixpath.join(posixpath.dirname(name), path)
        other = posixpath.splitext(posixpath.normpath(beside))[0]
    if other not in app.env.found_docs:
        return match[0]
    if other == "references":
        return f"[{text}](#References)"
    if other == name or (neighbours and is_chapter(app, other)):
        # The site makes an anchor of a heading as GitHub does. Jupyter only
        # replaces its spaces by hyphens.
        slugs = app.env.metadata[other]["myst_slugs"]
        if anchor in slugs:
            anchor = slugs[anchor][2].replace(" ", "-")
        return f"[{text}]({path}{mark}{anchor})"
    if not app.config.html_baseurl:
        return text
    page = app.config.html_baseurl + app.builder.get_target_uri(other)
    return f"[{text}]({page}{mark}{anchor})"


class Backend(markdown.Backend):
    """pybtex's Markdown, without a backslash before every hyphen."""

    symbols = {"ndash": "–", "newblock": " ", "nbsp": " "}

    def format_str(self, text):
        return text

    def format_href(self, url, text, external=False):
        return f"[{text}]({url})"


def list_papers(app, name):
    """Return the papers that a chapter cites, as a section."""
    domain = app.env.get_domain("cite")
    cited = {
        target.key
        for reference in domain.citation_refs
        if reference.docname == name
        for target in reference.targets
    }
    papers = [
        citation.formatted_entry.text.render(Backend())
        for citation in domain.citations
        if citation.key in cited
    ]
    return "\n\n".join(["## References", *papers])


# ---- to download --------------------------------------------------------


def find_download(app, pagename, templatename, context, doctree):
    """Tell the template where the copy of a page's notebook lies."""
    if doctree is not None and is_chapter(app, pagename):
        context["download"] = context["pathto"](
            f"_sources/{pagename}.ipynb", resource=True
        )


def write_downloads(app, exception):
    """Write the wheel, and copies that say how to get it.

    They replace what Sphinx has put there, the notebooks as they are.
    """
    if exception is not None:
        return
    wheels = Path(app.outdir, "wheels")
    call(ROOT, "flit_core.wheel", "--outdir", wheels)
    (wheel,) = wheels.iterdir()
    for name in app.env.found_docs:
        if is_chapter(app, name):
            notebook = make_copy(app, name, neighbours=False)
            notebook.cells[:0] = explain(app, name, wheel.name)
            copy = Path(app.outdir, "_sources", f"{name}.ipynb")
            copy.write_text(
                nbformat.writes(notebook) + "\n", encoding="utf-8"
            )


def explain(app, name, wheel):
    """Return the cells that say what a downloaded chapter needs."""
    address = app.config.html_baseurl
    book = f"*{app.config.html_title}*, version {PROJECT['version']}"
    if address:
        book = f"[{book}]({address}{app.builder.get_target_uri(name)})"
    python = PROJECT["requires-python"].removeprefix(">=")
    needs = (
        f"This is a chapter of {book}. To run its code, you need Python "
        f"{python} or newer and the book's package"
    )
    if not address:
        return [text_cell("needs", needs + IN_WORDS + RUN)]
    what = f"{PROJECT['name']}[lab] @ {address}wheels/{wheel}"
    return [
        text_cell("needs", f"{needs}, which the next cell installs. {RUN}"),
        nbformat.v4.new_code_cell(
            f'%pip install -q "{what}"', id="install"
        ),
    ]


IN_WORDS = """. In the book's own folder, `python run.py lab` opens the \
chapters with all that they need. For a Python of your own, `python -m pip \
install "FOLDER[lab]"` installs the package, where `FOLDER` stands for the \
path of that folder. (What is called `activations` on PyPI is another \
package, by somebody else.) """
# JupyterLab shows neither sliders nor choices of a notebook from elsewhere.
RUN = "The question and the sliders work once their cells have been run."


def call(folder, module, *words):
    """Run a module of this Python in a folder, and say why it failed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise ExtensionError(f"{module} failed: {said}")


def setup(app):
    app.connect("html-page-context", find_download)
    # Before lite, which takes the wheel.
    app.connect("build-finished", write_downloads, priority=400)
