"""Citations as prose needs them: Glorot and Bengio (2010).

sphinxcontrib-bibtex puts the year into square brackets.
"""

from dataclasses import dataclass, field

from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import (
    AuthorYearReferenceStyle,
)


def round_brackets():
    return field(default_factory=lambda: BracketStyle("(", ")"))


@dataclass
class RoundAuthorYear(AuthorYearReferenceStyle):
    bracket_textual: BracketStyle = round_brackets()
    bracket_parenthetical: BracketStyle = round_brackets()


def setup(app):
    register_plugin(
        "sphinxcontrib.bibtex.style.referencing",
        "author_year_round",
        RoundAuthorYear,
    )
