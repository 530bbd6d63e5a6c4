"""What a class has answered, as a table of bars: seen from the last row, and read line by line."""

import html
from collections.abc import Sequence

import streamlit as st

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.room import Tally
from attnviz.lessons.tally import Column, columns
from attnviz.topics.claim import Claim
from attnviz.topics.pens import in_html

_MARKS = {"right": "✓ right", "near": "close"}


def class_answers(asked: Asked | Drawing, tally: Tally) -> None:
    """Show what can be answered, and beside it what of the class's answers is to be seen.

    Args:
        asked: The question.
        tally: What the class has answered to it.
    """
    st.html(answers_in_html(asked, tally))


def answers_in_html(asked: Asked | Drawing, tally: Tally) -> str:
    """Return the table that `class_answers` shows."""
    shown = columns(asked, tally)
    names = asked.bars if isinstance(asked, Drawing) else asked.options
    first = "Click" if isinstance(asked, Drawing) else "Answer"
    head = "".join(f'<th scope="col">{html.escape(column.title)}</th>' for column in shown)
    rows = "".join(
        _row(name, _mark(asked, tally, place), [_cell(column, place) for column in shown])
        for place, name in enumerate(names)
    )
    return (
        f'<table class="class_answers"><thead><tr><th scope="col">{first}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _mark(asked: Asked | Drawing, tally: Tally, place: int) -> str:
    """Return how an option is marked: "right", "near", or "" for neither."""
    if isinstance(asked, Drawing) or not tally.revealed:
        return ""
    judged = asked.judged(place)
    return judged if judged in _MARKS else ""


def _row(name: Claim | str, mark: str, cells: Sequence[str]) -> str:
    said = f'<b class="mark">{_MARKS[mark]}</b>' if mark else ""
    return f'<tr class="{mark}"><th scope="row">{in_html(name)} {said}</th>{"".join(cells)}</tr>'


def _cell(column: Column, place: int) -> str:
    bar = column.bars[place]
    inside = f'<i style="width: {100 * bar.share:.2f}%"></i>'
    if bar.spread is not None:
        low, high = bar.spread
        line = f"left: {100 * low:.2f}%; width: {100 * (high - low):.2f}%"
        inside += f'<i class="spread" style="{line}"></i>'
    track = f'<span class="track {column.kind}" aria-hidden="true">{inside}</span>'
    return f'<td>{track}<span class="said">{html.escape(bar.text)}</span></td>'
