"""How walks and explanations show themselves in a notebook: who draws them registers."""

from functools import singledispatch
from html import escape


@singledispatch
def html(shown: object) -> str:
    """Return a walk or an explanation as HTML; as Python writes it if nobody has registered."""
    return f"<pre>{escape(repr(shown))}</pre>"
