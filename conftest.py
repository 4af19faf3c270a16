"""What makes nbval strict, by whatever command it is started.

Every cell was executed when it was stored, every cell is executed now, and
all of its outputs are compared unless its tag says otherwise.
"""

import contextlib
import os
import queue

import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell

from tools.chapters import ignores_output
from tools.comparing import difference
from tools.processes import KERNEL_ENV

# Seconds that a kernel may take to start, or to pass on what it has done.
# A busy machine is no failure, so this is far more than any needs.
PATIENCE = 600


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell from which nbval would ask less than everything."""
    if isinstance(item, IPyNbCell):
        compared = not ignores_output(item.cell)
        item.user_properties.append(("compared", compared))
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
    """Compare what nbval leaves out as well.

    The outputs are those of the file, for nbval has merged the ones given.
    """
    item.comparison_traceback = [difference(item.cell.outputs, new)]
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


IPyNbCell.compare_outputs = compare_outputs
RunningKernel._ensure_iopub_up = wait_for_outputs


def pytest_terminal_summary(terminalreporter):
    """Say how many cells of how many notebooks were verified."""
    cells = [
        report
        for report in terminalreporter.stats.get("passed", [])
        if "compared" in dict(report.user_properties)
    ]
    if cells:
        notebooks = {cell.fspath for cell in cells}
        ignored = sum(
            not dict(cell.user_properties)["compared"] for cell in cells
        )
        terminalreporter.write_line(
            f"{len(cells)} cells of {len(notebooks)} notebooks verified, "
            f"{ignored} of them without comparing their outputs"
        )
