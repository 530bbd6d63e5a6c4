"""Who waits for a training: a session with a browser."""

import pytest

from attnviz.ui import platform
from attnviz.ui.compute.learner import Learner
from attnviz.ui.compute.user_data import UserData


class Server:
    """A stand-in for Streamlit's runtime, which knows one session."""

    @staticmethod
    def exists() -> bool:
        return True

    @classmethod
    def instance(cls) -> "type[Server]":
        return cls

    @staticmethod
    def is_active_session(name: str) -> bool:
        return name == "here"


def test_a_session_without_a_browser_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    here, away = Learner(), Learner()
    assert here.there == (here,)  # without a server nobody knows better
    monkeypatch.setattr(platform, "Runtime", Server)
    here.session, away.session = "here", "away"
    assert here.there == (here,)
    assert not away.there


def test_own_clicks_are_waited_for_where_one_of_their_sessions_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, away = Learner(), Learner()
    here.session, away.session = "here", "away"
    monkeypatch.setattr(platform, "Runtime", Server)
    mine = UserData.__new__(UserData)
    mine.learners = {away}  # type: ignore[assignment]  # held here
    assert not mine.there
    mine.learners.add(here)
    assert [*mine.there] == [here]
    mine.learners.clear()
    assert [*mine.there] == [mine]
