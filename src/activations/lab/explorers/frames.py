"""The explorer of whatever Python can compute beforehand."""

import itertools
import math
import re
from numbers import Real
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text

from activations.checks import is_blank
from activations.lab.explorers.drawing import (
    INK,
    LOOK,
    PAPER,
    Explorer,
    choice,
    names_of,
    svg,
)
from activations.lab.explorers.tables import steps_of
from activations.lab.plots import STYLE

# Of an explorer without the script, which a page loads once for all.
MOST_BYTES = 60_000

# Places are stored as whole numbers of this, in points: a third of a pixel.
UNIT = 0.25

# How far outside of the picture a point is kept, in points: far enough for
# its line to leave the picture where it should.
FAR = 5000

# Those that explorer.js turns into colours of the page.
COLOURS = ["C0", "C1", "C2", "C3", "C4", "C5", "0.7", INK, PAPER]


@plt.style.context([STYLE, LOOK])
def frames_explorer(figure, sliders, start, frame, title, alt, caption):
    """Return a figure whose lines move from state to state.

    sliders are the values, or words, that each slider offers, by its name,
    and start is the one to begin with: {"rate": [0.1, 1]}, {"rate": 0.1}.
    For every combination, frame(rate=0.1) returns the points of the lines
    that move, by gid, and what is read out: {"loss": (x, y)}, "A sentence".

    figure is one of matplotlib, whose axes have their limits already. What
    moves in it was drawn by plot(..., gid="loss"): a line, in which nan or
    inf leaves a gap, or dots, of which nan hides one. Only the colours C0
    to C5 and "0.7" follow the page.

    Raises ValueError for what can't be shown so, and for more than 60 kB.
    """
    plt.close(figure)  # or a notebook would show it too, as it is
    figure.set_dpi(LOOK["figure.dpi"])
    texts = title, alt, caption
    if not all(isinstance(t, str) and not is_blank(t) for t in texts):
        _refuse("title, alt and caption must each say something")
    controls = _sliders(sliders, start)
    states = [
        dict(zip(sliders, values, strict=True))
        for values in itertools.product(*sliders.values())
    ]
    shown = [_frame(frame, state) for state in states]
    first = shown[states.index({name: start[name] for name in sliders})]
    artists = {gid: _artist(figure, gid) for gid in first[0]}
    for state, (points, _) in zip(states, shown, strict=True):
        _compare(points, first[0], artists, _told(state))

    for gid, artist in artists.items():
        artist.set_data(*first[0][gid])
    _follow_page(figure)
    _check_drawing(svg(figure), first[0], artists)
    figure.set_layout_engine("none")  # now each part has its place
    arrays, moves = _packed(artists, [points for points, _ in shown])
    _check_sliders(sliders, moves)
    data = {
        "kind": "frames",
        "panels": [[UNIT, 0, UNIT, 0]],
        "moved": list(artists),
        "arrays": arrays,
        "moves": moves,
        "said": [sentence for _, sentence in shown],
        "sliders": controls,
    }
    explorer = Explorer(title, alt, caption, figure, data)
    size = len(explorer.html(script=False).encode())
    if size > MOST_BYTES:
        _refuse(
            f"{len(states)} states make it {size / 1000:.1f} kB large, and "
            f"{MOST_BYTES / 1000:g} kB is the most: offer fewer values, or "
            "draw fewer points"
        )
    return explorer


def _refuse(reason):
    raise ValueError(f"frames_explorer: {reason}")


def _sliders(sliders, start):
    if not sliders or set(sliders) != set(start):
        _refuse(
            f"start must name each of the sliders {list(sliders)}, got "
            f"{list(start)}"
        )
    controls = []
    for name, values in sliders.items():
        if not all(map(_is_choice, values)):
            _refuse(
                f"{name} must offer finite numbers or words, got {values!r}"
            )
        names = names_of(values)
        if len(names) < 2 or len(set(names)) < len(names):
            _refuse(f"{name} needs several, different values, got {names}")
        if re.search("[,:]", "".join([name, *names])):
            _refuse(f"no comma or colon may be in a name, got {names}")
        if start[name] not in values:
            _refuse(f"{name} starts at {start[name]!r}, not in {names}")
        begin = list(values).index(start[name])
        controls.append(choice(name, name.replace("_", " "), names, begin))
    return controls


def _is_choice(value):
    if isinstance(value, str):
        return not is_blank(value)
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def _told(state):
    return ", ".join(f"{name} = {value}" for name, value in state.items())


