"""Fonts with the characters that the pages use, and no others.

The theme comes with all of Font Awesome, of which a page shows ten icons,
and KaTeX with every symbol: 150 kB of the one and 90 kB of the other. Under
the same names, and of the same look, 30 kB are left.
"""

import re
from html import unescape
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ICON = re.compile(r"\bfa-[a-z0-9-]+")
# .fa-bars:before,.fa-navicon:before{content:"\f0c9"}
RULE = re.compile(
    r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"'
)
# --pst-icon-search-minus:"<the character>"
PROPERTY = re.compile(r'--pst-icon-[a-z-]+:"([^"]+)"')


def characters(site):
    """Return the code points that the pages show, icons among them."""
    pages = "".join(
        unescape(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    )
    theme = site / "_static" / "styles" / "pydata-sphinx-theme.css"
    css = theme.read_text(encoding="utf-8")
    used = set(ICON.findall(pages))
    icons = {
        int(code, 16)
        for names, code in RULE.findall(css)
        if used & set(ICON.findall(names))
    }
    return icons | set(map(ord, pages + "".join(PROPERTY.findall(css))))


def shrink_fonts(app, exception):
    """Leave in each font of the site what its pages need."""
    if exception:
        return
    site = Path(app.outdir)
    used = characters(site)
    for path in (site / "_static").rglob("*.woff2"):
        font = TTFont(path, recalcTimestamp=False)
        subsetter = Subsetter(Options(hinting=False))
        subsetter.populate(unicodes=used)
        subsetter.subset(font)
        font.save(path)


def setup(app):
    app.connect("build-finished", shrink_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
