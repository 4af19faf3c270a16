"""Python in the browser: every chapter opens there, ready to run.

What the kernel is made of comes from another host, and the tests refuse it.
With Pyodide's core at hand they start it all the same, as far as that goes:

    npm pack pyodide@314.0.6 && tar xf pyodide-*.tgz
    PYODIDE=$PWD/package python -m pytest tests/site/test_lite.py
"""

import ast
import json
import os
import re
import sys
import time
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from browsing import Visit
from playwright.sync_api import expect

from tools.chapters import notebooks
from tools.processes import ROOT
from website.extensions import lite as extension

CHAPTERS = [path.relative_to(ROOT).as_posix() for path in notebooks()]
ONE, ANOTHER = (
    "notebooks/activations/sigmoid.ipynb",
    "notebooks/foundations/one_neuron.ipynb",
)
BUTTON = "Run in the browser (fetches Python from the internet once)"
PYODIDE_EXTENSION = "@jupyterlite/pyodide-kernel-extension"


def chapter(name):
    return nbformat.read(ROOT / name, as_version=4)


@pytest.fixture(scope="module")
def lite(site):
    return site / "lite"


@pytest.fixture(scope="module")
def pyodide(lite):
    """Where the kernel finds Pyodide when nobody says otherwise."""
    schema = (
        lite
        / "extensions"
        / PYODIDE_EXTENSION
        / "static/schema/kernel.v0.schema.json"
    )
    content = json.loads(schema.read_text(encoding="utf-8"))
    return content["properties"]["pyodideUrl"]["default"]


@pytest.fixture(scope="module")
def packages(lite):
    """What the kernel loads while it starts: names, and the wheel."""
    text = (lite / "jupyter-lite.json").read_text(encoding="utf-8")
    plugins = json.loads(text)["jupyter-config-data"]["litePluginSettings"]
    return plugins[f"{PYODIDE_EXTENSION}:kernel"]["loadPyodideOptions"][
        "packages"
    ]


# --- What is in it -------------------------------------------------------


