"""How a file is read: guessed, shown with its first rows, and corrected."""

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from attnviz.interactions.reading import Form

_GUESS, _NONE = "as guessed", "–"
_FIRST = {"names the columns": True, "is a row like any other": False}
_ROWS = 5
# What each file is asked for, by what it is of.
_ROLES = {
    "clicks": ("user", "item", "timestamp", "title", "category"),
    "items": ("item", "title", "category"),
}


def form_of(what: str, content: bytes) -> "Form":
    """Show how a file is read and the controls that correct it; return the form.

    Args:
        what: "clicks" or "items".
        content: The bytes of the file.

    Raises:
        Unreadable: if it is no table.
    """
    from attnviz.interactions.reading import SEPARATORS, first_rows, guess, is_parquet

    shown = st.container()
    separator = header = None
    roles: dict[str, str | None] = {}
    with st.expander("Correct how it is read"):
        if not is_parquet(content):
            one, other = st.columns(2)
            chosen = one.selectbox(
                "Separator",
                [_GUESS, *SEPARATORS],
                format_func=lambda one: SEPARATORS.get(one, one),
                key=f"own_{what}_separator",
            )
            separator = None if chosen == _GUESS else chosen
            first = other.selectbox("First row", [_GUESS, *_FIRST], key=f"own_{what}_header")
            header = _FIRST.get(first)
        form = guess(content, separator, header)
        options = [_NONE, *form.columns]
        # Another reading has other columns: its controls are others, and begin at its own guess.
        reading = f"{form.separator}{form.header}{len(form.columns)}"
        columns = st.columns(2)
        for number, role in enumerate(_ROLES[what]):
            column = columns[number % 2].selectbox(
                role.capitalize(),
                options,
                index=options.index(dict(form.roles).get(role, _NONE)),
                key=f"own_{what}_{role}_{reading}",
            )
            roles[role] = None if column == _NONE else column
    form = form.with_roles(roles)
    rows = first_rows(content, form, _ROWS)
    known = {column: role for role, column in form.roles}
    rows.columns = [f"{name} → {known[name]}" if name in known else name for name in rows.columns]
    shown.caption(_said(form))
    shown.dataframe(rows, hide_index=True)
    return form


def _said(form: "Form") -> str:
    from attnviz.interactions.reading import SEPARATORS

    if not form.separator:
        return "A Parquet file."
    known = f"Recognized: {form.layout.name}. " if form.layout else ""
    header = "the first row names the columns" if form.header else "no header"
    return f"{known}Separator {SEPARATORS[form.separator]}, {header}, {form.encoding}."
