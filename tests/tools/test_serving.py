"""The web server: it starts whatever else is running."""

import contextlib
import socket

import pytest

import run
from tools import serving


@pytest.fixture(autouse=True)
def server(monkeypatch):
    def interrupted(server):
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "book", lambda *options: 0)
    monkeypatch.setattr(serving.Server, "serve_forever", interrupted)


def test_of_a_chapter_the_address_is_that_of_its_page(capsys):
    assert run.main(["serve", "relu"]) == 130
    said = capsys.readouterr().out
    assert "/notebooks/activations/relu.html (Ctrl-C" in said


def test_serve_takes_a_free_port_when_8000_is_taken(capsys):
    with contextlib.ExitStack() as stack:
        # Somebody else may have taken it already.
        with contextlib.suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", 8000)))
        assert run.main(["serve"]) == 130
    said = capsys.readouterr().out
    assert "http://127.0.0.1:" in said
    assert ":8000/" not in said
