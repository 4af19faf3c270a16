"""An explorer of states, for the tests of it and of all explorers."""

import itertools

import numpy as np
from matplotlib.figure import Figure

from activations.lab import frames_explorer
from activations.lab.explorers.frames import UNIT

X = np.linspace(0, 3, 31)
RATES = [0.5, 1, 2]
FORMS = ["exponential", "slow"]
STATES = list(itertools.product(RATES, FORMS))


def decay(rate, form):
    """A line with a gap, a dot that may hide, and a line that stays."""
    y = np.exp(-rate * X) if form == "exponential" else 1 / (1 + rate * X)
    y[3] = np.nan
    dot = np.nan if rate == 2 else y[-1]
    said = f"At rate {rate}, {form}: {y[-1]:.4f} at the end."
    return {"curve": (X, y), "end": (3, dot), "still": (X, 0 * X + 1)}, said


def figure(scale="linear"):
    drawn = Figure(figsize=(5, 3))
    ax = drawn.subplots()
    ax.plot(X, X, gid="curve")
    ax.plot(0, 1, "o", color="C1", gid="end", markerfacecolor="white")
    ax.plot(X, X, color="0.7", gid="still")
    ax.set(xlim=(0, 3), ylim=(0.01, 2), yscale=scale, title="Decay")
    return drawn


def explore(frame=decay, drawn=None, **changed):
    given = {
        "sliders": {"rate": RATES, "form": FORMS},
        "start": {"rate": 1, "form": "exponential"},
        "title": "Decay",
        "alt": "A line that falls from 1 to 0.05, less and less steeply, a "
        "hollow dot at its end, and a grey line at 1.",
        "caption": "Blue: what is left.",
        **changed,
    }
    drawn = figure() if drawn is None else drawn
    return frames_explorer(drawn, frame=frame, **given)


def unpacked(steps):
    """The places that the steps lead to, in points."""
    held = [0 if step is None else step for step in steps]
    gap = np.array([step is None for step in steps])
    return np.where(gap, np.nan, UNIT * np.cumsum(held))


def places(shown, state, gid):
    data = shown.data
    first = 2 * data["moved"].index(gid)
    return [
        unpacked(data["arrays"][number])
        for number in data["moves"][state][first : first + 2]
    ]
