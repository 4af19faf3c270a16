"""Mathematics, set by KaTeX when the site is built.

A page then needs no script to show its formulas, but their style sheet,
which is in website/vendor and, with its fonts, part of the site; and a
script there to copy them as TeX, where a browser would copy every letter
twice, one a line.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

# Lets a wide formula scroll inside of what screen readers must not enter:
# book.css does so outside of it.
EXTENSION_STYLE = "_static/katex-math.css"
STYLES = {"_static/katex/katex.min.css", EXTENSION_STYLE}


def choose_files(app, pagename, templatename, context, doctree):
    """Leave KaTeX's style sheet and script to the pages with formulas."""
    formulas = (nodes.math, nodes.math_block)
    context["formulas"] = bool(
        doctree is not None and any(map(doctree.next_node, formulas))
    )
    if context["formulas"]:
        app.add_js_file("katex/copy-tex.min.js")
    unused = {EXTENSION_STYLE} if context["formulas"] else STYLES
    context["css_files"] = [
        css for css in context["css_files"] if css.filename not in unused
    ]


class KeepPunctuation(SphinxPostTransform):
    """Keep a full stop, or its like, on the line of the formula before it.

    A browser may break the line behind whatever KaTeX has set, unless it is
    told to break it nowhere; and within the formula, by <wbr>, to do so.
    """

    default_priority = 900

    def run(self, **kwargs):
        for formula in list(self.document.findall(nodes.math)):
            text = formula.next_node(descend=False, siblings=True)
            if not isinstance(text, nodes.Text):
                continue
            mark = MARK.match(text)
            if mark is None:
                continue
            parent = formula.parent
            place = parent.index(formula)
            glued = nodes.inline("", "", classes=["glue"])
            rest = nodes.Text(text[mark.end() :])
            parent[place : place + 2] = [glued, rest]
            glued += [formula, nodes.Text(mark[0])]


MARK = re.compile(r"[.,;:!?)’”]+")


def setup(app):
    app.setup_extension("sphinxcontrib.katex")
    app.connect("html-page-context", choose_files)
    app.add_post_transform(KeepPunctuation)
