"""Explorers: their script and style sheet, once for a page that has one.

The outputs of notebooks hold the data and the still picture alone. Both
files come from the package, as _config.yml says.
"""

from pathlib import Path

from docutils import nodes

FILES = {"_static/explorer.css", "_static/explorer.js"}

# JupyterLite shows outputs in a page of its own: with both files in it, an
# explorer moves before any cell is run.
LITE = """
<link rel="stylesheet" href="../../_static/explorer.css">
<script defer src="../../_static/explorer.js"></script>
</head>"""


def choose_files(app, pagename, templatename, context, doctree):
    """Leave script and style sheet to the pages with an explorer."""
    if doctree is not None and any(
        "<activation-explorer>" in node.astext()
        for node in doctree.findall(nodes.raw)
    ):
        return
    for kind in ("css_files", "script_files"):
        context[kind] = [
            file for file in context[kind] if file.filename not in FILES
        ]


def complete_lite(app, exception):
    """Let JupyterLite load them too, where it is part of the site."""
    page = Path(app.outdir, "lite", "notebooks", "index.html")
    if exception is None and page.exists():
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</head>", LITE, 1), encoding="utf-8")


def setup(app):
    app.connect("html-page-context", choose_files)
    # After website.extensions.lite has written the page.
    app.connect("build-finished", complete_lite, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
