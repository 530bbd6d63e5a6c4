"""Predict, then reveal: the page waits for a prediction, and judges it against live tensors."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from attnviz.lessons.asked import Asked, Judged
from attnviz.lessons.draw_question import NEAR, RIGHT, Drawing
from attnviz.lessons.marked import marked
from attnviz.lessons.posing import Sides, needed, posed
from attnviz.lessons.question import Question
from attnviz.lessons.room import Answer, Room
from attnviz.lessons.tally import fits
from attnviz.topics.claim import Claim, Strong, claim
from attnviz.topics.pens import in_markdown
from attnviz.topics.words import percent
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.draw import draw, drawn_beside
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import leave_others, trace_of
from attnviz.ui.compute.view import wait_for_tensorflow
from attnviz.ui.state import keys
from attnviz.ui.state.announced import announce, news, unheard
from attnviz.ui.state.class_room import badge, class_room
from attnviz.ui.state.open_lesson import OpenLesson


def waits(opened: OpenLesson, page: str) -> bool:
    """Whether a page of a lesson waits for a prediction, or for what a class makes of it."""
    view, room = opened.view, room_of(opened)
    if view.question is None or view.page != page:
        return False
    if room is not None:
        revealed = room.tally(opened.place).revealed
        if room.teaches(badge()) or not revealed:
            return not revealed
    return (opened.text, opened.place) not in answers()


def room_of(opened: OpenLesson) -> Room | None:
    """Return the room in which a view's question is asked; None where it is asked of one alone.

    What is asked of own clicks is another question for each who has brought some.
    """
    own = any(side.items == "own" for side in opened.view.sides)
    return None if own else class_room()


def predict(opened: OpenLesson, sides: Sides) -> None:
    """Ask the question of a lesson's view, and stop the page there until it is answered.

    Args:
        opened: The open lesson, at a view with a question.
        sides: What the page is about to show.
    """
    question, key = opened.view.question, (opened.text, opened.place)
    assert question is not None
    answered = key in answers()
    about, choice = answers().get(key, (sides, None))
    asked = asked_of(question, about)
    if asked is None:
        return
    answered = answered and (choice is None or fits(asked, choice))
    with st.container(border=True, key=keys.PREDICTION_BOX):
        if not answered:
            ask(
                asked,
                lambda choice: keep(key, about, choice),
                show_me=lambda: keep(key, about, None),
            )
        else:
            _reveal(asked, choice, question.why, key)
            st.button("Ask me again", type="tertiary", on_click=answers().pop, args=(key,))
    if not answered:
        news()  # what is said next is the verdict
        leave_others()
        st.stop()


def answers() -> Any:
    """Return this learner's answers by lesson and place; see `keys.PREDICTIONS`."""
    return st.session_state.setdefault(keys.PREDICTIONS, {})


def asked_of(question: Question, sides: Sides) -> Asked | Drawing | None:
    """Return a question as it is put about what a page shows; None where it cannot be, which is
    told.
    """
    try:
        wait_for_tensorflow()
        wanted = needed(question, sides)
        learned = [
            (one, awaited(one.trained, f"question {place}")) for place, one in enumerate(wanted)
        ]
        if any(training is None and one.trained.shown_epoch for one, training in learned):
            leave_others()
            st.stop()
        traces = [trace_of(of, training) for one, training in learned for of in one.settings]
        return posed(question, sides, traces)
    except ValueError as error:
        st.warning(f"The question of this view cannot be asked: {in_markdown(str(error))}")
        return None


def ask(
    asked: Asked | Drawing,
    on_answer: Callable[[Answer], None],
    show_me: Callable[[], None] | None = None,
) -> None:
    """Put a question to a learner.

    Args:
        asked: The question.
        on_answer: Called with the answer before the page runs again.
        show_me: Called so where the learner would rather not predict; None where all wait for each
            other.
    """
    paragraphs(claim(Strong("Your prediction."), " ", asked.prompt))
    if isinstance(asked, Drawing):
        draw(asked.bars, key=keys.DRAWING, on_answer=on_answer)
        if show_me is not None:
            st.button("Show me", on_click=show_me, type="secondary")
        return
    choice = st.radio(
        "Your prediction",
        range(len(asked.options)),
        index=None,
        format_func=lambda number: in_markdown(asked.options[number]),
        key=keys.PREDICTION,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True):
        # What is chosen by then: who is quick presses before the page has heard of the choice.
        answer = when_shown(keys.PREDICTION, on_answer)
        st.button("Answer", type="primary", disabled=choice is None, on_click=answer)
        if show_me is not None:
            st.button("Show me", on_click=show_me, type="secondary")


def keep(key: tuple[str, int], sides: Sides, choice: Answer | None) -> None:
    """Keep a learner's answer, for the page to judge it.

    Args:
        key: The lesson and the place in it.
        sides: What the question is about.
        choice: The answer; None for "show me".
    """
    answers()[key] = (sides, choice)
    unheard(_VERDICT)


def _reveal(asked: Asked | Drawing, choice: Any, why: str, key: tuple[str, int]) -> None:
    paragraphs(asked.prompt)
    if choice is None:
        judged_by_place().pop(key, None)
        announce(_VERDICT, str(asked.answer))
        paragraphs(asked.answer)
    else:
        judged, told = _verdict(asked, choice)
        judged_by_place()[key] = judged
        # The boxes differ in colour, sign and word.
        if judged != "wrong":  # that box is an alert, which is read out by itself
            announce(_VERDICT, str(told))
        _BOXES[judged](in_markdown(told), icon=_ICONS[judged])
        if isinstance(asked, Drawing):
            drawn_beside(asked.bars, choice, asked.shares, key=keys.DRAWN)
    if why:
        paragraphs(marked(why))


def _verdict(asked: Asked | Drawing, choice: Any) -> tuple[Judged, Claim]:
    """Return how an answer is judged, and all that is said of it."""
    judged = asked.judged(choice)
    if isinstance(asked, Drawing):
        gap = claim("Your bars are ", percent(asked.gap(choice)), " away from the layer's: so much")
        near = claim(percent(RIGHT), " or less is right, up to ", percent(NEAR), " is close. ")
        moved = claim(" of the weight would have to move from one click to another. ")
        return judged, claim(f"{_VERDICTS[judged]} ", gap, moved, near, asked.answer)
    said = claim(f"{_VERDICTS[judged]} You said: ", asked.options[choice], _stop(asked, choice))
    near = claim(f" {asked.why_near}" if judged == "near" else "")
    return judged, claim(said, near, " ", asked.answer)


def _stop(asked: Asked, choice: int) -> str:
    """Return what ends a sentence that ends with an option, which may be a sentence itself."""
    return "" if str(asked.options[choice]).endswith((".", "!", "?")) else "."


_VERDICT = "verdict"
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
