"""What depends on the book's public address: absent until it has one.

_config.yml names the repository, or an address under html: baseurl. Then
there are canonical links (Sphinx makes them), a sitemap, links to the
repository and to Binder, and a 404 page that finds its style sheets.
"""

from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

NOT_FOUND = """<h1>Page not found</h1>
<p>There is no page at this address. Look for what you wanted
<a href="{0}index.html#the-chapters">among the chapters</a>, or
<a href="{0}search.html">search for it</a>.</p>
"""


def find_address(app, config):
    """Set the public address, and what else follows from the repository."""
    options = config.html_theme_options
    repository = options.get("repository_url")
    if repository:
        options["use_repository_button"] = True
        options["launch_buttons"] = {
            "binderhub_url": "https://mybinder.org",
            "notebook_interface": "jupyterlab",
        }
        host, path = urlsplit(repository)[1:3]
        if host == "github.com" and not config.html_baseurl:
            owner, name = path.strip("/").split("/")
            config.html_baseurl = (
                f"https://{owner.lower()}.github.io/{name}"
            )
    if config.html_baseurl:
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"
    root = urlsplit(config.html_baseurl).path or "/"
    config.notfound_urls_prefix = root
    config.notfound_context = {
        "title": "Page not found",
        "body": NOT_FOUND.format(root),
    }


def lead_back(app, pagename, templatename, context, doctree):
    """Tell the 404 page where the site begins, and that it has no address.

    The theme's scripts read the one, and search engines the other.
    """
    if pagename == app.config.notfound_pagename:
        context["content_root"] = app.config.notfound_urls_prefix
        context["pageurl"] = None


def write_sitemap(app, exception):
    """Write sitemap.xml, which has the address of every page."""
    address = app.config.html_baseurl
    if exception or not address:
        return
    pages = "".join(
        f"<url><loc>{escape(address + app.builder.get_target_uri(name))}"
        "</loc></url>\n"
        for name in sorted(app.env.found_docs)
    )
    Path(app.outdir, "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{pages}</urlset>\n",
        encoding="utf-8",
    )


def setup(app):
    app.setup_extension("notfound.extension")
    # Before notfound.extension looks at its settings.
    app.connect("config-inited", find_address, priority=400)
    app.connect("html-page-context", lead_back)
    app.connect("build-finished", write_sitemap)
