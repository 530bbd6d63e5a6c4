"""What a session is about, under one key of the session's own.

Streamlit drops the key of a widget at the end of a run without that widget. After a run of a
fragment alone (a dialog, a progress) it also drops keys that only the page's whole run assigned. So
what attnviz wants to keep is never kept under the key of a widget.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attnviz.lessons.lesson import View
from attnviz.scenario.settings import DEFAULTS, Settings
from attnviz.trace.lengths import Lengths
from attnviz.ui.state import keys
from attnviz.ui.state.control_values import shown
from attnviz.ui.state.trail import Trail

_NOTHING = object()


@dataclass
class Around:
    """What stands around a page's numbers, as the page's last whole run has drawn it.

    Attributes:
        seen: What it shows, by name; what a control shows, by its setting.
        look: Returns what it would show now.
        page: The page, as Streamlit names it.
        asked: Whether a control has asked for the numbers alone.
    """

    seen: dict[str, Any]
    look: Callable[[], Mapping[str, Any]]
    page: str
    asked: bool = False


@dataclass
class Recorded:
    """What a run shows of a record of the layer.

    Attributes:
        corner: Where it is told.
        is_drawn: Whether the first picture of the page is drawn: it may need more than is recorded.
    """

    corner: DeltaGenerator
    is_drawn: bool = False


@dataclass
class Run:
    """What a run, of a page or of its numbers alone, has shown so far.

    Attributes:
        for_control: Whether a control has moved, so that the picture is painted first.
        recorded: What it shows of a record of the layer; None where it shows the layer itself.
        told: The place over the numbers where it tells what they lack; None before there is one.
        tell_training: Tells, behind the picture, of the training that the page waits for.
        caption: Whose weights it shows, for the shell, which says it behind the picture.
    """

    for_control: bool = False
    recorded: Recorded | None = None
    told: DeltaGenerator | None = None
    tell_training: Callable[[], None] | None = None
    caption: str = ""


@dataclass
class Visit:
    """What a session is about.

    Attributes:
        run: What the run that goes on has shown so far.
        page: The page that is shown; "" before the session's link was read.
        chosen: What the control of each setting shows, also where it is not drawn.
        lesson: What the link says for the lesson that is open; "" for none.
        place: Number of its view that is shown, from 1.
        room: The code of the room in which it is taken; "" for none.
        current: What was shown when it was asked last which settings that is, these, and what does
            not go together; None before.
        messages: What was asked for and could not be had, in words.
        linked_pin: The pin that came by the link to the page that is shown; "" if none did.
        target: The page to go to; "" for none.
        is_sent_on: Whether a link has led to another page than its own, which tells what of the
            link could not be had.
        clicks_are_gone: Whether the learner's own clicks, which this tab had, are no longer kept.
        asked_tab: How often the tab was asked for the clicks that it remembers.
        presented: On which page the widget of a key was presented last, and what it showed then,
            or when it was heard of since.
        trail: The numbers that were opened one after the other.
        lengths: Of the axes of all tensors that are shown.
        settled: The same when the hand rested last, and on which page.
        kept: The other side of a comparison; None before there was one.
        beside_kept: The page's own side when it was shown last beside it; None if the next change
            is of the page's own side alone.
        left: The computed settings of the page's own side when a comparison was left; None before.
        both_move: Whether the controls move both sides of a comparison.
        both_move_of: The lesson's text and the place of the view by which it was set last.
        added: What the controls showed when a view was added to the lesson in the making; the page
            that is opened next begins with the defaults of what has not changed since.
        puts_back: What was offered in place of the view that was opened, and on which page, as
            Streamlit names it, where that was pressed and is not done yet; None else.
        saying: What this run tells a screen reader, by what it is about.
        heard: What it was told before, and where; see `attnviz/ui/state/announced.py`.
        news: The number of the last news, and their text.
        asks_for_keys: Whether the list of the keys was asked for, and not shown yet.
        shows_more: Whether the controls that are seldom moved are open.
        answer: The number of what was typed into a slider last, and why it cannot be, in words.
        dialog: Title of the dialog that this run has opened; "" for none.
        dialog_to_reopen: Title of that which this run is to open again.
        dialog_handed_on: Title of that which the next run is to open again.
        around: What stands around the page's numbers; None where a press runs the whole page.
        is_drawn: Whether all that a run has to show is sent.
        trained_again: The key of the training that was asked for again; "" for none.
        cancelled: The keys of those that the learner has cancelled.
        linked: What links to other pages say.
        written: What the address bar was last made to say; None where the browser has made it.
        refused_number: The cell for which a number was typed that cannot be, and why, in words.
    """

    run: Run = field(default_factory=Run)
    page: str = ""
    chosen: dict[str, Any] = field(
        default_factory=lambda: {name: shown(name, value) for name, value in DEFAULTS.items()}
    )
    lesson: str = ""
    place: int = 1
    room: str = ""
    current: tuple[dict[str, Any], Settings, tuple[str, ...]] | None = None
    messages: list[str] = field(default_factory=list)
    linked_pin: str = ""
    target: str = ""
    is_sent_on: bool = False
    clicks_are_gone: bool = False
    asked_tab: int = 0
    presented: dict[str, tuple[str, Any]] = field(default_factory=dict)
    trail: Trail = field(default_factory=Trail)
    lengths: Lengths = field(default_factory=dict)
    settled: tuple[str, Lengths] = ("", {})
    kept: Settings | None = None
    beside_kept: Settings | None = None
    left: Settings | None = None
    both_move: bool = False
    both_move_of: tuple[str, int] = ("", 0)
    added: dict[str, Any] = field(default_factory=dict)
    puts_back: tuple[str, View] | None = None
    saying: dict[str, str] = field(default_factory=dict)
    heard: tuple[tuple[str, int], dict[str, str]] = (("", 0), {})
    news: tuple[int, str] = (0, "")
    asks_for_keys: bool = False
    shows_more: bool = False
    answer: tuple[int, str] = (0, "")
    dialog: str = ""
    dialog_to_reopen: str = ""
    dialog_handed_on: str = ""
    around: Around | None = None
    is_drawn: bool = False
    trained_again: str = ""
    cancelled: set[str] = field(default_factory=set)
    linked: str = ""
    written: dict[str, str] | None = None
    refused_number: tuple[str, str] = ("", "")


# A thread runs the pages of one session alone. A run asks for its visit some seventy times, and a
# look into the session's state takes longer than most of what is then done with it.
_run = threading.local()


def visit() -> Visit:
    """Return what the session of this run is about."""
    found: Visit | None = getattr(_run, "visit", None)
    return find_visit() if found is None else found


def find_visit() -> Visit:
    """Return what this session is about, as its state has it: a run begins with it.

    Of a session that has lost it, it is what a new one is about. A look into the state is where
    Streamlit ends a run for a press.
    """
    found: Visit | None = st.session_state.get(keys.VISIT)
    if found is None:
        found = st.session_state[keys.VISIT] = Visit()
    _run.visit = found
    return found


def pressed_of(names: Iterable[str]) -> list[str]:
    """Return of some keys those whose widgets show something else than they were presented with.

    A message that comes while a callback begins ends that, and Streamlit does not call it again:
    then nobody has heard of the press.
    """
    here, found = visit(), []
    for name in names:
        page, known = here.presented.get(name, ("", None))
        if page == here.page and st.session_state.get(name, known) != known:
            found.append(name)
    return found


def present(key: str, value: Any) -> None:
    """Make the widget of a key, which begins at `value`, show it.

    What a script assigns is sent back to the browser, where it takes back what was pressed
    meanwhile. So nothing is assigned where the widget shows the value already; a widget of a page
    that is new, or of a part that was closed, is a new one.
    """
    state: Any = st.session_state
    here = visit()
    page, _ = here.presented.get(key, ("", None))
    if page != here.page or state.get(key, _NOTHING) != value:
        state[key] = value
    here.presented[key] = here.page, value
