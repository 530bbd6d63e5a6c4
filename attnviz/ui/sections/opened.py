"""The panel that opens the pinned number into the arithmetic that made it, over the page."""

import math
from collections.abc import Callable, Collection
from dataclasses import replace

import streamlit as st

from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import Cell
from attnviz.trace.explain import Explanation
from attnviz.trace.record import step_words
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.opened import opened_bar
from attnviz.ui.components.strips import strips
from attnviz.ui.state import address, keys
from attnviz.ui.state.open_lesson import open_lesson
from attnviz.ui.state.trail import Place
from attnviz.ui.state.visit import visit

SHOWN_TERMS = 8


def opened_number(
    opened: Explanation,
    steps: Collection[str],
    whose: str = "",
    edit: Callable[[], None] | None = None,
) -> None:
    """Show the arithmetic of a number.

    Args:
        opened: The arithmetic.
        steps: The steps that the walk shows: it goes to the one whose number is opened next.
        whose: Of which side the number is, where a page compares several; "" where it has one.
        edit: Draws how the number can be changed, where it can.
    """

    def show(cell: Cell) -> None:
        address.put_pin(cell)
        if cell.step in steps:
            address.put("step", cell.step)

    def go(by: int) -> None:
        if (place := trail.beside(by)) is not None:
            address.put("pin", place.pin)
            address.put("step", place.step)

    trail, parents = visit().trail, _parents(opened)
    with st.container(border=True, key=keys.OPENED):
        st.subheader(in_markdown(opened.title), anchor=False)
        opened_bar(
            opened.title,
            opened.value,
            [_name(cell) for cell in parents],
            back=_named(trail.beside(-1)),
            forward=_named(trail.beside(1)),
            comes_with_lesson=_comes_with_lesson(),
            key=keys.OPENED_BAR,
            on_open=lambda place: show(parents[place]),
            on_go=go,
            on_close=lambda: address.put("pin", ""),
        )
        if whose:
            st.caption(whose)
        paragraphs(opened.sentence)
        if edit is not None:
            edit()
        if opened.strips:
            strips(opened, key=keys.OPERANDS, on_open=show)
        if opened.note:
            st.caption(in_markdown(opened.note))
        st.latex(_written_out(opened, SHOWN_TERMS))
        if len(opened.parts) > SHOWN_TERMS:
            with st.expander(f"All {len(opened.parts)} terms"):
                st.latex(_written_out(opened, None))
        st.caption(_exactness(opened))


def _comes_with_lesson() -> bool:
    lesson = open_lesson()
    return lesson is not None and address.current()[0].pin == lesson.view.settings.pin


def _name(cell: Cell) -> str:
    """Return what a cell's step or weight is called, short."""
    return step_words(cell.plain.step.removeprefix("attention/"))


def _named(place: Place | None) -> str:
    cell = None if place is None else Cell.parse(place.pin)
    return "" if cell is None else _name(cell)


def _parents(opened: Explanation) -> list[Cell]:
    """Return one operand of each step that the number was computed from."""
    first: dict[str, Cell] = {}
    for cell in opened.operands:
        first.setdefault(cell.step, cell)
    return list(first.values())


def _written_out(opened: Explanation, most: int | None) -> str:
    """Return symbols, numbers and value in LaTeX, which a page breaks between terms alone."""
    if opened.before and most:  # a fraction or a function holds the terms: no line ends among them
        most //= 2
    whole = replace(
        opened,
        parts=tuple(f"{{{term}}}" for term in opened.parts),
        value_latex=f"{{{opened.value_latex}}}",
    )
    return whole.latex(most)


def operands_of(opened: Explanation) -> list[Cell]:
    """Return the operands of a number for a picture's outlines: a row or column where they are one.

    An axis on which the operands of a step differ is None, which stands for all of it.
    """
    together: dict[str, list[tuple[int | str | None, ...]]] = {}
    for cell in opened.operands:
        together.setdefault(cell.step, []).append(cell.index)
    return [
        Cell(step, tuple(n[0] if len(set(n)) == 1 else None for n in zip(*cells, strict=True)))
        for step, cells in together.items()
    ]


def _exactness(opened: Explanation) -> str:
    if not math.isfinite(opened.value):
        return "Recomputed in float64 from the operands above: the same."
    return (
        f"Recomputed in float64 from the operands above: {opened.recomputed:.9g}. "
        f"It differs from the {opened.whose}'s {opened.value:.9g} by {abs(opened.difference):.1g}."
    )
