"""The site, served and read, and a page that a browser visits."""

import contextlib
import functools
import re
import threading

from bs4 import BeautifulSoup

from benchmarks.weight import file_of
from tools.processes import ROOT
from tools.serving import Handler, Server

TOC = (ROOT / "_toc.yml").read_text(encoding="utf-8")
ENTRIES = re.findall(r"(?:root|file): (\S+)", TOC)
# The path of every page: a test for each, before there is a site.
PAGES = [f"{entry}.html" for entry in ENTRIES] + ["search.html", "404.html"]


def one_of_each_kind(paths):
    """The first path of each kind.

    The chapters of a folder are of a kind, and so are the pages of words
    beside them; the front page, the search and the 404 page are alone.
    """
    kinds = {}
    for path in paths:
        kind = path.rpartition("/")[0] or path
        if kind.removesuffix(".html") in ENTRIES[1:]:
            kind = "words"
        kinds.setdefault(kind, path)
    return list(kinds.values())


def read(path):
    """Parse a page, but for the colours of its code: half of its tags."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(
        r"<pre>.*?</pre>",
        lambda code: re.sub(r"</?span[^>]*>", "", code[0]),
        text,
        flags=re.DOTALL,
    )
    return BeautifulSoup(text, "html.parser")


@contextlib.contextmanager
def served(site):
    handler = functools.partial(Handler, directory=str(site))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page in a context of its own, and what went wrong on it."""

    def __init__(self, browser, address, **options):
        self.address = address
        self.context = browser.new_context(base_url=address, **options)
        self._forget()
        self.context.on("request", self._request)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", self._console)
        self.page.on("response", self._response)

    def look(self, width, theme, **media):
        """Set width and theme, and what else emulate_media can set."""
        plain = dict.fromkeys(
            ("media", "reduced_motion", "forced_colors"), "null"
        )
        self.page.emulate_media(**{**plain, "color_scheme": theme, **media})
        height = 844 if width < 600 else 800
        self.page.set_viewport_size({"width": width, "height": height})

    def leave(self):
        """Leave nothing behind for the next who opens a page here: no
        storage, and nothing that would be laid out again in another look."""
        self.context.clear_cookies()
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.evaluate("document.body.replaceChildren()")
        self.page.mouse.move(0, 0)

    def turn_to(self, path):
        """Open another page: what went wrong on the last is forgotten."""
        self._forget()
        self.page.goto(path)

    def _forget(self):
        self.elsewhere, self.errors, self.missing = [], [], []
        self.loaded = {}  # by its path, the kind of each file

    def _request(self, request):
        if request.url.startswith(self.address):
            self.loaded[file_of(request.url)] = request.resource_type
        elif not request.url.startswith(("data:", "blob:")):
            self.elsewhere.append(request.url)

    def _console(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def _response(self, response):
        if response.status >= 400:
            self.missing.append(response.url)
