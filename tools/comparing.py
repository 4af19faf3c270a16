"""Whether a cell's outputs are the stored ones: all of them, in order.

nbval pairs outputs by their kind, and nbclient merges all that is printed:
they see neither the order of outputs nor, as nbval, what it has no rule
for, such as a PNG.
"""

import base64
import copy
import io
import itertools

# FreeType and a processor's rounding blur an edge a little differently. A
# pixel is off if one of its channels is off by more than TOLERANCE of 255,
# and so many of the drawn pixels may be off. Of the drawn ones, because
# most of a figure is paper: a thin curve that has moved changes less than
# 0.5 % of all pixels.
TOLERANCE = 16
SHARE = 0.005

LINES = 5  # of a difference in a text, as many are shown


def difference(stored, new):
    """Say how the outputs of a cell differ from the stored; "" if not."""
    wanted, found = ([_kind(output) for output in o] for o in (stored, new))
    if wanted != found:
        return (
            "other outputs, or another order:\n"
            f"stored: {', '.join(wanted) or 'none'}\n"
            f"now:    {', '.join(found) or 'none'}"
        )
    said = []
    for old, now in zip(stored, new, strict=True):
        before, after = _parts(old), _parts(now)
        for name in before:
            compare = _pictures if name == "image/png" else _texts
            text = compare(before[name], after[name])
            said += [f"{name} {text}"] if text else []
    return "\n".join(said)


def merged(outputs):
    """The outputs, with the pieces of a stream that are neighbours as one.

    How a stream is cut varies from run to run. What stands between two of
    its pieces does not.
    """
    whole = []
    for output in outputs:
        last = whole[-1] if whole else {}
        name = output.get("name")  # which streams alone have
        if name and name == last.get("name"):
            last["text"] += output["text"]
        else:
            whole.append(copy.copy(output))
    return whole


def _kind(output):
    """What an output is: its type, and its stream or its formats."""
    if output["output_type"] == "stream":
        return output["name"]
    formats = sorted(output.get("data", {}))
    return f"{output['output_type']} ({', '.join(formats)})"


def _parts(output):
    """The content of an output by name."""
    if output["output_type"] == "stream":
        return {output["name"]: output["text"]}
    return {**output.get("data", {}), "metadata": output.get("metadata")}


def _texts(stored, new):
    """Say where two texts begin to differ; "" if they do not."""
    if stored == new:
        return ""
    before, after = str(stored).split("\n"), str(new).split("\n")
    pairs = itertools.zip_longest(before, after)
    start = next(i for i, (old, now) in enumerate(pairs) if old != now)
    shown = slice(start, start + LINES)
    return "\n".join(
        [f"differs from line {start + 1} on. Stored:"]
        + [f"    {line:.200}" for line in before[shown]]
        + ["Now:"]
        + [f"    {line:.200}" for line in after[shown]]
    )


def _pictures(stored, new):
    """Say how much two PNGs, in base64, differ; "" if hardly."""
    before, after = _pixels(stored), _pixels(new)
    if before.shape != after.shape:
        sizes = [f"{p.shape[2]} x {p.shape[1]}" for p in (before, after)]
        return "differs: {} pixels are stored, now it is {}".format(*sizes)
    share = _share_off(before, after)
    if share <= SHARE:
        return ""
    return (
        f"differs: {share:.1%} of its drawn pixels are off by more than "
        f"{TOLERANCE} of 255; {SHARE:.1%} may be"
    )


def _pixels(png):
    """The colours of a PNG's pixels: four channels, rows, columns."""
    import numpy as np
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    pixels = np.asarray(picture.convert("RGBA"), dtype=np.int16)
    # "Any channel" takes a quarter of the time where channels come first.
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 0))


def _share_off(before, after):
    """The share of the pixels drawn in either picture that are off."""
    paper = before[:, :1, :1]  # the colour of a corner
    drawn = _off(before, paper) | _off(after, paper)
    return _off(before, after).sum() / max(drawn.sum(), 1)


def _off(one, other):
    """Which pixels are off by more than the tolerance in any channel."""
    return (abs(one - other) > TOLERANCE).any(axis=0)
