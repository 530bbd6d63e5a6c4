"""Predict, then reveal: the page waits for a prediction, and judges it against live tensors."""

from typing import Any

import streamlit as st

from attnviz.lessons.marked import marked
from attnviz.lessons.question import Asked, Question
from attnviz.scenario.settings import Settings
from attnviz.topics.claim import Strong, claim
from attnviz.topics.pens import in_markdown
from attnviz.trace.missing import shown_head
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.view import wait_for_tensorflow
from attnviz.ui.state import keys
from attnviz.ui.state.open_lesson import OpenLesson


def waits(opened: OpenLesson, page: str) -> bool:
    """Whether a page of a lesson waits for a prediction."""
    view = opened.view
    asks = view.question is not None and view.page == page
    return asks and (opened.text, opened.place) not in _answers()


def predict(opened: OpenLesson, settings: Settings) -> None:
    """Ask the question of a lesson's view, and stop the page there until it is answered.

    Args:
        opened: The open lesson, at a view with a question.
        settings: What the page is about to show.
    """
    question, key = opened.view.question, (opened.text, opened.place)
    assert question is not None
    answered = key in _answers()
    about, choice = _answers().get(key, (settings, None))
    try:
        asked = _asked(question, about)
    except ValueError as error:
        st.warning(f"The question of this view cannot be asked: {in_markdown(str(error))}")
        return
    with st.container(border=True, key=keys.PREDICTION_BOX):
        if not answered:
            _ask(asked, key, about)
        else:
            _reveal(asked, choice, question.why, key)
            st.button("Ask me again", type="tertiary", on_click=_answers().pop, args=(key,))
    if not answered:
        st.stop()


def _answers() -> Any:
    return st.session_state.setdefault(keys.PREDICTIONS, {})


def _asked(question: Question, settings: Settings) -> Asked:
    wait_for_tensorflow()
    training = awaited(settings, "question")
    if training is None and settings.shown_epoch:
        st.stop()
    traces = [trace_of(wanted, training) for wanted in question.traces(settings)]
    return question.ask(traces, settings.sample - 1, shown_head(settings, traces[0]))


def _ask(asked: Asked, key: tuple[str, int], settings: Settings) -> None:
    paragraphs(claim(Strong("Your prediction."), " ", asked.prompt))
    choice = st.radio(
        "Your prediction",
        range(len(asked.options)),
        index=None,
        format_func=lambda number: in_markdown(asked.options[number]),
        key=keys.PREDICTION,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True):
        st.button(
            "Answer",
            type="primary",
            disabled=choice is None,
            on_click=_keep,
            args=(key, settings, choice),
        )
        st.button("Show me", on_click=_keep, args=(key, settings, None))


def _keep(key: tuple[str, int], settings: Settings, choice: int | None) -> None:
    _answers()[key] = (settings, choice)


def _reveal(asked: Asked, choice: int | None, why: str, key: tuple[str, int]) -> None:
    paragraphs(asked.prompt)
    if choice is None:
        judged_by_place().pop(key, None)
        paragraphs(asked.answer)
    else:
        judged = judged_by_place()[key] = asked.judged(choice)
        said = claim(f"{_VERDICTS[judged]} You said: ", asked.options[choice], _stop(asked, choice))
        near = f" {asked.why_near}" if judged == "near" else ""
        # The boxes differ in colour, sign and word.
        told = claim(said, near, " ", asked.answer)
        _BOXES[judged](in_markdown(told), icon=_ICONS[judged])
    if why:
        paragraphs(marked(why))


def _stop(asked: Asked, choice: int) -> str:
    """Return what ends a sentence that ends with an option, which may be a sentence itself."""
    return "" if str(asked.options[choice]).endswith((".", "!", "?")) else "."


_VERDICTS = {"right": "Right.", "near": "Close.", "wrong": "Not so."}
_BOXES = {"right": st.success, "near": st.info, "wrong": st.warning}
_ICONS = {
    "right": ":material/check_circle:",
    "near": ":material/adjust:",
    "wrong": ":material/cancel:",
}


def judged_by_place() -> dict[tuple[str, int], str]:
    """Return how this learner's last answers were judged, by lesson and place."""
    judged: dict[tuple[str, int], str] = st.session_state.setdefault(keys.JUDGED, {})
    return judged
