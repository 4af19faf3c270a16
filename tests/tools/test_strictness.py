"""What conftest.py makes of nbval, whatever command starts it."""

import base64
import io
import queue

import pytest
import small_book
from nbformat.v4 import new_code_cell, new_output
from nbval.kernel import RunningKernel
from PIL import Image
from small_book import printed


def png(colour):
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), colour).save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


WHITE, BLACK = png("white"), png("black")

DISPLAY = f"""\
from IPython.display import display
print("a")
display({{"text/plain": "b", "image/png": "{WHITE}"}}, raw=True)"""

AROUND = """\
from IPython.display import display
print("a"); print("b")
display(1)
print("c")"""


def around(*outputs):
    """A cell that prints on both sides of what it displays."""
    known = {"1": new_output("display_data", {"text/plain": "1"})}
    streams = [
        known.get(text) or new_output("stream", name="stdout", text=text)
        for text in outputs
    ]
    return new_code_cell(AROUND, execution_count=1, outputs=streams)


ENVIRONMENT = """\
import os
import matplotlib
names = "OPENBLAS_NUM_THREADS", "TQDM_DISABLE"
print(*[os.environ[name] for name in names])
print("inline" in matplotlib.get_backend())"""


def displayed(picture, reverse=False):
    outputs = [
        new_output("stream", name="stdout", text="a\n"),
        new_output(
            "display_data", {"text/plain": "b", "image/png": picture}
        ),
    ]
    return new_code_cell(
        DISPLAY,
        execution_count=1,
        outputs=outputs[::-1] if reverse else outputs,
    )


CELLS = {
    "right": displayed(WHITE),
    "black": displayed(BLACK),
    "swapped": displayed(WHITE, reverse=True),
    "around": around("a\n", "b\n", "1", "c\n"),
    "together": around("a\nb\nc\n", "1"),
    "environment": printed(ENVIRONMENT, "1 1\nTrue\n"),
    "silent": printed("pass", "a\n"),
    "unexecuted": new_code_cell("pass"),
    "ignored": printed("print(2)", "1\n", ["nbval-ignore-output"]),
    "comment": printed("# NBVAL_IGNORE_OUTPUT\nprint(2)", "1\n"),
    "skipped": printed("print(2)", "1\n", ["nbval-skip"]),
    "raises": printed("1 / 0", "1\n", ["raises-exception"]),
}


DEATHS = ["os._exit(3)", "os.kill(os.getpid(), 9)"]


@pytest.fixture(scope="module")
def fates(tmp_path_factory):
    """What became of each cell, and how the run ended.

    Of a cell in which the kernel dies, also what became of the next. The
    variables that are set would harm.
    """
    folder = small_book.create(tmp_path_factory.mktemp("book"))
    notebooks = folder / "notebooks"
    for i, death in enumerate(DEATHS):
        dies = printed(f"import os\n{death}", "1\n")
        path = notebooks / f"dies_{i}.ipynb"
        small_book.write_notebook(path, dies, printed("1", "1\n"))
    small_book.write_notebook(notebooks / "trial.ipynb", *CELLS.values())
    status, said, fates = small_book.verify(
        folder, timeout=120, MPLBACKEND="agg", OPENBLAS_NUM_THREADS="2"
    )
    became = iter(fates.values())
    known = {death: (next(became), next(became)) for death in DEATHS}
    known |= zip(CELLS, became, strict=True)
    return {"status": status, "said": said, **known}


@pytest.mark.parametrize(
    "name", ["right", "around", "environment", "ignored"]
)
def test_what_is_as_it_is_stored_passes(fates, name):
    assert fates[name] == "passed", fates[name]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("black", "image/png differs: 100.0% of its drawn pixels"),
        ("swapped", "another order"),
        ("together", "another order"),
        ("silent", "other outputs"),
        ("unexecuted", "never executed"),
        ("comment", "nbval-ignore-output alone"),
        ("skipped", "nbval-ignore-output alone"),
        ("raises", "nbval-ignore-output alone"),
    ],
)
def test_what_is_not_fails_and_says_why(fates, name, reason):
    assert reason in fates[name]


def test_what_passed_is_counted(fates):
    assert fates["status"] == 1
    assert "Notebooks: 0 verified\n" in fates["said"]
    assert "Cells: 4 verified, 1 of them without" in fates["said"]


class SlowKernel:
    """A kernel whose outputs arrive from the third question on."""

    asked = 0

    @property
    def kc(self):
        return self

    def kernel_info(self):
        self.asked += 1

    def await_reply(self, message, timeout):
        assert timeout > 60

    def await_idle(self, message, timeout):
        if self.asked < 3:
            raise queue.Empty


def test_a_kernel_on_a_busy_machine_is_waited_for():
    kernel = SlowKernel()
    RunningKernel._ensure_iopub_up(kernel)
    assert kernel.asked == 3


@pytest.mark.parametrize("death", DEATHS)
def test_a_kernel_that_dies_is_noticed_at_once(fates, death):
    first, second = fates[death]
    assert "the kernel died" in first
    assert "Kernel dead" in second
