"""The order of reading as links: lessons, and the page of each question."""

import html
from functools import cache
from urllib.parse import urlencode

import streamlit as st

from attnviz.lessons import lesson_of
from attnviz.lessons.reading import ORDER, Chapter
from attnviz.ui.lessons.lesson_list import for_room, lesson_path
from attnviz.ui.state.pages import PAGES


def reading_order() -> None:
    """Show all questions in their order, each with its lessons and its page."""
    chapters = _chapters(urlencode(for_room()))
    st.html(f"<h3>An order of reading</h3><ol class='reading_order'>{chapters}</ol>")


@cache
def _chapters(_shown_to: str) -> str:
    """Return all chapters, whose links differ for a room alone."""
    return "".join(f"<li><div>{_chapter(chapter)}</div></li>" for chapter in ORDER)


def _chapter(chapter: Chapter) -> str:
    lessons = " ".join(map(lesson_link, chapter.lessons))
    return (
        f'<span class="asks">{html.escape(chapter.asks)}</span> <span>{lessons}</span> '
        f'<span class="alone">by yourself: {page_anchor(chapter.page)}</span>'
    )


def lesson_link(text: str) -> str:
    """Return a link to a lesson, by its title; `text` is what a link says for it."""
    title = html.escape(lesson_of(text).title)
    path = html.escape(lesson_path(text))
    return f'<a class="lesson_link" href="{path}">{title}</a>'


def page_anchor(page: str) -> str:
    """Return a link to a page, by its title; `page` is its key."""
    query = urlencode(for_room())
    path = html.escape(f"{page}?{query}" if query else page)
    return f'<a class="quiet_link" href="{path}">{html.escape(PAGES[page].title)}</a>'
