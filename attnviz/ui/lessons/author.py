"""Make a lesson: views in an order, with what a learner sees of each, and the one link."""

import html
from dataclasses import replace
from urllib.parse import urlencode, urljoin

import streamlit as st

from attnviz.lessons import lesson_file, lesson_text
from attnviz.lessons.lesson import NOTE, TITLE, Lesson, View
from attnviz.scenario.packing import LONGEST
from attnviz.scenario.wording import set_words
from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import SIDES
from attnviz.ui.lessons.author_begin import begin
from attnviz.ui.lessons.author_view import edited
from attnviz.ui.lessons.course import course
from attnviz.ui.lessons.kept_draft import keep_draft
from attnviz.ui.lessons.lesson_list import lesson_path
from attnviz.ui.lessons.typed import line, lines
from attnviz.ui.state import address, draft
from attnviz.ui.state.open_lesson import LESSON, PLACE
from attnviz.ui.state.pages import PAGES

_UNTITLED = "A lesson without a title"


def author() -> None:
    """Draw the fields of the draft, and its link once it is a lesson."""
    made, just_back = draft.draft(), draft.opened()
    draft.close_view()
    begin(made)
    key = f"draft of turn {draft.turn()}"
    title = line("Title", made.title, f"{key} title", TITLE.most)
    note = lines("Note", made.note, f"{key} note", NOTE.most)
    views, wrong = [], 0
    for place, (view, number) in enumerate(zip(made.views, made.numbers, strict=True)):
        name = _name(place, view)
        with st.expander(name, expanded=place == just_back, key=f"draft view {number}"):
            ways = st.container(horizontal=True, vertical_alignment="center")
            try:
                views.append(edited(view, f"draft {number}"))
            except ValueError as error:
                st.error(in_markdown(str(error)))
                views.append(view)
                wrong += 1
            with ways:
                _ways(replace(made, views=(*views, *made.views[place + 1 :])), place)
    learned = made.learned
    if made.views:
        label = "What they have learned, said at the end"
        learned = lines(label, made.learned, f"{key} learned", NOTE.most)
    changed = replace(made, title=title, note=note, views=tuple(views), learned=learned)
    if changed != made:
        draft.keep(changed)
        if [view.sides for view in changed.views] != [view.sides for view in made.views]:
            st.rerun()  # what a view sets stands in its name, above
    _outcome(wrong)
    keep_draft()


def _outcome(wrong: int) -> None:
    """Draw what the draft is by now: what it lacks, its length, its link and its file."""
    made = draft.draft()
    length = draft.save()
    if not made.views:
        return
    if wrong:
        st.warning(f"{wrong} of the views cannot be shown yet; what is wrong stands there.")
        return
    if length > LONGEST:
        st.warning(
            f"The lesson has grown past a link: it would be {length:,} characters in a link, and "
            f"{LONGEST:,} are carried. Shorten it, or hand it out as a file, which opens on the "
            "page Lessons."
        )
    else:
        st.caption(f"The lesson takes {length:,} of {LONGEST:,} characters that a link can have.")
    if not made.title.strip():
        st.info("Give the lesson a title: then its link stands here.")
        return
    lesson = draft.finished()
    if length <= LONGEST:
        _link(lesson_text(lesson))
    st.download_button(
        "The lesson as a file",
        lesson_file(lesson),
        "attnviz-lesson.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    course(lesson)


def _name(place: int, view: View) -> str:
    changes = [", ".join(set_words(side).values()) for side in view.sides]
    if view.beside is not None:
        said = zip(SIDES, changes, strict=True)
        changes = [f"{side}: {words or 'the defaults'}" for side, words in said]
    return in_markdown(
        " · ".join([f"{place + 1}. {PAGES[view.page].title}", *filter(None, changes)])
    )


def _ways(made: draft.Draft, place: int) -> None:
    """Draw what can be done with a view as a whole."""
    number, last = made.numbers[place], len(made.views) - 1
    st.button("Open it", key=f"draft open {number}", on_click=_open, args=(number,))
    _preview(made, place)
    for label, by, possible in (("Earlier", -1, place > 0), ("Later", 1, place < last)):
        st.button(
            label,
            key=f"draft {label} {number}",
            disabled=not possible,
            on_click=draft.move,
            args=(number, by),
        )
    st.button("Remove", key=f"draft remove {number}", on_click=draft.remove, args=(number,))


def _open(number: int) -> None:
    place = draft.place_of(number)
    if place is not None:
        address.adopt(draft.draft().views[place].settings)
        draft.open_view(number)


def _preview(made: draft.Draft, place: int) -> None:
    """Draw the link to a view as a learner sees it: of the whole lesson, if a link can hold it."""
    title = made.title.strip() or _UNTITLED
    for views, at in ((made.views, place + 1), ((made.views[place],), 1)):
        try:
            text = lesson_text(Lesson(title, made.note, views, made.learned))
        except ValueError:
            continue
        page = made.views[place].page
        path = "./" if page == "overview" else page
        href = html.escape(f"{path}?{urlencode({LESSON: text, PLACE: at})}")
        st.html(f'<a class="quiet_link" href="{href}" target="_blank">Preview</a>', width="content")
        return


def _link(text: str) -> None:
    st.header("The link of your lesson", anchor=False)
    path = lesson_path(text, for_others=True)
    st.code(urljoin(st.context.url or "", path), language=None, wrap_lines=True)
    st.html(f'<a class="quiet_link" href="{html.escape(path)}">Open it as a learner</a>')
