"""What every page begins with: its title, the menu, the controls, and the settings they give."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from attnviz.lessons.lesson import PAGES as TRACES
from attnviz.lessons.posing import Sides
from attnviz.scenario.lenient import in_mode
from attnviz.scenario.link import link_of
from attnviz.scenario.recipes import MODE_WORDS
from attnviz.scenario.settings import FIT, VIEW, Settings
from attnviz.scenario.size import within_budget
from attnviz.scenario.wording import set_words
from attnviz.topics.claim import Claim
from attnviz.topics.pens import glossary_in_html, in_html, in_markdown
from attnviz.trace.sides import looking_alike
from attnviz.ui import platform
from attnviz.ui.components.claims import (
    CLAIMS,
    glossary,
    glossary_button,
    list_of_keys,
    paragraphs,
    prose,
)
from attnviz.ui.components.hand import hand
from attnviz.ui.compute.awaited import tell_running
from attnviz.ui.compute.cache import begin_run, leave_others
from attnviz.ui.compute.two_sides import fitted_kept
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.compute.view import run_live, tensorflow_loads
from attnviz.ui.lessons.class_room.question import ask_question
from attnviz.ui.lessons.lesson_bar import learner
from attnviz.ui.lessons.lesson_end import lesson_end
from attnviz.ui.lessons.predict import waits
from attnviz.ui.server.seats import wait_for_seat
from attnviz.ui.shell.handout import foot
from attnviz.ui.shell.share import here, put_back, share
from attnviz.ui.shell.styles import page_styles
from attnviz.ui.shell.tab import remember
from attnviz.ui.shell.user_choice import ask_for_file, own_choice
from attnviz.ui.state import address, controls, kept, keys
from attnviz.ui.state.announced import announce, news
from attnviz.ui.state.moved import moved_words, settle
from attnviz.ui.state.open_lesson import ROOM, Enough, OpenLesson, open_lesson
from attnviz.ui.state.pacing import dialog, forget_dialog, shows_record
from attnviz.ui.state.pages import PAGES, page_link
from attnviz.ui.state.turn import turn
from attnviz.ui.state.visit import present, visit, was_pressed

_FOLDER = Path(__file__).parent
_WAS_LOST = (
    "The connection was lost, and this page was made anew from its address. If something that you "
    "did is missing, do it once more."
)
_page_script = st.components.v2.component(
    "attnviz_page", js=(_FOLDER / "page.js").read_text(encoding="utf-8")
)


@contextmanager
def shell(
    page: str,
    title: str,
    sentence: Claim | str,
    *,
    mode: str | None = None,
    idle: Mapping[str, str] | None = None,
) -> Iterator[Settings]:
    """Draw a page: what all pages have, around a body that shows the settings it is given.

    A new page begins with title and controls. When a control has moved, the body runs first, so
    that the picture follows the hand and need not wait for what has not changed. Sessions take
    turns with it.

    Args:
        page: The page's key in `PAGES`.
        title: The page's title, a plain claim or question.
        sentence: One sentence below it, in which **words** between stars are stressed.
        mode: The mode that the page is about; None where it can show both.
        idle: Controls that do nothing on this page, with the reason.
    """
    wait_for_seat()
    with turn():
        yield from _drawn(page, title, sentence, mode, idle or {})


def _drawn(
    page: str, title: str, sentence: Claim | str, mode: str | None, idle: Mapping[str, str]
) -> Iterator[Settings]:
    """Draw as `shell` does, in the turn of this run's session."""
    controls.take_cut_off()
    target, arrived = address.enter(page)
    st.session_state[keys.CONTROL_MOVED] = not arrived
    st.session_state.pop(keys.TRAINING_OF_PAGE, None)  # of a run that ended early
    st.session_state.pop(keys.SHOWS_RECORD, None)
    forget_dialog()
    begin_run()
    if target != page:
        st.switch_page(PAGES[target].file)
    lesson = open_lesson()
    settings, problems = address.current()
    settings, lacking = _fitted(page, mode, settings)
    problems += lacking
    reasons = {**_idle(settings, mode), **idle}
    # It has its place before the body is drawn, so that nothing moves when it follows the body.
    top = st.container()

    def surroundings() -> None:
        # An SVG goes with the page. A PNG would be a file of the server, and a run that ends early,
        # as on the way to another page, takes away from under the browser.
        st.set_page_config(
            f"{PAGES[page].title} · attnviz", str(_FOLDER / "images" / "mark.svg"), layout="wide"
        )
        with top:
            _head(page, title, sentence, settings, reasons, (*address.messages(), *problems))
        if lesson is None and not st.context.is_embedded:
            with st.sidebar:
                _sidebar(page, settings, reasons)
        _show_keys()

    if arrived:
        surroundings()
    _ask(lesson, page, mode, settings)
    try:
        with suppress(Enough):
            yield settings
    except Exception:
        if not arrived:
            surroundings()
        raise
    if not arrived:
        surroundings()
    if shows_record():
        with top:
            _tell_news()
        run_live()
    _below(lesson, page)
    with top:  # where nothing that comes and goes stands before it
        _tell_news()
    with st.container(key=keys.PASSING):  # one place, or the foot would come and go with it
        tell_running()
        leave_others()
        _tell_moved()
    address.write()
    _foot(page)
    settle()


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


