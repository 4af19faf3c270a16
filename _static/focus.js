// The theme takes the focus from a button that was pressed: whoever works by
// keyboard would have to begin at the top of the page again.
addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button"))
    button.blur = () => {};
});
