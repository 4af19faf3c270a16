"""Show an implementation on the page, from its source."""

import inspect
import textwrap


def source(obj):
    """Return the source of a class or function, shown as a code block."""
    return _Source(obj)


class _Source:
    # Markdown is what the site, JupyterLab and the comparison of outputs
    # all understand, and it is highlighted in both themes.
    def __init__(self, obj):
        self.code = textwrap.dedent(inspect.getsource(obj)).rstrip()

    def __repr__(self):
        return self.code

    def _repr_markdown_(self):
        return f"```python\n{self.code}\n```"
