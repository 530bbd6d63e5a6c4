"""The panel under a picture that opens the pinned number into the arithmetic that made it."""

import math
from collections.abc import Collection

import streamlit as st

from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import Cell
from attnviz.trace.explain import Explanation
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.strips import strips
from attnviz.ui.state import address, keys

SHOWN_TERMS = 8


def opened_number(opened: Explanation, steps: Collection[str]) -> None:
    """Show the arithmetic of a number.

    Args:
        opened: The arithmetic.
        steps: The steps that the walk shows: it goes to the one whose number is opened next.
    """

    def show(cell: Cell) -> None:
        address.put_pin(cell)
        if cell.step in steps:
            address.put("step", cell.step)

    with st.container(border=True, key=keys.OPENED):
        st.subheader(in_markdown(opened.title), anchor=False)
        paragraphs(opened.sentence)
        if opened.strips:
            strips(opened, key=keys.OPERANDS, on_open=show)
        if opened.note:
            st.caption(in_markdown(opened.note))
        st.latex(_written_out(opened, SHOWN_TERMS))
        if len(opened.parts) > SHOWN_TERMS:
            with st.expander(f"All {len(opened.parts)} terms"):
                st.latex(_written_out(opened, None))
        st.caption(_exactness(opened))
        with st.container(horizontal=True):
            for cell in _to_walk_back(opened):
                st.button(
                    f"← {cell.step.replace('attention/', '')}",
                    key=f"back {cell.step}",
                    on_click=show,
                    args=(cell,),
                    type="tertiary",
                )
            st.button("Close", key=keys.CLOSE_NUMBER, on_click=address.put, args=("pin", ""))


def _to_walk_back(opened: Explanation) -> list[Cell]:
    """Return one operand of each step that the number was computed from."""
    first: dict[str, Cell] = {}
    for cell in opened.operands:
        first.setdefault(cell.step, cell)
    return list(first.values())


def _written_out(opened: Explanation, most: int | None) -> str:
    """Return symbols, numbers and value in LaTeX, broken into lines that fit the page."""
    sides = [opened.symbols.partition("=")[2], opened.value_latex]
    if opened.before:  # a fraction or a function holds the terms: no line can end among them
        sides.insert(1, opened.numbers(most and most // 2))
    elif numbers := opened.numbers(most):
        terms = numbers.split(" + ")
        lines = [" + ".join(terms[n : n + 4]) for n in range(0, len(terms), 4)]
        sides.insert(1, r" \\ & \quad + ".join(lines))
    left = opened.symbols.partition("=")[0]
    right = r" \\ & = ".join(side for side in sides if side.strip())
    return rf"\begin{{aligned}} {left} & = {right} \end{{aligned}}"


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
