"""A session as the shared queue of trainings knows it."""

from collections.abc import Collection
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
    def there(self) -> Collection["Learner"]:
        """This one, if a browser is connected: Streamlit keeps a session for some minutes more."""
        return () if platform.has_left(self.session) else (self,)


def learner() -> Learner:
    """Return who this session is."""
    me: Learner = st.session_state.setdefault(keys.LEARNER, Learner())
    return me
