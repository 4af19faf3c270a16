"""The installation: what it refuses, repairs, and does not do again."""

import os
import platform
import sys

import pytest

from tools import installation

# --- What it refuses -----------------------------------------------------


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """Make install_packages ask this Python's pip, of which nothing comes."""
    (tmp_path / "requirements.txt").write_text(
        "activations-one-at-a-time==99\n"
    )
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation, "LOG", tmp_path / "install.log")
    monkeypatch.setattr(installation, "PYTHON", sys.executable)
    monkeypatch.setenv("PIP_DRY_RUN", "1")
    # An index at which nobody answers, whatever pip is told to use here.
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.usefixtures("pip")
def test_a_missing_network_is_refused():
    with pytest.raises(SystemExit, match="no connection to the package"):
        installation.install_packages()


@pytest.mark.usefixtures("pip")
def test_a_failure_of_pip_is_named(monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(SystemExit, match="ERROR: No matching distribution"):
        installation.install_packages()


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
def test_a_link_is_refused_and_what_it_leads_to_stays(
    tmp_path, monkeypatch
):
    there, link = tmp_path / "elsewhere", tmp_path / ".venv"
    there.mkdir()
    (there / "kept.txt").touch()
    link.symlink_to(there)
    monkeypatch.setattr(installation, "VENV", link)
    with pytest.raises(SystemExit, match="is a link"):
        installation.create_venv(["--clear"])
    assert (there / "kept.txt").exists()


# --- What it installs ----------------------------------------------------


@pytest.fixture
def house(clone, monkeypatch):
    """A house whose .venv is pretended; the list of what was done to it."""
    done = []

    def create_venv(options):
        done.append(" ".join(["venv", *options]))
        installation.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        installation.PYTHON.touch()

    monkeypatch.setattr(installation, "ROOT", clone)
    monkeypatch.setattr(installation, "VENV", clone / ".venv")
    monkeypatch.setattr(
        installation, "STAMP", clone / ".venv" / "installed.txt"
    )
    monkeypatch.setattr(
        installation, "PYTHON", clone / ".venv" / "bin" / "python"
    )
    monkeypatch.setattr(installation, "create_venv", create_venv)
    monkeypatch.setattr(
        installation, "install_packages", lambda: done.append("pip")
    )
    return done


def test_what_is_installed_is_not_installed_again(house):
    installation.install()
    assert house == ["venv", "pip"]
    installation.install()
    assert house == ["venv", "pip"]


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_requirements_are_noticed(house, clone, name):
    installation.install()
    with (clone / name).open("a") as file:
        file.write("# changed\n")
    installation.install()
    assert house == ["venv", "pip", "pip"]


def test_an_installation_that_was_broken_off_starts_afresh(
    house, monkeypatch
):
    def broken_off():
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(installation, "install_packages", broken_off)
        with pytest.raises(KeyboardInterrupt):
            installation.install()
    installation.install()
    assert house == ["venv", "venv --clear", "pip"]


def test_another_python_starts_afresh(house, monkeypatch):
    installation.install()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    installation.install()
    assert house == ["venv", "pip", "venv --clear", "pip"]


def test_a_venv_with_the_package_under_its_old_name_starts_afresh(house):
    installation.install()
    stamp = installation.STAMP.read_text()
    old = stamp.replace("activations-one-at-a-time, ", "")
    installation.STAMP.write_text(old)
    installation.install()
    assert house == ["venv", "pip", "venv --clear", "pip"]


def test_a_python_that_is_gone_starts_afresh(house):
    installation.install()
    installation.PYTHON.unlink()
    installation.install()
    assert house == ["venv", "pip", "venv --clear", "pip"]


def test_two_installations_wait_for_each_other(house, clone, monkeypatch):
    # While this run.py waits, the other one finishes the installation.
    installation.install()
    stamp = installation.STAMP.read_text()
    installation.STAMP.write_text("broken off")
    other = (clone / ".install.lock").open("w")
    assert installation.try_lock(other)

    def finish(seconds):
        installation.STAMP.write_text(stamp)
        other.close()

    monkeypatch.setattr(installation.time, "sleep", finish)
    installation.install()
    assert house == ["venv", "pip"]
