"""One user's history out of a file that is open: a wrong reading is seen at once."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from attnviz.topics.pens import in_markdown
from attnviz.ui.state import keys

_MOST_LISTED = 5000


def history(
    users: Sequence[str], clicks_of: Callable[[str], Sequence[Mapping[str, str | None]]]
) -> None:
    """Show a user's clicks, oldest first, with times and titles, and let the learner choose whose.

    Args:
        users: The users of the file, in order.
        clicks_of: Returns what a user clicked, as of `histories.histories`.
    """
    if not users:
        return
    kept = str(st.session_state.get(keys.USER_WITH_HISTORY, users[0]))
    user = kept if kept in users else users[0]
    if st.session_state.get(keys.USER_OF_HISTORY) != user:
        st.session_state[keys.USER_OF_HISTORY] = user
    listed = users[:_MOST_LISTED]
    st.selectbox(
        "The history of one user, oldest first: is it right?",
        listed if user in listed else [*listed, user],
        key=keys.USER_OF_HISTORY,
        on_change=_choose,
        accept_new_options=True,
        help=f"The file has {len(users):,} users: choose one, or type a name.",
    )
    if kept != user:
        st.caption(f"No user of this file is called so; {in_markdown(user)} is shown.")
    clicks = clicks_of(user)
    name = "title" if any(one["title"] for one in clicks) else "item"
    rows = [(one["time"], one["title"] or one["item"], one["category"]) for one in clicks]
    shown = pd.DataFrame(rows, columns=["time", name, "category"])
    st.dataframe(
        shown.dropna(axis=1, how="all"),
        hide_index=True,
        height="content" if len(rows) < 11 else 400,
    )


def _choose() -> None:
    st.session_state[keys.USER_WITH_HISTORY] = st.session_state[keys.USER_OF_HISTORY]
