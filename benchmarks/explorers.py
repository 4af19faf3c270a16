"""What an explorer weighs, and what one step of a slider costs.

    python benchmarks/explorers.py

The weight is that of data and picture, which a page holds: the script comes
beside them, once for all pages.

The time is that from a slider's event to the end of the layout that follows
from it, the median of many steps, on this machine. A screen that draws 60
pictures a second leaves 17 ms for it.
"""

import gzip
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from activations import Gaussian, LeakyReLU, ReLU, Softmax, Softplus, Tanh
from activations.lab import explorer, sine_explorer

sys.path.insert(0, str(Path(__file__).parents[1]))
from tools.processes import chromium

EXPLORERS = {
    "Gaussian": explorer(Gaussian()),
    "Softplus, 4 values of beta": explorer(Softplus(), beta=[1, 2, 4, 8]),
    "Softmax": explorer(Softmax()),
    "sine, 4 neurons": sine_explorer(
        {"ReLU": ReLU(), "none": LeakyReLU(1), "Tanh": Tanh()},
        [(1, 3.14, -0.64), (1, 1.57, 1.27), (1, -1.57, -1.27), (1, 0, 0)],
    ),
}

STEPS = """() => {
  const {inputs} = document.querySelector("activation-explorer");
  const {input} = inputs.w ?? inputs.w1 ?? inputs.A; // a weight or a score
  const times = [];
  for (let i = 0; i < 200; i++) {
    input.value = Number(input.min)
      + (input.max - input.min) * ((i * 37) % 101) / 100;
    const start = performance.now();
    input.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[100];
}"""


def main():
    path = chromium()
    if path is None:
        sys.exit("explorers.py: no Chromium or Chrome on the PATH")
    print(f"{'':27} {'kB':>6} {'gzip':>6} {'ms a step':>10}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        for name, shown in EXPLORERS.items():
            page = browser.new_page()
            html = shown.html(script=True)
            page.set_content("<!doctype html><meta charset=utf-8>" + html)
            raw = shown.html(script=False).encode()
            sizes = [len(raw) / 1000, len(gzip.compress(raw)) / 1000]
            print(
                f"{name:27} {sizes[0]:6.1f} {sizes[1]:6.1f} "
                f"{page.evaluate(STEPS):10.2f}"
            )
        browser.close()


if __name__ == "__main__":
    main()
