"""The address bar is the state: settings live in the link, and every page shows what it names.

The link is read before a page's first widget and written behind its picture. Streamlit could bind a
control to the link (`bind="query-params"`), but then the browser changes its address before the
server hears of the control: every picture is later for it. It would also drop bound values that
came by link when the page changes, and say nothing of what a link asks for in vain.

Each visit of a page and each settled change is one entry of the browser's history: links to pages
carry the settings themselves (`pages.page_link`), as Streamlit makes one entry of such a link.
Presses in quick succession are one change, as a run waits before it writes, and the next press ends
it. Where the numbers alone are drawn, it is the last of that run, and a newer run, such as that of
another page, ends it first: what is sent of a page that has gone ends Streamlit's whole page in the
browser. So nothing that runs by itself, again and again, writes the link.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from attnviz.lessons.lesson import View
from attnviz.scenario import recipes
from attnviz.scenario.changes import Change
from attnviz.scenario.items import Items
from attnviz.scenario.lenient import coerce, from_query_lenient, in_words
from attnviz.scenario.link import VERSION_NAME, oddities
from attnviz.scenario.settings import DEFAULTS, KINDS, Settings
from attnviz.scenario.values import InvalidValue
from attnviz.trace.cell import Cell
from attnviz.ui.platform import (
    copy_cursors_quickly,
    guard_widget_values,
    hear_presses,
    hear_runs_out,
    make_theme_once,
    send_no_hole,
    send_what_is_seen,
    sent_unreadable,
)
from attnviz.ui.state import kept
from attnviz.ui.state.class_room import leave_ended_room
from attnviz.ui.state.control_values import meant, shown, unset, written
from attnviz.ui.state.draft import DRAFT
from attnviz.ui.state.open_lesson import (
    LESSON,
    PLACE,
    ROOM,
    OpenLesson,
    open_by_link,
    open_lesson,
)
from attnviz.ui.state.pacing import wait_for_rest
from attnviz.ui.state.visit import visit

# What a learner typed stays in its field, also where no item is called so.
_TYPED = ("history", "candidate")
_NOTHING = object()
_SHIPPED = Settings()


def enter(page: str) -> tuple[str, bool]:
    """Bring link and session together at the start of a page's run.

    A session that has nothing yet, or has lost what it had, begins with its link.

    Returns:
        The page to show: this one, or the one where a lesson begins or goes on. And whether it is
        new to the learner: opened, another one than before, or a lesson's.
    """
    guard_widget_values()
    hear_runs_out()
    hear_presses()
    send_what_is_seen()
    send_no_hole()
    make_theme_once()
    copy_cursors_quickly()
    here = visit()
    began = bool(here.page)
    arrived = here.page != page
    context = get_script_run_ctx()
    came_by_history = context is not None and context.is_history_navigation
    asked = parse_qs(context.query_string, keep_blank_values=True) if context else {}
    goes_on = _goes_on(asked) or (arrived and _brings_both(asked, page))
    if not began or came_by_history or goes_on:
        _read(asked, page)
        here.linked_pin = "" if came_by_history else here.chosen["pin"]
        here.page = page
        # What the address bar shows is meant as this server means it.
        st.query_params.pop(VERSION_NAME, None)
        if came_by_history:
            # Also where it says so already: a run of the page that was left may have written its
            # own settings behind the browser's step.
            _say(_whole())
        if arrived and (came_by_history or here.messages):
            # Write what is shown, not what cannot be had, and run as if opened by that.
            _write(_texts())
            st.rerun()
    if here.target:
        target, here.target = here.target, ""
        if target != page:
            here.is_sent_on = True
            return target, arrived
    if here.page != page:
        _move(page, asked)
    here.messages += leave_ended_room()
    if sent_unreadable():
        here.messages.append("The browser sent what a control cannot have. It was passed over.")
    _restrict()
    kept.follow(current()[0])
    if goes_on and not arrived:  # of a link to its own page Streamlit does not change the address
        _say(link() | kept.kept_texts(current()[0]))
    elif arrived:
        _write(_beside() | _texts())
    return page, arrived or open_lesson() is not None


def _brings_both(link: dict[str, list[str]], page: str) -> bool:
    """Return whether a link is to a comparison, and has both of its sides."""
    return page == kept.PAGE and any(name in link for name in kept.NAMES)


def _without_added() -> dict[str, Any]:
    """Return what the next page shows: of a view that was added to a lesson nothing goes on."""
    here = visit()
    return {
        name: shown(name, DEFAULTS[name])
        if name != "projector" and here.added.get(name, _NOTHING) == value
        else value
        for name, value in here.chosen.items()
    }


def _goes_on(link: dict[str, list[str]]) -> bool:
    """Return whether a link, to whatever page, is to another view of the open lesson."""
    lesson = open_lesson()
    if lesson is None or link.get(LESSON) != [lesson.text]:
        return False
    return link.get(PLACE, [str(lesson.place)]) != [str(lesson.place)]


def _move(page: str, asked: dict[str, list[str]]) -> None:
    """Go from one page to another: of a comparison one side, and to it with what was shown."""
    here = visit()
    if here.page == kept.PAGE:
        kept.leave(current()[0])
    if asked == _opening_kept():
        adopt(kept.kept(current()[0]))
    elif not (here.is_sent_on and page == kept.PAGE):  # which has both sides already
        here.chosen = _without_added()
        if page == kept.PAGE:
            kept.come(current()[0])
    here.messages = here.messages if here.is_sent_on else []
    here.linked_pin, here.page, here.added, here.is_sent_on = "", page, {}, False
    here.written = None
    _write(_texts())  # without what only the other page has in it, such as a draft


def _opening_kept() -> dict[str, list[str]] | None:
    """Return what is asked by the link from a comparison to its other side; None elsewhere."""
    if visit().page != kept.PAGE:
        return None
    return {name: [text] for name, text in kept_link().items()}


def kept_link() -> dict[str, str]:
    """Return what a link to another page says, so that it shows the other side of a comparison."""
    return kept.kept(current()[0]).to_query()


def swap() -> None:
    """Exchange the sides of a comparison, from a callback; what was pinned is of neither."""
    own = current()[0]
    adopt(kept.kept(own))
    put("pin", "")
    kept.keep(own)


def _read(link: dict[str, list[str]], page: str) -> None:
    """Make the session what a link to a page names."""
    texts = {name: values[-1] for name, values in link.items()}
    messages = open_by_link(texts)
    lesson = open_lesson()
    if lesson is not None:
        page = visit().target = lesson.view.page
    unsets = [name for name in KINDS if name in texts and unset(name, texts[name])]
    beside = {name: getattr(_base(), name) for name in KINDS} | {n: DEFAULTS[n] for n in unsets}
    wanted = {name: text for name, text in texts.items() if name not in unsets}
    settings, refused = from_query_lenient(wanted, beside)
    if lesson is not None:
        settings, unfree = _within(lesson.view, settings)
        refused += unfree
    adopt(settings)
    visit().added = {}
    visit().chosen |= {name: texts[name] for name in _TYPED if name in wanted}
    beside_settings: tuple[str, ...] = LESSON, PLACE, ROOM, DRAFT
    if page == kept.PAGE:
        refused += _read_kept(texts, lesson)
        beside_settings += kept.NAMES
    visit().messages = messages + refused + oddities(link, beside_settings)
    visit().written = None


def _read_kept(texts: dict[str, str], lesson: OpenLesson | None) -> list[str]:
    """Make side A what a link names, as far as a lesson allows it; return what cannot be had."""
    own = current()[0]
    refused = kept.read(texts, own)
    if lesson is None:
        return refused
    if visit().both_move_of != (
        lesson.text,
        lesson.place,
    ):  # else the choice is the learner's by now
        visit().both_move_of = (lesson.text, lesson.place)
        visit().both_move = lesson.view.both_move
    settings, unfree = _within(lesson.view.swapped, kept.kept(own))
    kept.keep(settings)
    return [*refused, *(kept.of_side(message) for message in unfree)]


def _within(view: View, settings: Settings) -> tuple[Settings, list[str]]:
    """Return settings as a lesson's view allows them, and what it does not allow, in words."""
    values = {name: getattr(settings, name) for name in KINDS}
    unfree = [name for name in KINDS if not view.allows(name, values[name])]
    told = [
        in_words(InvalidValue(name, values[name], "what the lesson lets you choose"))
        for name in unfree
    ]
    settings, refused = coerce(values | {name: getattr(view.settings, name) for name in unfree})
    return settings, told + refused


