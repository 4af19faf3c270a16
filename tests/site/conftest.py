"""The built website, and the browser that looks at it."""

import collections
import gc
import os
import time
from pathlib import Path

import pytest
from browsing import Visit, read, served
from playwright.sync_api import sync_playwright
from xdist.scheduler import LoadFileScheduling

from tools.building import build
from tools.chapters import notebooks
from tools.installation import try_lock
from tools.processes import chromium

# They parse all pages, which takes as long as to look at a few.
READERS = ("address", "copies", "mathematics", "search", "site", "theme")
READERS += ("unused",)


class PageScheduling(LoadFileScheduling):
    """Share out the tests: file by file, but the pages one by one.

    So neither process waits for the other at the end, and one of them
    alone parses the pages.
    """

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        if file.endswith("test_pages.py"):
            return nodeid
        name = Path(file).stem.removeprefix("test_")
        return "readers" if name in READERS else file


def pytest_xdist_make_scheduler(config, log):
    return PageScheduling(config, log)


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Where the site is built, and built again: in two fresh folders.

    After a build that failed, the next one in the same place forgets the
    warnings.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    return shared / "first", shared / "again"


def build_once(folder, patient):
    """Build the site, unless another process has, or is at it.

    One that is patient waits for it. Return the folder of its pages, and
    None while it is being built. With ACTIVATIONS_CHAPTER in the
    environment, it is the site of that chapter alone.
    """
    only = os.environ.get("ACTIVATIONS_CHAPTER")
    few = [path for path in notebooks() if path.stem == only]
    folder.mkdir(exist_ok=True)
    built = folder / "exit-code.txt"
    with (folder / "lock").open("w") as lock:
        while not try_lock(lock):
            if not patient:
                return None
            time.sleep(0.1)
        if not built.exists():
            code = build(folder, "-W", "-n", "--keep-going", chapters=few)
            built.write_text(str(code), encoding="utf-8")
    if built.read_text(encoding="utf-8") != "0":
        pytest.fail("the site has warnings: see above", pytrace=False)
    return folder / "_build" / "html"


@pytest.fixture(scope="session")
def site(folders):
    """The folder of the site's pages, built with warnings as errors.

    While one process builds it, another that needs it builds it again.
    """
    first, again = folders
    found = build_once(first, patient=False)
    if found is None:
        build_once(again, patient=False)
        found = build_once(first, patient=True)
    return found


@pytest.fixture(scope="session")
def again(folders):
    """The folder of the pages of a second build."""
    return build_once(folders[1], patient=True)


@pytest.fixture(scope="session")
def paths(site):
    """The path of every page of the book: index.html, notebooks/..."""
    return [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if {"_static", "lite"}.isdisjoint(path.relative_to(site).parts)
    ]


@pytest.fixture(scope="session")
def chapters(paths):
    return [path for path in paths if path.startswith("notebooks/")]


@pytest.fixture(scope="session")
def pages(site, paths):
    """What is on every page, by its path."""
    # All of it stays until the end. To look for garbage among it, again and
    # again, would take longer than to parse it.
    gc.disable()
    found = {path: read(site / path) for path in paths}
    gc.freeze()
    gc.enable()
    return found


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served, as `run.py serve` does it."""
    with served(site) as address:
        yield address


# Playwright could refuse each request to another host; but then the browser
# keeps no file for the next page, and opens it in twice the time.
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium: none is downloaded."""
    path = chromium()
    if path is None:
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail("no Chromium on this machine", pytrace=False)
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[NO_OTHER_HOST]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def idle():
    """The visits that are over, by their options.

    A page is opened there in a third of the time that a new context takes.
    """
    return collections.defaultdict(list)


@pytest.fixture
def visit(browser, address, idle):
    """Open a page: visit("/index.html", width=390, theme="dark").

    Further options are reduced_motion and forced_colors, and those of
    Playwright's new_context. With new=True it is a context of its own, for
    tests that change it: routes, rights, further pages.
    """
    visits = []

    def open_page(path, width=1280, theme="light", new=False, **options):
        media = {
            name: options.pop(name)
            for name in ("reduced_motion", "forced_colors")
            if name in options
        }
        options = {"has_touch": width < 600, **options}
        key = None if new else tuple(sorted(options.items()))
        opened = idle[key].pop() if idle[key] else None
        opened = opened or Visit(browser, address, **options)
        visits.append((key, opened))
        opened.look(width, theme, **media)
        opened.turn_to(path)
        return opened

    yield open_page
    for key, opened in visits:
        if key is None:
            opened.context.close()
        else:
            opened.leave()
            idle[key].append(opened)
