"""What the pages of the built site weigh: `python run.py book` builds it.

    .venv/bin/python benchmarks/weight.py

Requests and kilobytes by kind, as they are and as a server sends them, by
gzip: of the front page, of a chapter on the first visit, and of the chapter
that one turns to from there, where what the first has loaded counts for
nothing. The browser is the system's Chromium.
"""

import functools
import gzip
import sys
import threading
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tools.processes import SITE, chromium
from tools.serving import Handler, Server

CHAPTERS = "notebooks/activations/"
VISITS = {
    "The front page": ["index.html"],
    "A chapter, first visit": [CHAPTERS + "sigmoid.html"],
    "The next chapter": [CHAPTERS + "step.html", CHAPTERS + "sigmoid.html"],
}


def file_of(address):
    """Return the path in the site of the file that a server sends."""
    path = unquote(urlsplit(address).path).lstrip("/")
    return path + "index.html" if path.endswith("/") or not path else path


def load(page, address):
    """Return what a page loads: by the path of each file its kind."""
    kinds = {}

    def note(request):
        if not request.url.startswith("data:"):
            kinds[file_of(request.url)] = request.resource_type

    page.on("request", note)
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.remove_listener("request", note)
    return kinds


@functools.cache
def size(path):
    """Return the bytes of a file, and how many a server sends."""
    body = path.read_bytes()
    # A font is compressed already: gzip would make it larger.
    return len(body), min(len(body), len(gzip.compress(body)))


def weigh(site, files, known=()):
    """Weigh what a page loads and what is not yet known.

    Returns by kind the number of requests, the bytes, and the bytes when
    compressed.
    """
    sums = defaultdict(lambda: [0, 0, 0])
    for path, kind in files.items():
        if path not in known:
            for key in (kind, "all"):
                for i, number in enumerate((1, *size(site / path))):
                    sums[key][i] += number
    return dict(sums)


def main():
    path = chromium()
    if path is None:
        sys.exit("weight.py: no Chromium or Chrome on the PATH")
    if not (SITE / "index.html").exists():
        sys.exit("weight.py: no site yet: python run.py book builds it")
    handler = functools.partial(Handler, directory=str(SITE))
    with (
        Server(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}/"
        browser = playwright.chromium.launch(executable_path=path)
        page = browser.new_page()
        for title, (file, *before) in VISITS.items():
            print(f"\n{title:<24}requests       kB     gzip")
            known = set().union(*(load(page, site + p) for p in before))
            sums = weigh(SITE, load(page, site + file), known)
            for kind, (count, raw, small) in sorted(
                sums.items(), key=lambda item: item[1][2]
            ):
                sizes = f"{raw / 1000:8.1f} {small / 1000:8.1f}"
                print(f"  {kind:<22}{count:8d} {sizes}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
