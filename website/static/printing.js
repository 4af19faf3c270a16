// A chapter is printed in the light theme, with its answers and its folded
// code in sight; afterwards all is as it was.
const page = document.documentElement.dataset;
let theme, folded;

addEventListener("beforeprint", () => {
  theme = page.theme;
  page.theme = "light";
  folded = [...document.querySelectorAll(".bd-article details:not([open])")];
  for (const details of folded) details.open = true;
});

addEventListener("afterprint", () => {
  page.theme = theme;
  for (const details of folded) details.open = false;
});
