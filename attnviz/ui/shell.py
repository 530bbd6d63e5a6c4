"""What every page begins with: its title, the menu, the controls, and the settings they give."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from attnviz.settings import LABELS, VIEW, Settings
from attnviz.ui import address, controls
from attnviz.ui.glossary import glossary
from attnviz.ui.plain import plain
from attnviz.ui.share import share

_FOLDER = Path(__file__).parent
_one_entry_a_visit = st.components.v2.component(
    "attnviz_history", js=(_FOLDER / "history.js").read_text(encoding="utf-8")
)


@dataclasses.dataclass(frozen=True)
class Page:
    """An entry of the menu: the file of the page, its title and its icon."""

    file: str
    title: str
    icon: str


PAGES: Mapping[str, Page] = {
    "overview": Page("app.py", "Overview", ":material/home:"),
    "samples": Page("pages/samples.py", "Clicks and vectors", ":material/table_rows:"),
    "walk": Page("pages/walk.py", "Walk the steps", ":material/footprint:"),
    "heads": Page("pages/heads.py", "Heads", ":material/view_agenda:"),
    "masks": Page("pages/masks.py", "Masks", ":material/select_all:"),
    "normalization": Page("pages/normalization.py", "Normalization", ":material/balance:"),
    "training": Page("pages/training.py", "Training", ":material/model_training:"),
}


def shell(
    page: str,
    title: str,
    sentence: str,
    *,
    mode: str | None = None,
    idle: Mapping[str, str] | None = None,
) -> Settings:
    """Begin a page, and return the settings that it shows.

    Args:
        page: The page's key in `PAGES`.
        title: The page's title, a plain claim or question.
        sentence: One sentence below it.
        mode: The mode that the page is about; None where it can show both.
        idle: Controls that do nothing on this page, with the reason.
    """
    st.set_page_config(
        f"{PAGES[page].title} · attnviz", str(_FOLDER / "images" / "mark.png"), layout="wide"
    )
    address.enter(page)
    settings, problems = address.current()
    if mode is not None and mode != settings.layer["mode"]:
        settings, lacking = settings.in_mode(mode)
        problems += lacking
    reasons = {**_idle(settings, mode), **(idle or {})}
    st.html(_FOLDER / "page.css")
    if settings.projector:
        st.html(_FOLDER / "projector.css")
    _sidebar(page, settings, reasons)
    st.title(title, anchor=False)
    st.markdown(sentence)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in controls.PAGE:
            controls.control(name, settings, reasons)
        share(address.current()[0])
    for message in dict.fromkeys((*address.messages(), *problems)):
        st.warning(plain(message), icon=":material/info:")
    _settings_without_control(settings)
    _one_entry_a_visit(key="history_entries", height=1)
    return settings


def _sidebar(page: str, settings: Settings, reasons: Mapping[str, str]) -> None:
    st.logo(str(_FOLDER / "images" / "logo.svg"), icon_image=str(_FOLDER / "images" / "mark.svg"))
    with st.sidebar:
        for entry in PAGES.values():
            st.page_link(entry.file, label=entry.title, icon=entry.icon, width="stretch")
        st.divider()
        for name in controls.SIDEBAR:
            controls.control(name, settings, reasons)
        with st.expander("More settings"):
            for name in controls.MORE:
                controls.control(name, settings, reasons)
        st.button("Reset", on_click=address.reset, width="stretch")
        if st.button("Glossary", key="open_glossary", type="tertiary", icon=":material/book_2:"):
            glossary()


def _settings_without_control(settings: Settings) -> None:
    """List what was set by link or command line and has no control."""
    told = {*controls.CONTROLS, *VIEW}
    listed = {name: text for name, text in settings.texts().items() if name not in told}
    if listed:
        st.caption("Set by the link: " + " · ".join(f"{LABELS[n]} {t}" for n, t in listed.items()))


def _idle(settings: Settings, mode: str | None) -> dict[str, str]:
    """Return why a control does nothing, for those that do nothing with these settings."""
    reasons: dict[str, str] = {}
    if mode is not None:
        reasons["mode"] = f"This page is about {mode}."
    layer = settings.layer
    if layer["mode"] == "attention":
        reasons["num_heads"] = "Target attention has no heads."
        reasons["query"] = "In target attention the candidate asks."
    if layer["mode"] == "attention" or layer["query"] == "candidate":
        reasons["causal"] = "Only self-attention (query: history) can look ahead."
    if settings.self_attention:
        reasons["candidate"] = "In self-attention no candidate is looked at."
    if settings.items == "numbered":
        untrained = "Numbered items have no click log, so nothing is trained."
        reasons |= dict.fromkeys(("epoch", "epochs", "dropout"), untrained)
    return reasons
