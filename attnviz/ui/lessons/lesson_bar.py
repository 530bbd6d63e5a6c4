"""What a learner sees of a lesson around the page: title, place, note, and the chosen controls."""

import html
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from attnviz.lessons.marked import marked
from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.ui.components.claims import glossary, glossary_button, paragraphs
from attnviz.ui.lessons.class_room.room_bar import ask_the_class, room_bar
from attnviz.ui.lessons.lesson_end import END, is_over
from attnviz.ui.lessons.lesson_list import for_room
from attnviz.ui.lessons.predict import waits
from attnviz.ui.state import controls, kept, keys
from attnviz.ui.state.draft import DRAFT
from attnviz.ui.state.open_lesson import OpenLesson
from attnviz.ui.state.pacing import dialog
from attnviz.ui.state.pages import page_link

_FOLDER = Path(__file__).parent
FIXED = "The lesson has fixed it."


def learner(opened: OpenLesson, page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    """Begin a page of a lesson.

    Args:
        opened: The open lesson.
        page: The page, which a learner may have left the view's page for.
        settings: What the page shows.
        reasons: Why controls do nothing, by setting.
    """
    lesson, view = opened.lesson, opened.view
    st.html(_FOLDER / "lesson.css")
    st.title(in_markdown(lesson.title), anchor=False)
    _bar(opened, page, settings)
    room_bar(opened)
    if opened.place == 1 and lesson.note:
        paragraphs(marked(lesson.note))
    if view.note:
        with st.container(key=keys.LESSON_NOTE):
            paragraphs(marked(view.note))
    reasons = {**reasons, **dict.fromkeys(view.fixed, FIXED)}
    # Before the answer a change of settings would change the question.
    if view.controls and not waits(opened, page):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name in view.controls:
                if name in controls.DRAWN:
                    controls.control(name, settings, reasons, view)
            if page == kept.PAGE:
                kept.choose_what_moves()


def _bar(opened: OpenLesson, page: str, settings: Settings) -> None:
    place, views = opened.place, len(opened.lesson.views)
    with st.container(horizontal=True, vertical_alignment="center", key=keys.LESSON_BAR):
        _step("Previous", ":material/arrow_back:", opened, place - 1)
        st.markdown(f"{place} of {views}", width="content")
        if is_over(opened, page):
            st.html(f'<a class="to_end" href="#{END}">To the end</a>', width="content")
        else:
            _step("Next", ":material/arrow_forward:", opened, place + 1)
        dialog("Glossary", glossary_button(keys.OPEN_GLOSSARY), glossary, width="large")
        # A link that loads the page anew, without the lesson and with what is shown.
        shown = settings.to_query()
        if page == kept.PAGE:
            shown |= kept.texts_beside(settings, kept.kept(settings))
        without = html.escape(f"?{urlencode(shown)}")
        st.html(f'<a class="quiet_link" href="{without}">Leave the lesson</a>', width="content")
        if opened.room:
            return
        edit = html.escape(f"teach?{urlencode({DRAFT: opened.text})}")
        st.html(f'<a class="quiet_link" href="{edit}">Change it</a>', width="content")
        ask_the_class(opened)


def _step(label: str, icon: str, opened: OpenLesson, place: int) -> None:
    views = opened.lesson.views
    key = f"lesson_{label.lower()}"
    if not 1 <= place <= len(views):
        st.button(label, key=f"{key}_nowhere", icon=icon, disabled=True)
        return
    with st.container(key=key, width="content"):
        there = opened.at(place) | for_room()
        page_link(views[place - 1].page, there, label, icon=icon)
