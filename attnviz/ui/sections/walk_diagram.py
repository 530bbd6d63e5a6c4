"""The walk as a diagram of its tensors, and the way to the page that goes through them."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.ui.components.diagram import diagram
from attnviz.ui.sections.props import nodes_of
from attnviz.ui.state import address, keys
from attnviz.ui.state.pages import page_link


def walk_diagram(settings: Settings, trace: Trace) -> None:
    """Draw the walk; a click on a tensor makes it the step that is shown."""
    st.subheader("The walk from clicks to the interest vector", anchor=False)
    step = settings.step if settings.step in trace.steps else "weights"
    diagram(
        nodes_of(trace), key=keys.DIAGRAM, current=step, on_open=lambda n: address.put("step", n)
    )
    page_link("walk", address.link(), f"Walk to **{step}**")
