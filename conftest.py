"""What makes nbval strict: no cell goes unexecuted, and all are counted."""

import os

import pytest
from nbval.plugin import IPyNbCell

from tools.processes import KERNEL_ENV


def pytest_configure(config):
    """Execute cells as `run.py refresh` does, whatever started pytest."""
    if config.option.nbval:
        os.environ.update(KERNEL_ENV)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell that was never executed, which nbval lets pass."""
    result = yield
    if isinstance(item, IPyNbCell):
        item.user_properties.append(("compared", item.options["check"]))
        if item.cell.execution_count is None:
            chapter = item.path.stem
            item.raise_cell_error(
                "This cell was never executed, so nothing is verified: "
                f"run `python run.py refresh {chapter}`"
            )
    return result


def pytest_terminal_summary(terminalreporter):
    """Say how many cells of how many notebooks were verified."""
    cells = [
        report
        for report in terminalreporter.stats.get("passed", [])
        if ("compared", True) in report.user_properties
        or ("compared", False) in report.user_properties
    ]
    if cells:
        notebooks = {cell.fspath for cell in cells}
        ignored = sum(
            ("compared", False) in c.user_properties for c in cells
        )
        terminalreporter.write_line(
            f"{len(cells)} cells of {len(notebooks)} notebooks verified, "
            f"{ignored} of them without comparing their outputs"
        )
