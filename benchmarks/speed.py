"""What every activation costs, forward and backward, on one thread.

    python benchmarks/speed.py

Nanoseconds per element, and as ratios that depend less on the machine: to
a copy of the array; to NumPy, which is the same formula called once on the
whole array, so that it shows what the checks cost and what the loop over
blocks gains; and, where it is installed, to PyTorch. Each time is the
smallest of several, taken in turns, so that a busy neighbour disturbs all
alike. It takes about two minutes.

With 1,000 elements the checks before the formula weigh the most: a few
microseconds a call. A formula that is one NumPy call, such as ReLU's, gains
nothing from blocks and pays for a copy.
"""

import time

import numpy as np

import activations
from activations.base import quiet

try:
    import torch
except ImportError:
    torch = None

# By number of elements: calls a turn, and turns.
SIZES = {1_000: (100, 20), 1_000_000: (1, 15), 10_000_000: (1, 7)}
ROW = 10  # a softmax works on rows: ten scores each, as for ten digits


def torch_functions():
    """Return PyTorch's own function where it has one, by class name."""
    functional = torch.nn.functional
    return {
        "Gaussian": lambda x: torch.exp(-x * x),
        "LeakyReLU": functional.leaky_relu,
        "ReLU": functional.relu,
        "Sigmoid": torch.sigmoid,
        "Softmax": lambda x: torch.softmax(x, -1),
        "Softplus": functional.softplus,
        "Step": lambda x: (x > 0).to(x.dtype),
        "Tanh": torch.tanh,
    }


def forward_calls(act, x):
    """Return what is compared: by name, a call without arguments."""
    calls = {
        "copy": x.copy,
        "ours": lambda: act.forward(x),
        "NumPy": lambda: act._value(x),
    }
    if torch:
        function = torch_functions()[type(act).__name__]
        tensor = torch.from_numpy(x)
        calls["PyTorch"] = lambda: function(tensor)
    return calls


def backward_calls(act, x, dvalues):
    act.forward(x)
    along_axis = getattr(act, "_backward", None)
    calls = {
        "copy": x.copy,
        "ours": lambda: act.backward(dvalues),
        "NumPy": lambda: (
            along_axis(x, dvalues)
            if along_axis
            else act._derivative(x) * dvalues
        ),
    }
    if torch:
        tensor = torch.from_numpy(x).requires_grad_()
        output = torch_functions()[type(act).__name__](tensor)
        upstream = torch.from_numpy(dvalues)
        if output.requires_grad:  # the step has no gradient there
            calls["PyTorch"] = lambda: torch.autograd.grad(
                output, tensor, upstream, retain_graph=True
            )
    return calls


def seconds(calls, repeats, turns):
    """Return the smallest time of a call, by name."""
    least = dict.fromkeys(calls, np.inf)
    for _ in range(turns):
        for name, call in calls.items():
            start = time.perf_counter()
            for _ in range(repeats):
                kept = call()  # as forward keeps its output
            elapsed = time.perf_counter() - start
            del kept
            least[name] = min(least[name], elapsed / repeats)
    return least


def measure(act, dtype, size):
    """Return [ns, /copy, /NumPy, /PyTorch], forward and then backward."""
    rng = np.random.default_rng(0)
    shape = (size // ROW, ROW) if hasattr(act, "axis") else size
    x = (3 * rng.normal(size=shape)).astype(dtype)
    dvalues = rng.normal(size=shape).astype(dtype)
    cells = []
    for calls in (forward_calls(act, x), backward_calls(act, x, dvalues)):
        with quiet():
            least = seconds(calls, *SIZES[size])
        ours = least.pop("ours")
        cells.append(ours / size * 1e9)
        cells += [
            ours / least.get(name, np.nan)
            for name in ("copy", "NumPy", "PyTorch")
        ]
    return cells


def line(name, cells):
    texts = ["" if np.isnan(cell) else f"{cell:.2f}" for cell in cells]
    return f"{name:12}" + "".join(f"{text:>9}" for text in texts)


def print_table(dtype, size):
    print(f"\n{dtype.__name__}, {size:,} elements")
    print(f"{'':12}{'forward':>36}{'backward':>36}")
    print(
        f"{'':12}"
        + f"{'ns':>9}{'/copy':>9}{'/NumPy':>9}{'/PyTorch':>9}" * 2
    )
    rows = []
    for name in activations.__all__:
        rows.append(measure(getattr(activations, name)(), dtype, size))
        print(line(name, rows[-1]), flush=True)
    means = np.exp([np.mean(c[~np.isnan(c)]) for c in np.log(rows).T])
    print(line("geom. mean", means))


if __name__ == "__main__":
    if torch:
        torch.set_num_threads(1)
    else:
        print("PyTorch is not installed: its columns stay empty.")
    for dtype in (np.float32, np.float64):
        for size in SIZES:
            print_table(dtype, size)
