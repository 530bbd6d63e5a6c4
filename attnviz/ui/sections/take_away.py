"""Take it away: a view as files, each made when it is asked for."""

from functools import partial

import streamlit as st

from attnviz.export import FORMATS
from attnviz.learning.no_folder import NO_FOLDER, has_temporary_folder
from attnviz.learning.trained import Training
from attnviz.trace.record import Trace
from attnviz.ui.compute.view import without_numbers
from attnviz.ui.state import keys


def take_away(trace: Trace, training: Training | None) -> None:
    """Show the button that opens the files of a view.

    Args:
        trace: What is written, without numbers that were changed by hand.
        training: The training that its weights are of; None for an untrained layer.
    """
    files = st.popover(
        "Take it away", icon=":material/download:", key=keys.TAKE_AWAY, on_change="rerun"
    )
    if not files.open:
        return
    trace = without_numbers(trace, training)
    with files:
        st.caption("A file is made when you ask for it: this may take some seconds.")
        for name, made in FORMATS.items():
            missing = made.by_file and not has_temporary_folder()
            st.download_button(
                made.label,
                partial(made.written, trace, training),
                f"attnviz-{trace.layer['mode']}{made.suffix}",
                made.mime,
                key=f"take_{name}",
                on_click="ignore",
                width="stretch",
                disabled=missing,
            )
            st.caption(f"Not here: {NO_FOLDER}." if missing else made.meaning)
        st.caption("A picture alone is saved as PNG or SVG from the bar at its upper right.")
