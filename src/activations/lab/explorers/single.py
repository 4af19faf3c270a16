"""The explorer of one activation, whatever its kind."""

import matplotlib.pyplot as plt

from activations.base import Activation, AlongAxis
from activations.lab.explorers.drawing import LOOK
from activations.lab.explorers.neurons import (
    PLACES,
    neuron_explorer,
    sections,
    variants,
)
from activations.lab.explorers.shares import share_explorer
from activations.lab.plots import STYLE
from activations.lab.traits import (
    Section,
    along_last,
    gives_shares,
    one_channel,
)


@plt.style.context([STYLE, LOOK])
def explorer(act, span=5, **values):
    """Return an interactive figure of an activation.

    An element-wise act is shown as the neuron f(wx + b), with its slope,
    for x from -span to span. values may name a parameter of act, and what a
    slider offers for it: explorer(Softplus(), beta=[0.5, 1, 2]).
    One that gives shares, such as softmax, is shown as bars: three scores,
    their shares, and the slopes. Of another along an axis, the first output
    is shown as one input moves.

    Raises TypeError for what is no activation, for a parameter that act
    does not have, or for more than one, and ValueError where the values
    lack that of act itself, or are not several.
    """
    if not isinstance(act, Activation):
        raise TypeError(f"explorer: act must be an activation, got {act!r}")
    if not isinstance(act, AlongAxis):
        act = one_channel(act)
        return neuron_explorer(act, span, *variants(act, values))
    if values:
        raise TypeError(
            f"explorer: {act!r} has no parameter to slide over, got "
            f"{', '.join(values)}"
        )
    if gives_shares(act):
        return share_explorer(along_last(act))
    return neuron_explorer(Section(act, *PLACES[0]), span, *sections(act))
