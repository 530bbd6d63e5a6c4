"""The other side of a comparison, A: settings that are kept while those of the page, B, move.

In a link they stand behind a prefix, as far as they differ from B's; in a lesson, from those of the
lesson's side A.
"""

from collections.abc import Mapping

import streamlit as st

from attnviz.lessons.lesson import COMPARISON
from attnviz.scenario.lenient import from_query_lenient
from attnviz.scenario.settings import DEFAULTS, KINDS, VIEW, Settings
from attnviz.trace.cell import SIDES
from attnviz.trace.sides import looking_alike, moved_along
from attnviz.ui.state import keys
from attnviz.ui.state.control_values import unset, written
from attnviz.ui.state.open_lesson import open_lesson
from attnviz.ui.state.visit import present, visit

PAGE = COMPARISON
"""The one page that has another side."""
_PREFIX = f"{SIDES[0].lower()}."
_NAMES = {f"{_PREFIX}{name}": name for name in KINDS if name not in VIEW}
NAMES = tuple(_NAMES)
"""The names in a link of what A has otherwise; what is looked at is the same on both sides."""


def keep(settings: Settings) -> None:
    """Make settings side A."""
    visit().kept, visit().beside_kept = settings, None


def leave(own: Settings) -> None:
    """Note what side B was when its page was left."""
    visit().left = own.computed


def come(own: Settings) -> None:
    """Make what was shown before side A; who has changed nothing since finds A as it was."""
    if visit().left != own.computed:
        keep(own)


def follow(own: Settings) -> None:
    """Let A have what has changed of B since the last run, where both had the same: if asked for.

    Args:
        own: Side B as it is now.
    """
    here = visit()
    before, here.beside_kept = here.beside_kept, own
    if here.page != PAGE or not here.both_move or before is None or here.kept is None:
        return
    here.kept = moved_along(here.kept, before, own)


def choose_what_moves() -> None:
    """Let the learner choose whether the controls move side B alone, or both."""
    present(keys.BOTH_MOVE, visit().both_move)
    st.segmented_control(
        "The controls move",
        (False, True),
        format_func=lambda both: "both sides" if both else f"side {SIDES[1]}",
        default=visit().both_move,
        key=keys.BOTH_MOVE,
        required=True,
        help="What differs already stays as it is.",
        on_change=_let_move,
    )


def _let_move() -> None:
    if keys.BOTH_MOVE in st.session_state:  # Streamlit may have dropped it with the page
        visit().both_move = st.session_state[keys.BOTH_MOVE] is True


def set_apart() -> None:
    """Let the next change be one of B alone."""
    visit().beside_kept = None


def kept(own: Settings) -> Settings:
    """Return side A; it looks at what B looks at, and is B where nothing was kept.

    Args:
        own: Side B, the page's own settings.
    """
    found = visit().kept
    return own if found is None else looking_alike(found, own)


def read(texts: Mapping[str, str], own: Settings) -> list[str]:
    """Make side A what a link names; return what cannot be had, in words.

    Args:
        texts: All that the link says, by name.
        own: Side B, of which A has what the link does not name; but in a lesson it has of the
            lesson's.
    """
    own = _base(own)
    wanted = {_NAMES[name]: text for name, text in texts.items() if name in _NAMES}
    values = {name: getattr(own, name) for name in KINDS}
    values |= {name: DEFAULTS[name] for name, text in wanted.items() if unset(name, text)}
    given = {name: text for name, text in wanted.items() if not unset(name, text)}
    settings, messages = from_query_lenient(given, values)
    keep(settings)
    return [of_side(message) for message in messages]


def naming(own: Settings) -> dict[str, str]:
    """Return what a link says to have what is shown now as side A, whatever was kept before."""
    return {f"{_PREFIX}seed": written("seed", own.seed)}


def of_side(message: str) -> str:
    """Return a message as one of side A."""
    return f"Side {SIDES[0]}: {message}"


def kept_texts(own: Settings) -> dict[str, str]:
    """Return what the link says of side A: nothing on a page without another side."""
    return texts_beside(_base(own), kept(own)) if visit().page == PAGE else {}


def _base(own: Settings) -> Settings:
    """Return the settings of A that the link leaves out: those of B, or of the lesson's side A."""
    lesson = open_lesson()
    return own if lesson is None or lesson.view.beside is None else lesson.view.beside


def texts_beside(own: Settings, other: Settings) -> dict[str, str]:
    """Return what a link says of side A.

    Args:
        own: The settings that it leaves out, such as side B.
        other: Side A.
    """
    return {
        known: written(name, getattr(other, name))
        for known, name in _NAMES.items()
        if getattr(other, name) != getattr(own, name)
    }
