"""The fields of the question that a view of a lesson in the making asks."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from attnviz.lessons.lesson import View
from attnviz.lessons.question import (
    MOST_OPTIONS,
    OPTION,
    PROMPT,
    SAME_WEIGHTS,
    WHY,
    ChangeQuestion,
    OwnQuestion,
    Question,
    ShapeQuestion,
    WeightQuestion,
)
from attnviz.scenario.settings import KINDS, LABELS
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.compute.view import wait_for_tensorflow
from attnviz.ui.lessons.typed import lines

_NONE = "none"
_QUESTIONS = {
    _NONE: "none",
    "shape": "Which shape has a step?",
    "weight": "Which click gets the most weight?",
    "change": "Does a step change when a setting changes?",
    "own": "A question of your own",
}
_LABEL: Callable[[str], str] = LABELS.__getitem__


def question_fields(view: View, key: str) -> Question | None:
    """Draw the fields of a view's question, and return the question as they say.

    Args:
        view: The view, with what the fields show at first.
        key: What tells the fields from those of other views.

    Raises:
        ValueError: if what they say is not allowed.
    """
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
    if kind == "own":
        prompt, options, right = _own(asked if isinstance(asked, OwnQuestion) else None, key)
    step, changes = "", {}
    if kind in ("shape", "change"):
        step = _step(view, getattr(asked, "step", "weights"), f"{key} step")
    if kind == "change":
        changes = _change(dict(getattr(asked, "settings", {})), key)
    said = getattr(asked, "why", "")
    why = lines("What is said after the answer", said, f"{key} why", WHY.most)
    if kind == "own":
        if not prompt.strip() or len(options) < 2 or not right:
            raise ValueError(
                "Your question needs its words, at least two answers, one a line, and at least "
                "one of them chosen as right."
            )
        return OwnQuestion(prompt, options, right, why=why)
    if kind == "shape":
        return ShapeQuestion(step, why=why)
    return WeightQuestion(why=why) if kind == "weight" else ChangeQuestion(step, changes, why=why)


def _own(asked: OwnQuestion | None, key: str) -> tuple[str, list[str], list[int]]:
    """Return the words of an author's own question, its answers, and which are right."""
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
    return prompt, options, [options.index(option) for option in right]


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
