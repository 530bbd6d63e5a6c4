"""Below a picture: each step that the page is about, with formula, shapes and the code that ran."""

import streamlit as st

from attnviz.figures.parts import role_of, shape_text
from attnviz.trace import Record, Trace

_COLOURS = {"query": "blue", "key": "orange", "value": "green", "weights": "violet"}


def step_notes(trace: Trace, *names: str) -> None:
    """Show the named steps, as far as the trace has them."""
    for name in names:
        if name in trace.steps:
            _note(trace, trace[name])


def _note(trace: Trace, record: Record) -> None:
    st.subheader(record.title, anchor=False)
    st.markdown(record.sentence)
    parents = ", ".join(_shape(trace[parent]) for parent in record.parents)
    st.markdown(f"{parents} → {_shape(record)}" if parents else _shape(record))
    formula, code = st.columns(2, vertical_alignment="center")
    formula.latex(record.formula)
    with code.expander("The code that ran"):
        st.code(record.source, language="python")


def _shape(record: Record) -> str:
    colour = _COLOURS.get(role_of(record.name))
    name = f":{colour}[**{record.name}**]" if colour else f"**{record.name}**"
    folded = record.folded_shape
    text = f"{name} `{shape_text(record)}`"
    return text if folded is None else f"{text} (folded into the batch: `{folded}`)"
