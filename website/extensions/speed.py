"""What others do again for every page: once is enough, or not at all.

Without it, a build takes half as long again for each chapter. Each entry
has the address of the line that is to blame; where one of them has gone,
tests/site/test_theme.py says so, and it can go here.
"""

from functools import cache

import pybtex.plugin
from sphinx.search.en import SearchEnglish


def setup(app):
    # For every citation, sphinxcontrib-bibtex looks up the plugin that
    # writes plain text, among all packages that are installed: 10 ms.
    # https://github.com/mcmtroffaes/sphinxcontrib-bibtex/blob/2.7.0/src/sphinxcontrib/bibtex/domain.py#L418
    pybtex.plugin.find_plugin = cache(pybtex.plugin.find_plugin)
    # Sphinx remembers the stem of a word until the end of the page.
    # https://github.com/sphinx-doc/sphinx/blob/v7.4.7/sphinx/search/__init__.py#L447
    SearchEnglish.stem = cache(SearchEnglish.stem)
    # For sphinx-jupyterbook-latex, Sphinx counts the figures of all pages,
    # and shows no number.
    # https://github.com/executablebooks/sphinx-jupyterbook-latex/blob/v1.0.0/sphinx_jupyterbook_latex/events.py#L36
    app.connect("builder-inited", count_no_figures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def count_no_figures(app):
    app.config.numfig = False
