"""The fields of one view of a lesson in the making."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.lesson import NOTE, View, can_be_limited
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.measures import MEASURES
from attnviz.lessons.question import (
    ChangeQuestion,
    Question,
    ShapeQuestion,
    WeightQuestion,
)
from attnviz.lessons.supposed import SAME_WEIGHTS
from attnviz.scenario.settings import KINDS, LABELS
from attnviz.scenario.values import Choice, Flag, Integer
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.compute.view import wait_for_tensorflow
from attnviz.ui.state.controls import DRAWN

_NONE = "none"
_QUESTIONS = {
    _NONE: "none",
    "shape": "Which shape has a step?",
    "weight": "Which click gets the most weight?",
    "change": "Does a step change when a setting changes?",
    "measure": "How large is a measure, or which way does it go?",
    "gone": "Which click would be missed most?",
    "draw": "How are the weights shared? To be drawn",
}
_LABEL: Callable[[str], str] = LABELS.__getitem__


def edited(view: View, key: str) -> View:
    """Draw the fields of a view, and return the view as they say.

    Args:
        view: What the fields show at first.
        key: What tells the fields from those of other views.

    Raises:
        ValueError: if what they say is not allowed.
    """
    note = st.text_area("Note", view.note, key=f"{key} note", max_chars=NOTE.most, height=90)
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
    whole = st.checkbox(
        "All of the page, also what comes below its first picture", view.whole, key=f"{key} whole"
    )
    return replace(
        view,
        note=note,
        controls=tuple(shown),
        fixed=tuple(fixed),
        limits=limits,
        question=_question(view, key),
        whole=whole,
    )


def _limit(view: View, name: str, key: str) -> tuple[Any, ...]:
    kind, given = KINDS[name], view.limits.get(name)
    label = f"{LABELS[name]}: what can be chosen"
    if isinstance(kind, Choice | Flag):
        options = list(kind.options) if isinstance(kind, Choice) else [True, False]
        return tuple(
            st.multiselect(label, options, given or options, format_func=kind.write, key=key)
        )
    bounds: Any = kind
    ends = (bounds.low, bounds.high)
    step = 1 if isinstance(kind, Integer) else bounds.step
    return st.slider(label, *ends, given or ends, step=step, key=key)


def _question(view: View, key: str) -> Question | None:
    asked: Any = view.question
    kinds = list(_QUESTIONS)
    kind = st.selectbox(
        "Question before the page is shown",
        kinds,
        kinds.index(asked.kind if asked else _NONE),
        format_func=_QUESTIONS.__getitem__,
        key=f"{key} question",
    )
    if kind == _NONE:
        return None
    step, changes, of = "", {}, ""
    if kind in ("shape", "change"):
        step = _step(view, getattr(asked, "step", "weights"), f"{key} step")
    if kind == "change":
        changes = _change(dict(getattr(asked, "settings", {})), key)
    if kind == "measure":
        changes = dict(getattr(asked, "settings", {}))
        of = _measure(getattr(asked, "of", "interest"), key)
    why = st.text_area(
        "What is said after the answer",
        getattr(asked, "why", ""),
        key=f"{key} why",
        max_chars=NOTE.most,
        height=90,
    )
    made: dict[str, Callable[[], Question]] = {
        "shape": lambda: ShapeQuestion(step, why=why),
        "weight": lambda: WeightQuestion(why=why),
        "change": lambda: ChangeQuestion(step, changes, why=why),
        "measure": lambda: MeasureQuestion(of, changes, why=why),
        "gone": lambda: GoneQuestion(why=why),
        "draw": lambda: DrawQuestion(why=why),
    }
    return made[kind]()


def _measure(of: str, key: str) -> str:
    def asks(name: str) -> str:
        return MEASURES[name].asks.format(user="the user")

    names = list(MEASURES)
    return st.selectbox("Measure", names, names.index(of), format_func=asks, key=f"{key} of")


def _step(view: View, step: str, key: str) -> str:
    wait_for_tensorflow()
    settings, _ = as_user_data(view.settings)
    trace = trace_of(settings.untrained, None)
    names = [*trace.steps, *trace.score_steps]
    return st.selectbox("Step", names, names.index(step if step in names else "weights"), key=key)


def _change(changes: dict[str, str], key: str) -> dict[str, str]:
    name, text = next(iter(changes.items()), ("mask_padding", "false"))
    left, right = st.columns(2)
    with left:
        name = st.selectbox(
            "Setting that changes",
            SAME_WEIGHTS,
            SAME_WEIGHTS.index(name),
            format_func=_LABEL,
            key=f"{key} name",
        )
    with right:
        text = st.text_input("Its other value", text, key=f"{key} text", help=KINDS[name].allowed)
    return {name: text}
