"""Bringing clicks of one's own: the file, how it is read, what is wrong with it, and training."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from attnviz.interactions.checks import Report, refuse_few
from attnviz.interactions.dataset import Interactions, in_order, numbered, rows_of
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.histories import histories
from attnviz.interactions.reading import Reading
from attnviz.scenario.settings import Settings
from attnviz.topics.claim import claim
from attnviz.topics.pens import in_markdown
from attnviz.topics.training.claims import auc_claim
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.compute.awaited import allow_all, awaited
from attnviz.ui.compute.user_data import keep_user_data, required_user_data, user_data
from attnviz.ui.compute.view import tensorflow_is_there
from attnviz.ui.sections.user_file.files import (
    CLICKS,
    ITEMS,
    Opened,
    close_all,
    once,
    opened,
    uploader,
)
from attnviz.ui.sections.user_file.form import ask, form_of
from attnviz.ui.sections.user_file.history import history
from attnviz.ui.state import address, keys
from attnviz.ui.state.control_values import shown
from attnviz.ui.state.pages import page_link
from attnviz.ui.state.uploads import out_of_a_frame
from attnviz.ui.state.visit import visit

_SIZE = "own_vocabulary"
# What a first look at a file of clicks starts from.
START = {"items": "own", "embedding_dim": 16, "sequence_length": 20, "epochs": 3, "epoch": None}


def privacy() -> None:
    """State what becomes of a file."""
    st.markdown(
        "**Your file stays yours.** It is read into the memory of this session and nowhere else: "
        "nothing of it is written to a disk or a log, shown to others, or put into a link. It is "
        "gone with the session, soon after you close the page, or at once when you forget it here."
    )


def brought(settings: Settings, read: Interactions | None) -> None:
    """Show the clicks that are in the session, how far their training is, and where to look.

    Args:
        settings: What the page shows.
        read: The clicks of which the checks stand above, as of `bring`.
    """
    found = user_data()
    if found is None:
        return
    st.header("In this session", anchor=False)
    data = found.data
    if data is not read:
        _told(data.report, len(data.users), data.items.vocabulary_size - 1)
    if not tensorflow_is_there():
        return
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
    made = (
        f"Trained for {len(training.epochs) - 1} epochs, D {settings.layer['embedding_dim']}, "
        f"histories of {settings.sequence_length}, and measured on the held-out clicks. "
    )
    auc = auc_claim(training.epochs)
    paragraphs(claim(made, auc, " Every page now shows your users and items."))
    with st.container(horizontal=True):
        page_link("overview", address.link())
        page_link("training", address.link())


def _told(report: Report, users: int, items: int) -> None:
    """Tell how many rows are used, and for each that is not why."""
    st.markdown(
        f"**{report.used:,}** of {report.rows:,} rows are used: clicks of {users:,} "
        f"{'user' if users == 1 else 'users'} on {items:,} {'item' if items == 1 else 'items'}."
    )
    for drop in report.drops:
        st.markdown(f"- not used, {in_markdown(str(drop))}")
    _notes(report.notes)


def _notes(notes: Sequence[str]) -> None:
    for note in notes:
        st.caption(in_markdown(note))


def bring() -> Interactions | None:
    """Show the controls that open a file, how it is read, its checks, and the button to use it.

    Returns:
        The clicks of the file; None where none is open, or it cannot be used.
    """

    if not visit().run.for_control:  # the page was left after the press
        st.session_state.pop(keys.USES_FILE, None)
    st.header("Open a file", anchor=False)
    out_of_a_frame()
    left, right = st.columns(2, gap="medium")
    with left:
        clicks = uploader(CLICKS, "Clicks: user, item and time")
    with right:
        items = uploader(ITEMS, "Items, if you have them: item, title, category")
    st.caption(
        "Tables as text (CSV, TSV, MovieLens, RecBole, Amazon, MIND and others), JSON lines, Excel "
        "workbooks, Parquet and Arrow, also in gzip or zip; up to 50 MB and 1,000,000 rows. "
        "Ratings are clicks, whatever their number."
    )
    if clicks is None:
        return None
    left, right = st.columns(2, gap="medium")
    checks = st.container()  # below what they are of, also where that cannot be read
    try:
        with left:
            reading = form_of(CLICKS, clicks)
        with checks:
            ask(CLICKS, clicks, reading)
        described = None
        if items is not None:
            with right:
                described = _items_form(items, reading)
            with checks:
                ask(ITEMS, items, described)
        with checks:
            data = _checked(reading, described, _most_rows())
    except Unreadable as error:
        cure = " Change *How times are read*." if "time_format" in error.about else ""
        checks.error(in_markdown(str(error)) + cure, icon=":material/block:")
        checks.caption("Nothing has changed: the pages show what they showed before.")
        st.session_state.pop(keys.USES_FILE, None)
        return None
    if st.session_state.pop(keys.USES_FILE, None) == _files():
        _use(data)
        st.rerun()
    checks.button(
        "Split and train",
        on_click=_use_as_asked,
        args=(data, _asked()),
        help="Starts with D 16, histories of 20 and 3 epochs; all of it can be changed later.",
    )
    return data


def _files() -> tuple[str, ...]:
    """Return the ids of the files that are open."""
    return tuple("" if (one := opened(what)) is None else one.id for what in (CLICKS, ITEMS))


def _asked() -> tuple[object, ...]:
    """Return all that the learner has said of how the open files are read."""
    return opened(CLICKS), opened(ITEMS), st.session_state.get(keys.SIZE_OF_VOCABULARY)


def _use_as_asked(data: Interactions, of: tuple[object, ...]) -> None:
    """Use the clicks as the form reads them by now, from the callback of the button.

    A file takes a while to be read: who is quick presses while another reading still stands there,
    and then the run that follows uses its own.

    Args:
        data: The clicks, as they were read last.
        of: What had been said of their reading.
    """
    if of == _asked():
        _use(data)
    else:
        st.session_state[keys.USES_FILE] = _files()


def _items_form(items: Opened, clicks: Reading) -> Reading:
    try:
        return form_of(ITEMS, items, frozenset(clicks.frame.get("item", ())))
    except Unreadable as error:
        raise Unreadable(f"In {items.name}: {error}") from None


def _most_rows() -> int:
    """Let the learner say how many rows the embedding table may have."""
    state = st.session_state
    if state.get(_SIZE) != (size := state.get(keys.SIZE_OF_VOCABULARY, 20_000)):
        state[_SIZE] = size
    st.number_input(
        "Rows of the embedding table, at most",
        min_value=100,
        max_value=100_000,
        help="Items that do not fit share rows by a hash of their id.",
        key=_SIZE,
        on_change=_keep_size,
    )
    return int(size)


def _keep_size() -> None:
    st.session_state[keys.SIZE_OF_VOCABULARY] = st.session_state[_SIZE]


def _checked(reading: Reading, described: Reading | None, size: int) -> Interactions:
    """Show what becomes of the rows and a user's history; return the interactions.

    Raises:
        Unreadable: if a column is missing, or too little is left to learn from.
    """

    read = (reading, described)
    with st.spinner("Checking every row."):
        frame, report, titles = once("rows", read, lambda: rows_of(reading, described))
    _told(report, frame["user"].nunique(), frame["item"].nunique())
    history(
        once("users", read, lambda: in_order(frame["user"].unique().tolist())),
        lambda user: once(
            "history",
            (*read, user),
            lambda: histories(frame[frame["user"] == user], titles, reading.times)[user],
        ),
    )
    refuse_few(frame, report, drops_told=True)
    data = once("interactions", (*read, size), lambda: numbered(frame, report, titles, size))
    _notes(data.report.notes[len(report.notes) :])
    return data


def _use(data: Interactions) -> None:
    earlier = user_data()
    keep_user_data(data)
    shown_before = {name: visit().chosen[name] for name in START}
    required_user_data().controls_before = (
        shown_before if earlier is None else earlier.controls_before
    )
    for name, value in START.items():
        address.put(name, value)
    for name in ("history", "candidate", "pin"):
        address.put(name, "")
    address.put_change(())
    address.put("first_user", 1)
    address.put("sample", 1)
    allow_all()


def _forget() -> None:
    found = user_data()
    keep_user_data(None)
    close_all()
    for name, control in ({} if found is None else found.controls_before).items():
        if visit().chosen[name] == shown(name, START[name]):  # else the learner has set it since
            visit().chosen[name] = control
    address.put("items", "catalogue")
    address.put("candidate", "")
    address.put_change(())
    address.put("first_user", 1)
