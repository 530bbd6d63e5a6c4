"""The end of a lesson: what was learned, how the questions went, and where to go next."""

import html

import streamlit as st

from attnviz.lessons import SHIPPED, lesson_of
from attnviz.lessons.marked import marked
from attnviz.topics.claim import Strong, claim
from attnviz.topics.words import listed, plural
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.lessons.lesson_list import lesson_path
from attnviz.ui.lessons.predict import judged_by_place, waits
from attnviz.ui.state import keys
from attnviz.ui.state.open_lesson import OpenLesson


def lesson_end(opened: OpenLesson, page: str) -> None:
    """Show the end below the last view, once its question is answered."""
    lesson = opened.lesson
    if opened.place < len(lesson.views) or waits(opened, page):
        return
    with st.container(border=True, key=keys.LESSON_END):
        st.header("The end of the lesson", anchor=False)
        if lesson.learned:
            paragraphs(claim(Strong("What you have learned."), " ", marked(lesson.learned)))
        if any(view.question for view in lesson.views):
            paragraphs(_score(opened))
        st.html(_next(opened.text))


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
    place = SHIPPED.index(text) + 1 if text in SHIPPED else len(SHIPPED)
    if place < len(SHIPPED):
        title = html.escape(lesson_of(SHIPPED[place]).title)
        path = html.escape(lesson_path(SHIPPED[place]))
        return f'The next lesson: <a class="lesson_link" href="{path}">{title}</a>'
    return '<a class="lesson_link" href="lessons">All lessons</a>'
