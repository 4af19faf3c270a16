"""The website, built from nothing: every page there, every link whole."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

import run


@pytest.fixture(scope="module")
def pages(site):
    """Every HTML page of the book: its path, and what is on it."""
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
        if {"_static", "lite"}.isdisjoint(path.relative_to(site).parts)
    }


def test_every_entry_of_the_table_of_contents_has_its_page(site, pages):
    toc = (run.ROOT / "_toc.yml").read_text(encoding="utf-8")
    entries = re.findall(r"(?:root|file): (\S+)", toc)
    missing = [e for e in entries if site / f"{e}.html" not in pages]
    assert not missing, missing


def test_every_page_has_a_title(pages):
    untitled = [
        path.name
        for path, page in pages.items()
        if page.title is None
        or page.title.get_text().startswith("<no title>")
        or not page.title.get_text(strip=True)
    ]
    assert not untitled, untitled


def test_every_internal_link_leads_somewhere(site, pages):
    anchors = {
        path: {tag["id"] for tag in page.find_all(id=True)}
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
            target = (path.parent / file).resolve() if file else path
            anchor = unquote(parts.fragment)
            if not target.is_file() or (
                anchor
                and target in anchors
                and anchor not in anchors[target]
            ):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert not broken, broken
