"""Explorers: their script and style sheet, once for a page that has one.

The outputs of notebooks hold the data and the still picture alone, and so
does what the directive {explorer} puts on a page without code. Both files
come from the package, as _config.yml says.
"""

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import activations
from activations.lab import explorer

FILES = {"_static/explorer.css", "_static/explorer.js"}

# JupyterLite shows outputs in a page of its own: with both files in it, an
# explorer moves before any cell is run. Without the icon, a browser asks
# for one that is not there.
LITE = """
<link rel="icon" href="../../_static/icon.svg">
<link rel="stylesheet" href="../../_static/explorer.css">
<script defer src="../../_static/explorer.js"></script>
</head>"""


# In its place, and not at the end as elsewhere: what moves on the first
# screen is there before what follows, or would push that down.
AT_ONCE = '<script src="{}_static/explorer.js" data-linked="yes"></script>'


class ShowExplorer(SphinxDirective):
    """The explorer of an activation: ```{explorer} Sigmoid."""

    required_arguments = 1

    def run(self):
        [name] = self.arguments
        if name not in activations.__all__:
            raise self.error(f"explorer: no activation {name!r}")
        act = getattr(activations, name).example()
        html = explorer(act).html(script=False)
        html += AT_ONCE.format("../" * self.env.docname.count("/"))
        return [nodes.raw("", html, format="html")]


def choose_files(app, pagename, templatename, context, doctree):
    """Leave script and style sheet to the pages with an explorer."""
    unused = FILES
    if doctree is not None:
        shown = "".join(n.astext() for n in doctree.findall(nodes.raw))
        if "<activation-explorer>" in shown:
            unused = {file for file in FILES if file in shown}
    for kind in ("css_files", "script_files"):
        context[kind] = [
            file for file in context[kind] if file.filename not in unused
        ]


def complete_lite(app, exception):
    """Let JupyterLite load them too, where it is part of the site."""
    page = Path(app.outdir, "lite", "notebooks", "index.html")
    if exception is None and page.exists():
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</head>", LITE, 1), encoding="utf-8")


def setup(app):
    app.add_directive("explorer", ShowExplorer)
    app.connect("html-page-context", choose_files)
    # After website.extensions.lite has written the page.
    app.connect("build-finished", complete_lite, priority=900)
