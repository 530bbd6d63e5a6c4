"""The pages, in the order of the menu, and links to them that carry what is shown."""

import dataclasses
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclasses.dataclass(frozen=True)
class Page:
    """An entry of the menu: the file of the page, its title and its icon.

    `own` says what the controls that only this page has are about; `settings` whether the page
    shows settings at all, and `numbers` whether it shows numbers that were changed by hand.
    """

    file: str
    title: str
    icon: str
    own: str = ""
    settings: bool = True
    numbers: bool = False


PAGES: Mapping[str, Page] = {
    "overview": Page("app.py", "Overview", ":material/home:", numbers=True),
    "samples": Page("pages/samples.py", "Clicks and vectors", ":material/table_rows:"),
    "walk": Page("pages/walk.py", "Walk the steps", ":material/footprint:", numbers=True),
    "heads": Page("pages/heads.py", "Heads", ":material/view_agenda:"),
    "masks": Page("pages/masks.py", "Masks", ":material/select_all:"),
    "normalization": Page("pages/normalization.py", "Normalization", ":material/balance:"),
    "compare": Page("pages/compare.py", "Compare", ":material/compare:"),
    "training": Page("pages/training.py", "Training", ":material/model_training:", "How it trains"),
    "data": Page("pages/data.py", "Your own clicks", ":material/upload_file:"),
    "lessons": Page("pages/lessons.py", "Lessons", ":material/school:", settings=False),
    "teach": Page("pages/teach.py", "Make a lesson", ":material/edit_note:", settings=False),
}


def page_link(
    name: str,
    query: Mapping[str, str],
    label: str = "",
    *,
    icon: str = "",
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw a link to a page, which carries what the page is to show.

    So it makes one entry of the browser's history, also before the server has answered.

    Args:
        name: The page's key in `PAGES`.
        query: What the link says.
        label: What it is called; the page's title by default.
        icon: The page's own by default.
        width: Of the link.
    """
    page = PAGES[name]
    st.page_link(
        page.file,
        label=label or page.title,
        icon=icon or page.icon,
        width=width,
        query_params=query,
    )


def opens_here_alone(address: str) -> bool:
    """Whether an address of the app opens on this computer only."""
    return urlsplit(address).hostname in _LOCAL
