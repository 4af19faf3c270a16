"""What makes nbval strict, by whatever command it is started.

Every cell was executed when it was stored, every cell is executed now, and
all of its outputs are compared unless its tag says otherwise. A notebook
that has passed here is skipped while nothing changes that it depends on.
"""

import contextlib
import os
import queue
import time

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell

from tools.chapters import ignores_output
from tools.comparing import difference, merged
from tools.processes import KERNEL_ENV
from tools.skipping import count_code_cells, key

# Seconds that a kernel may take to start, or to pass on what it has done.
# A busy machine is no failure, so this is far more than any needs.
PATIENCE = 600

# Where pytest's cache keeps the key of each notebook that passed here.
PASSED = "activations/passed"


def pytest_addoption(parser):
    parser.addoption(
        "--all",
        action="store_true",
        help="verify also notebooks that are unchanged since they passed",
    )


def pytest_configure(config):
    if not config.getoption("nbval", False):
        return
    os.environ.update(KERNEL_ENV)
    os.environ.pop("MPLBACKEND", None)  # it would leave out all figures
    config.option.nbval_kernel_startup_timeout = PATIENCE
    # The Python that runs the tests, not another one of the same name.
    if not config.option.nbval_kernel_name:
        config.option.nbval_current_env = True
    # A notebook's cells need one kernel, so one worker.
    if config.getoption("dist", "no") != "no":
        config.option.dist = "loadfile"


def pytest_itemcollected(item):
    if isinstance(item, IPyNbCell):
        item.output_timeout = PATIENCE


# --- Comparing -----------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell from which nbval would ask less than everything."""
    if isinstance(item, IPyNbCell):
        compared = not ignores_output(item.cell)
        item.user_properties.append(("compared", compared))
        item.user_properties.append(("key", item.parent.key))
        options = {name for name, on in item.options.items() if on}
        if item.cell.execution_count is None:
            item.raise_cell_error(
                "This cell was never executed, so nothing is verified: "
                f"run `python run.py refresh {item.path.stem}`"
            )
        if options != ({"check"} if compared else set()):
            item.raise_cell_error(
                "The tag nbval-ignore-output alone may change how a cell "
                "is verified: no other tag, no comment, no --nbval-lax"
            )
    return (yield)


def compare_outputs(item, new, stored, skip_compare=None):
    """Compare what nbval leaves out as well."""
    item.comparison_traceback = [difference(stored, new)]
    return item.comparison_traceback == [""]


def wait_for_outputs(kernel):
    """Ask a new kernel for a sign of life until its outputs arrive.

    What it sends before the channel of outputs is connected is lost, so it
    is asked again. nbval itself gives up after seconds.
    """
    for _ in range(PATIENCE // 10):
        message = kernel.kc.kernel_info()
        kernel.await_reply(message, timeout=PATIENCE)
        with contextlib.suppress(queue.Empty):
            return kernel.await_idle(message, timeout=10)
    raise RuntimeError("the kernel started, but no output arrives")


def get_message(kernel, stream, timeout):
    """Wait for a message of a kernel while it lives.

    nbval itself would wait half an hour for one that has died.
    """
    client = kernel.kc
    get = {"iopub": client.get_iopub_msg, "shell": client.get_shell_msg}
    end = time.monotonic() + timeout
    while True:
        is_alive = kernel.is_alive()  # before a last look at what it sent
        with contextlib.suppress(queue.Empty):
            return get[stream](timeout=min(0.2, timeout))
        if not is_alive:
            raise RuntimeError("the kernel died")
        if time.monotonic() > end:
            raise queue.Empty


nbval.plugin.coalesce_streams = merged
IPyNbCell.compare_outputs = compare_outputs
RunningKernel._ensure_iopub_up = wait_for_outputs
RunningKernel.get_message = get_message


# --- Skipping ------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)  # before a kernel is started
def pytest_runtest_setup(item):
    """Skip a cell of a notebook that is unchanged since it passed here."""
    if not isinstance(item, IPyNbCell):
        return
    notebook = item.parent
    if not hasattr(notebook, "key"):  # this is its first cell
        notebook.key = key(item.path) if remembers(item.config) else None
        notebook.unchanged = (
            notebook.key is not None
            and notebook.key == passed(item.config).get(file_of(item))
            and not item.config.getoption("all")
            and not os.environ.get("CI")
        )
    if notebook.unchanged:
        item.user_properties.append(("unchanged", True))
        pytest.skip("unchanged since it passed here")


def remembers(config):
    """Whether this run may skip notebooks, and remember those that pass.

    Not with another kernel, for its Python is not looked at.
    """
    return hasattr(config, "cache") and not config.option.nbval_kernel_name


def passed(config):
    """The key of each notebook that passed here, by its file."""
    return config.cache.get(PASSED, {}) if remembers(config) else {}


def file_of(item):
    """The file of an item or of a report, from the root folder."""
    return item.nodeid.partition("::")[0]


def pytest_report_teststatus(report):
    """Count the cells that were skipped, without a line for each."""
    if report.skipped and "unchanged" in properties(report):
        return "unchanged", "", "UNCHANGED"
    return None


def properties(report):
    return dict(getattr(report, "user_properties", ()))


def pytest_terminal_summary(terminalreporter, config):
    """Say what was verified, and remember which notebooks passed."""
    cells, unchanged, failed = {}, set(), set()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "failed", False):
                failed.add(file_of(report))
            elif "unchanged" in properties(report):
                unchanged.add(file_of(report))
            elif "compared" in properties(report) and report.when == "call":
                cells.setdefault(file_of(report), []).append(report)
    if not config.getoption("nbval", False):
        return
    whole = remember(config, cells, failed)
    ran = [properties(report) for file in cells for report in cells[file]]
    ignored = [cell for cell in ran if not cell["compared"]]
    skipped = (
        f", {len(unchanged)} unchanged since they passed here "
        "(--all verifies them too)"
    )
    terminalreporter.write_line(
        f"Notebooks: {len(whole)} verified{skipped if unchanged else ''}"
    )
    terminalreporter.write_line(
        f"Cells: {len(ran)} verified, {len(ignored)} of them without "
        "comparing their outputs"
    )


def remember(config, cells, failed):
    """Keep the keys of the notebooks that passed; return their files.

    A notebook has passed if all of its cells did. Its key is kept if that
    is still the one it had when it was begun, and forgotten if it fails.
    """
    known = passed(config).items()
    keys = {file: old for file, old in known if file not in failed}
    whole = []
    for file, reports in cells.items():
        path = config.rootpath / file
        if file in failed or len(reports) != count_code_cells(path):
            continue
        whole.append(file)
        begun = properties(reports[0])["key"]
        if begun is not None and begun == key(path):
            keys[file] = begun
    if remembers(config):
        config.cache.set(PASSED, keys)
    return whole
