"""Where a page tells what it lacks, and what a screen reader is told: once, what is new."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attnviz.ui.state.open_lesson import open_lesson
from attnviz.ui.state.visit import visit


def over_numbers() -> DeltaGenerator:
    """Return the place over a page's numbers in which it tells what they lack.

    It is one, and there also where nothing is told: that would take the place of something else,
    which then would go and come.
    """
    run = visit().run
    if run.told is None:
        run.told = st.container()
    return run.told


def announce(about: str, text: str) -> None:
    """Say what the page now says of something, such as its score."""
    visit().saying[about] = text


def unheard(about: str) -> None:
    """Let what is said next be news, also where it is the same."""
    where, heard = visit().heard
    visit().heard = where, {name: text for name, text in heard.items() if name != about}


def news() -> tuple[int, str]:
    """Take over what this run has said; return the number and the text of the last news.

    What a page says first is read from its top, and is no news.
    """
    here, lesson = visit(), open_lesson()
    place = here.page, 0 if lesson is None else lesson.place
    where, heard = here.heard
    said, here.saying = here.saying, {}
    new = [text for about, text in said.items() if text and heard.get(about) != text]
    if where == place and new:
        here.news = here.news[0] + 1, " ".join(new)
    here.heard = place, said
    return here.news
