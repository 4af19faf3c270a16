// Shows the chapters that have every trait that is ticked.
{
  const filter = document.querySelector(".traits");
  const tiles = [...document.querySelectorAll(".gallery > li")];
  const parts = [...document.querySelectorAll("details.part")];
  let before;  // the parts that were open before anything was ticked
  filter.hidden = false;
  filter.addEventListener("change", () => {
    const ticked = [...filter.querySelectorAll(":checked")].map(box => box.value);
    for (const tile of tiles)
      tile.hidden = !ticked.every(trait => tile.classList.contains(trait));
    for (const part of parts)
      part.hidden = !part.querySelector("li:not([hidden])");
    if (ticked.length === 0) {
      for (const part of parts) part.open = before.includes(part);
      before = undefined;
    } else if (!before) {
      before = parts.filter(part => part.open);
      for (const part of parts) part.open = true;
    }
    const shown = tiles.filter(tile => !tile.hidden).length;
    filter.querySelector("output").textContent =
      `${shown} of ${tiles.length} chapters`;
  });
}
