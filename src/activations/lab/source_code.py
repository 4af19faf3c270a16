"""Show an implementation on the page, from its source."""

import inspect
import textwrap


def source(*objects):
    """Return the source of classes or functions, shown as a code block.

    Raises TypeError without any.
    """
    if not objects:
        raise TypeError("source: there must be one class or function")
    return _Source(objects)


class _Source:
    # Markdown is what the site, JupyterLab and the comparison of outputs
    # all understand, and it is highlighted in both themes.
    def __init__(self, objects):
        codes = [textwrap.dedent(inspect.getsource(o)) for o in objects]
        self.code = "\n\n\n".join(code.rstrip() for code in codes)

    def __repr__(self):
        return self.code

    def _repr_markdown_(self):
        return f"```python\n{self.code}\n```"
