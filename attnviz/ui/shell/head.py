"""What stands over a page's numbers: its title, whose numbers are shown, and where they can go."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from attnviz.lessons.lesson import PAGES as TRACES
from attnviz.scenario.settings import VIEW, Settings
from attnviz.scenario.wording import set_words
from attnviz.topics.claim import Claim
from attnviz.topics.pens import glossary_in_html, in_markdown
from attnviz.ui import platform
from attnviz.ui.components.claims import list_of_keys, paragraphs, prose
from attnviz.ui.components.hand import hand
from attnviz.ui.lessons.lesson_bar import learner
from attnviz.ui.shell.parts import Part
from attnviz.ui.shell.share import offer_to_put_back, share
from attnviz.ui.shell.sidebar import counting
from attnviz.ui.shell.styles import page_styles
from attnviz.ui.shell.tab import remember
from attnviz.ui.shell.user_choice import ask_for_file, own_choice
from attnviz.ui.state import address, controls, kept, keys
from attnviz.ui.state.open_lesson import open_lesson
from attnviz.ui.state.pacing import dialog
from attnviz.ui.state.pages import PAGES, page_link
from attnviz.ui.state.visit import visit

_STYLES = Path(__file__).parent / "styles"
_WAS_LOST = (
    "The connection was lost, and this page was made anew from its address. If something that you "
    "did is missing, do it once more."
)


def head(
    page: str,
    title: str,
    sentence: Claim | str,
    settings: Settings,
    reasons: Mapping[str, str],
    messages: tuple[str, ...],
    part: Part,
) -> None:
    """Draw it.

    Args:
        page: The page's key in `PAGES`.
        title: Its title.
        sentence: The sentence below it.
        settings: What is shown.
        reasons: Why controls do nothing here, by setting.
        messages: What cannot be had, in words.
        part: Draws what can run without the rest.
    """
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
        st.html(_STYLES / "projector.css")
    lesson = open_lesson()
    if lesson is not None:
        learner(lesson, page, settings, reasons)
    else:
        if st.context.is_embedded:
            st.html(_STYLES / "embedded.css")
        else:
            _title(title, sentence)
        if PAGES[page].settings:
            _page_controls(page, settings, reasons, part)
            _settings_without_control(page, settings)
    if address.current()[0].items == "own" != settings.items:
        ask_for_file(page)
    for message in dict.fromkeys(messages):
        st.warning(in_markdown(message), icon=":material/info:")
    remember()


def _page_controls(page: str, settings: Settings, reasons: Mapping[str, str], part: Part) -> None:
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
                part(keys.LINKS, _to_comparison)
            share(page, address.current()[0], settings)
            offer_to_put_back(page, settings)


def _to_comparison() -> None:
    own_side = kept.naming(address.current()[0])
    page_link(kept.PAGE, address.link() | own_side, "Compare with …")


def _ask_for_keys() -> None:
    visit().asks_for_keys = True


def _title(title: str, sentence: Claim | str) -> None:
    st.title(title, anchor=False)
    if isinstance(sentence, str):
        prose(sentence)
    else:
        paragraphs(sentence)


def show_keys() -> None:
    """Open the list of the keys, where it was asked for."""
    asked, visit().asks_for_keys = visit().asks_for_keys, False
    dialog("Keys", asked, list_of_keys)


def _own(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    """Draw the controls that are this page's own, once the learner asks for them."""
    names = controls.OWN.get(page, ())
    if not names:
        return
    label = counting(keys.PAGE_SETTINGS, PAGES[page].own, names, settings)
    own = st.popover(label, icon=":material/tune:", key=keys.PAGE_SETTINGS, on_change="rerun")
    if own.open:
        with own:
            for name in names:
                controls.control(name, settings, reasons)


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
