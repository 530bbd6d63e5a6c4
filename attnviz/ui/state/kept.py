"""The other side of a comparison, A: settings that are kept while those of the page, B, move.

In a link they stand behind a prefix, as far as they differ from B's.
"""

from collections.abc import Mapping
from dataclasses import replace

from attnviz.scenario.lenient import coerce, from_query_lenient
from attnviz.scenario.settings import DEFAULTS, KINDS, VIEW, Settings
from attnviz.trace.cell import SIDES
from attnviz.ui.state.control_values import unset, written
from attnviz.ui.state.visit import visit

PAGE = "compare"
"""The one page that has another side."""
_PREFIX = f"{SIDES[0].lower()}."
_NAMES = {f"{_PREFIX}{name}": name for name in KINDS if name not in VIEW}
NAMES = tuple(_NAMES)
"""The names in a link of what A has otherwise; what is looked at is the same on both sides."""


def keep(settings: Settings) -> None:
    """Make settings side A."""
    visit().kept, visit().beside_kept = settings, None


def follow(own: Settings) -> None:
    """Let A have what has changed of B since the last run, where both had the same: if asked for.

    Args:
        own: Side B as it is now.
    """
    here = visit()
    before, here.beside_kept = here.beside_kept, own
    if here.page != PAGE or not here.both_move or before is None or here.kept is None:
        return
    values = {name: getattr(here.kept, name) for name in KINDS}
    moved = {name: getattr(own, name) for name in KINDS if values[name] == getattr(before, name)}
    here.kept = coerce(values | moved)[0]


def set_apart() -> None:
    """Let the next change be one of B alone."""
    visit().beside_kept = None


def kept(own: Settings) -> Settings:
    """Return side A; it looks at what B looks at, and is B where nothing was kept.

    Args:
        own: Side B, the page's own settings.
    """
    found = visit().kept
    return own if found is None else replace(found, **{name: getattr(own, name) for name in VIEW})


def read(texts: Mapping[str, str], own: Settings) -> list[str]:
    """Make side A what a link names; return what cannot be had, in words.

    Args:
        texts: All that the link says, by name.
        own: Side B, of which A has what the link does not name.
    """
    wanted = {_NAMES[name]: text for name, text in texts.items() if name in _NAMES}
    values = {name: getattr(own, name) for name in KINDS}
    values |= {name: DEFAULTS[name] for name, text in wanted.items() if unset(name, text)}
    given = {name: text for name, text in wanted.items() if not unset(name, text)}
    settings, messages = from_query_lenient(given, values)
    keep(settings)
    return [f"Side {SIDES[0]}: {message}" for message in messages]


def kept_texts(own: Settings) -> dict[str, str]:
    """Return what the link says of side A beside B: nothing on a page without another side."""
    return texts_beside(own, kept(own)) if visit().page == PAGE else {}


def texts_beside(own: Settings, other: Settings) -> dict[str, str]:
    """Return what a link says of side A beside B.

    Args:
        own: Side B.
        other: Side A.
    """
    return {
        known: written(name, getattr(other, name))
        for known, name in _NAMES.items()
        if getattr(other, name) != getattr(own, name)
    }
