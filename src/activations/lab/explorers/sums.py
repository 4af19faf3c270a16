"""The explorer of a sum of neurons."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from activations.lab.data import sine
from activations.lab.explorers.drawing import (
    LOOK,
    WEIGHT,
    WIDTH,
    Explorer,
    choice,
    slider,
)
from activations.lab.explorers.tables import table
from activations.lab.losses import squared_error
from activations.lab.plots import STYLE

# How far the slider of a bias goes, to either side of 0: in a sum, it must
# bring a corner to either end.
BIAS = 4


@plt.style.context([STYLE, LOOK])
def sine_explorer(acts, units):
    """Return an interactive figure: a sum of neurons, to bend into a sine.

    Each of the units (w, b, v) adds v f(wx + b). acts are what a slider
    offers for f, by name, the first at the start: {"ReLU": ReLU()}.

    Raises ValueError where no slider reaches w, b or v.
    """
    x, y = (column[:, 0] for column in sine())
    line = np.polyval(np.polyfit(x, y, 1), x)
    line_error, _ = squared_error(line, y)
    act = next(iter(acts.values()))
    parts = [v * act(w * x + b) for w, b, v in units]
    error, _ = squared_error(np.sum(parts, axis=0), y)

    figure = Figure(figsize=(WIDTH, 3))
    ax = figure.subplots()
    ax.plot(x, y, color="0.7", linestyle="-", linewidth=6)
    ax.plot(x, line, color="C1", linestyle="--", linewidth=1.2)
    for number, part in enumerate(parts):
        (thin,) = ax.plot(x, part, color="C2", linestyle=":", linewidth=1)
        thin.set_gid(f"unit-{number}")
    ax.plot(x, sum(parts), color="C0", linestyle="-", gid="total")
    ax.set(xlabel="x", ylim=(-1.8, 1.8))

    reach = WEIGHT * np.pi + BIAS
    neurons = [f"{n + 1} of {len(units)}" for n in range(len(units))]
    data = {
        "kind": "sum",
        "span": [x[0], x[-1]],
        "tables": [table(f, -reach, reach) for f in acts.values()],
        "units": len(units),
        "x": x.round(6).tolist(),
        "wanted": y.round(6).tolist(),
        "straight": round(line_error, 6),
        "sliders": [
            choice("parameter", "activation f", list(acts), 0),
            choice("unit", "neuron", neurons, 0),
            *(
                {**s, "unit": number}
                for number, unit in enumerate(units)
                for s in unit_sliders(number + 1, *map(float, unit))
            ),
        ],
    }
    alt = (
        "A sine from -π to π, the best straight line through it, and a sum "
        f"of {len(units)} neurons with a mean squared error of {error:.4f}."
    )
    caption = (
        "Grey: the sine. Dashed: the best straight line through it. Blue: "
        "the sum of all v f(wx + b). Dotted: its terms, thick that of the "
        "chosen neuron."
    )
    return Explorer("A sum of neurons", alt, caption, figure, data)


def unit_sliders(number, w, b, v):
    """Return the sliders of a neuron, shown while it is the chosen one."""
    return [
        slider(f"w{number}", "its weight w", WEIGHT, 0.01, 2, w),
        slider(f"b{number}", "its bias b", BIAS, 0.01, 2, b),
        slider(f"v{number}", "its factor v", WEIGHT, 0.01, 2, v),
    ]
