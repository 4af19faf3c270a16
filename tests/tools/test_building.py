"""The building of the site: it is there, or the build has failed."""

import pytest

from tools import building


def test_a_build_without_a_page_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "install", lambda: None)
    monkeypatch.setattr(building, "call", lambda *command, env: 0)
    with pytest.raises(SystemExit, match="without an error and without"):
        building.book()
