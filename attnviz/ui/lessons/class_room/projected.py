"""A question as a teacher shows it to a class: how many have answered, what, and what is right."""

from collections.abc import Callable

import streamlit as st

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.marked import marked
from attnviz.lessons.room import MOST_ROUNDS, Room, Tally
from attnviz.lessons.tally import outcome
from attnviz.topics.claim import Strong, claim
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.lessons.class_room.answers import class_answers
from attnviz.ui.state.announced import announce
from attnviz.ui.state.class_room import badge

_SPREAD = "In brackets, and as a line: from where to where the middle half of the class has drawn."


def project(room: Room, asked: Asked | Drawing, why: str, place: int) -> None:
    """Show a question to the class.

    Args:
        room: The room, whose teacher this session is.
        asked: The question.
        why: What is said after it, as `marked` reads it.
        place: Its view, from 1.
    """
    paragraphs(claim(Strong("The question."), " ", asked.prompt))
    tally = room.tally(place)
    if not tally.revealed:
        _ways(room, tally, place)
        _live(room, asked, place)
        return
    class_answers(asked, tally)
    if isinstance(asked, Drawing):
        st.caption(_SPREAD)
    announce("verdict", str(asked.answer))
    paragraphs(asked.answer, outcome(asked, tally))
    if why:
        paragraphs(marked(why))


@st.fragment(run_every=1.0)
def _live(room: Room, asked: Asked | Drawing, place: int) -> None:
    """Show how many have answered, and what, where that is shown."""
    tally = room.tally(place)
    vote = "Second vote: " if len(tally.rounds) > 1 else ""
    count = f"<b>{len(tally.rounds[-1])}</b> of <b>{tally.learners}</b> have answered"
    st.html(f'<p class="class_count">{vote}{count}</p>')
    class_answers(asked, tally)
    if isinstance(asked, Drawing) and tally.shown:
        st.caption(_SPREAD)


def _ways(room: Room, tally: Tally, place: int) -> None:
    """Draw what the teacher can do next."""
    with st.container(horizontal=True):
        st.button(
            "Show the answers",
            disabled=tally.shown == len(tally.rounds),
            on_click=_as_teacher,
            args=(room.show, place),
            help="How many have chosen each; not yet what is right.",
        )
        if len(tally.rounds) < MOST_ROUNDS:
            st.button(
                "Vote again",
                on_click=_as_teacher,
                args=(room.vote_again, place),
                help="A second vote, after all have talked about it. The first one stays.",
            )
        st.button("Reveal", type="primary", on_click=_as_teacher, args=(room.reveal, place))


def _as_teacher(act: Callable[[str, int], None], place: int) -> None:
    """Do what a button is for, with the badge of this moment: the tab may have brought another."""
    act(badge(), place)
