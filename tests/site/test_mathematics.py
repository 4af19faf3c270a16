"""Formulas: set when the site is built, with a style sheet that fits them."""

import os
import re
import subprocess
import sys
from pathlib import Path

from sphinxcontrib import katex

from tools.processes import ROOT

VENDORED = ROOT / "website" / "vendor" / "katex"


def test_the_style_sheet_and_the_formulas_are_of_one_version():
    css = (VENDORED / "katex.min.css").read_text(encoding="utf-8")
    found = re.search(r'\.katex-version:after\{content:"([\d.]+)"', css)
    assert found[1] == katex.katex_version
    script = (katex.SRC_DIR / "katex.min.js").read_text(encoding="utf-8")
    assert f'version:"{katex.katex_version}"' in script


def test_the_note_how_to_renew_it_names_that_version():
    note = (VENDORED.parent / "README.md").read_text(encoding="utf-8")
    assert f"katex@{katex.katex_version}\n" in note
    assert (VENDORED / "LICENSE").exists()


def test_every_font_that_the_style_sheet_names_is_there():
    css = (VENDORED / "katex.min.css").read_text(encoding="utf-8")
    fonts = re.findall(r"url\((fonts/[^)]+\.woff2)\)", css)
    assert len(fonts) == 20
    assert all((VENDORED / font).exists() for font in fonts)


def test_every_formula_shows_without_a_script_and_can_be_read_aloud(pages):
    formulas = [
        formula
        for page in pages.values()
        for formula in page.select(".math")
    ]
    assert len(formulas) > 200
    for formula in formulas:
        assert formula.select_one(".katex-html[aria-hidden=true]"), formula
        assert formula.select_one("math annotation"), formula


def test_style_sheet_and_script_are_on_pages_with_formulas_alone(pages):
    having = set()
    for path, page in pages.items():
        formulas = page.find(class_="katex") is not None
        having.add(formulas)
        files = " ".join(map(str, page.find_all(["script", "link"])))
        for file in ("katex.min.css", "copy-tex.min.js"):
            assert files.count(file) == formulas, path
    assert having == {True, False}


def test_a_formula_is_copied_as_its_tex(visit):
    page = visit("/notebooks/activations/sigmoid.html").page
    copied = page.evaluate("""() => {
      const text = document.querySelector("#the-derivative > p");
      getSelection().selectAllChildren(text.parentElement);
      const copy = new ClipboardEvent("copy", {
        bubbles: true, clipboardData: new DataTransfer()
      });
      text.dispatchEvent(copy);
      return copy.clipboardData.getData("text/plain");
    }""")
    assert "Write $f$ as a power" in copied
    assert "$y(1 - y)$" in copied
    assert "&= f(x)\\,\\bigl(1 - f(x)\\bigr)\n\\end{aligned}$$" in copied


COPY = """() => {
  getSelection().selectAllChildren(document.querySelector("article"));
  const clipboardData = new DataTransfer();
  document.querySelector("article p").dispatchEvent(
    new ClipboardEvent("copy", {bubbles: true, clipboardData}));
  return ["text/plain", "text/html"].map(kind => clipboardData.getData(kind));
}"""


LONGEST = """fold => [...fold.querySelectorAll("p")].flatMap(
  text => [...text.childNodes].map(part => part.data?.trim() ?? "")
).reduce((one, other) => one.length > other.length ? one : other)"""


def test_of_a_page_is_copied_what_it_shows(visit):
    page = visit("/notebooks/activations/relu.html").page
    answer = page.locator("article details", has_text="Solution").first
    words = answer.evaluate(LONGEST)
    elements = page.locator("article *").count()
    for copied in page.evaluate(COPY):
        assert "Predict first" in copied
        assert '"panels"' not in copied
        assert "Copy to clipboard" not in copied
        assert "stroke-linejoin" not in copied
        assert words not in copied
    text = page.evaluate(COPY)[0]
    assert "\n\nPredict first" in text
    assert "$x > 0$" in text
    answer.locator("summary").click()
    assert words in page.evaluate(COPY)[0]
    assert page.locator("article *").count() == elements


def test_sphinxcontrib_katex_still_speaks_to_node_through_a_socket():
    source = Path(katex.__file__).read_text(encoding="utf-8")
    assert "self.sock.sendall(" in source


def test_a_formula_with_a_mistake_ends_the_build(tmp_path):
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'website.extensions.mathematics',"
        " 'website.extensions.workarounds']\n"
        "myst_enable_extensions = ['dollarmath']\n"
        "html_math_renderer = 'katex'\n"
        "katex_prerender = True\n"
    )
    (tmp_path / "index.md").write_text("# Book\n\n$\\frac{1$\n")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", tmp_path, tmp_path / "site"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "KaTeX parse error" in done.stderr
