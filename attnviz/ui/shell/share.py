"""Share: the whole link of a view, ready to copy."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from attnviz.lessons.lesson import MOST_VIEWS, View
from attnviz.lessons.lesson import PAGES as LESSON_PAGES
from attnviz.scenario.link import link_of
from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.topics.words import plural
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.lessons.kept_draft import keep_draft
from attnviz.ui.platform import goes_elsewhere, page_of_run
from attnviz.ui.shell.offers import offers
from attnviz.ui.state import kept, keys
from attnviz.ui.state.address import current, put
from attnviz.ui.state.draft import add, draft, opened, replace_opened
from attnviz.ui.state.pacing import dialog
from attnviz.ui.state.pages import opens_here_alone
from attnviz.ui.state.visit import visit


def share(page: str, settings: Settings, shown: Settings) -> None:
    """Show the button that opens the link of a page.

    Args:
        page: The page's key in the menu.
        settings: What the link says.
        shown: What the page makes of it, which a lesson takes over.
    """
    pressed = st.button("Share", key=keys.OPEN_SHARE, icon=":material/link:")
    dialog("Share this view", pressed, partial(_link, page, settings, shown))


def here() -> str:
    """Return the page's own address, without a query."""
    # None where no browser asks, as in a test of the page alone; without a path on the main page.
    address = st.context.url or ""
    return address if urlsplit(address).path else f"{address}/"


def _link(page: str, settings: Settings, shown: Settings) -> None:
    address = here()
    offers(page, link_of(address, settings, kept.kept_texts(settings)))
    st.markdown(
        "The link holds settings, and none of your clicks: whoever opens it is asked for the file, "
        "and sees the built-in clicks meanwhile."
        if settings.items == "own"
        else "The link is the view. Whoever opens it sees the same page with the same numbers: "
        "same settings, same seed, same weights."
    )
    st.toggle(
        "For a projector: as wide as the screen, and large enough for the last row",
        settings.projector,
        key=keys.PROJECTOR,
        on_change=when_shown(keys.PROJECTOR, _project),
    )
    if settings.projector != current()[0].projector:
        st.rerun()
    if opens_here_alone(address):
        st.caption(
            "This app runs on this computer only, so the link opens here. On another computer that "
            "runs attnviz, the part from the / on is the same."
        )
    if page not in LESSON_PAGES:
        st.caption("A lesson is shown on the pages of the layer, and this is none of them.")
    elif _is_own(_view(page, shown)):
        st.caption("A lesson is shown to others, so it cannot have clicks of your own.")
    else:
        _to_lesson(page, shown)


def _project(for_room: bool) -> None:
    put("projector", for_room is True)


def _view(page: str, shown: Settings) -> View:
    """Return what a page shows as a view of a lesson; of a comparison both sides."""
    own = replace(shown, projector=False)
    if page != kept.PAGE:
        return View(page, own)
    return View(page, own, beside=kept.kept(own), both_move=visit().both_move)


def _is_own(view: View) -> bool:
    """Whether a view is of clicks of the learner's own, on either side."""
    return any(side.items == "own" for side in view.sides)


def _to_lesson(page: str, shown: Settings) -> None:
    view = _view(page, shown)
    added = st.button("Add to my lesson", icon=":material/add:", on_click=add, args=(view,))
    if len(draft().views) == MOST_VIEWS:
        st.caption(f"Your lesson has {MOST_VIEWS} views, and more it cannot have.")
    if added:
        views = plural(len(draft().views), "view")
        st.markdown(
            f"Your lesson has {views}. Its page is **Make a lesson**, in the menu. The page that "
            "you open next begins with the defaults."
        )
    keep_draft()


def offer_to_put_back(page: str, shown: Settings) -> None:
    """Show what ends the change of a lesson's view, where one was opened for it.

    Args:
        page: The page's key in the menu.
        shown: What the page shows.
    """
    place = opened()
    if place is None or page not in LESSON_PAGES or _is_own(_view(page, shown)):
        return
    try:
        view = _changed(place, page, shown)
    except ValueError as error:
        st.caption(f"It cannot be view {place + 1} of your lesson: {in_markdown(str(error))}")
        return
    st.button(
        f"Put it back as view {place + 1}",
        key=keys.PUT_BACK,
        icon=":material/undo:",
        on_click=_ask_to_put_back,
        args=(page_of_run(), view),
    )


def put_back(page: str, shown: Callable[[], Settings]) -> bool:
    """Put what a page shows in place of the view that was opened, where its button was pressed.

    By then all is heard of that was pressed before, and where the page is another one by now, it is
    what the first one offered. What cannot be a view stays, and is told.

    Args:
        page: The page's key in the menu.
        shown: Returns what it shows.

    Returns:
        Whether the view is changed, or is gone by now.
    """
    if (asked := visit().puts_back) is None:
        return False
    where, view = asked
    place, can_be = opened(), True
    if place is not None and not goes_elsewhere(where):
        try:
            view = _changed(place, page, shown())
            can_be = not _is_own(view)
        except ValueError:
            can_be = False
    if can_be:
        replace_opened(view)
    visit().puts_back = None  # not before: a press ends a run at any look into the session's state
    return can_be


def _ask_to_put_back(where: str, offered: View) -> None:
    visit().puts_back = where, offered


def _changed(place: int, page: str, shown: Settings) -> View:
    """Return a view of the lesson in the making, as a page shows it.

    Raises:
        ValueError: if its question cannot be asked there.
    """
    shows = _view(page, shown)
    showing = {name: getattr(shows, name) for name in ("page", "settings", "beside", "both_move")}
    return replace(draft().views[place], **showing)
