"""A figure on a phone: all of it is in sight, and its text can be read."""

import pytest

PHONE = 390
LEAST = 9  # pixels: the size of the smallest text

# The size of each text of a figure, as it shows: drawn inline in the place
# of the image, because a script cannot look into that.
TEXTS = """async image => {
  const {width, height} = image.getBoundingClientRect();
  const box = document.createElement("div");
  box.innerHTML = await (await fetch(image.src)).text();
  const svg = box.querySelector("svg");
  svg.style.cssText = `display: block; width: ${width}px; height: ${height}px`;
  image.replaceWith(box);
  return [...svg.querySelectorAll("text, tspan")]
    .filter(text => [...text.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map(text => {
      const {a, b, c, d} = text.getScreenCTM();
      const scale = Math.sqrt(Math.abs(a * d - b * c));
      return [text.textContent, parseFloat(getComputedStyle(text).fontSize) * scale];
    });
}"""


@pytest.fixture(scope="module")
def phone(browser, address):
    page = browser.new_page(
        base_url=address, viewport={"width": PHONE, "height": 844}
    )
    yield page
    page.close()


def test_the_text_of_every_figure_can_be_read(phone, chapters):
    small = []
    for path in chapters:
        phone.goto("/" + path)
        for image in phone.query_selector_all("article img:not([hidden])"):
            box = image.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= PHONE, path
            texts = image.evaluate(TEXTS)
            assert texts, path
            small += [
                f"{path}: {text!r} has {size:.1f} px"
                for text, size in texts
                if size < LEAST
            ]
    assert not small, small


def test_the_text_of_every_explorer_can_be_read(phone, chapters):
    for path in chapters:
        phone.goto("/" + path)
        sizes = phone.eval_on_selector_all(
            "activation-explorer svg text",
            """texts => texts.map(text => text.getScreenCTM().d
                 * parseFloat(getComputedStyle(text).fontSize))""",
        )
        assert len(sizes) > 5, path
        assert min(sizes) >= LEAST, path
