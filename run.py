#!/usr/bin/env python3
"""Activation Functions, One at a Time: the one door to the book.

    python run.py serve            read the book: builds the site, serves it
    python run.py book             build the site alone, into _build/html
    python run.py lab              open the chapters in JupyterLab
    python run.py test             verify everything: code, chapters, site
    python run.py refresh [name]   execute every chapter again, or only one

With --no-lite, serve and book leave out what runs chapters in the browser.

The first run installs what the book needs into .venv, and only there.
"""

# Only the standard library, and a syntax that an old Python can still read:
# it shall be refused in one line, not by a traceback.
import contextlib
import functools
import hashlib
import http.server
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

if sys.version_info < (3, 11):
    sys.exit(
        "run.py: Python 3.11 or newer is needed, and this is "
        f"{platform.python_version()}: start run.py with a newer one"
    )

ROOT = Path(__file__).resolve().parent
SITE = ROOT / "_build" / "html"
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
LOG = VENV / "install.log"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# Chapters are executed on one thread, so that two of them at a time do not
# compete, and without progress bars, which no stored output may hold.
KERNEL = {"OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1"}

# Set for the run.py that runs inside .venv: it shall not start another.
INSIDE = "ACTIVATIONS_INSIDE_VENV"


def main(arguments):
    """Run the command that the arguments name, and return the exit code."""
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    name, names = "".join(arguments[:1]), arguments[1:]
    if name not in COMMANDS:
        refuse(f"no command '{name}': choose one of {', '.join(COMMANDS)}")
    allowed = name == "refresh" or (
        name in ("serve", "book") and names == ["--no-lite"]
    )
    if len(names) > allowed:
        refuse(f"too many words after {name}: '{names[-1]}'")
    try:
        return COMMANDS[name](*names)
    except KeyboardInterrupt:
        print()
        return 130


def refuse(message):
    """End with one line on stderr and exit code 1."""
    sys.exit("run.py: " + message)


# --- Commands -------------------------------------------------------------


def serve(*options):
    status = book(*options)
    if status:
        return status
    handler = functools.partial(Handler, directory=str(SITE))
    try:
        server = Server(("127.0.0.1", 8000), handler)
    except OSError:  # 8000 is taken, so the system chooses a free port
        server = Server(("127.0.0.1", 0), handler)
    with server:
        address = f"http://127.0.0.1:{server.server_port}/"
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
        pass  # the address is to stay in sight


def book(*options):
    install()
    print("Building the site", flush=True)
    # From nothing, because an incremental build leaves old pages behind.
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    return build(ROOT, *options)


def build(folder, *options):
    """Build the site into _build/html of a folder; return the exit code.

    Options are those of Jupyter Book, and --no-lite, of which
    website/extensions/lite.py hears by the environment: Jupyter Book
    passes no setting on.
    """
    lite = "no" if "--no-lite" in options else "yes"
    others = [word for word in options if word != "--no-lite"]
    status = call(
        program("jupyter-book"),
        *["build", ROOT, "--path-output", folder, "--quiet", *others],
        env={"ACTIVATIONS_LITE": lite},
    )
    # Jupyter Book 2 would write nothing and call it a success.
    site = Path(folder) / "_build" / "html"
    if status == 0 and not (site / "index.html").exists():
        refuse(f"the build ended without an error and without {site}")
    return status


def lab():
    install()
    return call(program("jupyter-lab"), ROOT / "notebooks")


def test():
    install()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "cells.xml"
        steps = {
            "lint": "ruff check",
            "format": "ruff format --check",
            "unit tests": "pytest -q -n2 tests --ignore=tests/site",
            "notebooks": "pytest -q --nbval -n2 --dist=loadfile notebooks",
            "site": "pytest -q -n2 --dist=loadfile tests/site",
        }
        summary = []
        for name, command in steps.items():
            print(f"\n--- {name}: {command}", flush=True)
            words = command.split()
            if name == "notebooks":
                words.append(f"--junitxml={report}")
            start = time.monotonic()
            status = call(PYTHON, "-m", *words, env=KERNEL)
            seconds = time.monotonic() - start
            outcome = "FAILED" if status else "passed"
            summary.append(f"{name:<11} {outcome} {seconds:7.1f} s")
        cells, chapters = verified(report)
    print("\n" + "\n".join(summary))
    print(f"{cells} cells of {chapters} notebooks verified")
    if chromium() is None:
        print(
            "THE BROWSER TESTS DID NOT RUN: no Chromium or Chrome on the "
            "PATH (on Debian and Ubuntu: sudo apt install chromium)"
        )
    return int(any("FAILED" in line for line in summary))


def verified(report):
    """How many cells of how many notebooks passed, from a JUnit report."""
    if not report.exists():
        return 0, 0
    passed = [
        case.get("classname")
        for case in ElementTree.parse(report).iter("testcase")
        if {child.tag for child in case} <= {"properties"}
    ]
    return len(passed), len(set(passed))


