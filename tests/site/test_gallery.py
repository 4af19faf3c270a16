"""The front page's gallery: what its pictures show, and its tiles."""

import importlib
import os
import subprocess
import sys
from urllib.parse import unquote

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)
from sphinx.errors import ExtensionError

import activations
from activations.lab import explorer
from tools.processes import ROOT
from website.extensions import gallery


def drawn(act):
    ax = Figure().subplots()
    return ax, gallery.draw(ax, act)


def notebook(path, text, *outputs):
    """Write a notebook of a text and of a cell with these outputs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [new_markdown_cell(text)]
    if outputs:
        outputs = [
            new_output("display_data", data=data) for data in outputs
        ]
        metadata = {"mystnb": {"image": {"alt": "A figure."}}}
        cells += [new_code_cell(outputs=outputs, metadata=metadata)]
    nbformat.write(new_notebook(cells=cells), path)
    return str(path)


@pytest.mark.parametrize("name", activations.__all__)
def test_every_class_has_a_picture_that_is_the_same_each_time(name):
    act = gallery.activation(name.lower())
    assert type(act) is getattr(activations, name)
    uri, alt = gallery.thumbnail(act)
    assert (uri, alt) == gallery.thumbnail(act)
    assert repr(act) in alt
    svg = unquote(uri.removeprefix("data:image/svg+xml,"))
    assert "<svg" in svg
    assert "<dc:date>" not in svg


def test_the_slope_of_leaky_relu_is_large_enough_to_be_seen():
    assert gallery.activation("leaky_relu").negative_slope == 0.2


FIGURE = {"image/svg+xml": "<svg>figure</svg>", "image/png": "AA=="}
MOVING = {"text/html": explorer(activations.Tanh()).html(script=False)}
TABLE = {"text/html": "<table></table>", "text/plain": "a table"}


def test_the_picture_of_another_chapter_is_its_first_figure_or_explorer(
    tmp_path,
):
    path = tmp_path / "depth.ipynb"
    uri, alt = gallery.first_picture(
        notebook(path, "", TABLE, FIGURE, MOVING)
    )
    assert unquote(uri.partition(",")[2]) == "<svg>figure</svg>"
    assert alt == "A figure."
    uri, alt = gallery.first_picture(notebook(path, "", MOVING, FIGURE))
    assert "<svg" in unquote(uri.partition(",")[2])
    assert alt.startswith("Above, Tanh() from x")


def test_a_chapter_with_neither_is_named(tmp_path):
    path = notebook(tmp_path / "depth.ipynb", "", TABLE)
    with pytest.raises(
        ExtensionError, match="depth.ipynb needs a figure or"
    ):
        gallery.first_picture(path)


def test_a_step_is_drawn_as_a_jump():
    ax, _ = drawn(activations.Step())
    (curve,) = [line for line in ax.lines if len(line.get_xdata()) > 100]
    x, y = curve.get_data()
    gap = np.flatnonzero(np.isnan(y))
    assert list(np.round(x[gap - 1])) == [0]
    assert set(y[: gap[0]]) == {0}
    assert set(y[gap[0] + 1 :]) == {1}


def test_the_picture_tells_its_values_to_those_who_cannot_see_it():
    _, alt = drawn(activations.Tanh())
    assert alt == "Tanh() from x = -4 to 4: values from -1 to 1"


def test_the_bars_of_softmax_are_shares_and_the_largest_score_gets_most():
    ax, _ = drawn(activations.Softmax())
    shares = [bar.get_height() for bar in ax.patches]
    assert sum(shares) == pytest.approx(1)
    assert int(np.argmax(shares)) == 2


PROBES = sorted(
    path.stem for path in (ROOT / "tests/probes").glob("[!_]*.py")
)


@pytest.mark.parametrize("name", PROBES)
def test_a_modern_function_has_a_picture_and_traits_too(name):
    module = importlib.import_module(f"probes.{name}")
    [cls] = [
        value
        for value in vars(module).values()
        if getattr(value, "__module__", "") == module.__name__
        and isinstance(value, type)
    ]
    uri, alt = gallery.thumbnail(cls.example())
    assert cls.__name__ in alt
    assert (uri, alt) == gallery.thumbnail(cls.example())
    assert set(gallery.traits(cls.example())) <= set(gallery.TRAITS)


def test_a_notebook_gives_its_title_and_its_sentence(tmp_path):
    text = "# Leaky ReLU\n\n*ReLU silences. Leaky ReLU\nwhispers.*\n\n**Before:** *x*"
    path = notebook(tmp_path / "a.ipynb", text)
    assert gallery.opening(path) == (
        "Leaky ReLU",
        "ReLU silences. Leaky ReLU whispers.",
    )


@pytest.mark.parametrize(
    "text",
    ["# Tanh\n\nNo italics.", "# Tanh\n\n**Bold.**", "*Only italics.*"],
)
def test_a_notebook_without_them_is_named(tmp_path, text):
    path = notebook(tmp_path / "tanh.ipynb", text)
    with pytest.raises(ExtensionError, match="tanh.ipynb must begin with"):
        gallery.opening(path)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """The front page of a small book of three chapters and an appendix."""
    book = tmp_path_factory.mktemp("book")
    chapters = book / "chapters"
    notebook(chapters / "tanh.ipynb", "# Tanh\n\n*Centred.*")
    notebook(chapters / "relu.ipynb", "# ReLU\n\n*It passes or stops.*")
    notebook(chapters / "step.ipynb", "# Step\n\n*It jumps.*")
    files = {
        "conf.py": """
