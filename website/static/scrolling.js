// A formula that is wider than the page scrolls in its own box, and then the
// keyboard has to reach it, as the theme sees to for code and tables.
function reach() {
  for (const box of document.querySelectorAll("div.math")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Wider than the page: scroll sideways");
    } else {
      box.removeAttribute("tabindex");
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
    }
  }
}

addEventListener("load", reach);
addEventListener("resize", reach);

// The answer to a question had no width when it was not yet there.
addEventListener("toggle", ({target}) => {
  reach();
  for (const box of target.querySelectorAll("pre, .pst-scrollable-table-container"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}, true);
