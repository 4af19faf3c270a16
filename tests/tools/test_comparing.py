"""The comparison of outputs: what must fail, and what may differ."""

import base64
import io

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_output
from PIL import Image

from tools import chapters, comparing
from tools.comparing import difference

NOTEBOOKS = chapters.notebooks()


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(np.uint8(pixels)).save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def text(content, name="stdout"):
    return new_output("stream", name=name, text=content)


def shown(**data):
    names = {"plain": "text/plain", "png": "image/png", "svg": "image/svg"}
    return new_output(
        "display_data", {names[key]: value for key, value in data.items()}
    )


def figure(pixels):
    return shown(plain="<Figure>", png=png(pixels))


@pytest.fixture
def drawing():
    """A short thin line on paper: 0.08 % of all pixels."""
    pixels = np.full((300, 700, 4), 255)
    pixels[100, 200:370] = (0, 0, 0, 255)
    return pixels


# --- Texts, order and number ---------------------------------------------


def test_the_same_outputs_do_not_differ(drawing):
    outputs = [text("a\nb\n"), figure(drawing)]
    assert difference(outputs, outputs) == ""
    assert difference([], []) == ""


def test_a_changed_text_is_shown_from_its_first_changed_line():
    said = difference([text("a\nb\nc\n")], [text("a\nB\nc\n")])
    assert said.startswith("stdout differs from line 2 on")
    assert "    b\n" in said
    assert "    B\n" in said


@pytest.mark.parametrize("new", ["a", "a\n\n", "a\nb\n", "", "a \n"])
def test_no_difference_in_a_text_is_too_small(new):
    assert difference([text("a\n")], [text(new)])


def test_text_and_figure_in_another_order_differ(drawing):
    one, other = text("a\n"), figure(drawing)
    said = difference([one, other], [other, one])
    assert "another order" in said
    assert "stored: stdout, display_data (image/png, text/plain)" in said


def test_two_texts_in_another_order_differ():
    one, other = shown(plain="a"), shown(plain="b")
    assert "text/plain differs" in difference([one, other], [other, one])


def test_a_missing_and_an_additional_output_differ(drawing):
    one, other = text("a\n"), figure(drawing)
    for less in ([], [one], [other]):
        assert "other outputs" in difference([one, other], less)
        assert "other outputs" in difference(less, [one, other])


def test_a_missing_and_an_additional_format_differ():
    both, one = shown(plain="a", svg="<svg/>"), shown(plain="a")
    assert "other outputs" in difference([both], [one])
    assert "other outputs" in difference([one], [both])


def test_the_kind_of_an_output_counts():
    result = new_output("execute_result", {"text/plain": "a"})
    assert "other outputs" in difference([shown(plain="a")], [result])
    assert "other outputs" in difference([text("a", "stderr")], [text("a")])


def test_metadata_and_formats_that_nbval_skips_are_compared():
    one, other = shown(plain="a"), shown(plain="a")
    other.metadata["needs_background"] = "light"
    assert "metadata differs" in difference([one], [other])
    jpegs = [new_output("display_data", {"image/jpeg": x}) for x in "ab"]
    assert "image/jpeg differs" in difference(jpegs[:1], jpegs[1:])


# --- Pictures ------------------------------------------------------------


def test_a_thin_line_that_has_moved_differs(drawing):
    # Of all pixels, 0.16 % are off: of the drawn ones, all.
    moved = np.roll(drawing, 2, axis=0)
    said = difference([figure(drawing)], [figure(moved)])
    assert said.startswith("image/png differs: 100.0% of its drawn pixels")


def test_another_size_differs(drawing):
    said = difference([figure(drawing)], [figure(drawing[:, :-1])])
    assert "700 x 300 pixels are stored, now it is 699 x 300" in said


def test_a_little_rounding_does_not_differ(drawing):
    rounded = np.clip(drawing + 16, 0, 255)
    assert difference([figure(drawing)], [figure(rounded)]) == ""


@pytest.mark.parametrize("channel", range(4))
def test_each_channel_counts(drawing, channel):
    changed = drawing.copy()
    changed[..., channel] = np.where(changed[..., channel] > 127, 238, 17)
    assert "differs" in difference([figure(drawing)], [figure(changed)])


def test_one_pixel_of_two_hundred_may_be_off_and_no_more():
    before = np.full((50, 50, 4), 255)
    before[:20, 1:21] = 0
    after = before.copy()
    after[0, 1:3] = 100
    assert difference([figure(before)], [figure(after)]) == ""
    after[0, 3] = 100
    assert "0.8%" in difference([figure(before)], [figure(after)])


def test_blank_pictures_are_compared_too():
    blank = np.full((50, 50, 4), 255)
    assert difference([figure(blank)], [figure(blank)]) == ""
    assert "differs" in difference([figure(blank)], [figure(0 * blank)])


def pictures(path):
    return [
        comparing._pixels(output.data["image/png"])
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_figure_that_is_black_moved_or_swapped_fails(path):
    figures = pictures(path)
    black = np.array([0, 0, 0, 255]).reshape(4, 1, 1)
    for this, other in zip(figures, figures[1:] + figures[:1], strict=True):
        wrong = [np.broadcast_to(black, this.shape), 0 * this]
        wrong += [
            np.roll(this, move, axis=(1, 2)) for move in ((0, 2), (2, 0))
        ]
        if other is not this and other.shape == this.shape:
            wrong.append(other)
        for pixels in wrong:
            # Not even close: four times what would be enough.
            assert comparing._share_off(this, pixels) > 4 * comparing.SHARE