def chromium():
    """The path of the browser in which the site is tested, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


def refresh(name=None):
    chapters = {path.stem: path for path in notebooks()}
    if name is not None and name not in chapters:
        refuse(f"no chapter '{name}': choose one of {', '.join(chapters)}")
    install()
    if not os.path.samefile(sys.prefix, VENV):  # nbclient is in there
        if INSIDE in os.environ:
            refuse(f"{VENV} is damaged: delete it and try again")
        again = [__file__, "refresh", *filter(None, [name])]
        return call(PYTHON, *again, env={INSIDE: "yes"})
    os.environ.update(KERNEL)
    failed = False
    for path in [chapters[name]] if name else chapters.values():
        print(path.relative_to(ROOT).as_posix(), end=" ", flush=True)
        start = time.monotonic()
        try:
            changed = execute(path)
        except ValueError as error:
            failed = True
            print(f"FAILED, and is left as it was\n{error}")
        else:
            outcome = "changed" if changed else "unchanged"
            print(f"{outcome}, {time.monotonic() - start:.1f} s")
    return int(failed)


COMMANDS = {
    "serve": serve,
    "book": book,
    "lab": lab,
    "test": test,
    "refresh": refresh,
}


# --- Notebooks ------------------------------------------------------------


def notebooks():
    """The paths of all notebooks of the book, in alphabetical order."""
    return [
        path
        for path in sorted((ROOT / "notebooks").rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]


def execute(path):
    """Execute a notebook in place; return whether that changed the file.

    Raises ValueError, which names the notebook and the cell, when a cell
    fails. The file is left as it was then.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    begun = []
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        coalesce_streams=True,  # or their pieces vary from run to run
        on_cell_execute=lambda cell, cell_index: begun.append(cell),
    )
    try:
        client.execute()
    except (CellExecutionError, DeadKernelError) as error:
        what = getattr(error, "ename", type(error).__name__)
        why = getattr(error, "evalue", error)
        line = begun[-1].source.partition("\n")[0]
        raise ValueError(
            f"{path.name}, In [{len(begun)}], {line!r}: {what}: {why}"
        ) from error
    notebook.metadata.pop("activations", None)
    if any(ignores_output(cell) for cell in notebook.cells):
        notebook.metadata["activations"] = {"digest": digest(notebook)}
    after = stored(notebook)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def stored(notebook):
    """The text of a notebook's file, with nothing of this machine in it."""
    import nbformat

    notebook.metadata.pop("language_info", None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    for cell in notebook.cells:
        for key in VOLATILE:
            cell.metadata.pop(key, None)
    return nbformat.writes(notebook) + "\n"


# What editors write into a cell's metadata about the machine or the window.
VOLATILE = ("collapsed", "execution", "ExecuteTime", "scrolled", "trusted")


def ignores_output(cell):
    """Whether the tests execute this cell without comparing its output."""
    return "nbval-ignore-output" in cell.metadata.get("tags", [])


def digest(notebook):
    """The SHA-256 of the package's source and of the notebook's code.

    Where outputs are not compared, it alone tells whether they are stale.
    """
    package = ROOT / "src" / "activations"
    paths = sorted(path.as_posix() for path in package.rglob("*.py"))
    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    texts += [
        cell.source for cell in notebook.cells if cell.cell_type == "code"
    ]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


# --- Installation ---------------------------------------------------------


def install():
    """Make .venv what the lock says; quick when it already is."""
    identity = f"Python {platform.python_version()} in {ROOT}\n"
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
    with alone():
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
def alone():
    """Wait until no other run.py installs, and keep others from it."""
    with (ROOT / ".install.lock").open("w") as lock:
        while not seize(lock):
            print("Another run.py is installing: waiting", flush=True)
            time.sleep(5)
        yield  # closing the file lets go of it, however this ends


def seize(lock):
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
            watch(process)
    if process.returncode:
        refuse(failure(LOG.read_text(encoding="utf-8", errors="replace")))


def watch(process):
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


def failure(log):
    """Say in one line what went wrong, from what pip wrote."""
    # Retry(total=0 ...) is pip's last attempt at an address.
    if re.search(r"Retry\(total=0|(Connection|Timeout|Protocol)Error", log):
        said = "no connection to the package index: connect and try again"
    else:
        errors = re.findall(r"^error:.*", log, re.I | re.M)
        said = f"pip failed: {errors[-1] if errors else 'it said not why'}"
    return f"{said} (all that pip wrote: {LOG})"


# --- Processes ------------------------------------------------------------


def program(name):
    """The path of a program that a package brought into .venv."""
    return PYTHON.with_name(name + PYTHON.suffix)


def call(*command, env=None):
    """Run a command in the book's folder and return its exit code."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