from website.extensions import gallery

gallery.IN_SIGHT = 2
extensions = ["myst_nb", "sphinx_external_toc", "website.extensions.gallery"]
""",
        "index.md": "# Book\n\n## Chapters\n\n```{gallery}\n```",
        "more.md": "# More",
        "_toc.yml": """
            root: index
            subtrees:
              - caption: Second things
                entries: [{file: chapters/tanh}, {file: chapters/relu.ipynb}]
              - caption: First & last things
                entries: [{file: chapters/step}]
              - caption: Appendix
                entries: [{file: more}]
            """,
    }
    for name, text in files.items():
        (book / name).write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-qWn", book, book / "site"],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return (book / "site" / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(front):
    return BeautifulSoup(front, "html.parser")


def test_the_table_of_contents_gives_the_order_of_the_tiles(page):
    links = page.select(".gallery > li a")
    assert [(a.text, a["href"]) for a in links] == [
        ("Tanh", "chapters/tanh.html"),
        ("ReLU", "chapters/relu.html"),
        ("Step", "chapters/step.html"),
    ]


def test_a_tile_shows_picture_title_and_sentence(page):
    tile = page.select(".gallery > li")[1]
    assert tile.img["src"].startswith("data:image/svg+xml,")
    assert tile.img["alt"].startswith("ReLU() from")
    assert [p.text for p in tile.select("p")] == [
        "ReLU",
        "It passes or stops.",
    ]


def test_parts_with_chapters_fold_and_only_the_first_are_open(page):
    parts = page.select("details.part")
    assert [(p.h3.text, p.has_attr("open")) for p in parts] == [
        ("Second things", True),
        ("First & last things", False),
    ]


def test_a_tile_has_the_traits_of_its_function(page):
    assert [tile["class"] for tile in page.select(".gallery > li")] == [
        ["element-wise", "smooth", "monotone", "bounded"],
        ["element-wise", "with_kinks", "monotone"],
        ["element-wise", "with_jumps", "monotone", "bounded"],
    ]
    assert gallery.traits(activations.Softmax()) == [
        "along_an_axis",
        "smooth",
        "bounded",
    ]
    assert gallery.traits(gallery.activation("depth")) == []


def test_only_traits_that_a_chapter_has_can_be_chosen(page):
    assert [box["value"] for box in page.select(".traits input")] == [
        "element-wise",
        "smooth",
        "with_kinks",
        "with_jumps",
        "monotone",
        "bounded",
    ]


def seen(opened):
    """The titles of the tiles that are in sight."""
    tiles = opened.locator(".gallery > li").locator("visible=true")
    return tiles.locator("a").all_inner_texts()


def test_ticked_traits_choose_the_tiles_and_unfold_their_parts(
    front, browser
):
    opened = browser.new_page()
    opened.set_content(front)
    assert seen(opened) == ["Tanh", "ReLU"]
    opened.get_by_label("bounded").check()
    assert seen(opened) == ["Tanh", "Step"]
    assert (
        opened.locator(".traits output").inner_text() == "2 of 3 chapters"
    )
    opened.get_by_label("smooth").check()
    assert seen(opened) == ["Tanh"]
    part = opened.locator("h3", has_text="First & last things")
    assert not part.is_visible()
    opened.get_by_label("bounded").uncheck()
    opened.get_by_label("smooth").uncheck()
    assert seen(opened) == ["Tanh", "ReLU"]
    assert part.is_visible()
    opened.close()


def test_a_part_stays_as_its_reader_folds_it(front, browser):
    opened = browser.new_page()
    opened.set_content(front)
    last = opened.locator("summary", has_text="First & last things")
    last.click()
    assert seen(opened) == ["Tanh", "ReLU", "Step"]
    opened.get_by_label("bounded").check()
    last.click()
    opened.get_by_label("monotone").check()
    assert seen(opened) == ["Tanh"]
    opened.get_by_label("bounded").uncheck()
    opened.get_by_label("monotone").uncheck()
    assert seen(opened) == ["Tanh", "ReLU", "Step"]
    opened.close()


def test_without_scripts_the_tiles_are_there_and_nothing_to_tick(
    front, browser
):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.set_content(front)
    assert seen(opened) == ["Tanh", "ReLU"]
    opened.locator("h3", has_text="First & last things").click()
    assert seen(opened) == ["Tanh", "ReLU", "Step"]
    assert not opened.locator(".traits").is_visible()
    context.close()
