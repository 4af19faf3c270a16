"""The web server that shows the site to a browser on this machine."""

import functools
import http.server
import os
import re
import sys
from pathlib import Path

from tools.building import book
from tools.chapters import find_chapter
from tools.processes import ROOT, SITE


def serve(*options):
    status = book(*options)
    if status:
        return status
    handler = functools.partial(Handler, directory=str(SITE))
    try:
        server = Server(("127.0.0.1", 8000), handler)
    except OSError:  # 8000 is taken, so the system chooses a free port
        server = Server(("127.0.0.1", 0), handler)
    pages = [word for word in options if not word.startswith("-")]
    with server:
        address = f"http://127.0.0.1:{server.server_port}/"
        if pages:
            path = find_chapter(pages[0]).relative_to(ROOT)
            address += path.with_suffix(".html").as_posix()
        print(f"The book is at {address} (Ctrl-C ends it)", flush=True)
        server.serve_forever()


class Server(http.server.ThreadingHTTPServer):
    # Windows would let two servers share one port.
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request, client_address):
        # A browser that turns to another page hangs up on this one.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(http.server.SimpleHTTPRequestHandler):
    def send_error(self, code, message=None, explain=None):
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        text = page.read_text(encoding="utf-8")
        # It names files under the path of the public address, if there is
        # one; here they are at the root.
        root = re.search('data-content_root="([^"]*)"', text)[1]
        body = text.replace(f'="{root}', '="/').encode()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *args):
        pass  # no log lines: keep the address visible