def _frame(frame, state):
    """Return the points of a state, as arrays of numbers, and its words."""
    try:
        points, sentence = frame(**state)
        # Copies, since frame may fill the same array in every state.
        points = {
            gid: tuple(np.atleast_1d(np.array(p, float)) for p in (x, y))
            for gid, (x, y) in points.items()
        }
    except (TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            "frames_explorer: frame must return {gid: (x, y)} and a "
            f"sentence, not so at {_told(state)}: {error}"
        ) from error
    if not points or not isinstance(sentence, str) or is_blank(sentence):
        _refuse(f"no points, or no sentence, at {_told(state)}")
    for gid, (x, y) in points.items():
        if x.ndim != 1 or x.shape != y.shape:
            _refuse(
                f"x and y of '{gid}' must be as long as each other, got "
                f"{x.shape} and {y.shape} at {_told(state)}"
            )
    return points, sentence


def _artist(figure, gid):
    """Return the line or the dots of that name."""
    if not re.fullmatch(r"[A-Za-z][\w-]*", gid):
        _refuse(f"a gid is a letter, then letters and digits, got '{gid}'")
    lines = figure.findobj(Line2D)
    found = [line for line in lines if line.get_gid() == gid]
    if len(found) != 1:
        named = sorted({line.get_gid() for line in lines} - {None})
        _refuse(
            f"{len(found)} lines of the figure have the gid '{gid}', and "
            f"one must: those with a gid are {named}"
        )
    if _has_dots(found[0]) and found[0].get_linestyle() != "None":
        _refuse(f"'{gid}' is a line with dots: draw each of them alone")
    # The script draws straight lines from point to point.
    if found[0].axes.name != "rectilinear":
        _refuse(f"the axes of '{gid}' must be straight")
    if found[0].get_drawstyle() != "default":
        _refuse(f"'{gid}' must go straight from point to point")
    return found[0]


def _has_dots(artist):
    return artist.get_marker() not in ("None", "", " ", None)


def _compare(points, first, artists, told):
    if set(points) != set(first):
        _refuse(
            f"each state must move {sorted(first)}, got {sorted(points)} "
            f"at {told}"
        )
    for gid, (x, _) in points.items():
        if _has_dots(artists[gid]) and len(x) != len(first[gid][0]):
            _refuse(
                f"each state must have {len(first[gid][0])} dots '{gid}', "
                f"as at the start, got {len(x)} at {told}: nan hides one"
            )


def _follow_page(figure):
    """Give text and axes the colour that explorer.js makes the page's."""
    for text in figure.findobj(Text):
        if to_hex(text.get_color()) == "#000000":
            text.set_color(INK)
    for ax in figure.axes:
        ax.tick_params(
            which="both",
            length=0,
            color=INK,
            labelcolor=INK,
            grid_color=INK,
            grid_alpha=LOOK["grid.alpha"],
        )
        for spine in ax.spines.values():
            spine.set_edgecolor(INK)
    for line in figure.findobj(Line2D):
        if to_hex(line.get_markerfacecolor()) == "#ffffff":
            line.set_markerfacecolor(PAPER)


def _check_drawing(image, first, artists):
    """Raise ValueError where the script would find nothing to move."""
    colours = set(re.findall(r"#[0-9a-f]{6}\b", image))
    others = sorted(colours - {to_hex(colour) for colour in COLOURS})
    if others:
        _refuse(f"C0 to C5 and 0.7 are the colours to use, got {others}")
    drawn = {part.get("id"): part for part in ElementTree.XML(image).iter()}
    for gid, artist in artists.items():
        kind, wanted = "path", 1
        if _has_dots(artist):
            kind, wanted = "use", len(first[gid][0])
        parts = drawn[gid].iter(f"{{http://www.w3.org/2000/svg}}{kind}")
        if len(list(parts)) != wanted:
            _refuse(
                f"all of '{gid}' must be in the picture at the start, but "
                "for gaps in a line"
            )


def _packed(artists, shown):
    """Return all arrays, each once, and for each state which it needs."""
    numbers = {}
    moves = [
        [
            numbers.setdefault(array, len(numbers))
            for gid, artist in artists.items()
            for array in _places(artist, *points[gid])
        ]
        for points in shown
    ]
    return [list(array) for array in numbers], moves


def _check_sliders(sliders, moves):
    """Raise ValueError for a slider that moves nothing, wherever it is."""
    shape = *map(len, sliders.values()), -1
    for axis, name in enumerate(sliders):
        if not np.diff(np.reshape(moves, shape), axis=axis).any():
            _refuse(f"{name} moves nothing: all of its states look alike")


def _places(artist, x, y):
    """Return where x and y are in the SVG, which counts y from the top.

    In whole units, and as steps.
    """
    # A gap in y must be none in x, which many lines may share.
    points = np.column_stack([x, y])
    gaps = ~np.isfinite(points)
    places = artist.get_transform().transform(np.where(gaps, 1, points))
    places[:, 1] = artist.get_figure().bbox.height - places[:, 1]
    places = np.clip(places, -FAR, FAR) / UNIT
    places = np.where(gaps, np.nan, places)
    return [tuple(steps_of(column)) for column in places.T]
