"""The website, built from nothing: every page there, every link whole."""

from urllib.parse import unquote, urljoin, urlsplit

from browsing import PAGES


def test_every_page_is_looked_at_and_no_other_is_there(pages):
    assert sorted(pages) == sorted(PAGES)


def test_every_page_has_a_title(pages):
    untitled = [
        path
        for path, page in pages.items()
        if page.title is None
        or page.title.get_text().startswith("<no title>")
        or not page.title.get_text(strip=True)
    ]
    assert not untitled, untitled


def test_every_internal_link_leads_somewhere(site, pages):
    anchors = {
        site / path: {tag["id"] for tag in page.find_all(id=True)}
        | {tag["name"] for tag in page.find_all("a", attrs={"name": True})}
        for path, page in pages.items()
    }
    broken = []
    for path, page in pages.items():
        for tag in page.find_all(["a", "img", "link", "script"]):
            link = tag.get("href") or tag.get("src") or ""
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue  # another site's, or data
            file = unquote(parts.path)
            if file.startswith("/"):  # on the 404 page
                target = site / file[1:]
            else:
                target = (
                    (site / path).parent / file if file else site / path
                )
            target = target.resolve()
            anchor = unquote(parts.fragment)
            if not target.is_file() or (
                anchor
                and target in anchors
                and anchor not in anchors[target]
            ):
                broken.append(f"{path}: {link}")
    assert not broken, broken


def test_every_page_says_what_it_is_to_search_engines_and_previews(pages):
    for path, page in pages.items():
        meta = {
            tag.get("name") or tag["property"]: tag["content"]
            for tag in page.select("meta[name], meta[property]")
        }
        assert len(meta["description"]) > 20, path
        assert meta["og:description"] == meta["description"], path
        assert page.title.get_text().startswith(meta["og:title"]), path
        assert meta["og:site_name"] == "Activation Functions, One at a Time"


def test_a_chapter_is_described_by_its_sentence_in_italics(pages, chapters):
    for path in chapters:
        page = pages[path]
        description = page.select_one("meta[name=description]")["content"]
        sentence = page.select_one("h1 + p > em").get_text()
        assert description.startswith(sentence), path


def test_no_two_pages_have_the_same_title(pages):
    titles = [page.title.get_text() for page in pages.values()]
    assert len(set(titles)) == len(titles), titles


def test_every_chapter_leads_to_the_one_before_and_the_next(
    pages, chapters
):
    for path in chapters:
        page = pages[path]
        assert page.select_one("a.left-prev")["href"], path
        assert page.select_one("a.right-next")["href"], path


def test_every_figure_has_its_size_before_it_arrives(pages, chapters):
    for path in chapters:
        images = pages[path].select("article img")
        assert images, path
        for image in images:
            assert int(image["width"]) > 100, path
            assert int(image["height"]) > 100, path


def test_script_and_styles_are_on_the_pages_with_an_explorer(pages):
    for path, page in pages.items():
        files = page.select(
            "[src*='_static/explorer.js'], [href*='_static/explorer.css']"
        )
        wanted = 2 if page.select("activation-explorer") else 0
        assert len(files) == wanted, path
        held = page.select("activation-explorer :is(script, style)")
        assert {tag.get("type") for tag in held} <= {"application/json"}


def test_a_chapter_leads_to_jupyterlite_by_its_button_alone(
    pages, chapters
):
    wrong, leading = [], set()
    for page, html in pages.items():
        links = [
            (tag, value)
            for tag in html.select("[href], [src]")
            for value in (tag.get("href"), tag.get("src"))
            if value
            and urljoin(f"http://book/{page}", value).startswith(
                "http://book/lite/"
            )
        ]
        if links:
            leading.add(page)
        for tag, value in links:
            # Relative, so that the site may lie under any path.
            if tag.name != "a" or value.startswith("/") or len(links) > 1:
                wrong.append((page, value))
    assert not wrong, wrong
    assert leading == set(chapters)


def test_the_site_is_the_same_byte_for_byte_when_built_again(site, again):
    files = {path.relative_to(again) for path in again.rglob("*")}
    assert files == {path.relative_to(site) for path in site.rglob("*")}
    changed = [
        str(file)
        for file in files
        if (site / file).is_file()
        and (site / file).read_bytes() != (again / file).read_bytes()
    ]
    assert not changed, changed
