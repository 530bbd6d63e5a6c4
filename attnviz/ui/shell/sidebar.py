"""What stands beside a page's numbers: the menu, and the controls of all pages."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.ui.components.claims import glossary, glossary_button
from attnviz.ui.shell.parts import Part
from attnviz.ui.state import address, controls, keys
from attnviz.ui.state.pacing import dialog
from attnviz.ui.state.pages import PAGES, page_link
from attnviz.ui.state.visit import present, pressed_of, visit

_IMAGES = Path(__file__).parent / "images"


def _menu() -> None:
    link = address.link()
    for name in PAGES:
        page_link(name, link, width="stretch")


def sidebar(page: str, settings: Settings, reasons: Mapping[str, str], part: Part) -> None:
    """Draw it.

    Args:
        page: The page's key in `PAGES`.
        settings: What is shown.
        reasons: Why controls do nothing here, by setting.
        part: Draws what can run without the rest.
    """
    st.logo(str(_IMAGES / "logo.svg"), icon_image=str(_IMAGES / "mark.svg"))
    part(keys.LINKS, _menu)
    st.divider()
    if PAGES[page].settings:
        for name in controls.SIDEBAR:
            controls.control(name, settings, reasons)
        _more(page, settings, reasons)
        st.button("Reset", on_click=address.reset, width="stretch")
    dialog("Glossary", glossary_button(keys.OPEN_GLOSSARY), glossary, width="large")


def _more(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    """Draw the controls that are seldom moved, once the learner asks for them: each control of a
    page makes every picture later.
    """
    names = tuple(name for name in controls.MORE if name not in controls.OWN.get(page, ()))
    if pressed_of([keys.MORE_SETTINGS]):
        _take_more()
    present(keys.MORE_SETTINGS, visit().shows_more)
    label = counting(keys.MORE_SETTINGS, "More settings", names, settings)
    more = st.expander(label, key=keys.MORE_SETTINGS, on_change=_take_more)
    if more.open:
        with more:
            for name in names:
                controls.control(name, settings, reasons)


def _take_more() -> None:
    visit().shows_more = st.session_state[keys.MORE_SETTINGS]


def counting(key: str, label: str, names: tuple[str, ...], settings: Settings) -> str:
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
