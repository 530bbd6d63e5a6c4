"""The fields of the question that a view of a lesson in the making asks."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from attnviz.lessons.asked import WHY
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.lesson import View
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.measures import MEASURES
from attnviz.lessons.question import (
    MOST_OPTIONS,
    OPTION,
    PROMPT,
    ChangeQuestion,
    OwnQuestion,
    Question,
    ShapeQuestion,
    WeightQuestion,
)
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.lessons.supposed import SAME_TRAINING, SAME_WEIGHTS
from attnviz.scenario.settings import KINDS, LABELS
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.compute.view import tensorflow_is_there
from attnviz.ui.lessons.typed import lines

_NONE = "none"
_QUESTIONS = {
    _NONE: "none",
    "shape": "Which shape has a step?",
    "weight": "Which click gets the most weight?",
    "change": "Does a step change when a setting changes?",
    "measure": "How large is a number, or which way does it go?",
    "gone": "Which click would be missed most?",
    "draw": "How are the weights shared? To be drawn",
    "sides": "On which side is a number larger?",
    "own": "A question of your own",
}
_LABEL: Callable[[str], str] = LABELS.__getitem__
_Made = Callable[..., Question]


def question_fields(view: View, key: str) -> Question | None:
    """Draw the fields of a view's question, and return the question as they say.

    Args:
        view: The view, with what the fields show at first.
        key: What tells the fields from those of other views.

    Raises:
        ValueError: if what they say is not allowed.
    """
    asked: Any = view.question
    kinds = [kind for kind in _QUESTIONS if kind != "sides" or view.beside is not None]
    kind = st.selectbox(
        "Question before the page is shown",
        kinds,
        kinds.index(asked.kind if asked else _NONE),
        format_func=_QUESTIONS.__getitem__,
        key=f"{key} question",
    )
    if kind == _NONE:
        return None
    made = _FIELDS[kind](view, asked, key)
    said = getattr(asked, "why", "")
    return made(why=lines("What is said after the answer", said, f"{key} why", WHY.most))


def _shape(view: View, asked: Any, key: str) -> _Made:
    return partial(ShapeQuestion, _step(view, asked, key))


def _changes(view: View, asked: Any, key: str) -> _Made:
    step = _step(view, asked, key)
    return partial(ChangeQuestion, step, _change(_settings(asked), SAME_WEIGHTS, key))


def _measure(_view: View, asked: Any, key: str) -> _Made:
    known = asked if isinstance(asked, MeasureQuestion) else MeasureQuestion("interest")
    of = _number(known.of, key)
    supposed = bool(known.settings)
    if not st.checkbox("Suppose that a setting is otherwise", supposed, key=f"{key} supposed"):
        return partial(MeasureQuestion, of)
    changes = _change(dict(known.settings), SAME_TRAINING, key)
    size = st.checkbox(
        "Ask how large it then is, and not which way it goes", known.size, key=f"{key} size"
    )
    return partial(MeasureQuestion, of, changes, size)


def _sides(_view: View, asked: Any, key: str) -> _Made:
    return partial(SidesQuestion, _number(getattr(asked, "of", "interest"), key))


def _number(of: str, key: str) -> str:
    names = list(MEASURES)
    return st.selectbox(
        "Number",
        names,
        names.index(of),
        format_func=lambda name: MEASURES[name].noun.format(user="the user"),
        key=f"{key} of",
    )


def _own(_view: View, question: Any, key: str) -> _Made:
    asked = question if isinstance(question, OwnQuestion) else None
    words = "" if asked is None else asked.prompt
    prompt = lines("Your question", words, f"{key} prompt", PROMPT.most)
    answers = "" if asked is None else "\n".join(asked.options)
    label = f"Its answers, one a line, 2 to {MOST_OPTIONS}"
    typed = lines(label, answers, f"{key} answers", MOST_OPTIONS * OPTION.most, height=120)
    options = [line.strip() for line in typed.splitlines() if line.strip()]
    known = [] if asked is None else [asked.options[place] for place in asked.right]
    right = st.multiselect(
        "Right answers; a learner chooses one",
        options,
        [option for option in known if option in options],
        key=f"{key} right",
    )
    st.caption("Your answers are in the link: who reads it closely can find them there.")
    if not prompt.strip() or len(options) < 2 or not right:
        return _lacking
    return partial(OwnQuestion, prompt, options, [options.index(option) for option in right])


def _lacking(why: str) -> Question:  # as of a question that lacks nothing
    raise ValueError(
        "Your question needs its words, at least two answers, one a line, and at least one of them "
        "chosen as right."
    )


def _settings(asked: Any) -> dict[str, str]:
    return dict(getattr(asked, "settings", {}))


def _step(view: View, asked: Any, key: str) -> str:
    step = str(getattr(asked, "step", "weights"))
    if not tensorflow_is_there():
        return step
    settings, _ = as_user_data(view.settings)
    trace = trace_of(settings.untrained, None)
    names = [*trace.steps, *trace.score_steps]
    shown = names.index(step if step in names else "weights")
    return st.selectbox("Step", names, shown, key=f"{key} step")


def _change(changes: dict[str, str], names: Sequence[str], key: str) -> dict[str, str]:
    known = ((name, text) for name, text in changes.items() if name in names)
    name, text = next(known, ("mask_padding", "false"))
    left, right = st.columns(2)
    with left:
        name = st.selectbox(
            "Setting that changes",
            names,
            names.index(name),
            format_func=_LABEL,
            key=f"{key} name",
        )
    with right:
        text = st.text_input("Its other value", text, key=f"{key} text", help=KINDS[name].allowed)
    return {name: text}


# What each kind of question is made of, as fields of its own; they return what makes it.
_FIELDS: Mapping[str, Callable[[View, Any, str], _Made]] = {
    "shape": _shape,
    "weight": lambda _view, _asked, _key: WeightQuestion,
    "change": _changes,
    "measure": _measure,
    "gone": lambda _view, _asked, _key: GoneQuestion,
    "draw": lambda _view, _asked, _key: DrawQuestion,
    "sides": _sides,
    "own": _own,
}
