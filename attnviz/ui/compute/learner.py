"""A session as the shared queue of trainings knows it."""

from weakref import WeakSet

import streamlit as st

from attnviz.ui import platform
from attnviz.ui.compute.job import Job
from attnviz.ui.state import keys


class Learner:
    """Who asks for trainings.

    Attributes:
        session: The session's name.
        named: The jobs that the page has asked for in the run under way.
        asked: The keys of those that were asked for by a button, not by the page.
        left: The keys of those among them that had not ended when another page came to be shown.
    """

    def __init__(self) -> None:
        self.session = platform.session()
        self.named: WeakSet[Job] = WeakSet()
        self.asked: set[str] = set()
        self.left: set[str] = set()

    @property
    def is_there(self) -> bool:
        """Whether a browser is connected: Streamlit keeps a session for some minutes after that."""
        return not platform.has_left(self.session)


def learner() -> Learner:
    """Return who this session is."""
    me: Learner = st.session_state.setdefault(keys.LEARNER, Learner())
    return me
