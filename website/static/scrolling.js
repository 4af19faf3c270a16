// A box that is wider than the page scrolls, and then the keyboard has to reach
// it. The theme sees to that for code and tables when the window changes, and
// not when a fold opens, say; for formulas never.
const boxes = new ResizeObserver(entries => {
  for (const {target: box} of entries) {
    const wider = box.scrollWidth > box.clientWidth;
    box.tabIndex = wider ? 0 : -1;
    if (box.matches(".math")) {
      box.role = wider ? "group" : null;
      box.ariaLabel = wider ? "Wider than the page: scroll sideways" : null;
    }
  }
});
addEventListener("DOMContentLoaded", () => {
  const all = "div.math, pre, .pst-scrollable-table-container";
  for (const box of document.querySelectorAll(all)) boxes.observe(box);
});
