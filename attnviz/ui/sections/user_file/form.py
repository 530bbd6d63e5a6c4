"""How a file is read: guessed, shown with its first rows, doubted aloud, and corrected."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from attnviz.interactions.asked import FORMATS, NONE, SEPARATORS, Asked, Doubt
from attnviz.interactions.choice import AND
from attnviz.interactions.histories import how_read
from attnviz.interactions.layouts import ITEM_ROLES, ROLE_WORDS, ROLES
from attnviz.interactions.reading import Reading, cells_in, clicks_of, items_of
from attnviz.interactions.separated import Cells
from attnviz.topics.pens import in_markdown
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.sections.user_file.files import CLICKS, Opened, once, say

_GUESS = "as guessed"
_NAMES, _A_ROW = "names", "a row"
_FIRST = {_GUESS: None, _NAMES: True, _A_ROW: False}
_FIRST_WORDS = {_NAMES: "names the columns", _A_ROW: "is a row like any other"}
_ROWS = 5


def form_of(what: str, file: Opened, clicked: frozenset[str] = frozenset()) -> Reading:
    """Show how a file is read, and the controls that correct it.

    Args:
        what: `CLICKS` or `ITEMS`.
        file: The file.
        clicked: The items that were clicked, where the file is of items.

    Raises:
        Unreadable: if it is no table.
    """

    asked = file.asked
    shown = st.container()
    with st.expander("Correct how it is read"):
        form, columns, times = st.container(), st.container(), st.container()
    with form:
        _form_controls(what, asked)
    if what == CLICKS:
        with times:
            _time_control(what, asked)
    split = (file.id, asked.separator, asked.header)
    cells = once(f"cells of {what}", split, lambda: cells_in(file.content, asked))

    def read() -> Reading:
        return clicks_of(cells, asked) if what == CLICKS else items_of(cells, asked, clicked)

    reading = once(f"{what} read", (split, asked, clicked), read)
    with columns:
        _column_controls(what, asked, reading)
    with shown:
        _first_rows(cells, reading)
    return reading


def _choose(
    label: str,
    key: str,
    options: Sequence[str],
    value: str,
    put: Callable[[str], None],
    words: Callable[[str], str] = str,
    **more: Any,  # what the select box is told besides
) -> None:
    """Show a select box of a value that is kept elsewhere."""
    listed = [*options, *([] if value in options else [value])]
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.selectbox(
        label,
        listed,
        key=key,
        format_func=words,
        on_change=when_shown(key, put),
        **more,
    )


def _form_controls(what: str, asked: Asked) -> None:
    one, other = st.columns(2)
    with one:
        _choose(
            "Separator",
            f"own_{what}_separator",
            [_GUESS, *SEPARATORS],
            asked.separator or _GUESS,
            lambda chosen: say(
                # Another separator makes other columns.
                what,
                replace(asked, separator=None if chosen == _GUESS else chosen, columns=()),
            ),
            lambda option: SEPARATORS.get(option, option),
        )
    with other:
        _choose(
            "First row",
            f"own_{what}_header",
            list(_FIRST),
            next(name for name, header in _FIRST.items() if header is asked.header),
            lambda chosen: say(what, replace(asked, header=_FIRST[chosen], columns=())),
            lambda option: _FIRST_WORDS.get(option, option),
        )


def _time_control(what: str, asked: Asked) -> None:
    _choose(
        "How times are read",
        f"own_{what}_time_format",
        [_GUESS, *FORMATS],
        asked.time_format or _GUESS,
        lambda chosen: say(
            what, replace(asked, time_format="" if chosen in (_GUESS, None) else chosen)
        ),
        lambda option: FORMATS.get(option, option),
        accept_new_options=True,
        help="Or type a pattern, such as %d.%m.%Y %H:%M for 13.04.2023 18:05.",
    )


def _column_controls(what: str, asked: Asked, reading: Reading) -> None:
    columns = st.columns(2)
    for number, role in enumerate(ROLES if what == CLICKS else ITEM_ROLES):
        with columns[number % 2]:
            _choose(
                ROLE_WORDS[role].capitalize(),
                f"own_{what}_{role}",
                [NONE, *reading.cells.columns],
                reading.columns.get(role, NONE),
                lambda chosen, role=role: say(  # type: ignore[misc]  # the loop's role
                    what, asked.with_columns({role: chosen})
                ),
                lambda option: "–" if option == NONE else option,
            )


def _first_rows(cells: Cells, reading: Reading) -> None:

    form, *columns = how_read(reading)
    st.caption(in_markdown(form))
    known = {part: role for role, column in reading.columns.items() for part in _parts(column)}
    rows = cells.table.slice(0, _ROWS).to_pandas()
    rows.columns = [f"{name} → {known[name]}" if name in known else name for name in rows.columns]
    st.dataframe(rows, hide_index=True)
    st.caption(in_markdown(" ".join(columns)))


def _parts(column: str) -> list[str]:

    return [column, *column.split(AND)]


def ask(what: str, file: Opened, reading: Reading) -> None:
    """Ask what a file does not tell; an answer is kept, and asked no more."""
    for doubt in reading.doubts:
        _ask(what, file, doubt)


def _ask(what: str, file: Opened, doubt: Doubt) -> None:
    asked = file.asked
    key = f"own_{what}_doubt_{doubt.about}"

    def answer(chosen: Any) -> None:
        if doubt.about == "header":
            say(what, replace(asked, header=_FIRST[chosen], columns=()))
        elif doubt.about == "time_format":
            say(what, replace(asked, time_format="" if chosen == _GUESS else chosen))
        else:
            say(what, asked.with_columns({doubt.about: chosen}))

    words: dict[str, str] = {**FORMATS, **_FIRST_WORDS, NONE: "no column"}
    st.radio(
        in_markdown(f"In {file.name}: {doubt.told} {_question(doubt)}"),
        list(dict.fromkeys(doubt.choices)),
        index=None,
        format_func=lambda choice: in_markdown(words.get(str(choice), str(choice))),
        key=key,
        on_change=when_shown(key, answer),
        horizontal=True,
    )


def _question(doubt: Doubt) -> str:
    if doubt.about == "header":
        return "What is it?"
    if doubt.about == "time_format":
        return "How are the times to be read?"
    return f"Which column is the {doubt.about}?"
