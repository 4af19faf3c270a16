// The theme takes the focus from a button that was pressed: whoever works by
// keyboard would have to begin at the top of the page again.
addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button"))
    button.blur = () => {};
});

// An icon is a character of its font, and would be read as one.
addEventListener("DOMContentLoaded", () => {
  for (const icon of document.querySelectorAll("[class*='fa-']"))
    icon.ariaHidden = "true";
  for (const button of document.querySelectorAll(".sidebar-toggle"))
    button.ariaLabel = button.title;
  // Its label says less than its text, "Search Ctrl+K", so that whoever says
  // to a computer what they read would press nothing.
  document.querySelector(".search-button-field").removeAttribute("aria-label");
});

// On a phone the contents of a page are a dialog. Who chooses a section wants
// to be there, and the dialog gone.
addEventListener("DOMContentLoaded", () => {
  for (const dialog of document.querySelectorAll("dialog"))
    dialog.addEventListener("click", event => {
      const hash = event.target.closest("a")?.hash;
      const section = hash && document.querySelector(hash);
      if (!section) return;
      // The theme gives the focus back to the button first.
      const turn = () => setTimeout(() => {
        const heading = section.querySelector("h2, h3");
        heading.tabIndex = -1;
        heading.focus({preventScroll: true});
        section.scrollIntoView();
      });
      dialog.addEventListener("close", turn, {once: true});
      dialog.close();
    });
});
