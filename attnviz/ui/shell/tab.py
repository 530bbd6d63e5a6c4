"""A learner's own clicks come back after a reload, in the tab of the browser that brought them.

A reload is a new session, and Streamlit keeps the one before it for two minutes. Its clicks are
found by a name that only this tab knows, and are kept no longer than they would be anyway.
"""

from attnviz.ui.components.page.tab_storage import remembered_by_tab
from attnviz.ui.compute.user_data import had_clicks, take_up, user_data
from attnviz.ui.state import keys
from attnviz.ui.state.visit import visit


def remember() -> None:
    """Let the tab remember the clicks of this session, or bring back those that it remembers."""
    found = user_data()
    if found is None:
        visit().asked_tab += 1  # each run asks anew
    remembered_by_tab(
        "attnviz: own clicks",
        "" if found is None else found.name,
        key=keys.TAB,
        asks=found is None and not (had_clicks() or visit().clicks_are_gone),
        is_allowed=_is_name,
        then=_bring_back,
        count=visit().asked_tab if found is None else 0,
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str)


def _bring_back(name: str) -> None:
    visit().clicks_are_gone = not take_up(name)
