"""How a walk shows itself in a notebook: who draws it registers, as a walk knows no pictures."""

from functools import singledispatch
from html import escape


@singledispatch
def html(walk: object) -> str:
    """Return a walk as HTML; as Python writes it where nobody has registered."""
    return f"<pre>{escape(repr(walk))}</pre>"