def _restrict() -> None:
    """Take back what an open lesson does not allow to be chosen."""
    lesson, chosen = open_lesson(), visit().chosen
    if lesson is None:
        return
    for name, control in chosen.items():
        if not lesson.view.allows(name, meant(name, control)):
            chosen[name] = shown(name, getattr(lesson.view.settings, name))


def messages() -> list[str]:
    """Return what was asked for and could not be had, in words."""
    return visit().messages


def linked_pin() -> str:
    """Return the pin that came by the link to the page that is shown; "" if none did."""
    return visit().linked_pin


def current() -> tuple[Settings, list[str]]:
    """Return the settings that the controls show, and what of them does not go together."""
    here = visit()
    known = here.current
    if known is None or known[0] != here.chosen:
        chosen = dict(here.chosen)
        known = here.current = chosen, *_going_together(chosen)
    _, settings, problems = known
    return settings, list(problems)


def _going_together(chosen: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings that controls show, and what of them does not go together."""
    values = tuple(chosen[name] for name in KINDS)
    # What is a learner's own is not kept where all share it, nor is a text of any length.
    shared = chosen["items"] != "own" and all(KINDS[n].accepts(chosen[n]) for n in _TYPED)
    return (_checked_once if shared else _checked)(values)


def _checked(values: tuple[Any, ...]) -> tuple[Settings, tuple[str, ...]]:
    by_name = zip(KINDS, values, strict=True)
    settings, problems = coerce({name: meant(name, value) for name, value in by_name})
    return settings, tuple(problems)


# In a class many learners choose the same, and each value is checked.
_checked_once = lru_cache(maxsize=1024)(_checked)


def adopt(settings: Settings) -> None:
    """Make the controls show these settings."""
    visit().chosen = {name: shown(name, getattr(settings, name)) for name in KINDS}


def put(name: str, value: Any) -> None:
    """Set a setting from a callback: the page that follows shows it, and its link names it."""
    visit().chosen[name] = shown(name, value)


def put_candidate(items: Items, item: int | None) -> None:
    """Make an item the candidate, from a callback; None for the user's own.

    Of a learner's own items the link has the id alone.
    """
    if item is None:
        put("candidate", "")
    else:
        put("candidate", str(item) if visit().chosen["items"] == "own" else items.title(item))


def put_recipe(name: str, mode: str) -> None:
    """Take over a recipe in one of its modes as it is: what was set of the layer is unset."""
    for argument in recipes.DEFAULTS:
        if argument in KINDS and argument != "seed":
            put(argument, DEFAULTS[argument])
    put("recipe", name)
    put("mode", mode)


def free(name: str) -> bool:
    """Whether a setting may be changed; a lesson can fix it."""
    lesson = open_lesson()
    return lesson is None or name not in lesson.view.fixed


def put_pin(cell: Cell | None) -> None:
    """Pin a cell, or none."""
    put("pin", "" if cell is None else str(cell))


def has_room_for(changes: tuple[Change, ...]) -> bool:
    """Return whether a link can hold changes of clicks and numbers."""
    return KINDS["change"].accepts(changes)


def put_change(changes: tuple[Change, ...]) -> None:
    """Change clicks and numbers, from a callback; those that a link cannot hold are refused."""
    if has_room_for(changes):
        put("change", changes)
    else:
        visit().messages.append("There is no room for one more change. Take some of them back.")


def reset() -> None:
    """Make every control show its default; a room goes on to be shown it."""
    adopt(Settings(projector=current()[0].projector))
    visit().messages = []


def _base() -> Settings:
    """Return the settings that the link leaves out: the defaults, or those of the lesson's view."""
    lesson = open_lesson()
    return _SHIPPED if lesson is None else lesson.view.settings


def _texts() -> dict[str, str]:
    """Return what the link says for what is shown."""
    settings, base = current()[0], _base()
    return {
        name: written(name, getattr(settings, name))
        for name in KINDS
        if getattr(settings, name) != getattr(base, name)
    }


def link() -> dict[str, str]:
    """Return what a link to another page says, so that it shows what is shown here."""
    return _with_lesson(_texts())


def write(*, at_once: bool = False) -> None:
    """Make the link say what is shown, once the learner's hand rests.

    What else a page has in it, such as a draft, stays.

    Args:
        at_once: Do not wait, as the learner is about to leave the page.
    """
    wanted = _whole()
    if not _says(wanted):
        if not at_once:
            wait_for_rest()
        _say(wanted)


def _says(wanted: dict[str, str]) -> bool:
    """Return whether the address bar says this.

    What a browser sends with a press is what it said then: what was written meanwhile comes later.
    """
    return st.query_params.to_dict() == wanted and visit().written in (wanted, None)


def _say(wanted: dict[str, str]) -> None:
    """Make the address bar say this; where it does, the browser does nothing."""
    st.query_params.from_dict(wanted)
    visit().written = wanted


def _whole() -> dict[str, str]:
    """Return all that the link is to say."""
    return _with_lesson(_beside() | _texts() | kept.kept_texts(current()[0]))


def _beside() -> dict[str, str]:
    """Return what the link says that is no setting, of neither side, such as a draft."""
    link = st.query_params.to_dict()
    others = (*KINDS, *kept.NAMES, ROOM)  # a room can have ended
    return {name: text for name, text in link.items() if name not in others}


def _write(texts: dict[str, str]) -> None:
    """Make these the settings of the link. Streamlit's own parameters stay there.

    All at once: a lesson's place and its settings belong to one entry of the history.
    """
    wanted = _with_lesson(texts | kept.kept_texts(current()[0]))
    if not _says(wanted):
        _say(wanted)


def _with_lesson(texts: dict[str, str]) -> dict[str, str]:
    lesson = open_lesson()
    return texts if lesson is None else texts | lesson.query
