"""In the panel of an opened number: another in its place, and its click gone or elsewhere."""

import streamlit as st

from attnviz.scenario.changes import Deleted, Moved, Number, number_typed, rounded, typed_number
from attnviz.topics.compared.what_if.claims import what_if_claim
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import Cell
from attnviz.trace.changed import place_of
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.sections.what_if.clicks import add_a_click, change_clicks
from attnviz.ui.state import address, keys
from attnviz.ui.state.visit import present, visit


def change_number(what: WhatIf, cell: Cell) -> None:
    """Let the learner change an opened number and the click that it belongs to.

    Args:
        what: The view, with and without its changes.
        cell: The opened number, of the page's own walk.
    """
    if not address.free("change"):
        return
    target = place_of(what.now, cell)
    with st.container(key=keys.CHANGE_NUMBER):
        with st.container(horizontal=True, vertical_alignment="center"):
            if target is not None:
                _number(what, target)
            _click(what, cell)
        if cell.over_heads:
            st.caption("To change a weight, choose one head: this number is made of all heads.")
        refused, why = visit().refused_number
        if refused == str(target):
            st.caption(in_markdown(why))
        if what:
            paragraphs(what_if_claim(what))


def _number(what: WhatIf, target: Cell) -> None:
    """Draw the field of the number, and the way back to what it was."""
    key = f"{keys.TYPED_NUMBER} {target}"
    shown = number_typed(float(target.number(what.now)))
    before = what.now.before(target)

    def apply() -> None:
        text = str(st.session_state[key])
        if text == shown:
            return
        try:
            value = typed_number(text)
        except ValueError as error:
            visit().refused_number = str(target), str(error)
            return
        visit().refused_number = "", ""
        was = float(target.number(what.was)) if before is None else before
        _put(what, target, None if value == rounded(was) else value)

    if visit().refused_number[0] != str(target):
        present(key, shown)
    with st.form(keys.NUMBER_FORM, border=False, width="content"):
        row = st.container(horizontal=True, vertical_alignment="center", width="content")
        row.text_input("What if it were", shown, key=key, max_chars=40, width=220)
        row.form_submit_button("Apply", on_click=apply)
        if before is not None:
            row.form_submit_button("Take the change back", on_click=_put, args=(what, target, None))


def _put(what: WhatIf, target: Cell, value: float | None) -> None:
    """Change a number, or take its change back, from a callback."""
    visit().refused_number = "", ""
    changed = what.now.changed
    own = [number for number, before in changed.items() if before.cell == target]
    kept = tuple(one for one in what.now.settings.change if one not in own)
    index = tuple(n for n in target.index if isinstance(n, int))
    address.put_change(kept if value is None else (*kept, Number(target.step, index, value)))


def _click(what: WhatIf, cell: Cell) -> None:
    """Draw what can be done with the click that the number belongs to."""
    place, history = cell.click(what.now), what.history(what.now)
    if place is None or cell.place(what.now, "B") not in (None, what.user):
        return
    left = what.now.settings.padding_side == "left"
    if history[place] != 0:
        gone = Deleted(what.user, place)
        st.button("Delete this click", on_click=change_clicks, args=(what, gone))
        for label, to in (("Earlier", place - 1), ("Later", place + 1)):
            there = 0 <= to < len(history) and history[to] != 0
            st.button(
                label,
                on_click=change_clicks,
                args=(what, Moved(what.user, place, to), cell),
                disabled=not there,
                key=f"{keys.MOVE_CLICK} {label}",
            )
    add_a_click(what, place if left else place + 1, "Add a click after it")
