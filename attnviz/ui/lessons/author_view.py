"""The fields of one view of a lesson in the making."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from attnviz.lessons.lesson import NOTE, PARTS, View, can_be_limited
from attnviz.scenario.lenient import coerce
from attnviz.scenario.settings import DEFAULTS, KINDS, LABELS, Settings
from attnviz.scenario.values import Choice, Flag, Integer
from attnviz.scenario.wording import set_words, value_words
from attnviz.trace.cell import SIDES
from attnviz.ui.lessons.author_question import question_fields
from attnviz.ui.lessons.typed import lines
from attnviz.ui.state.controls import DRAWN

_LABEL: Callable[[str], str] = LABELS.__getitem__
_OF_SIDES = (
    f"Side {SIDES[0]} never moves alone, as notes and questions name the sides: what a learner is "
    f"to move goes on side {SIDES[1]}. Compare exchanges them before a view is added."
)
PART_WORDS = {
    "": "the first picture",
    "article": "the same clicks in a unit that does not see the candidate",
    "effects": "what the mask changes downstream",
    "average": "an average, or a sum?",
    "root": "why divide by √d?",
    "measures": "what is measured",
    "map": "the map of the items",
    "explains": "does attention explain?",
}


def edited(view: View, key: str) -> View:
    """Draw the fields of a view, and return the view as they say.

    Args:
        view: What the fields show at first.
        key: What tells the fields from those of other views.

    Raises:
        ValueError: if what they say is not allowed.
    """
    beside = view.beside
    if beside is not None:
        beside = _settings(beside, f"{key} beside", SIDES[0])
    own = _settings(view.settings, key, "" if beside is None else SIDES[1])
    view = replace(view, settings=own, beside=beside)
    note = lines("Note", view.note, f"{key} note", NOTE.most)
    shown = st.multiselect(
        "Controls that the learner sees",
        DRAWN,
        [name for name in view.controls if name in DRAWN],
        format_func=_LABEL,
        key=f"{key} controls",
    )
    fixed = st.multiselect(
        "Fixed: the learner cannot change it, not even in the address",
        DRAWN,
        [name for name in view.fixed if name in DRAWN],
        format_func=_LABEL,
        key=f"{key} fixed",
    )
    limited = st.multiselect(
        "Limited to a range, or to some options",
        [name for name in shown if name not in fixed and can_be_limited(KINDS[name])],
        [name for name in view.limits if name in shown and name not in fixed],
        format_func=_LABEL,
        key=f"{key} limited",
    )
    limits = {name: _limit(view, name, f"{key} {name}") for name in limited}
    both_move = beside is not None and st.checkbox(
        f"The controls move both sides, and not side {SIDES[1]} alone; what differs stays",
        view.both_move,
        key=f"{key} both move",
        help=_OF_SIDES,
    )
    whole = st.checkbox(
        "All of the page, also what comes below its first picture", view.whole, key=f"{key} whole"
    )
    part = "" if whole else _part(view, key)
    return replace(
        view,
        note=note,
        controls=tuple(shown),
        fixed=tuple(fixed),
        limits=limits,
        question=question_fields(view, key),
        whole=whole,
        part=part,
        both_move=both_move,
    )


def _part(view: View, key: str) -> str:
    parts = ("", *PARTS.get(view.page, ()))
    if len(parts) == 1:
        return ""
    return st.selectbox(
        "Shown alone",
        parts,
        parts.index(view.part),
        format_func=lambda part: PART_WORDS[part],
        key=f"{key} part",
    )


def _limit(view: View, name: str, key: str) -> tuple[Any, ...]:
    kind, given = KINDS[name], view.limits.get(name)
    label = f"{LABELS[name]}: what can be chosen"
    if isinstance(kind, Choice | Flag):
        options = list(kind.options) if isinstance(kind, Choice) else [True, False]
        words = partial(value_words, name)
        return tuple(st.multiselect(label, options, given or options, format_func=words, key=key))
    bounds: Any = kind
    ends = (bounds.low, bounds.high)
    step = 1 if isinstance(kind, Integer) else bounds.step
    return st.slider(label, *ends, given or ends, step=step, key=key)


def _settings(settings: Settings, key: str, side: str) -> Settings:
    """Draw what a view sets apart from the defaults; what is taken away goes back to them.

    Args:
        settings: What it sets.
        key: What tells the field from others.
        side: Which side of a comparison it is of; "" for none.
    """
    words = set_words(settings)
    if not words:
        return settings
    label = "et apart from the defaults; to change one, open the view"
    kept = st.multiselect(
        f"Side {side}: s{label}" if side else f"S{label}",
        list(words),
        list(words),
        format_func=words.__getitem__,
        key=f"{key} settings {' '.join(words)}",
    )
    away = {name: DEFAULTS[name] for name in words if name not in kept}
    return coerce({name: getattr(settings, name) for name in KINDS} | away)[0]
