"""A badge in a room outlasts a reload, in the tab of the browser that took it.

It is in no link: who reads one from the screen is another learner, and never the teacher.
"""

from attnviz.ui.components.page.tab_storage import remembered_by_tab
from attnviz.ui.state import keys
from attnviz.ui.state.class_room import badge, is_badge, take_badge


def remember_badge(place: int) -> None:
    """Let the tab remember the badge of this session, or bring back the one that it remembers.

    Args:
        place: The view of the lesson; on another one the tab is asked anew.
    """
    remembered_by_tab(
        "attnviz: badge",
        badge(),
        key=keys.BADGE_OF_TAB,
        asks=True,
        is_allowed=is_badge,
        then=take_badge,
        count=place,
    )
