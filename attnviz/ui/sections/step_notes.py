"""Below a picture: each step that the page is about, with formula, shapes and the code that ran."""

import streamlit as st

from attnviz.trace.record import Record, Trace, axis_text, folded_text
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.state import keys

_COLOURS = {"query": "blue", "key": "orange", "value": "green", "weights": "violet"}


def step_notes(trace: Trace, *names: str) -> None:
    """Show the named steps, as far as the trace has them, once the learner asks for them."""
    notes = st.expander(
        "The steps behind it: formulas, shapes and code", key=keys.STEP_NOTES, on_change="rerun"
    )
    if notes.open:
        with notes:
            for name in names:
                if name in trace.steps:
                    _note(trace, trace[name])


def formula_and_code(record: Record) -> None:
    """Show a step's formula, and its code once the learner asks for it.

    Not before: what colours code is 1.5 MB that a browser would fetch for a page's first view.
    """
    formula, code = st.columns(2)
    formula.latex(record.formula)
    opened = code.expander("The code that ran", key=keys.STEP_CODE, on_change="rerun")
    if opened.open:
        opened.code(record.source, language="python", wrap_lines=True)


def _note(trace: Trace, record: Record) -> None:
    words, formula = st.columns(2, vertical_alignment="center", gap="medium")
    with words:
        st.subheader(record.title, anchor=False)
        paragraphs(record.sentence)
        parents = ", ".join(_shape(trace[parent]) for parent in record.parents)
        st.markdown(f"{parents} → {_shape(record)}" if parents else _shape(record))
        if folded := folded_text(record):
            st.caption(folded)
    with formula:
        st.latex(record.formula)
        with st.expander("The code that ran"):
            st.code(record.source, language="python", wrap_lines=True)


def _shape(record: Record) -> str:
    """A tensor's name in its role's colour, and its axes as chips."""
    colour = _COLOURS.get(record.role)
    name = f"**{record.words}**"
    axes = zip(record.axes, record.shape, strict=True)
    chips = " ".join(f":gray-badge[{axis_text(axis)} {size}]" for axis, size in axes)
    return f":{colour}[{name}] {chips}" if colour else f"{name} {chips}"
