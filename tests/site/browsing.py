"""The site, served and read, and a page that a browser visits."""

import contextlib
import functools
import threading

from bs4 import BeautifulSoup

from tools.serving import Handler, Server


def read(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


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
        self.context = browser.new_context(base_url=address, **options)
        self.elsewhere, self.errors, self.missing = [], [], []
        self.context.route(
            lambda url: not url.startswith((address, "data:", "blob:")),
            self._refuse,
        )
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", self._console)
        self.page.on("response", self._response)

    def _refuse(self, route):
        self.elsewhere.append(route.request.url)
        route.abort()

    def _console(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def _response(self, response):
        if response.status >= 400:
            self.missing.append(response.url)
