"""What no page uses, left out of the site's style sheets and fonts.

The theme comes with all of Bootstrap and of Font Awesome, and KaTeX with
every symbol: 260 kB of fonts and, as a server sends them, 90 kB of style
sheets. 30 and 35 kB are left, and a page looks the same.
"""

import re
from html import unescape
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# The class of an element; in a script's data its quotes are escaped.
CLASS = re.compile(r"""\bclass=\\?["']([^"'\\]*)""")
WORD = re.compile(r"[\w-]+")

# A style sheet's rule: what it is for, and what it says.
RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
# What is not the name of a class, or may be one that an element lacks.
ASIDE = re.compile(
    r"""/\*.*?\*/|"[^"]*"|'[^']*'|\[[^]]*\]|\((?:[^()]|\([^()]*\))*\)""",
    re.DOTALL,
)
NAME = re.compile(r"\.(?!\d)((?:[\w-]|\\.)+)")

# An icon that a style sheet writes: content:"\f0c9".
ICON = re.compile(r'content:"\\([0-9a-f]+)"')


def leave_out(app, exception):
    """Leave what the pages need, in each style sheet and each font."""
    if exception:
        return
    site = Path(app.outdir)
    pages = "".join(map(read, site.rglob("*.html")))
    scripts = [
        read(path) for path in site.rglob("*.js") if path.name in pages
    ]
    classes = {
        word
        for text in [*CLASS.findall(pages), *scripts]
        for word in WORD.findall(text)
    }
    used = set(map(ord, unescape(pages)))
    for path in (site / "_static").rglob("*.css"):
        css = shrink_style(read(path), classes)
        path.write_text(css, encoding="utf-8", newline="")
        used.update(int(code, 16) for code in ICON.findall(css))
        used.update(map(ord, css))  # --pst-icon-bell:"<the character>"
    for path in (site / "_static").rglob("*.woff2"):
        shrink_font(path, used)


def read(path):
    return path.read_text(encoding="utf-8")


def shrink_style(css, classes):
    """Return a style sheet without rules for classes that nothing has."""

    def keep(rule):
        for selector in ASIDE.sub("", rule[1]).split(","):
            names = NAME.findall(selector)
            if classes.issuperset(n.replace("\\", "") for n in names):
                return rule[0]
        return ""

    return RULE.sub(keep, css)


def shrink_font(path, used):
    """Leave the characters used, by their code points, in a font."""
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False))
    subsetter.populate(unicodes=used)
    subsetter.subset(font)
    font.save(path)


def setup(app):
    app.connect("build-finished", leave_out)
