"""A small table of numbers that are already written as they are to be read."""

from collections.abc import Iterable, Mapping

import streamlit as st


def number_table(rows: Iterable[Mapping[str, str]], *, height: int | None = None) -> None:
    """Show rows under their names, each number at the right of its column.

    Args:
        rows: At least one, all with the same names; the first column is fixed.
        height: Pixels, above which the table scrolls; all rows if None.
    """
    rows = [dict(row) for row in rows]
    first, *_ = rows[0]
    columns = {name: st.column_config.TextColumn(alignment="right") for name in rows[0]}
    columns[first] = st.column_config.TextColumn(alignment="right", pinned=True)
    st.dataframe(
        rows, hide_index=True, column_config=columns, height="content" if height is None else height
    )
