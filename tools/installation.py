"""The installation of what the book needs, into .venv and only there."""

import contextlib
import hashlib
import os
import platform
import re
import subprocess
import sys
import time

from tools.processes import PYTHON, ROOT, VENV, refuse

STAMP = VENV / "installed.txt"
LOG = VENV / "install.log"


def install():
    """Make .venv what the lock says; quick when it already is."""
    # The package's name is part of it: a .venv in which the package has an
    # older name would hold it twice, so it is made anew.
    identity = (
        f"activations-one-at-a-time, Python {platform.python_version()} "
        f"in {ROOT}\n"
    )
    lock = [ROOT / "requirements.txt", ROOT / "pyproject.toml"]
    content = "".join(path.read_text(encoding="utf-8") for path in lock)
    wanted = identity + hashlib.sha256(content.encode()).hexdigest()
    if installed() == wanted:
        return
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv  # noqa: F401
    except ImportError:
        refuse(
            "this Python has no venv module: install it (on Debian and "
            "Ubuntu: sudo apt install python3-venv) and try again"
        )
    with install_lock():
        stamp = installed()
        if stamp == wanted:  # by the run.py that this one has waited for
            return
        if not stamp.startswith(identity):
            # An installation that was broken off, or belongs to another
            # Python or folder, gives way; a .venv made by hand has no
            # stamp and stays.
            create_venv(["--clear"] if STAMP.exists() else [])
        STAMP.write_text("broken off", encoding="utf-8")
        install_packages()
        STAMP.write_text(wanted, encoding="utf-8")


def installed():
    """What .venv was made for; empty where there is none to use."""
    if not STAMP.exists() or not PYTHON.exists():
        return ""
    return STAMP.read_text(encoding="utf-8")


@contextlib.contextmanager
def install_lock():
    """Wait until no other run.py installs, and keep others from it."""
    with (ROOT / ".install.lock").open("w") as lock:
        while not try_lock(lock):
            print("Another run.py is installing: waiting", flush=True)
            time.sleep(5)
        yield  # closing the file lets go of it, however this ends


def try_lock(lock):
    """Lock an open file; return whether it was free."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX's no, Windows' no
        return False
    return True


def create_venv(options):
    if VENV.is_symlink():
        refuse(
            f"{VENV} is a link, and what it leads to would be emptied: "
            "delete the link and try again"
        )
    print("Creating .venv", flush=True)
    command = [sys.executable, "-m", "venv", *options, str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = " ".join((done.stdout + done.stderr).split())
        refuse(f"cannot create {VENV}: {said}")


def install_packages():
    print("Installing what the book needs: once, some minutes", flush=True)
    pip = ["pip", "install", "--no-input", "-r", "requirements.txt"]
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [str(PYTHON), "-u", "-m", *pip],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        with process:
            show_progress(process)
    if process.returncode:
        text = LOG.read_text(encoding="utf-8", errors="replace")
        refuse(explain_pip(text))


def show_progress(process):
    """Show that pip is alive, and what it is doing."""
    terminal = sys.stdout.isatty()
    seconds, end = (1, "\r") if terminal else (15, "\n")
    start = time.monotonic()
    while process.poll() is None:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            text = LOG.read_text(encoding="utf-8", errors="replace")
            last = text.rstrip().rpartition("\n")[2]
            doing = " ".join(last.split()[:2])
            line = f"{time.monotonic() - start:5.0f} s  {doing}"
            print(f"{line:<70.70}", end=end, flush=True)
    if terminal:
        print()


def explain_pip(log):
    """Say in one line what went wrong, from what pip wrote."""
    # Retry(total=0 ...) is pip's last attempt at an address.
    if re.search(r"Retry\(total=0|(Connection|Timeout|Protocol)Error", log):
        said = "no connection to the package index: connect and try again"
    else:
        errors = re.findall(r"^error:.*", log, re.I | re.M)
        why = f": {errors[-1]}" if errors else " and gave no reason"
        said = f"pip failed{why}"
    return f"{said} (all that pip wrote: {LOG})"
