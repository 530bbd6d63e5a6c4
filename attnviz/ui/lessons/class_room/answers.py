"""What a class has answered, as a table of bars: seen from the last row, and read line by line."""

import html
from collections.abc import Iterator, Sequence

import streamlit as st

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.room import Tally
from attnviz.lessons.tally import Bar, Column, columns
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
    names, marks = _rows(asked, tally.revealed)
    shown = columns(asked, tally)
    head = "".join(f'<th scope="col">{html.escape(column.title)}</th>' for column in shown)
    first = "Click" if isinstance(asked, Drawing) else "Answer"
    rows = "".join(
        _row(name, mark, [column.bars[place] for column in shown], shown)
        for place, (name, mark) in enumerate(zip(names, marks, strict=True))
    )
    return (
        f'<table class="class_answers"><thead><tr><th scope="col">{first}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _rows(asked: Asked | Drawing, revealed: bool) -> tuple[Sequence[Claim | str], list[str]]:
    """Return what each row is of, and its mark: "right", "near", or ""."""
    if isinstance(asked, Drawing):
        return asked.bars, [""] * len(asked.bars)
    judged = (asked.judged(place) for place in range(len(asked.options)))
    return asked.options, [mark if revealed and mark in _MARKS else "" for mark in judged]


def _row(name: Claim | str, mark: str, bars: Sequence[Bar], shown: Sequence[Column]) -> str:
    said = f' <b class="mark">{_MARKS[mark]}</b>' if mark else ""
    cells = "".join(map(_cell, bars, shown))
    return f'<tr class="{mark}"><th scope="row">{in_html(name)}{said}</th>{cells}</tr>'


def _cell(bar: Bar, column: Column) -> str:
    kind = "layer" if column.title == "The layer" else "drawn"
    inside = "".join(_inside(bar))
    track = f'<span class="track {kind}" aria-hidden="true">{inside}</span>'
    return f"<td>{track}<span>{html.escape(bar.text)}</span></td>"


def _inside(bar: Bar) -> Iterator[str]:
    yield f'<i style="width: {100 * bar.share:.2f}%"></i>'
    if bar.spread is not None:
        low, high = bar.spread
        place = f"left: {100 * low:.2f}%; width: {100 * (high - low):.2f}%"
        yield f'<i class="spread" style="{place}"></i>'
