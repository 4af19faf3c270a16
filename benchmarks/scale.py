"""What a book of eighty chapters costs: the table of what it may cost.

    .venv/bin/python benchmarks/scale.py [site] [tests] [notebooks]

In a temporary folder it makes the book larger, by copies of class, test
and chapter of every activation in turn, so that light and heavy ones are as
frequent as they are. It builds the site and runs its tests, the unit tests,
and the notebooks: all three, or those that are named. Seconds are those on
the clock, and after a slash those that the processors worked: for two cores
that nobody else uses. Tests of names, widths and digests fail on a copy,
because its class keeps its name: of the unit tests the seconds count alone.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.weight import load, weigh
from tools.processes import KERNEL_ENV, PYTHON, ROOT, chromium
from tools.serving import Handler, Server

CHAPTERS = 80
PART = 12  # chapters at most

# ---- the large book -----------------------------------------------------


def make_book(book, chapters):
    """Copy the book, and its activations in turn until there are enough."""
    left_out = shutil.ignore_patterns(
        ".git", ".venv", "_build", "*_cache", "__pycache__", ".hypothesis"
    )
    shutil.copytree(ROOT, book, ignore=left_out)
    (book / ".venv").symlink_to(ROOT / ".venv")
    folder = book / "notebooks" / "activations"
    originals = sorted(path.stem for path in folder.glob("*.ipynb"))
    missing = chapters - len([*book.glob("notebooks/*/*.ipynb")])
    copies = []
    for number in range(missing):
        turn, which = divmod(number, len(originals))
        copies.append(copy(book, originals[which], turn + 2))
    with (book / "_toc.yml").open("a", encoding="utf-8") as toc:
        for start in range(0, missing, PART):
            toc.write(f"  - caption: Copies from {start + 1}\n")
            toc.write("    chapters:\n")
            for stem in copies[start : start + PART]:
                toc.write(f"      - file: notebooks/activations/{stem}\n")
    # The new names are longer than the old: a test looks at the layout.
    for words in (["check", "--fix"], ["format"]):
        run(book, "-m", "ruff", *words, "--quiet")


def copy(book, stem, number):
    """Copy an activation under a new name, by which the others call it.

    The class itself keeps its name, so that what the chapter has stored of
    it stays true.
    """
    package = book / "src" / "activations"
    source = (package / f"{stem}.py").read_text(encoding="utf-8")
    name = re.search(r"^class (\w+)", source, re.M)[1]
    new = f"{stem}_copy{number}"
    (package / f"{new}.py").write_text(source, encoding="utf-8")
    init = package / "__init__.py"
    text = init.read_text(encoding="utf-8").replace(
        "\n__all__ = [",
        f"from activations.{new} import {name} as {name}Copy{number}\n"
        f'\n__all__ = [\n    "{name}Copy{number}",',
    )
    init.write_text(text, encoding="utf-8")

    def renamed(text):
        """Let the name mean the copy where the text imports it."""
        return re.sub(
            rf"^(from activations import .*)\b{name}\b",
            rf"\1{name}Copy{number} as {name}",
            text,
            flags=re.M,
        )

    test = (book / "tests" / f"test_{stem}.py").read_text(encoding="utf-8")
    path = book / "tests" / f"test_{new}.py"
    path.write_text(renamed(test), encoding="utf-8")

    path = book / "notebooks" / "activations" / f"{stem}.ipynb"
    chapter = nbformat.read(path, as_version=4)
    title, rest = chapter.cells[0].source.split("\n", 1)
    chapter.cells[0].source = f"{title} {number}\n{rest}"
    for cell in chapter.cells:
        if cell.cell_type == "code":
            cell.source = renamed(cell.source)
    text = nbformat.writes(chapter) + "\n"
    path.with_stem(new).write_text(text, encoding="utf-8")
    return new


# ---- measuring ----------------------------------------------------------


def run(book, *words):
    """Run Python in a book; return seconds: by the clock, of processors."""
    env = {**os.environ, **KERNEL_ENV, "PYTHONPATH": str(book / "src")}
    python = book / PYTHON.relative_to(ROOT)
    start, before = time.monotonic(), busy()
    done = subprocess.run(
        [python, *words],
        cwd=book,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    seconds, spent = time.monotonic() - start, busy() - before
    if done.returncode:
        print(
            done.stdout[-300:] + f"\nFAILED: {' '.join(words)}", flush=True
        )
    return seconds, spent


def busy():
    """Seconds that the processors have worked, whoever asked them to: of
    those that a browser starts, not all are counted with their parent."""
    times = psutil.cpu_times()
    return times.user + times.system


def row(what, measured, may_cost):
    print(f"{what:<42} {measured:>16}   {may_cost}", flush=True)


def both(seconds):
    return "{:.1f} / {:.1f} s".format(*seconds)


PYTEST = ["-m", "pytest", "-q"]
BUILD = "import tools.building as b; exit(b.build(b.ROOT{}))"


def measure_site(small, book):
    """Measure builds, tests and pages of the site."""
    few, many = (len([*b.glob("notebooks/*/*")]) for b in (small, book))
    first, then = (run(b, "-c", BUILD.format("")) for b in (small, book))
    row(f"build of the site, {few} chapters", both(first), "")
    row(f"build of the site, {many} chapters", both(then), "")
    each = [
        (b - a) / (many - few) for a, b in zip(first, then, strict=True)
    ]
    row(
        "build, a chapter more", "{:.2f} / {:.2f} s".format(*each), "0.25 s"
    )
    site = book / "_build" / "html"
    measure_pages(site)
    made = [*site.glob("*.html"), *site.glob("notebooks/*/*.html")]
    tests = run(book, *PYTEST, "-n2", "--dist=loadfile", "tests/site")
    may_cost = f"60 + 1.5 a page: {60 + 1.5 * len(made):.0f} s"
    row(f"tests of the site, {len(made)} pages", both(tests), may_cost)


def measure_pages(site):
    """Measure the front page, the sidebar, and what a chapter weighs."""
    handler = functools.partial(Handler, directory=str(site))
    chapters = sorted(site.glob("notebooks/*/*.html"))
    with (
        Server(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        browser = playwright.chromium.launch(executable_path=chromium())
        for width in (1280, 390):
            page = browser.new_page(
                viewport={"width": width, "height": 844}
            )
            page.goto(address)
            tall = page.evaluate("document.documentElement.scrollHeight")
            row(f"front page at {width} pixels", f"{tall} px tall", "")
        page = browser.new_page(viewport={"width": 1280, "height": 844})
        weights, hidden = [], []
        for path in chapters:
            name = path.relative_to(site).as_posix()
            files = load(page, address + name)
            weights.append(weigh(site, files)["all"][2] / 1000)
            entry = page.locator(".bd-sidebar-primary .current").last
            box = entry.bounding_box()
            if box is None or not 0 <= box["y"] < 844:
                hidden.append(name)
        browser.close()
        server.shutdown()
    row("a chapter, first visit, gzip", f"{max(weights):.0f} kB", "200 kB")
    pages = [path.stat().st_size / 1000 for path in chapters]
    row("a chapter's own file", f"{max(pages):.0f} kB", "")
    row("chapters out of sight in the sidebar", str(len(hidden)), "0")
    index = (site / "searchindex.js").stat().st_size
    row("search index", f"{index / 1000:.0f} kB", "")
    bytes = sum(p.stat().st_size for p in site.rglob("*") if p.is_file())
    row("the whole site", f"{bytes / 1e6:.0f} MB", "")


def measure_tests(small, book):
    # A chapter of its own would pass, and cost no traceback.
    words = ["-n2", "--dist=worksteal", "--tb=no", "--ignore=tests/site"]
    seconds = run(book, *PYTEST, *words)
    row("unit tests", both(seconds), "60 s")


def measure_notebooks(small, book):
    words = ["--nbval", "-n2", "--dist=loadfile", "notebooks"]
    seconds = run(book, *PYTEST, *words)
    row("notebooks", both(seconds), "")
    each = seconds[1] / len([*book.glob("notebooks/*/*.ipynb")])
    row("notebooks, a chapter", f"{each:.1f} s", "6 s of processor time")


MEASURES = {
    "site": measure_site,
    "tests": measure_tests,
    "notebooks": measure_notebooks,
}


def main(names):
    unknown = set(names) - set(MEASURES)
    if unknown:
        sys.exit(
            f"scale.py: no part '{unknown.pop()}': {', '.join(MEASURES)}"
        )
    with tempfile.TemporaryDirectory() as folder:
        small, book = Path(folder, "small"), Path(folder, "large")
        make_book(small, 0)
        make_book(book, CHAPTERS)
        row("", "measured", "may cost")
        for name in names or MEASURES:
            MEASURES[name](small, book)


if __name__ == "__main__":
    main(sys.argv[1:])
