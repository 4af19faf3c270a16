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


def load(page, address):
    """Return what a page loads: by address its kind, and what it holds."""
    kinds = {}

    def note(request):
        kinds[request.url] = request.resource_type

    page.on("request", note)
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.remove_listener("request", note)
    return {
        address: (kind, page.request.get(address).body())
        for address, kind in kinds.items()
        if not address.startswith("data:")
    }


def weigh(files, known=()):
    """Weigh what a page loads and what is not yet known.

    Returns by kind the number of requests, the bytes, and the bytes when
    compressed.
    """
    sums = defaultdict(lambda: [0, 0, 0])
    for address, (kind, body) in files.items():
        if address not in known:
            # A font is compressed already: gzip would make it larger.
            small = min(len(body), len(gzip.compress(body)))
            for key in (kind, "all"):
                for i, number in enumerate((1, len(body), small)):
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
            sums = weigh(load(page, site + file), known)
            for kind, (count, raw, small) in sorted(
                sums.items(), key=lambda item: item[1][2]
            ):
                sizes = f"{raw / 1000:8.1f} {small / 1000:8.1f}"
                print(f"  {kind:<22}{count:8d} {sizes}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
