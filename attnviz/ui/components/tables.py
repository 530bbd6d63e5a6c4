"""A small table of numbers that are already written as they are to be read."""

from collections.abc import Iterable, Mapping

import streamlit as st

from attnviz.topics.glossary import MEANINGS
from attnviz.topics.terms import entry_of


def number_table(rows: Iterable[Mapping[str, str]], *, height: int | None = None) -> None:
    """Show rows under their names, each number at the right of its column.

    Args:
        rows: At least one, all with the same names; the first column is fixed.
        height: Pixels, above which the table scrolls; all rows if None.
    """
    rows = [dict(row) for row in rows]
    first, *_ = rows[0]
    columns = {
        name: st.column_config.TextColumn(alignment="right", help=_meaning(name))
        for name in rows[0]
    }
    # Names are read from their beginning, where there is no room for all of them.
    named = not all(row[first].isdecimal() for row in rows)
    columns[first] = st.column_config.TextColumn(
        alignment="left" if named else "right", pinned=True, help=_meaning(first)
    )
    st.dataframe(
        rows, hide_index=True, column_config=columns, height="content" if height is None else height
    )


def _meaning(name: str) -> str | None:
    """Return what the glossary says of a column's name."""
    entry = entry_of(name)
    return None if entry is None else MEANINGS[entry]
