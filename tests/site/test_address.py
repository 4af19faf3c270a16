"""The public address: what one setting turns on, and the 404 page."""

import re
from types import SimpleNamespace

import nbformat
import pytest
from browsing import read, served

from tools import building
from tools.processes import ROOT
from website.extensions.address import find_address

REPOSITORY = "https://github.com/Someone/a-book"
PUBLIC = "https://someone.github.io/a-book/"
CHAPTER = "notebooks/activations/sigmoid.html"
OTHER = "notebooks/activations/tanh.html"
CHAPTERS = [
    (ROOT / page).with_suffix(".ipynb") for page in (CHAPTER, OTHER)
]


def build(folder, **settings):
    """Build two chapters with other settings; return where they are."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    for name, value in settings.items():
        config, found = re.subn(
            rf'^  {name}: ""', f"  {name}: {value}", config, flags=re.M
        )
        assert found == 1, name
    config, found = re.subn(
        r"(website\.extensions:) \.", rf"\1 {ROOT.as_posix()}", config
    )
    assert found == 1
    (folder / "config.yml").write_text(config, encoding="utf-8")
    options = ["-W", "-n", "--config", folder / "config.yml"]
    assert building.build(folder, *options, chapters=CHAPTERS) == 0
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """A book of two chapters, with a repository."""
    return build(tmp_path_factory.mktemp("public"), url=REPOSITORY)


@pytest.fixture
def setting():
    """The settings after extensions/address.py has looked at two of them."""

    def find(repository, baseurl):
        config = SimpleNamespace(
            html_theme_options={"repository_url": repository},
            html_baseurl=baseurl,
        )
        find_address(None, config)
        return config

    return find


def download(public):
    """The notebook that the page of a chapter offers."""
    link = read(public / CHAPTER).select_one("a[download]")["href"]
    return nbformat.read((public / CHAPTER).parent / link, as_version=4)


def header(page):
    return [
        link["href"] for link in page.select(".article-header-buttons a")
    ]


def test_with_a_repository_every_page_has_its_canonical_link(public):
    page = read(public / CHAPTER)
    assert (
        page.select_one("link[rel=canonical]")["href"] == PUBLIC + CHAPTER
    )
    assert (
        page.select_one("meta[property='og:url']")["content"]
        == PUBLIC + CHAPTER
    )


def test_the_sitemap_has_every_page_of_the_table_of_contents(public):
    text = (public / "sitemap.xml").read_text(encoding="utf-8")
    assert re.findall("<loc>(.*)</loc>", text) == [
        PUBLIC + path
        for path in ("index.html", CHAPTER, OTHER, "references.html")
    ]


def test_a_chapter_has_buttons_for_binder_and_the_repository(public):
    binder, repository = header(read(public / CHAPTER))
    assert binder == (
        "https://mybinder.org/v2/gh/Someone/a-book/main"
        "?urlpath=lab/tree/notebooks/activations/sigmoid.ipynb"
    )
    assert repository == REPOSITORY


def test_a_page_that_is_no_notebook_has_no_binder_button(public):
    assert header(read(public / "index.html")) == [REPOSITORY]


def test_a_page_says_where_it_is_and_where_to_report_a_mistake(public):
    links = [a["href"] for a in read(public / CHAPTER).select(".cite a")]
    assert links == [PUBLIC + CHAPTER, REPOSITORY + "/issues"]


def test_a_download_installs_the_package_from_the_site(public):
    needs, install, title = download(public).cells[:3]
    assert PUBLIC + CHAPTER in needs.source
    address = re.fullmatch(
        r'%pip install -q "activations-one-at-a-time\[lab\] @ (\S+)"',
        install.source,
    )[1]
    assert (public / address.removeprefix(PUBLIC)).is_file()
    assert title.source.startswith("# Sigmoid")


def test_a_download_leads_to_the_chapters_of_the_site(public):
    text = "\n".join(cell.source for cell in download(public).cells)
    links = set(re.findall(rf"\]\({PUBLIC}([^)]+)\)", text))
    assert "notebooks/activations/tanh.html" in links
    for link in links:
        page, _, anchor = link.partition("#")
        assert not anchor or read(public / page).find(id=anchor), link
    assert "](tanh" not in text


def test_those_buttons_are_seen_and_fit_on_a_phone(public, browser):
    with served(public) as address:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{address}/{CHAPTER}")
        for button in page.locator(".article-header-buttons a").all():
            box = button.bounding_box()
            assert box["width"] >= 24
            assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.close()


def test_an_address_of_ones_own_goes_before_that_of_github_pages(setting):
    config = setting(REPOSITORY, "https://book.example")
    assert config.html_baseurl == "https://book.example/"
    assert config.notfound_urls_prefix == "/"


def test_an_address_of_ones_own_needs_no_repository(setting):
    config = setting("", "https://example.org/book/")
    assert config.html_baseurl == "https://example.org/book/"
    assert config.notfound_urls_prefix == "/book/"
    assert config.html_theme_options == {"repository_url": ""}


def test_of_a_repository_elsewhere_no_address_is_invented(setting):
    config = setting("https://gitlab.com/someone/a-book", "")
    assert config.html_baseurl == ""
    assert config.html_theme_options["use_repository_button"]


# ---- 404 ----------------------------------------------------------------


def test_the_404_page_lies_under_the_path_of_the_public_address(public):
    page = read(public / "404.html")
    links = page.select("link[rel=stylesheet], script[src], article a")
    for link in links:
        assert (link.get("href") or link["src"]).startswith("/a-book/"), (
            link
        )
    assert len(links) > 10
    assert not page.select("link[rel=canonical]")


@pytest.mark.parametrize("book", ["public", "site"])
def test_an_unknown_address_shows_the_404_page(book, request, browser):
    with served(request.getfixturevalue(book)) as address:
        page = browser.new_page()
        lost = []
        page.on("response", lambda r: r.status < 400 or lost.append(r.url))
        for missing in ("/nowhere.html", "/a/b/c/nowhere"):
            lost.clear()
            assert page.goto(address + missing).status == 404
            assert lost == [address + missing]
            assert page.inner_text("article h1") == "Page not found"
            page.click("article a >> nth=0")
            page.wait_for_url(address + "/index.html#the-chapters")
        page.close()


# ---- The site itself, at last: while one process builds it, the above runs -


def test_without_an_address_nothing_depends_on_one(site, pages):
    assert not (site / "sitemap.xml").exists()
    for path, page in pages.items():
        assert not page.select(
            "link[rel=canonical], meta[property='og:url']"
        ), path
        assert not [link for link in header(page) if "://" in link], path
