"""A printed chapter."""

import pytest

CHAPTER = "/notebooks/activations/sigmoid.html"


@pytest.fixture
def printed(visit):
    """A chapter in the dark theme, as it is when it is printed."""
    page = visit(CHAPTER, theme="dark").page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


def test_a_page_is_printed_in_the_light_theme(printed):
    colours = printed.eval_on_selector(
        "article p",
        "p => [getComputedStyle(p).color, getComputedStyle(document.body).backgroundColor]",
    )
    assert colours == ["rgb(34, 40, 50)", "rgb(255, 255, 255)"]
    image = "img => getComputedStyle(img).filter"
    assert printed.eval_on_selector("article img", image) == "none"


def test_only_the_chapter_is_printed(printed):
    gone = "#pst-primary-sidebar, #pst-secondary-sidebar, .bd-header-article, .copybtn, .prev-next-footer, #jb-print-toc"
    assert printed.locator(gone).locator("visible=true").count() == 0
    titles = printed.locator("h1").locator("visible=true")
    assert titles.all_inner_texts() == ["Sigmoid"]


def test_answers_and_folded_code_are_printed(printed):
    assert printed.locator("article details:not([open])").count() == 0
    assert printed.locator("article details pre").first.is_visible()
    assert (
        printed.locator("text=Hide the code")
        .locator("visible=true")
        .count()
        == 0
    )
    printed.evaluate("dispatchEvent(new Event('afterprint'))")
    assert printed.locator("article details[open]").count() == 0
    assert printed.get_attribute("html", "data-theme") == "dark"


def test_answers_are_printed_without_scripts(visit):
    page = visit(CHAPTER, java_script_enabled=False).page
    page.emulate_media(media="print")
    answer = page.locator(".predict details li").first
    assert answer.bounding_box()["height"] > 10


def test_an_explorer_says_on_paper_where_its_sliders_are(printed):
    explorer = printed.locator("activation-explorer")
    assert explorer.locator("input").first.is_hidden()
    assert explorer.get_by_text("weight w", exact=True).is_visible()


def test_code_is_not_cut_off_on_paper(printed):
    printed.set_viewport_size({"width": 600, "height": 800})
    cut = printed.evaluate("""
      [...document.querySelectorAll("article pre")].filter(
        pre => pre.scrollWidth > pre.clientWidth).length
    """)
    assert cut == 0


def test_a_chapter_becomes_a_pdf(printed):
    pdf = printed.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert (
        8 <= pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 20
    )
