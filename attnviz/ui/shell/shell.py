"""A page: what all have around what one shows of its settings, and in which order it runs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attnviz.lessons.lesson import PAGES as TRACES
from attnviz.lessons.posing import Sides
from attnviz.scenario.lenient import in_mode
from attnviz.scenario.link import link_of
from attnviz.scenario.recipes import MODE_WORDS
from attnviz.scenario.settings import FIT, Settings
from attnviz.scenario.size import within_budget
from attnviz.topics.claim import Claim
from attnviz.trace.sides import looking_alike
from attnviz.ui.components.claims import CLAIMS
from attnviz.ui.components.page import page_script
from attnviz.ui.compute.awaited import tell_running
from attnviz.ui.compute.cache import begin_run, leave_others
from attnviz.ui.compute.two_sides import fitted_kept
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.compute.view import run_live, tensorflow_loads
from attnviz.ui.lessons.class_room.question import ask_question
from attnviz.ui.lessons.lesson_end import lesson_end
from attnviz.ui.lessons.predict import waits
from attnviz.ui.platform import page_of_run
from attnviz.ui.server.seats import wait_for_seat
from attnviz.ui.shell.handout import foot
from attnviz.ui.shell.head import head, show_keys
from attnviz.ui.shell.parts import (
    Part,
    bring_links_up,
    links_behind,
    note_links,
    with_the_rest,
    without_the_rest,
)
from attnviz.ui.shell.share import here, put_back
from attnviz.ui.shell.sidebar import sidebar
from attnviz.ui.state import address, controls, kept, keys
from attnviz.ui.state.announced import announce, news
from attnviz.ui.state.draft import opened
from attnviz.ui.state.moved import moved_words, settle
from attnviz.ui.state.open_lesson import ROOM, Enough, open_lesson
from attnviz.ui.state.pacing import forget_dialog, shows_record, takes_numbers_alone
from attnviz.ui.state.pages import PAGES
from attnviz.ui.state.turn import turn
from attnviz.ui.state.visit import Around, Run, find_visit, visit

_FOLDER = Path(__file__).parent
Body = Callable[[Settings], None]


def shell(
    page: str,
    title: str,
    sentence: Claim | str,
    *,
    mode: str | None = None,
    idle: Mapping[str, str] | None = None,
    below: Sequence[Callable[[], None]] = (),
) -> Callable[[Body], None]:
    """Draw a page: what all pages have, around the decorated function, at once.

    The function is given the settings, and draws what the page shows of them. A new page begins
    with title and controls. When a control has moved, the function runs first, so that the picture
    follows the hand and need not wait for what has not changed; and alone, where what stands around
    the numbers stays as it is. Sessions take turns with it.

    Args:
        page: The page's key in `PAGES`.
        title: The page's title, a plain claim or question.
        sentence: One sentence below it, in which **words** between stars are stressed.
        mode: The mode that the page is about; None where it can show both.
        idle: Controls that do nothing on this page, with the reason.
        below: Draw, one after the other, what stands below the numbers and shows none of them, such
            as links; not in a lesson.
    """

    def draw(body: Body) -> None:
        wait_for_seat()
        with turn():
            _Shell(page, title, sentence, mode, idle or {}, below, body).draw()

    return draw


@dataclass
class _Shell:
    """A page, as `shell` is told of it, in one run of the whole and in those of its parts after it.

    Attributes:
        is_whole: Whether the run of the whole page goes on.
        caption: Whose weights that run has shown; "" for nobody's.
    """

    page: str
    title: str
    sentence: Claim | str
    mode: str | None
    idle: Mapping[str, str]
    below: Sequence[Callable[[], None]]
    body: Body
    is_whole: bool = True
    caption: str = ""

    def draw(self) -> None:
        """Draw the whole page, in the turn of this run's session."""
        found = find_visit()
        found.around, found.is_drawn = None, False
        controls.take_cut_off()
        target, arrived = address.enter(self.page)
        _begin(moved=not arrived)
        forget_dialog()
        if put_back(self.page, lambda: self._shown()[0]):
            target = "teach"
        if target != self.page:
            st.switch_page(PAGES[target].file)
        # They have their places before the body is drawn, so that nothing moves when they follow.
        top, passing = st.container(), st.container(key=keys.PASSING)
        part = without_the_rest if _has_parts(self.page) else with_the_rest
        try:
            self._draw_to_controls(top, part, arrived)
            if shows_record():
                with passing:
                    _tell_news()
                run_live()
            if self.below and open_lesson() is None:
                with st.container(key=keys.WAYS_BELOW):
                    for draw in self.below:
                        part(keys.LINKS, draw)
            self.caption = _caption()
            _below(self.page, self.caption)
            part(keys.LINKS, self._foot)
            with passing:
                part(keys.ENDING, self._ending)
            if part is without_the_rest:  # what a run takes away goes with its end alone
                visit().around = Around(self._around(), self._around, page_of_run())
        finally:
            self.is_whole = False

    def _draw_to_controls(self, top: DeltaGenerator, part: Part, arrived: bool) -> None:
        """Draw numbers and controls: a new page's controls come first."""
        settings, problems = self._shown()
        around = partial(self._surroundings, top, part, settings, problems)
        if arrived:
            around()
        _ask(self.page, self.mode, settings)
        try:
            part(keys.NUMBERS, partial(self._numbers, settings))
        except Exception:
            if not arrived:
                around()
            raise
        if not arrived:
            around()

    def _surroundings(
        self, top: DeltaGenerator, part: Part, settings: Settings, problems: Sequence[str]
    ) -> None:
        # An SVG goes with the page. A PNG would be a file of the server, and a run that ends early,
        # as on the way to another page, takes away from under the browser.
        icon = str(_FOLDER / "images" / "mark.svg")
        reasons = self._reasons(settings)
        st.set_page_config(f"{PAGES[self.page].title} · attnviz", icon, layout="wide")
        with top:
            messages = (*address.messages(), *problems)
            head(self.page, self.title, self.sentence, settings, reasons, messages, part)
        if open_lesson() is None and not st.context.is_embedded:
            with st.sidebar:
                sidebar(self.page, settings, reasons, part)
        show_keys()

    def _numbers(self, settings: Settings) -> None:
        """Draw what the page shows; in a run without the rest of it, of what has changed since."""
        was_drawn = visit().is_drawn
        with turn(), suppress(Enough):
            self.body(settings if self.is_whole else self._begin_numbers())
        visit().is_drawn = was_drawn

    def _begin_numbers(self) -> Settings:
        """Begin a run without the whole page, and return the settings.

        What is pressed among the numbers themselves runs the whole page.
        """
        if controls.take_cut_off() or not takes_numbers_alone():
            st.rerun()
        visit().is_drawn = False
        _begin(moved=True)
        kept.follow(address.current()[0])
        return self._shown()[0]

    def _foot(self) -> None:
        """Draw what paper shows below the page, the last of its links."""
        _foot(self.page)
        note_links()

    def _ending(self) -> None:
        """Draw what follows the numbers, and say in the address what is shown, at rest."""
        if not self.is_whole and _caption() != self.caption:
            st.rerun()
        _tell_news()
        tell_running()
        leave_others()
        visit().is_drawn = True
        address.write()
        settle()

    def _shown(self) -> tuple[Settings, list[str]]:
        """Return what is shown of what the controls show, and what cannot be, in words."""
        settings, problems = address.current()
        settings, lacking = _fitted(self.page, self.mode, settings)
        return settings, problems + lacking

    def _reasons(self, settings: Settings) -> dict[str, str]:
        """Return why controls do nothing here, by setting."""
        return {**_idle(settings, self.mode), **self.idle}

    def _around(self) -> dict[str, Any]:
        """Return what stands around the numbers, by name."""
        settings, problems = self._shown()
        said = problems, address.messages().copy(), self._reasons(settings)
        others = *said, _has_parts(self.page)
        return {**controls.shown_around(settings), "others": others}


