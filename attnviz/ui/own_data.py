"""Bringing clicks of one's own: the file, how it is read, what is wrong with it, and training."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from attnviz.claims.training import auc_claim
from attnviz.plain import plain
from attnviz.settings import Settings
from attnviz.ui import address
from attnviz.ui.awaited import allow_all, awaited
from attnviz.ui.own import keep, own
from attnviz.ui.own_form import form_of
from attnviz.ui.view import wait_for_tensorflow

if TYPE_CHECKING:
    from attnviz.interactions.dataset import Interactions

# What a first look at a file of clicks starts from.
START = {"items": "own", "embedding_dim": 16, "sequence_length": 20, "epochs": 3, "epoch": None}
_READ = "attnviz: own clicks read"


def privacy() -> None:
    """State what becomes of a file."""
    st.markdown(
        "**Your file stays yours.** It is read into the memory of this session and nowhere else: "
        "nothing of it is written to a disk or a log, shown to others, or put into a link. It is "
        "gone with the session, soon after you close the page, or at once when you forget it here."
    )


def brought(settings: Settings) -> None:
    """Show the clicks that are in the session, how far their training is, and where to look."""
    found = own()
    if found is None:
        return
    st.subheader("In this session", anchor=False)
    _told(found.data)
    wait_for_tensorflow()
    if settings.items != "own":
        st.markdown("The pages show other items at the moment.")
        st.button("Show these clicks", on_click=address.put, args=("items", "own"))
    else:
        _trained(replace(settings, query=None, epoch=None))
    st.button("Forget these clicks", on_click=_forget, icon=":material/delete:")


def _trained(settings: Settings) -> None:
    training = awaited(settings, "page")
    if training is None:
        return
    st.markdown(
        f"Trained for {len(training.epochs) - 1} epochs, D {settings.layer['embedding_dim']}, "
        f"histories of {settings.sequence_length}, and measured on the held-out clicks. "
        f"{auc_claim(training.epochs)} Every page now shows your users and items."
    )
    with st.container(horizontal=True):
        st.page_link("app.py", label="Overview", icon=":material/home:")
        st.page_link("pages/training.py", label="Training", icon=":material/model_training:")


def _told(data: "Interactions") -> None:
    """Tell how many rows are used, and for each that is not why."""
    report = data.report
    st.markdown(
        f"**{report.used:,}** of {report.rows:,} rows are used: clicks of {len(data.users):,} "
        f"users on {data.items.vocabulary_size - 1:,} items."
    )
    for drop in report.drops:
        st.markdown(f"- not used, {plain(str(drop))}")
    for note in report.notes:
        st.caption(plain(note))


def bring() -> None:
    """Show the controls that open a file, how it is read, its checks, and the button to use it."""
    from attnviz.interactions.reading import Unreadable

    st.subheader("Open a file", anchor=False)
    left, right = st.columns(2, gap="medium")
    clicks = left.file_uploader("Clicks: user, item and time", key="own_clicks")
    items = right.file_uploader("Items, if you have them: item, title, category", key="own_items")
    st.caption(
        "CSV, TSV, RecBole .inter and .item, MovieLens .dat, .data and .csv, Amazon ratings, or "
        "Parquet; up to 50 MB and 1,000,000 rows. Ratings are clicks, whatever their number."
    )
    if clicks is None:
        return
    checks = st.container()
    left, right = st.columns(2, gap="medium")
    try:
        with left:
            form = form_of("clicks", clicks.getvalue())
        items_form = None
        if items is not None:
            with right:
                items_form = form_of("items", items.getvalue())
        size = st.number_input(
            "Rows of the embedding table, at most",
            min_value=100,
            max_value=100_000,
            value=20_000,
            help="Items that do not fit share rows by a hash of their id.",
            key="own_vocabulary",
        )
        read = (clicks.file_id, form, items and items.file_id, items_form, size)
        with st.spinner("Checking every row."):
            data = _checked(read, clicks.getvalue(), items.getvalue() if items else None)
    except Unreadable as error:
        checks.error(plain(str(error)), icon=":material/block:")
        checks.caption("Nothing has changed: the pages show what they showed before.")
        return
    with checks:
        _told(data)
    checks.button(
        "Split and train",
        on_click=_use,
        args=(data,),
        help="Starts with D 16, histories of 20 and 3 epochs; all of it can be changed later.",
    )


def _checked(read: tuple[Any, ...], content: bytes, items: bytes | None) -> "Interactions":
    """Return the interactions of files that are read in a way, once for the same."""
    from attnviz.interactions.dataset import interactions_of

    before = st.session_state.get(_READ)
    if before is None or before[0] != read:
        _, form, _, items_form, size = read
        before = (read, interactions_of(content, form, items, items_form, int(size)))
        st.session_state[_READ] = before
    data: Interactions = before[1]
    return data


def _use(data: "Interactions") -> None:
    keep(data)
    for name, value in START.items():
        address.put(name, value)
    for name in ("history", "candidate", "pin"):
        address.put(name, "")
    address.put("first_user", 1)
    address.put("sample", 1)
    allow_all()


def _forget() -> None:
    keep(None)
    st.session_state.pop(_READ, None)
    address.put("items", "catalogue")
    address.put("candidate", "")
    address.put("first_user", 1)
