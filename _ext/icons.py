"""The theme's icons, and no others: a font of 2 kB in place of 150.

The theme comes with all of Font Awesome. Which icons its pages use is read
from the pages, when they are written, and from the properties of its style
sheet.
"""

import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = ("fa-solid-900", "fa-brands-400")
ICON = re.compile(r"\bfa-[a-z0-9-]+")
# --pst-icon-search-minus:"<the character>"
PROPERTY = re.compile(r'--pst-icon-[a-z-]+:"([^"]+)"')
# .fa-bars:before,.fa-navicon:before{content:"\f0c9"}
RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"')


def write_fonts(app, exception):
    """Write the fonts that book.css puts in the place of the theme's."""
    if exception:
        return
    static = Path(app.outdir) / "_static"
    pages = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted(Path(app.outdir).rglob("*.html"))
    )
    used = set(ICON.findall(pages))
    css = (static / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")
    codes = {
        int(code, 16)
        for names, code in RULE.findall(css)
        if used & set(ICON.findall(names))
    } | {ord(character) for character in PROPERTY.findall(css)}
    folder = static / "vendor" / "fontawesome" / "webfonts"
    for name in FONTS:
        font = TTFont(folder / f"{name}.ttf", recalcTimestamp=False)
        subsetter = Subsetter(Options(layout_features=[], hinting=False))
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(static / f"{name}.woff")


def setup(app):
    app.connect("build-finished", write_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
