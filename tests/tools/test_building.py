"""The building of the site: it is there, or the build has failed."""

import re

import pytest

from tools import building


def test_a_build_without_a_page_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "install", lambda: None)
    monkeypatch.setattr(building, "call", lambda *command, env: 0)
    with pytest.raises(SystemExit, match="without an error and without"):
        building.book()


def test_of_chapters_that_are_named_the_pages_alone_are_built(
    monkeypatch, tmp_path
):
    calls = []

    def call(*command, env):
        calls.append((command, env))
        return 7

    path = tmp_path / "notebooks" / "activations" / "relu.ipynb"
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "install", lambda: None)
    monkeypatch.setattr(building, "call", call)
    monkeypatch.setattr(building, "find_chapter", {"relu": path}.get)
    assert building.book("relu") == 7
    [(command, env)] = calls
    toc = command[command.index("--toc") + 1].read_text(encoding="utf-8")
    assert re.findall("file: (.*)", toc) == [
        "notebooks/activations/relu",
        "references",
    ]
    assert env == {"ACTIVATIONS_LITE": "no", "ACTIVATIONS_FEW": "yes"}
