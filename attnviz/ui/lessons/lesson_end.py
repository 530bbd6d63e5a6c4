"""The end of a lesson: what was learned, how the questions went, and where to go next."""

import html

import streamlit as st

from attnviz.lessons import SHIPPED, lesson_text
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.marked import marked
from attnviz.lessons.reading import chapter_of
from attnviz.topics.claim import Strong, claim
from attnviz.topics.words import listed, plural
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.lessons.lesson_list import lesson_path
from attnviz.ui.lessons.predict import judged_by_place, waits
from attnviz.ui.lessons.reading_order import lesson_link, page_anchor
from attnviz.ui.state import keys
from attnviz.ui.state.class_room import badge, class_room
from attnviz.ui.state.open_lesson import OpenLesson

END = "the-end"
"""The end's place on the page, as a link names it."""


def is_over(opened: OpenLesson, page: str) -> bool:
    """Whether the end stands below the page: of the last view, once its question is answered."""
    return opened.place == len(opened.lesson.views) and not waits(opened, page)


def lesson_end(opened: OpenLesson, page: str) -> None:
    """Show the end, if the lesson is over."""
    lesson = opened.lesson
    if not is_over(opened, page):
        return
    with st.container(border=True, key=keys.LESSON_END):
        st.header("The end of the lesson", anchor=END)
        if lesson.learned:
            paragraphs(claim(Strong("What you have learned."), " ", marked(lesson.learned)))
        room = class_room()
        teaches = room is not None and room.teaches(badge())
        if any(view.question for view in lesson.views) and not teaches:
            paragraphs(_score(opened))
        st.html(f"<p>{_next(opened.text)}</p><p>{_come_back(lesson)}</p>")


def _score(opened: OpenLesson) -> str:
    places = [n for n, view in enumerate(opened.lesson.views, start=1) if view.question]
    made = [judged_by_place().get((opened.text, place)) for place in places]
    right, near = made.count("right"), made.count("near")
    parts = [f"{right} of {plural(len(places), 'question')} right"]
    if near:
        parts.append(f"{near} close")
    if left := made.count(None):
        parts.append(f"{left} not answered")
    return f"Your answers: {listed(parts)}."


def _next(text: str) -> str:
    """Return links to what comes next in the order of reading, as HTML."""
    chapter = chapter_of(text)
    if chapter is None:
        return '<a class="lesson_link" href="lessons">All lessons</a>'
    by_yourself = f"By yourself: {page_anchor(chapter.page)}"
    place = SHIPPED.index(text) + 1
    if place == len(SHIPPED):
        return f"This was the last lesson in the order of reading. {by_yourself}"
    return f"The next lesson: {lesson_link(SHIPPED[place])}. {by_yourself}"


def _come_back(lesson: Lesson) -> str:
    """Return a link to the same questions on new numbers, as HTML; empty where there are none."""
    again = lesson.taken_again()
    if again is None:
        return ""
    try:
        path = html.escape(lesson_path(lesson_text(again)))
    except ValueError:  # too long for a link
        return ""
    words = "the same questions on new numbers"
    return f'Come back in a few days: <a class="lesson_link" href="{path}">{words}</a>'
