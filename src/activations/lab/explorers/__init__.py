"""Figures to play with, in a page that has neither kernel nor server.

matplotlib draws the figure once, with named parts. A script (explorer.js)
moves these parts, by tables of values that Python computed. Where scripts
do not run, the figure stands still.
"""

from activations.lab.explorers.frames import frames_explorer
from activations.lab.explorers.single import explorer
from activations.lab.explorers.sums import sine_explorer

__all__ = ["explorer", "frames_explorer", "sine_explorer"]
