"""The directive {gallery}: a tile for every chapter, part by part.

_toc.yml gives the order, a notebook its title and its sentence in italics.
The package gives the picture of an activation, drawn anew at each build,
and its traits; that of another chapter is its first figure or explorer.
Parts fold. With gallery.js a reader chooses traits, and sees who has them.
"""

import io
import json
import re
from base64 import b64decode
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

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
        act = activation(Path(path).stem)
        drawing, alt = (
            first_picture(path) if act is None else thumbnail(act)
        )
        address = self.env.app.builder.get_relative_uri(
            self.env.docname, docname
        )
        link = nodes.reference("", title, refuri=address, internal=True)
        return nodes.list_item(
            "",
            nodes.image(uri=drawing, alt=alt),
            nodes.paragraph("", "", link),
            nodes.paragraph("", sentence),
            classes=traits(act),
        )


def raw(html):
    return nodes.raw("", html, format="html")


def opening(path):
    """Return the title of a notebook and its sentence in italics."""
    match = OPENING.match("".join(cells_of(path)[0]["source"]))
    if match is None:
        raise ExtensionError(
            f"gallery: {path} must begin with '# Title', then '*sentence*'"
        )
    return match["title"], " ".join(match["sentence"].split())


def cells_of(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))["cells"]


def activation(chapter):
    """Return an example of what a chapter is about, or None."""
    classes = {name.lower(): name for name in activations.__all__}
    name = classes.get(chapter.replace("_", ""))
    return name and getattr(activations, name).example()


# ---- traits -------------------------------------------------------------

# By the name of each, in the order of the page, whether an activation has
# it. shape is the act, or a function of one number that looks like it. A
# range begins with its ends, or is a set of values.
TRAITS = {
    "element-wise": lambda act, shape: act is shape,
    "along_an_axis": lambda act, shape: act is not shape,
    "smooth": lambda act, shape: not (shape.kinks or shape.jumps),
    "with_kinks": lambda act, shape: bool(shape.kinks),
    "with_jumps": lambda act, shape: bool(shape.jumps),
    "monotone": lambda act, shape: bool(getattr(act, "monotone", None)),
    "bounded": lambda act, shape: bool(np.isfinite([*act.range][:2]).all()),
    "learned": lambda act, shape: bool(act.learned),
    "random_in_training": lambda act, shape: act.is_random,
}


def traits(act):
    """Return the names of the traits of an activation, or of None."""
    if act is None:
        return []
    along = isinstance(act, AlongAxis)
    shape = Section(act, 0, others=1) if along else act
    return [name for name, has in TRAITS.items() if has(act, shape)]


# ---- thumbnails ---------------------------------------------------------


def first_picture(path):
    """Return a notebook's first figure or explorer: data URI, and alt."""
    for cell in cells_of(path):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            html = "".join(data.get("text/html", ""))
            if still := EXPLORER.search(html):
                return as_uri(b64decode(still[2])), unescape(still[1])
            if "image/svg+xml" in data:
                svg = "".join(data["image/svg+xml"])
                alt = cell["metadata"]["mystnb"]["image"]["alt"]
                return as_uri(svg.encode()), alt
    raise ExtensionError(
        f"gallery: {path} needs a figure or an explorer, to show on its "
        "tile, or a class of its name"
    )


EXPLORER = re.compile('<img alt="([^"]*)"[^>]* src="data:[^",]*,([^"]*)"')


def as_uri(svg):
    # Not in base64: a server makes it half as long as that.
    return "data:image/svg+xml," + quote(svg)


def thumbnail(act):
    """Draw an activation: return the picture as data URI, and its alt."""
    with plt.style.context(STYLE):
        figure = Figure(figsize=(3, 1.6))
        ax = figure.subplots()
        ax.set_axis_off()
        ax.axhline(0, color="0.7", linewidth=1, linestyle="-")
        alt = draw(ax, act)
        file = io.BytesIO()
        # Without date and version two builds are the same, byte for byte.
        figure.savefig(
            file, format="svg", metadata={"Date": None, "Creator": None}
        )
    return as_uri(file.getvalue()), alt


def draw(ax, act):
    """Draw an activation: as shares, or as a function of one number."""
    if gives_shares(act):
        scores = [0, 1, 2, 0.5]
        ax.bar(range(len(scores)), act(scores))
        return f"{act!r} of the scores {scores}: shares that add up to 1"
    along = isinstance(act, AlongAxis)
    act = Section(act, 0, others=1) if along else one_channel(act)
    x = grid(4)
    curve(ax, act, x, act.jumps, linewidth=3)
    ax.axvline(0, color="0.7", linewidth=1, linestyle="-")
    low, high = act(x).min(), act(x).max()
    return f"{act!r} from x = -4 to 4: values from {low:.2g} to {high:.2g}"


def setup(app):
    app.add_directive("gallery", Gallery)
