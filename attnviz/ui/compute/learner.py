"""A session as the shared queue of trainings knows it."""

from weakref import WeakSet

import streamlit as st

from attnviz.ui.compute.job import Job
from attnviz.ui.state import keys


class Learner:
    """Who asks for trainings.

    Attributes:
        named: The jobs that the page has asked for in the run under way.
        left: The keys of those that were asked for and had not ended when another page, or other
            settings, came to be shown.
    """

    def __init__(self) -> None:
        self.named: WeakSet[Job] = WeakSet()
        self.left: set[str] = set()


def learner() -> Learner:
    """Return who this session is."""
    me: Learner = st.session_state.setdefault(keys.LEARNER, Learner())
    return me