def test_every_chapter_is_there_and_no_other(lite):
    files = lite / "files"
    there = [
        path.relative_to(files).as_posix() for path in files.rglob("*.*")
    ]
    assert sorted(there) == sorted(CHAPTERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_copy_is_what_a_server_would_send(lite, name):
    copy = json.loads((lite / "files" / name).read_text(encoding="utf-8"))
    assert copy["metadata"]["kernelspec"]["name"] == "python"
    assert all(cell["metadata"]["trusted"] for cell in copy["cells"])
    # As nbformat reads it: each text in one piece.
    for ours, theirs in zip(
        chapter(name).cells, copy["cells"], strict=False
    ):
        assert isinstance(theirs["source"], str)
        assert theirs.get("outputs") == ours.get("outputs")


def test_the_package_is_where_the_kernel_looks_for_it(lite, packages):
    (wheel,) = [name for name in packages if name.endswith(".whl")]
    workers = list(
        lite.glob(f"extensions/{PYODIDE_EXTENSION}/static/*.worker.*.js")
    )
    assert workers
    for worker in workers:  # which one, the server's headers decide
        path = (worker.parent / wheel).resolve()
        source = ROOT / "src"
        files = {
            path.relative_to(source).as_posix(): path.read_bytes()
            for path in (source / "activations").rglob("*.*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        with zipfile.ZipFile(path) as archive:
            there = {
                name: archive.read(name)
                for name in archive.namelist()
                if name.startswith("activations/")
            }
        assert there == files


def test_links_lead_to_apps_that_are_there(lite):
    text = (lite / "jupyter-lite.json").read_text(encoding="utf-8")
    start = json.loads(text)["jupyter-config-data"]["appUrl"]
    # A link to another chapter, and the app's logo, pass through "tree".
    for app in (start, "notebooks", "tree"):
        assert (lite / app / "index.html").exists(), app


def test_what_is_switched_off_still_asks_for_what_is_not_there(lite):
    text = (lite / "jupyter-lite.json").read_text(encoding="utf-8")
    page = json.loads(text)["jupyter-config-data"]
    code = "".join(
        path.read_text(encoding="utf-8") for path in lite.glob("build/*.js")
    )
    assert page["disabledExtensions"]
    assert all(name in code for name in page["disabledExtensions"])
    assert "static/favicons/favicon-notebook.ico" in code
    assert not (lite / "static" / "favicons").exists()


def test_no_file_is_so_old_that_a_browser_would_not_ask_again(lite):
    day_ago = time.time() - 86_400
    old = [p for p in lite.rglob("*") if p.stat().st_mtime < day_ago]
    assert not old, old[:5]


def imported():
    """The modules that the package and the chapters import by name."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src").rglob("*.py")
    ]
    for name in CHAPTERS:
        cells = chapter(name).cells
        texts += [cell.source for cell in cells if cell.cell_type == "code"]
    names = set()
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module)
    tops = {name.partition(".")[0] for name in names}
    return tops - set(sys.stdlib_module_names) - {"activations"}


def test_all_that_is_imported_is_loaded_with_the_kernel(packages):
    distributions = packages_distributions()
    needed = {distributions[name][0] for name in imported()}
    # The kernel brings IPython, and IPython this one.
    needed -= {"matplotlib-inline"}
    assert needed
    assert needed == {name for name in packages if ".whl" not in name}


def test_without_lite_there_is_neither_button_nor_folder(monkeypatch):
    connected = []
    app = SimpleNamespace(
        connect=lambda *event, **_: connected.append(event)
    )
    for setting in ("yes", "no"):
        monkeypatch.setenv("ACTIVATIONS_LITE", setting)
        connected.clear()
        extension.setup(app)
        assert bool(connected) == (setting == "yes")


# --- In a browser --------------------------------------------------------


@pytest.fixture(scope="module")
def press(browser, address, pyodide):
    """Press the button on a chapter's page: the visit, and the new tab.

    It stays open, for all that is looked at there: to start JupyterLite
    takes seconds.
    """
    pressed = {}

    def press_button(name):
        if name in pressed:
            return pressed[name]
        opened = Visit(browser, address)
        opened.turn_to("/" + name.replace(".ipynb", ".html"))
        opened.elsewhere.clear()
        opened.errors.clear()
        # Those of the new tab, from its first moment.
        opened.context.on(
            "weberror", lambda e: opened.errors.append(str(e.error))
        )
        opened.context.on("console", opened._console)
        button = opened.page.get_by_role("link", name=BUTTON, exact=True)
        with (
            # What a dialog about the kernel would hold up.
            opened.context.expect_event(
                "request", lambda request: request.url == pyodide
            ),
            opened.context.expect_page() as popup,
        ):
            button.click()
        pressed[name] = opened, popup.value
        return pressed[name]

    yield press_button
    for opened, _ in pressed.values():
        opened.context.close()


def words(output):
    """The first words of a stored output, before a formula or a fold."""
    data = output.get("data", {})
    text = output.get("text") or data.get("text/markdown")
    text = re.split(r"\$|<details>", text or data["text/plain"])[0]
    return re.findall(r"\w+", re.sub("<[^>]*>", "", text))[:20]


@pytest.mark.parametrize("name", [ONE, ANOTHER])
def test_the_button_opens_the_chapter_ready_to_run(press, pyodide, name):
    opened, page = press(name)
    cells = chapter(name).cells
    title = cells[0].source.partition("\n")[0].removeprefix("# ")
    heading = page.locator(".jp-RenderedMarkdown h1")
    heading.wait_for()  # longer than an expectation does
    expect(heading).to_contain_text(title)
    expect(page.locator(".jp-Toolbar-kernelName")).to_have_text(
        "Python (Pyodide)"
    )
    expect(page.get_by_text("Trusted", exact=True)).to_be_visible()
    assert page.locator(".jp-Dialog").count() == 0
    stored = next(cell.outputs[0] for cell in cells if cell.get("outputs"))
    shown = page.locator(".jp-OutputArea-output").first.inner_text()
    first = words(stored)
    assert first
    assert first == re.findall(r"\w+", shown)[: len(first)]
    assert not opened.missing, opened.missing
    # Of the other hosts it asks one, and of all errors only this is not ours.
    assert set(opened.elsewhere) == {pyodide}
    assert set(opened.errors) <= {pyodide}


def test_links_within_a_chapter_and_its_formulas_work_there(press):
    _, page = press(ONE)
    page.locator(".jp-RenderedMarkdown h1").wait_for()
    fold = page.locator(".jp-RenderedMarkdown details", has_text="0.21")
    fold.locator("summary").click()
    expect(fold.locator("mjx-container").first).to_be_visible()
    link = page.get_by_role("link", name="References", exact=True)
    link.click()
    heading = page.locator("h2", has_text="References")
    expect(heading).to_be_in_viewport()


def test_an_explorer_moves_there_before_a_cell_is_run(press):
    _, page = press(ONE)
    explorer = page.locator("activation-explorer")
    explorer.get_by_role("slider", name="weight").fill("-1.5")
    expect(explorer).to_contain_text("f(−3.000)")
    # Its address is JupyterLite's own.
    link = explorer.get_by_role("button", name="Link to this state")
    assert link.count() == 0


@pytest.fixture(scope="module")
def core(pyodide):
    """The folder with Pyodide's core, where somebody has fetched it."""
    if "PYODIDE" not in os.environ:
        pytest.skip("no Pyodide here: see the top of this file")
    folder = Path(os.environ["PYODIDE"])
    package = json.loads(
        (folder / "package.json").read_text(encoding="utf-8")
    )
    assert f"/v{package['version']}/" in pyodide, (
        "another version of Pyodide"
    )
    return folder


def test_the_kernel_fetches_the_package_and_what_it_imports(
    visit, address, core, pyodide, packages
):
    opened = visit("/index.html", new=True)
    asked, fetched = set(), {}

    def answer(route):
        file = core / route.request.url.rpartition("/")[2]
        asked.add(file.name)
        if file.exists():
            allow = {"Access-Control-Allow-Origin": "*"}
            route.fulfill(path=file, headers=allow)
        else:
            route.abort()

    opened.context.route(pyodide.rpartition("/")[0] + "/*", answer)
    opened.context.on(
        "response", lambda r: fetched.update({r.url: r.status})
    )
    lock = json.loads(
        (core / "pyodide-lock.json").read_text(encoding="utf-8")
    )
    needed, wheel = packages[:-1], packages[-1].rpartition("/")[2]
    wanted = {lock["packages"][name]["file_name"] for name in needed}
    opened.page.goto(f"/lite/notebooks/index.html?path={CHAPTERS[0]}")
    # The next thing it asks for, when it has tried to load all these.
    micropip = lock["packages"]["micropip"]["file_name"]
    opened.context.wait_for_event(
        "request", lambda request: request.url.endswith(micropip)
    )
    assert not opened.missing, opened.missing
    assert wanted <= asked
    assert fetched[f"{address}/wheels/{wheel}"] == 200
