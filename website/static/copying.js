// KaTeX's script copies a passage with all that it holds, shown or not: the
// answers that are folded, the data of explorers.
addEventListener("copy", ({clipboardData}) => {
  const html = clipboardData?.getData("text/html");
  if (!html) return; // no formula is in it: the browser copies
  const passage = document.createElement("div");
  passage.innerHTML = html;
  const unseen = "activation-explorer, button, script, style, svg, "
    + "details:not([open]) > :not(summary)";
  for (const part of passage.querySelectorAll(unseen)) part.remove();
  clipboardData.setData("text/html", passage.innerHTML);
  for (const formula of passage.querySelectorAll(".katex")) {
    const tex = document.createElement("span");
    const mark = formula.closest(".katex-display") ? "$$" : "$";
    tex.textContent = mark + formula.querySelector("annotation").textContent + mark;
    tex.style.whiteSpace = "pre";
    formula.replaceWith(tex);
  }
  // The text of what is on no page would have no lines.
  document.querySelector("article").append(passage);
  clipboardData.setData("text/plain", passage.innerText);
  passage.remove();
});
