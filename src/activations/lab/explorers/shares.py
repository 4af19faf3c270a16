"""The explorer of softmax: three scores, their shares, and the slopes."""

from matplotlib.figure import Figure

from activations.lab.explorers.drawing import (
    INK,
    WIDTH,
    Explorer,
    choice,
    limits,
    slider,
)
from activations.lab.explorers.tables import share_table

CLASSES = ["A", "B", "C"]
SCORES = [2.0, 1.0, 0.0]
TEMPERATURES = [0.5, 1, 2, 4]
MOST_SCORE, SCORE_STEP = 3, 0.5


def share_explorer(act):
    most = round(2 * MOST_SCORE / SCORE_STEP)
    panels = {
        "score": (SCORES, (-MOST_SCORE, 0, MOST_SCORE)),
        "share": (act(SCORES), (0, 0.5, 1)),
        "as A grows": (act.jacobian(SCORES)[:, 0], (-0.5, 0, 0.5)),
    }

    figure = Figure(figsize=(WIDTH, 2.8))
    axes = figure.subplots(1, 3)
    drawn = zip(axes, panels.items(), strict=True)
    for panel, (ax, (title, (heights, marks))) in enumerate(drawn):
        bars = ax.bar(range(3), heights, width=0.7, color="C0")
        for number, bar in enumerate(bars):
            bar.set_gid(f"bar-{panel}-{number}")
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set_title(title, gid=f"title-{panel}")
        ax.set(xlim=(-0.5, 2.5), ylim=limits(*marks), yticks=marks)
        ax.set_xticks(range(3), CLASSES)

    temperatures = [f"{T:g}" for T in TEMPERATURES]
    data = {
        "kind": "shares",
        "span": [-0.5, 2.5],
        "classes": CLASSES,
        "step": SCORE_STEP,
        "most": most,
        "tables": [
            share_table(act, most, SCORE_STEP, T) for T in TEMPERATURES
        ],
        "pointed": "class",
        "pointing": ["pointerdown"],
        "sliders": [
            *(
                slider(name, f"score {name}", MOST_SCORE, SCORE_STEP, 1, s)
                for name, s in zip(CLASSES, SCORES, strict=True)
            ),
            choice(
                "temperature",
                "temperature T",
                temperatures,
                TEMPERATURES.index(1),
            ),
            choice("class", "growing score", CLASSES, 0),
        ],
    }
    told = ", ".join(
        f"{name} {share:.2f}"
        for name, share in zip(CLASSES, act(SCORES), strict=True)
    )
    alt = (
        f"Three groups of bars for the classes A, B and C. Left, their "
        f"scores {SCORES}. In the middle, the shares: {told}. Right, how "
        "fast the shares change when the score of A grows: A gains what "
        "the two others lose."
    )
    caption = (
        "The scores, what softmax of scores / T makes of them, and how "
        "fast each share changes as one score grows: a column of the "
        "Jacobian."
    )
    return Explorer("Softmax of three scores", alt, caption, figure, data)