def _tell_moved() -> None:
    """Say in one line which lengths the last change has moved, over the foot of the page."""
    if words := moved_words():
        st.html(f'<p class="moved_line" role="status">{in_html(words)}</p>')


def _ask(lesson: OpenLesson | None, page: str, mode: str | None, settings: Settings) -> None:
    """Ask what a lesson's view asks; until it is answered, the page ends there."""
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


def _tell_news() -> None:
    """Tell a screen reader what the last change has made the page say."""
    for place, said in enumerate(st.session_state.pop(CLAIMS, ())):
        announce(f"claim {place}", said)
    number, text = news()
    embedded = bool(st.context.is_embedded)
    _page_script(
        key=keys.PAGE_SCRIPT,
        data={"number": number, "text": text, "embedded": embedded},
        height=1,
    )


def _head(
    page: str,
    title: str,
    sentence: Claim | str,
    settings: Settings,
    reasons: Mapping[str, str],
    messages: tuple[str, ...],
) -> None:
    page_styles()
    st.html(glossary_in_html())  # before a lesson's question, where a page may end
    was_lost = hand(
        controls.sliders(settings),
        visit().answer,
        platform.session(),
        key=keys.HAND,
        on_typed=controls.take_typed,
        on_asked=_ask_for_keys,
    )
    if was_lost:
        visit().messages.append(_WAS_LOST)
        messages += (_WAS_LOST,)
    if settings.projector:
        st.html(_FOLDER / "projector.css")
    lesson = open_lesson()
    if lesson is not None:
        learner(lesson, page, settings, reasons)
    else:
        if st.context.is_embedded:
            st.html(_FOLDER / "embedded.css")
        else:
            _title(title, sentence)
        if PAGES[page].settings:
            _page_controls(page, settings, reasons)
            _settings_without_control(page, settings)
    if address.current()[0].items == "own" != settings.items:
        ask_for_file(page)
    for message in dict.fromkeys(messages):
        st.warning(in_markdown(message), icon=":material/info:")
    remember()