def _has_parts(page: str) -> bool:
    """Return whether a page's numbers can be drawn without the rest of it."""
    alone = page in TRACES and page != kept.PAGE and open_lesson() is None
    return alone and address.current()[0].items != "own" and opened() is None


def _begin(moved: bool) -> None:
    """Begin a run, of a page or of its numbers: nothing is known yet of what it shows."""
    visit().run = Run(for_control=moved)
    st.session_state.pop(CLAIMS, None)  # of a run that ended early
    begin_run()


def _caption() -> str:
    """Return whose weights the page has shown; "" for nobody's."""
    run = visit().run
    caption, run.caption = run.caption, ""
    return caption


def _fitted(page: str, mode: str | None, settings: Settings) -> tuple[Settings, list[str]]:
    """Return settings as a page can show them, and what it cannot, in words."""
    settings, problems = as_user_data(_as_far_as_shown(page, settings))
    if mode is not None and mode != settings.layer["mode"]:
        settings, lacking = in_mode(settings, mode)
        problems += lacking
    settings, cut = within_budget(settings)
    return settings, [*problems, *cut]


def _as_far_as_shown(page: str, settings: Settings) -> Settings:
    """Return settings without numbers changed by hand, where a page does not show them."""
    return settings if PAGES[page].numbers else settings.without_numbers


