"""The directive {gallery}: a tile for every chapter, part by part.

_toc.yml gives the order, a notebook its title and its sentence in italics,
and the package the picture, drawn anew at each build, and the traits. Parts
fold. With gallery.js a reader chooses traits, and sees who has them.
"""

import base64
import io
import json
import re
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

import activations
from activations.base import AlongAxis
from activations.lab.plots import STYLE, curve, grid
from activations.lab.traits import Section, gives_shares, one_channel

SCRIPT = Path(__file__).with_name("gallery.js")

# A notebook begins with "# Title" and a paragraph in italics.
OPENING = re.compile(r"# (?P<title>.+)\n+\*(?P<sentence>[^*]+)\*(\n|$)")


# At most so many chapters are in sight at first: later parts are folded.
IN_SIGHT = 20

FILTER = """<fieldset class="traits" hidden>
<legend>Show only functions that are</legend>
{boxes}
<output></output>
</fieldset>"""
BOX = """<label><input type="checkbox" autocomplete="off" value="{name}">
{words}</label>"""


class Gallery(SphinxDirective):
    def run(self):
        self.env.note_dependency(str(self.config.external_toc_path))
        parts, found, count = [], set(), 0
        for tree in self.config.external_site_map.root.subtrees:
            tiles = self.tiles(tree)
            if tiles.children:
                count += len(tiles)
                opened = " open" if count <= IN_SIGHT else ""
                parts += [
                    raw(f'<details class="part"{opened}><summary><h3>'),
                    raw(f"{escape(tree.caption)}</h3></summary>"),
                    tiles,
                    raw("</details>"),
                ]
                found.update(*(tile["classes"] for tile in tiles))
        boxes = [
            BOX.format(name=name, words=name.replace("_", " "))
            for name in TRAITS
            if name in found
        ]
        script = SCRIPT.read_text(encoding="utf-8")
        return [
            raw(FILTER.format(boxes="\n".join(boxes))),
            *parts,
            raw(f"<script>\n{script}</script>"),
        ]

    def tiles(self, tree):
        tiles = nodes.bullet_list(classes=["gallery"])
        for file in tree.files():
            docname = file.removesuffix(".ipynb")
            path = self.env.doc2path(docname)
            if path.endswith(".ipynb"):
                tiles += self.tile(docname, path)
        return tiles

    def tile(self, docname, path):
        self.env.note_dependency(path)
        title, sentence = opening(path)
        chapter = docname.rpartition("/")[2]
        drawing, alt = thumbnail(chapter)
        address = self.env.app.builder.get_relative_uri(
            self.env.docname, docname
        )
        link = nodes.reference("", title, refuri=address, internal=True)
        return nodes.list_item(
            "",
            nodes.image(uri=drawing, alt=alt),
            nodes.paragraph("", "", link),
            nodes.paragraph("", sentence),
            classes=traits(chapter),
        )


def raw(html):
    return nodes.raw("", html, format="html")


def opening(path):
    """Return the title of a notebook and its sentence in italics."""
    with open(path, encoding="utf-8") as file:
        first = "".join(json.load(file)["cells"][0]["source"])
    match = OPENING.match(first)
    if match is None:
        raise ExtensionError(
            f"gallery: {path} must begin with '# Title', then '*sentence*'"
        )
    return match["title"], " ".join(match["sentence"].split())


# ---- traits -------------------------------------------------------------

# By the name of each, in the order of the page, whether an activation has
# it. shape is the act, or a function of one number that looks like it.
TRAITS = {
    "element-wise": lambda act, shape: act is shape,
    "along_an_axis": lambda act, shape: act is not shape,
    "smooth": lambda act, shape: not (shape.kinks or shape.jumps),
    "with_kinks": lambda act, shape: bool(shape.kinks),
    "with_jumps": lambda act, shape: bool(shape.jumps),
    "monotone": lambda act, shape: bool(getattr(act, "monotone", None)),
    "bounded": lambda act, shape: bool(np.isfinite(extremes(act)).all()),
    "learned": lambda act, shape: bool(act.learned),
    "random_in_training": lambda act, shape: act.is_random,
}


def extremes(act):
    """Return the lowest and the highest value of an activation."""
    values = act.range
    if isinstance(values, frozenset):
        return min(values), max(values)
    return values.low, values.high


def traits(chapter):
    """Return the names of the traits of what a chapter is about."""
    if chapter in PICTURES:
        return []
    act = activation(chapter)
    along = isinstance(act, AlongAxis)
    shape = Section(act, 0, others=1) if along else act
    return [name for name, has in TRAITS.items() if has(act, shape)]


# ---- thumbnails ---------------------------------------------------------


def thumbnail(chapter):
    """Draw the picture of a chapter: return it as data URI, and its alt."""
    with plt.style.context(STYLE):
        figure = Figure(figsize=(3, 1.6))
        ax = figure.subplots()
        ax.set_axis_off()
        ax.axhline(0, color="0.7", linewidth=1, linestyle="-")
        alt = PICTURES.get(chapter, draw_activation)(ax, chapter)
        file = io.BytesIO()
        # Without date and version two builds are the same, byte for byte.
        figure.savefig(
            file, format="svg", metadata={"Date": None, "Creator": None}
        )
    encoded = base64.b64encode(file.getvalue()).decode()
    return "data:image/svg+xml;base64," + encoded, alt


def draw_activation(ax, chapter):
    """Draw an activation: as shares, or as a function of one number."""
    act = activation(chapter)
    if gives_shares(act):
        return draw_shares(ax, act)
    if isinstance(act, AlongAxis):
        return draw_function(ax, Section(act, 0, others=1))
    return draw_function(ax, one_channel(act))


def draw_function(ax, act):
    x = grid(4)
    curve(ax, act, x, act.jumps, linewidth=3)
    ax.axvline(0, color="0.7", linewidth=1, linestyle="-")
    low, high = act(x).min(), act(x).max()
    return f"{act!r} from x = -4 to 4: values from {low:.2g} to {high:.2g}"


def activation(chapter):
    """Return an example of the activation that a chapter is named after."""
    classes = {name.lower(): name for name in activations.__all__}
    name = classes.get(chapter.replace("_", ""))
    if name is None:
        raise ExtensionError(
            f"gallery: no class for the chapter '{chapter}': draw its "
            "thumbnail in website/extensions/gallery.py"
        )
    return getattr(activations, name).example()


def draw_shares(ax, act):
    scores = [0, 1, 2, 0.5]
    shares = act(scores)
    ax.bar(range(len(scores)), shares)
    return f"{act!r} of the scores {scores}: shares that add up to 1"


def draw_why_nonlinearity(ax, chapter):
    x = grid(np.pi)
    sine = np.sin(x)
    line = np.polyval(np.polyfit(x, sine, 1), x)
    # The best sum of a few hinges, each a ReLU that starts elsewhere.
    starts = np.linspace(-np.pi, np.pi, 7)[:-1]
    hinges = activations.ReLU()(x[:, np.newaxis] - starts)
    bent = hinges @ np.linalg.lstsq(hinges, sine, rcond=None)[0]
    ax.plot(x, sine, color="0.8", linestyle="-", linewidth=8)
    ax.plot(x, bent, color="C0", linestyle="-", linewidth=3)
    ax.plot(x, line, color="C1", linestyle="--")
    return "A sine, the best straight line through it, and a bent line"


PICTURES = {"why_nonlinearity": draw_why_nonlinearity}


def setup(app):
    app.add_directive("gallery", Gallery)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
