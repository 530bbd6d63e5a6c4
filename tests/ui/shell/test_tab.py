"""A tab brings back its own clicks after a reload, whatever comes in between."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from attnviz.interactions.dataset import interactions_of
from attnviz.ui.components.page import tab_storage
from attnviz.ui.compute import user_data
from attnviz.ui.compute.user_data import UserData
from attnviz.ui.shell import tab
from attnviz.ui.state import keys
from attnviz.ui.state.visit import find_visit
from tests.interactions import written


class Tab:
    """A tab of the browser, as far as the server sees it, in a session that has just begun."""

    def __init__(self) -> None:
        self.mounted: dict[str, Any] = {}

    def asked(self) -> dict[str, Any]:
        """Return what a run of a page asks the tab."""
        tab.remember()
        data: dict[str, Any] = self.mounted["data"]
        return data

    def tells(self, state: object) -> None:
        """Let the component have a state, and call back."""
        st.session_state[keys.TAB] = state
        self.mounted["on_kept_change"]()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Tab:
    browser = Tab()
    monkeypatch.setattr(st, "session_state", {})
    find_visit()  # that of the new state
    monkeypatch.setattr(tab_storage, "_mount", lambda **given: browser.mounted.update(given))
    return browser


@pytest.fixture
def mine() -> Iterator[UserData]:
    """Return clicks that a session before this one has, which is kept for a while."""
    data = UserData(interactions_of(written.tasted(60)[0]))
    user_data._by_name[data.name] = data
    yield data
    user_data._by_name.pop(data.name, None)


def test_the_clicks_that_the_tab_remembers_come_back(browser: Tab, mine: UserData) -> None:
    first = browser.asked()
    assert (first["text"], first["asks"]) == ("", True)
    browser.tells(SimpleNamespace(kept=mine.name))
    assert user_data.user_data() is mine
    now = browser.asked()
    assert (now["text"], now["asks"]) == (mine.name, False)


@pytest.mark.parametrize(
    "lost", [None, SimpleNamespace(), SimpleNamespace(kept=None), SimpleNamespace(kept=7)]
)
def test_what_is_lost_on_the_way_is_asked_for_again(
    browser: Tab, mine: UserData, lost: object
) -> None:
    first = browser.asked()
    browser.tells(lost)
    again = browser.asked()
    assert again["asks"]
    assert again != first  # a component that is given the same is not called again
    browser.tells(SimpleNamespace(kept=mine.name))
    assert user_data.user_data() is mine


def test_what_is_no_longer_kept_is_forgotten(browser: Tab) -> None:
    assert browser.asked()["asks"]
    browser.tells(SimpleNamespace(kept="of long ago"))
    now = browser.asked()
    assert (now["text"], now["asks"]) == ("", False)
