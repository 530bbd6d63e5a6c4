"""The question of a lesson's view, in a room: a vote until its teacher reveals what is right."""

from typing import Any

import streamlit as st

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.posing import Sides
from attnviz.lessons.room import Answer, Room
from attnviz.lessons.tally import fits
from attnviz.topics.claim import Strong, claim
from attnviz.ui.components.claims import paragraphs, prose
from attnviz.ui.compute.cache import leave_others
from attnviz.ui.lessons.class_room.projected import project
from attnviz.ui.lessons.predict import ask, asked_of, keep, predict, room_of
from attnviz.ui.state import keys
from attnviz.ui.state.announced import news
from attnviz.ui.state.class_room import badge, class_room
from attnviz.ui.state.open_lesson import OpenLesson
from attnviz.ui.state.visit import visit


def ask_question(opened: OpenLesson, sides: Sides, common: Sides) -> None:
    """Ask the question of a lesson's view, and stop the page there until it is answered.

    Args:
        opened: The open lesson, at a view with a question.
        sides: What the page is about to show.
        common: What the view shows to all who have changed nothing, which a class is asked about.
    """
    room = room_of(opened)
    if room is None:
        predict(opened, sides)
        return
    teaches, revealed = room.teaches(badge()), room.tally(opened.place).revealed
    if not teaches and revealed:
        _take_from_room(room, opened, common)
        predict(opened, sides)
        return
    question = opened.view.question
    assert question is not None
    asked = asked_of(question, common)
    if asked is None:
        return
    with st.container(border=True, key=keys.PREDICTION_BOX):
        if teaches:
            project(room, asked, question.why, opened.place)
        else:
            _vote(room, asked, opened, common)
    if not revealed:
        news()  # what is said next is what is right
        leave_others()
        st.stop()


def _take_from_room(room: Room, opened: OpenLesson, common: Sides) -> None:
    """Let the page judge what the learner has answered last in the room, once."""
    taken: set[tuple[str, int]] = st.session_state.setdefault(keys.TAKEN_FROM_ROOM, set())
    given = room.last_answer_of(badge(), opened.place)
    if given is not None and (room.code, opened.place) not in taken:
        taken.add((room.code, opened.place))
        keep((opened.text, opened.place), common, given)
        st.rerun()  # what stands above has waited for the reveal


def _vote(room: Room, asked: Asked | Drawing, opened: OpenLesson, common: Sides) -> None:
    """Ask a learner for an answer to the present vote, or say that it is with the class."""
    vote = len(room.tally(opened.place).rounds)
    given = room.answer_of(badge(), opened.place)
    this = (room.code, opened.place, vote)
    if vote > 1:
        prose("**The second vote.** Talk about it, then answer once more.")
    if not fits(asked, given) or st.session_state.get(keys.CHANGED_ANSWER) == this:
        ask(asked, lambda answer: _give(opened, common, answer) if fits(asked, answer) else None)
        return
    paragraphs(asked.prompt)
    said = "your bars" if isinstance(asked, Drawing) else asked.options[_place(given)]
    paragraphs(claim(Strong("With the class:"), " ", said))
    with st.container(horizontal=True, vertical_alignment="center"):
        waits = st.button("Go on", type="primary", help="When the teacher goes on, so can you.")
        st.button("Change my answer", type="tertiary", on_click=_change, args=(this,))
    if waits:
        st.caption("Not yet: the class still answers this question.")
    else:
        st.caption("Look at the screen. When it shows what is right, or a second vote, go on.")


def _place(given: Answer | None) -> int:
    assert isinstance(given, int)
    return given


def _change(this: tuple[str, int, int]) -> None:
    st.session_state[keys.CHANGED_ANSWER] = this


def _give(opened: OpenLesson, common: Sides, answer: Answer) -> None:
    """Give an answer to the class; where it comes too late, it is judged as that of one alone."""
    state: Any = st.session_state
    state.pop(keys.CHANGED_ANSWER, None)
    room = class_room()
    if room is not None and room.answer(badge(), opened.place, answer):
        return
    keep((opened.text, opened.place), common, answer)
    if room is not None:
        state.setdefault(keys.TAKEN_FROM_ROOM, set()).add((room.code, opened.place))
        visit().messages.append("Your answer came after the reveal, so the class is without it.")
