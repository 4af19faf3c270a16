"""Every page in a real browser, in both themes and widths."""


def test_the_front_page_shows_its_title(visit):
    opened = visit("/index.html")
    assert "One at a Time" in opened.page.title()
