"""What every page says of itself, and what the theme needs told.

Each function has in its first line what it changes; the reason follows.
"""

import os
import re
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import HideInputCells
from sphinx.transforms.post_transforms import SphinxPostTransform

from website.extensions.copies import PROJECT
from website.extensions.gallery import opening

# The width and height of an SVG by matplotlib, in points.
SIZE = re.compile(rb'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"')


def describe(app, pagename, templatename, context, doctree):
    """Give the page a description, for search engines and link previews.

    It is a chapter's sentence in italics, with the other names of its
    function, and another page's first paragraph.
    """
    description = context["docstitle"]
    if doctree is not None:
        path = app.env.doc2path(pagename)
        texts = [
            " ".join(paragraph.astext().split())
            for paragraph in doctree.findall(nodes.paragraph)
        ]
        if path.endswith(".ipynb"):
            names = [t for t in texts if t.startswith("Other names: ")]
            description = " ".join([opening(path)[1], *names])
        elif texts:
            description = texts[0]
    context["description"] = description
    context["release"] = PROJECT["version"]


def spell_otherwise(app, doctree, docname):
    """Let a search for nonlinearity find non-linearity.

    And one for normalization find normalisation. The index of the search
    takes what a hyphen joins for two words. It has a page's keywords too.
    """
    texts = doctree.findall(
        lambda node: isinstance(node, (nodes.paragraph, nodes.title))
    )
    words = {
        word.lower()
        for text in texts
        for word in WORD.findall(text.astext())
    }
    spelt = {word.replace("-", "") for word in words if "-" in word}
    spelt |= {
        found[1] + {"s": "z", "z": "s"}[found[2]] + found[3]
        for found in map(IZE.fullmatch, words)
        if found
    }
    if spelt:
        content = ", ".join(sorted(spelt))
        doctree += nodes.meta(name="keywords", content=content)


WORD = re.compile(r"\b[A-Za-z]+(?:-[A-Za-z]+)*\b")
IZE = re.compile(r"([a-z]{4,}i)([sz])(e[drs]?|ers|ing|ations?)")


def choose_buttons(app, pagename, templatename, context, doctree):
    """Show the header's links one by one, and of the rest nothing.

    The theme hides them in menus that open with Bootstrap's script alone.
    A notebook can be downloaded by a link in website/templates/layout.html.
    What an icon does is its text too, or its name would be a character of
    the icons' font.
    """
    context["header_buttons"] = [
        {**link, "text": link["tooltip"]}
        for button in context["header_buttons"]
        for link in button.get("buttons", [button])
        if link["type"] == "link" and link["text"] not in (".ipynb", ".md")
    ]


def break_at_words(app, pagename, templatename, context, doctree):
    """Let a long name in code break at its words, and no number at all.

    A browser would break keras.layers.LeakyReLU at any letter, or nowhere,
    and 1.2e-7 behind its hyphen.
    """
    if doctree is not None:
        body = NAMES.sub(
            lambda name: JOINT.sub(r"\g<0><wbr>", name[0]), context["body"]
        )
        context["body"] = NUMBER.sub(r'<p class="number">\1', body)


NAMES = re.compile(r'<span class="pre">[^<]+')
JOINT = re.compile(r"(?<=[a-zA-Z])[._=(](?=[\w-]{2})")
NUMBER = re.compile(r"<p>([\d.]+e-\d+</p>)")


def visit_image(translator, node):
    """State the size of a figure, so that nothing moves when it arrives."""
    path = Path(translator.builder.srcdir, node["uri"])
    type(translator).visit_image(translator, node)
    if path.suffix == ".svg" and (size := SIZE.search(path.read_bytes())):
        width, height = (
            round(float(side) * 4 / 3) for side in size.groups()
        )
        translator.body[-1] = translator.body[-1].replace(
            "<img ", f'<img width="{width}" height="{height}" ', 1
        )


class MoveCodeOfQuestions(SphinxPostTransform):
    """Put the folded code of a question after it: it tells the answer."""

    default_priority = HideInputCells.default_priority + 1
    formats = ("html",)

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            if (
                cell.get("nb_element") == "cell_code"
                and '<div class="predict">' in cell.astext()
            ):
                cell.append(cell.pop(0))


def setup(app):
    if "ACTIVATIONS_FEW" in os.environ:  # links to the others are dead
        app.config.suppress_warnings.append("myst.xref_missing")
    # After the theme, which prepares its buttons before 502.
    app.connect("doctree-resolved", spell_otherwise)
    app.connect("html-page-context", describe, priority=502)
    app.connect("html-page-context", choose_buttons, priority=502)
    app.connect("html-page-context", break_at_words)
    app.add_post_transform(MoveCodeOfQuestions)
    app.add_node(nodes.image, True, html=(visit_image, None))
