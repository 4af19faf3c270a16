"""What the pages of the built site weigh: `python run.py book` builds it.

    .venv/bin/python benchmarks/weight.py

Requests and kilobytes by kind, as they are and as a server sends them
(compressed by gzip): of the front page, of a chapter on the first visit, and
of the chapter that one turns to from there, where what the first has loaded
counts for nothing. The browser is the system's Chromium.
"""

import functools
import gzip
import sys
import threading
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
import run

CHAPTERS = "notebooks/activations/"
VISITS = {
    "The front page": ["index.html"],
    "A chapter, first visit": [CHAPTERS + "sigmoid.html"],
    "The next chapter": [CHAPTERS + "sigmoid.html", CHAPTERS + "step.html"],
}


def load(context, address):
    """Return what a page loads: by address its kind, and what it holds."""
    page = context.new_page()
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    files = {
        response.url: (response.request.resource_type, response.body())
        for response in responses
        if not response.url.startswith("data:")
    }
    page.close()
    return files


def weigh(browser, addresses):
    """Weigh what the last page adds to those before it.

    Returns by kind the number of requests, the bytes, and the bytes when
    compressed.
    """
    context = browser.new_context()
    *before, last = (load(context, address) for address in addresses)
    context.close()
    seen = {address for files in before for address in files}
    sums = defaultdict(lambda: [0, 0, 0])
    for address, (kind, body) in last.items():
        if address not in seen:
            # A font is compressed already: gzip would make it larger.
            small = min(len(body), len(gzip.compress(body)))
            for key in (kind, "all"):
                for i, number in enumerate((1, len(body), small)):
                    sums[key][i] += number
    return dict(sums)


def main():
    handler = functools.partial(run.Handler, directory=str(run.SITE))
    with (
        run.Server(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}/"
        browser = playwright.chromium.launch(executable_path=run.chromium())
        for title, paths in VISITS.items():
            print(f"\n{title:<24}requests       kB     gzip")
            sums = weigh(browser, [site + path for path in paths])
            for kind, (count, raw, small) in sorted(
                sums.items(), key=lambda item: item[1][2]
            ):
                sizes = f"{raw / 1000:8.1f} {small / 1000:8.1f}"
                print(f"  {kind:<22}{count:8d} {sizes}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
