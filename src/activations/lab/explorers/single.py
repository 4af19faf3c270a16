"""The explorer of one activation, whatever its kind."""

import matplotlib.pyplot as plt

from activations.base import AlongAxis
from activations.lab.explorers.drawing import LOOK
from activations.lab.explorers.neurons import neuron_explorer, variants
from activations.lab.explorers.shares import share_explorer
from activations.lab.plots import STYLE


@plt.style.context([STYLE, LOOK])
def explorer(act, span=5, **values):
    """Return an interactive figure of an activation.

    An element-wise act is shown as the neuron f(wx + b), with its slope,
    for x from -span to span. values may name a parameter of act, and what a
    slider offers for it: explorer(Softplus(), beta=[0.5, 1, 2]).
    Softmax is shown as bars: three scores, their shares, and the slopes.

    Raises TypeError for a parameter that act does not have, or for more
    than one, and ValueError where the values lack that of act itself.
    """
    if isinstance(act, AlongAxis):
        if values:
            raise TypeError(
                f"explorer: {act!r} has no parameter to slide over, got "
                f"{', '.join(values)}"
            )
        return share_explorer(type(act)())
    return neuron_explorer(act, span, *variants(act, values))
