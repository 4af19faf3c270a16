"""Citations as prose needs them: Glorot and Bengio (2010).

sphinxcontrib-bibtex puts the year into square brackets. And docutils gives
an entry of the list a role that WAI-ARIA has deprecated.
"""

from dataclasses import dataclass, field

from docutils import nodes
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


def visit_citation(translator, node):
    """Make an entry of the list of references an item of a list."""
    start = len(translator.body)
    type(translator).visit_citation(translator, node)
    translator.body[start:] = [
        text.replace("doc-biblioentry", "listitem")
        for text in translator.body[start:]
    ]


def depart_citation(translator, node):
    type(translator).depart_citation(translator, node)


def setup(app):
    app.add_node(
        nodes.citation, True, html=(visit_citation, depart_citation)
    )
    register_plugin(
        "sphinxcontrib.bibtex.style.referencing",
        "author_year_round",
        RoundAuthorYear,
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