def _page_controls(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    """Draw what stands over the picture: whose numbers are shown, and where they can go."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        own = address.current()[0].items == "own"
        for name in controls.PAGE:
            if name != "candidate" or not own:
                controls.control(name, settings, reasons)
        if settings.items == "own":
            own_choice(settings, reasons)
        # Where there is no room they go to the next line together.
        with st.container(
            horizontal=True, vertical_alignment="bottom", width="content", key=keys.WAYS_ON
        ):
            _own(page, settings, reasons)
            if page in TRACES and page != kept.PAGE:
                own_side = kept.naming(address.current()[0])
                page_link(kept.PAGE, address.link() | own_side, "Compare with …")
            share(page, address.current()[0], settings)
            put_back(page, settings)


def _ask_for_keys() -> None:
    visit().asks_for_keys = True


def _title(title: str, sentence: Claim | str) -> None:
    st.title(title, anchor=False)
    if isinstance(sentence, str):
        prose(sentence)
    else:
        paragraphs(sentence)


def _show_keys() -> None:
    asked, visit().asks_for_keys = visit().asks_for_keys, False
    dialog("Keys", asked, list_of_keys)


def _sidebar(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    st.logo(str(_FOLDER / "images" / "logo.svg"), icon_image=str(_FOLDER / "images" / "mark.svg"))
    link = address.link()
    for name in PAGES:
        page_link(name, link, width="stretch")
    st.divider()
    if PAGES[page].settings:
        for name in controls.SIDEBAR:
            controls.control(name, settings, reasons)
        _more(page, settings, reasons)
        st.button("Reset", on_click=address.reset, width="stretch")
    dialog("Glossary", glossary_button(keys.OPEN_GLOSSARY), glossary, width="large")


def _below(lesson: OpenLesson | None, page: str) -> None:
    """Draw what comes last; the sidebar says whose weights the page has shown."""
    caption = st.session_state.pop(keys.WEIGHTS_CAPTION, "")
    if lesson is not None:
        lesson_end(lesson, page)
    # On a phone a sidebar with anything in it moves the page down, also where it is hidden.
    elif caption and not st.context.is_embedded:
        st.sidebar.caption(caption)


def _more(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    """Draw the controls that are seldom moved, once the learner asks for them: each control of a
    page makes every picture later.
    """
    names = tuple(name for name in controls.MORE if name not in controls.OWN.get(page, ()))
    if was_pressed(keys.MORE_SETTINGS):
        _take_more()
    present(keys.MORE_SETTINGS, visit().shows_more)
    label = _counting(keys.MORE_SETTINGS, "More settings", names, settings)
    more = st.expander(label, key=keys.MORE_SETTINGS, on_change=_take_more)
    if more.open:
        with more:
            for name in names:
                controls.control(name, settings, reasons)


def _take_more() -> None:
    visit().shows_more = st.session_state[keys.MORE_SETTINGS]


def _own(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    """Draw the controls that are this page's own, once the learner asks for them."""
    names = controls.OWN.get(page, ())
    if not names:
        return
    label = _counting(keys.PAGE_SETTINGS, PAGES[page].own, names, settings)
    own = st.popover(label, icon=":material/tune:", key=keys.PAGE_SETTINGS, on_change="rerun")
    if own.open:
        with own:
            for name in names:
                controls.control(name, settings, reasons)


def _counting(key: str, label: str, names: tuple[str, ...], settings: Settings) -> str:
    """Return the label of what can be opened, with how many of its settings are set.

    While it is open on a page, and while it closes, the label stays: with another one Streamlit
    would make all of it anew, and the control in hand would lose the focus.
    """
    state, own, opened = st.session_state, f"attnviz: label of {key}", f"attnviz: {key} was open"
    page, text = state.get(own, ("", ""))
    if page != visit().page or not (state.get(key) or state.get(opened)):
        set_here = len(set(settings.to_query()) & set(names))
        text = f"{label} · {set_here} set" if set_here else label
        state[own] = visit().page, text
    state[opened] = bool(state.get(key))
    return str(text)


def _settings_without_control(page: str, settings: Settings) -> None:
    """List what was set by link, command line or another page, and has no control here."""
    told = {*controls.CONTROLS, *controls.OWN.get(page, ()), *VIEW, "change"}
    if settings.items == "own":  # the file says how large it is, and the user has a control
        told |= {"vocabulary_size", "first_user"}
    listed = [words for name, words in set_words(settings).items() if name not in told]
    if listed:
        st.caption(in_markdown(f"Set by the link: {' · '.join(listed)}"))
    if not PAGES[page].numbers and address.current()[0].changed_numbers:
        shown = " and ".join(one.title for one in PAGES.values() if one.numbers)
        st.caption(f"The numbers that you changed by hand are shown on {shown}; here nothing is.")


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
