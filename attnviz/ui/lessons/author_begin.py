"""Where a lesson in the making comes from: pages, a lesson that there is, or the draft before."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from attnviz.lessons import SHIPPED, lesson_in_file, lesson_of
from attnviz.lessons.lesson import Lesson
from attnviz.scenario.packing import LARGEST
from attnviz.topics.pens import in_markdown
from attnviz.topics.words import plural
from attnviz.ui.state import draft, keys
from attnviz.ui.state.open_lesson import LESSON
from attnviz.ui.state.uploads import asking_for_files, out_of_a_frame
from attnviz.ui.state.visit import visit


def begin(made: draft.Draft) -> None:
    """Draw what a draft can begin with; folded up once it has a view."""
    if not made.views:
        st.info(
            "Open any page, set it as you want it to be seen, and press **Share**, then **Add to "
            "my lesson**. It comes here as the next view. Or start from a lesson that there is "
            "already."
        )
        _sources()
    else:
        with st.popover("Begin with another lesson", key=keys.OTHER_LESSON):
            _sources()
            st.button("Begin with nothing", on_click=draft.begin, args=(draft.Draft(),))
    before = draft.before()
    if before != draft.Draft():
        views = plural(len(before.views), "view")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                in_markdown(f"You were making another lesson: “{before.title}”, {views}."),
                width="content",
            )
            st.button("Take it up again", on_click=draft.begin, args=(before,))


def _sources() -> None:
    st.selectbox(
        "Start from",
        SHIPPED,
        None,
        format_func=lambda name: lesson_of(name).title,
        key=keys.LESSON_TO_START_FROM,
        on_change=_begin,
        args=(keys.LESSON_TO_START_FROM, lesson_of),
    )
    st.text_input(
        "Or paste the link of a lesson",
        key=keys.LESSON_BY_LINK,
        on_change=_begin,
        args=(keys.LESSON_BY_LINK, _lesson_by_link),
    )
    out_of_a_frame()
    with asking_for_files(keys.LESSON_IN_FILE):
        st.file_uploader(
            "Or open the file of a lesson",
            type="json",
            max_upload_size=1,
            key=keys.LESSON_IN_FILE,
            on_change=_begin,
            args=(keys.LESSON_IN_FILE, lesson_of_upload),
        )


def _begin(key: str, read: Callable[[Any], Lesson]) -> None:
    """Begin with what a field names; what it cannot be is told, and the draft stays."""
    given = st.session_state.get(key)
    if not given:
        return
    visit().messages = []
    try:
        lesson = read(given)
    except ValueError as error:
        visit().messages.append(str(error))
        return
    draft.begin(draft.draft_of(lesson))


def _lesson_by_link(link: str) -> Lesson:
    """Return the lesson that a link is of, whether to a learner's page or to the draft's own."""
    asked = parse_qs(link.partition("?")[2].strip())
    texts = asked.get(LESSON) or asked.get(draft.DRAFT)
    if not texts:
        raise ValueError("There is no lesson in this link.")
    return lesson_of(texts[0])


def lesson_of_upload(file: Any) -> Lesson:
    """Return the lesson of a file that a browser has sent.

    Raises:
        ValueError: if there is none; it says what is wrong.
    """
    return lesson_in_file(file.read(LARGEST + 1))