def _ask(page: str, mode: str | None, settings: Settings) -> None:
    """Ask what a lesson's view asks; until it is answered, the page ends there."""
    lesson = open_lesson()
    if lesson is None or lesson.view.question is None or lesson.view.page != page:
        return
    if not tensorflow_loads():
        return  # the page says it
    if waits(lesson, page):
        _foot(page)
        address.write()  # a room may have been opened, or have ended
    common = _sides(lesson.view.beside, _fitted(page, mode, lesson.view.settings)[0])
    beside = None if lesson.view.beside is None else kept.kept(settings)
    ask_question(lesson, _sides(beside, settings), common)


def _sides(beside: Settings | None, own: Settings) -> Sides:
    """Return what a page shows: its settings, behind those of the other side of a comparison."""
    return (own,) if beside is None else (looking_alike(fitted_kept(beside)[0], own), own)


def _foot(page: str) -> None:
    """Put the view's link where paper shows it: what Share gives, or a lesson's own."""
    if open_lesson() is not None:
        # On paper a lesson is nobody's room any more.
        said = address.link() | kept.kept_texts(address.current()[0])
        link = {name: text for name, text in said.items() if name != ROOM}
        foot(f"{here()}?{urlencode(link)}")
    elif PAGES[page].settings:
        own = address.current()[0]
        foot(link_of(here(), own, kept.kept_texts(own)))


def _below(page: str, caption: str) -> None:
    """Draw what comes last; the sidebar says whose weights the page has shown."""
    lesson = open_lesson()
    if lesson is not None:
        lesson_end(lesson, page)
    # On a phone a sidebar with anything in it moves the page down, also where it is hidden.
    elif caption and not st.context.is_embedded:
        st.sidebar.caption(caption)


def _tell_news() -> None:
    """Tell a screen reader what the last change has made the page say."""
    for place, said in enumerate(st.session_state.pop(CLAIMS, ())):
        announce(f"claim {place}", said)
    number, text = news()
    page_script(
        number,
        text,
        embedded=bool(st.context.is_embedded),
        moved=moved_words(),
        behind=links_behind(),
        parts=_has_parts(visit().page),
        key=keys.PAGE_SCRIPT,
        on_approached=bring_links_up,
    )


def _idle(settings: Settings, mode: str | None) -> dict[str, str]:
    """Return why a control does nothing, for those that do nothing with these settings."""
    reasons: dict[str, str] = {}
    if mode is not None:
        reasons["mode"] = f"This page is about {MODE_WORDS[mode]}."
    layer = settings.layer
    if layer["mode"] == "attention":
        reasons["num_heads"] = "Target attention has no heads."
        reasons["query"] = "In target attention the candidate asks."
    if layer["mode"] == "attention" or layer["query"] == "candidate":
        reasons["causal"] = "Only self-attention, where the history asks, can look ahead."
    if settings.self_attention:
        reasons["candidate"] = "In self-attention no candidate is looked at."
    if settings.items == "numbered":
        untrained = "Numbered items have no click log, so nothing is trained."
        reasons |= dict.fromkeys(("epoch", "epochs", "dropout", *FIT), untrained)
    if not settings.known_items.features:
        reasons["side_info"] = "Only the catalogue's items have an interest and a price tier."
    if settings.items == "own":
        reasons |= dict.fromkeys(
            ("padding", "padding_varies", "sample_seed"), "Your users are as they are."
        )
        reasons["history"] = "It would be in the link, and your clicks stay out of it."
        reasons["training_samples"] = "Your clicks are all trained on."
    return reasons
