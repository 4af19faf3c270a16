"""What all explorers are made of: an element, its figure, its sliders."""

import base64
import html
import io
import json
import os
import re
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent

# With "no" in the environment, an explorer is data and picture, and who
# shows it brings its script and style sheet: so a script that is edited
# changes no output that is stored, and a page of the site loads it once.
SCRIPT = "ACTIVATIONS_EXPLORER_SCRIPT"

# All text and axes have one colour, and all that is hollow: explorer.js
# turns them, and those of the curves, into colours of the page.
INK, PAPER = "#333333", "#fefefe"
LOOK = {
    "figure.dpi": 72,  # the unit of an SVG, so that places need no factor
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "xtick.bottom": False,  # the grid does without marks beside it
    "ytick.left": False,
}
WIDTH = 4.8  # inches: on a phone, its text is still large enough

# How far the slider of a weight goes, to either side of 0.
WEIGHT = 2


class Explorer:
    """A figure with named parts, and what explorer.js moves them by."""

    def __init__(self, title, alt, caption, figure, data):
        self.title, self.alt, self.caption = title, alt, caption
        self.image = svg(figure)
        # In CSS pixels, of which 96 are an inch.
        self.size = [round(96 * side) for side in figure.get_size_inches()]
        self.data = data
        if "panels" not in data:
            panels = [scales(ax) for ax in figure.axes]
            self.data = {**data, "panels": panels}

    def __repr__(self):
        return f"{self.title}: {self.alt}"

    def _repr_html_(self):
        # In Jupyter nothing else brings the script.
        return self.html(script=os.environ.get(SCRIPT) != "no")

    def html(self, script):
        """Return the element, with or without what makes it move."""
        image = base64.b64encode(self.image.encode()).decode()
        image = f"data:image/svg+xml;base64,{image}"
        data = json.dumps(self.data, separators=(",", ":"))
        data = data.replace("<", "\\u003c")  # no tag can begin in it
        title, alt = html.escape(self.title), html.escape(self.alt)
        width, height = self.size
        moving = ""
        if script:
            moving = (
                f"<style>\n{read('explorer.css')}</style>\n"
                f"<script>\n{compact(read('explorer.js'))}</script>\n"
            )
        # No figcaption: a figure that has one may have no role of its own.
        return f"""\
<activation-explorer>
<figure role="group" aria-label="{title}">
<img alt="{alt}" width="{width}" height="{height}" src="{image}">
<div class="caption">{html.escape(self.caption)}</div>
</figure>
<script type="application/json">{data}</script>
{moving}</activation-explorer>"""


def read(name):
    return (HERE / name).read_text(encoding="utf-8")


def compact(script):
    """Return a script without lines of comment, and without indentation.

    Every output in Jupyter has one, and these are a fifth of it.
    """
    return re.sub(r"^\s*(//.*)?\n?", "", script, flags=re.MULTILINE)


def svg(figure):
    """Return the figure as a file: the same bytes in every run."""
    file = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(file, format="svg", metadata=nothing)
    image = file.getvalue().decode()
    # HTML has no use for an XML prolog, nor a picture for a millionth of
    # a point: without them the file is half as large.
    image = image[image.index("<svg") :]
    image = re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", image)
    return re.sub(r"\s*\n\s*", " ", image)


def scales(ax):
    """Return how x and y become a place in the SVG: two scales and shifts.

    place = scale * x + shift; an SVG counts y from the top.
    """
    origin, unit = ax.transData.transform([(0, 0), (1, 1)])
    x_scale, y_scale = unit - origin
    height = ax.figure.bbox.height
    places = x_scale, origin[0], -y_scale, height - origin[1]
    return [round(float(place), 4) for place in places]


def slider(key, label, most, step, digits, value):
    """Return a slider from -most to most, which starts at value.

    Raises ValueError for a value that it can't reach.
    """
    if not abs(value) <= most:
        raise ValueError(
            f"explorer: {label} must start between {-most} and {most}, "
            f"got {value}"
        )
    return {
        "key": key,
        "label": label,
        "min": -most,
        "max": most,
        "step": step,
        "digits": digits,
        "value": value,
    }


def choice(key, label, names, value):
    """Return a slider over names, which starts at that number value."""
    return {
        "key": key,
        "label": label,
        "min": 0,
        "max": len(names) - 1,
        "step": 1,
        "names": names,
        "value": value,
    }


def names_of(values):
    """Return what a slider calls the values, or words, that it offers."""
    return [
        value if isinstance(value, str) else f"{value:g}"
        for value in values
    ]


def limits(*values):
    """Return the ends of an axis: those of the values, and some room."""
    low, high = np.min(values), np.max(values)
    room = (high - low) / 16 or 1
    return low - room, high + room
