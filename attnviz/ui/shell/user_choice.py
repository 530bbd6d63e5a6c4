"""Finding a user and a candidate among one's own, by name.

What they hold stays out of the link, which has no names: it has numbers.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from attnviz.scenario.settings import LABELS, MEANINGS, Settings
from attnviz.topics.pens import in_markdown
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.compute.user_data import had_clicks, has_forgotten, required_user_data
from attnviz.ui.state import address, keys
from attnviz.ui.state.pages import page_link
from attnviz.ui.state.visit import present, visit

# Longer lists are cut, as each page sends them: what is not in it can be typed.
_MOST_LISTED = 5000


def own_choice(settings: Settings, idle: Mapping[str, str]) -> None:
    """Draw the controls that find a user and a candidate.

    Args:
        settings: A view of one's own clicks.
        idle: Reasons why a control does nothing here, by setting.
    """
    data, titles, state = required_user_data().data, required_user_data().titles, st.session_state
    users = len(data.users)
    candidate = int(settings.candidate or 0)
    user = settings.first_user - 1
    listed = sorted({*range(min(users, _MOST_LISTED)), user})
    present(keys.CHOSEN_USER, user)
    st.selectbox(
        "Find a user",
        listed,
        listed.index(user),
        key=keys.CHOSEN_USER,
        format_func=lambda user: data.users[user] if isinstance(user, int) else user,
        accept_new_options=True,
        on_change=when_shown(keys.CHOSEN_USER, _choose_user),
        help=f"{MEANINGS['first_user']} The file has {users:,}: choose one, or type its name.",
    )
    listed = sorted({*range(min(len(titles), _MOST_LISTED)), candidate})
    present(keys.CHOSEN_CANDIDATE, candidate)
    st.selectbox(
        LABELS["candidate"],
        listed,
        listed.index(candidate),
        key=keys.CHOSEN_CANDIDATE,
        format_func=lambda item: _title(titles, item),
        accept_new_options=True,
        disabled="candidate" in idle,
        on_change=when_shown(keys.CHOSEN_CANDIDATE, _choose_candidate),
        help="The item to score: choose one of yours, or type its title or its id in the file. At "
        "first it is the click that was held out.",
    )
    if unknown := state.pop(keys.UNKNOWN_NAME, None):
        st.toast(in_markdown(unknown), icon=":material/info:")


def _title(titles: list[str], item: Any) -> str:
    if not isinstance(item, int):
        return str(item)
    return titles[item] if item else "held-out click"


def _choose_user(chosen: Any) -> None:
    users = required_user_data().data.users
    if not isinstance(chosen, int):
        # A list shows what was typed before what it matches, and Enter takes the first.
        matches = (place for place, user in enumerate(users) if chosen.lower() in user.lower())
        found = users.index(chosen) if chosen in users else next(matches, None)
        if found is None:
            st.session_state[keys.UNKNOWN_NAME] = f"No user of your file is called {chosen}."
            return
        chosen = found
    address.put_change(())  # those of another user mean nothing here
    address.put("first_user", chosen + 1)
    address.put("sample", 1)


def _choose_candidate(chosen: Any) -> None:
    if not isinstance(chosen, int):
        items = required_user_data().data.items
        found = items.first_match(chosen or "padding")
        if found is None:
            whose = "of your file" if items.each_has_a_row else "with a row of its own"
            whole = " as a whole number" if chosen.strip().isdecimal() else ""
            st.session_state[keys.UNKNOWN_NAME] = (
                f"No item {whose} has the id {chosen}, and none has it in its title{whole}."
            )
            return
        chosen = found
    address.put("candidate", str(chosen) if chosen else "")


def ask_for_file(page: str) -> None:
    """Tell that the view needs a file of clicks, and lead to the page that reads it.

    Args:
        page: The page that is shown.
    """
    if has_forgotten():
        told = "You have **forgotten** these clicks: open the file again to see them."
    elif had_clicks() or visit().clicks_are_gone:
        told = (
            "Your clicks are no longer in the server's memory, so it **needs your file** once more."
        )
    else:
        told = (
            "This link is of somebody's own clicks, and **needs their file**: links hold "
            "settings, never clicks."
        )
    # A tab that has brought the file takes a moment to bring it back: page.css waits for it.
    with st.container(border=True, key=keys.NEEDS_FILE):
        kept = "Your settings are kept. " if had_clicks() or visit().clicks_are_gone else ""
        st.markdown(f"{told} {kept}Meanwhile you see the built-in clicks.")
        if page != "data":
            page_link("data", address.link(), "Open the file")
