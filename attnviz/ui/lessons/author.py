"""Make a lesson: views in an order, with what a learner sees of each, and the one link."""

import html
from dataclasses import replace
from urllib.parse import urljoin

import streamlit as st

from attnviz.lessons import SHIPPED, lesson_of, lesson_text
from attnviz.lessons.lesson import NOTE, TITLE, View
from attnviz.scenario.settings import LABELS
from attnviz.topics.pens import in_markdown
from attnviz.ui.lessons.author_view import edited
from attnviz.ui.lessons.lesson_list import lesson_path
from attnviz.ui.state import draft, keys
from attnviz.ui.state.pages import PAGES


def author() -> None:
    """Draw the fields of the draft, and its link once it is a lesson."""
    made = draft.draft()
    if not made.views:
        _begin()
    key = f"draft {draft.turn()}"
    title = st.text_input("Title", made.title, key=f"{key} title", max_chars=TITLE.most)
    note = st.text_area("Note", made.note, key=f"{key} note", max_chars=NOTE.most, height=90)
    views, wrong = [], 0
    for place, view in enumerate(made.views):
        with st.expander(_name(place, view), key=f"{key} view {place}"):
            try:
                views.append(edited(view, f"{key} {place}"))
            except ValueError as error:
                st.error(in_markdown(str(error)))
                views.append(view)
                wrong += 1
            _buttons(place, len(made.views), key)
    learned = made.learned
    if made.views:
        learned = st.text_area(
            "What they have learned, said at the end",
            made.learned,
            key=f"{key} learned",
            max_chars=NOTE.most,
            height=90,
        )
    draft.keep(replace(made, title=title, note=note, views=tuple(views), learned=learned))
    try:
        draft.save()
        if made.views and not title.strip():
            st.info("Give the lesson a title: then its link stands here.")
        elif wrong:
            st.warning(f"{wrong} of the views cannot be shown yet; what is wrong stands there.")
        elif made.views:
            _link(lesson_text(draft.finished()))
    except ValueError as error:
        st.warning(in_markdown(str(error)))


def _begin() -> None:
    st.info(
        "Open any page, set it as you want it to be seen, and press **Share**, then **Add to my "
        "lesson**. It comes here as the next view. Or start from a lesson that there is already."
    )
    st.selectbox(
        "Start from",
        SHIPPED,
        None,
        format_func=lambda name: lesson_of(name).title,
        key=keys.LESSON_TO_START_FROM,
        on_change=_start,
    )


def _start() -> None:
    chosen = st.session_state.get(keys.LESSON_TO_START_FROM)
    if chosen in SHIPPED:
        draft.start_from(chosen)


def _name(place: int, view: View) -> str:
    set_here = view.settings.to_query().items()
    changes = ", ".join(f"{LABELS[name]} {text}" for name, text in set_here)
    return in_markdown(f"{place + 1}. {PAGES[view.page].title}{' · ' if changes else ''}{changes}")


def _buttons(place: int, views: int, key: str) -> None:
    with st.container(horizontal=True):
        for label, by, possible in (
            ("Earlier", -1, place > 0),
            ("Later", 1, place < views - 1),
        ):
            st.button(
                label,
                key=f"{key} {label} {place}",
                disabled=not possible,
                on_click=draft.move,
                args=(place, by),
            )
        st.button("Remove", key=f"{key} remove {place}", on_click=draft.remove, args=(place,))


def _link(text: str) -> None:
    st.header("The link of your lesson", anchor=False)
    path = lesson_path(text)
    st.code(urljoin(st.context.url or "", path), language=None, wrap_lines=True)
    st.html(f'<a class="quiet_link" href="{html.escape(path)}">Open it as a learner</a>')
