"""Attention as it forms: the replay of one user's weights, the curves, and the map of the items."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from attnviz.learning.trained import Training
from attnviz.pictures import Picture
from attnviz.pictures.labels import as_text
from attnviz.scenario.items import Items
from attnviz.topics.training.claims import curves_claim, epoch_texts, map_claim
from attnviz.topics.training.pictures import (
    NO_INTEREST,
    curve_figures,
    head_figure,
    item_places,
    item_vectors,
    map_figures,
    similarity_figures,
)
from attnviz.trace.cell import Cell
from attnviz.trace.record import EMBEDDINGS, Trace
from attnviz.ui.components.chart import chart
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.picture import picture
from attnviz.ui.components.scrubber import scrubber
from attnviz.ui.compute.cache import further_measures_of
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.learned import learned
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.props import reading_of, ribbons_of
from attnviz.ui.state import address, keys
from attnviz.ui.state.pacing import yield_to_browser


def replay(
    pinned: Pinned,
    trace: Trace,
    user: int,
    head: int,
    epochs: Sequence[Trace],
    training: Training,
) -> None:
    """Show a user's weights epoch by epoch, ribbons, score and loss, and the scrubber.

    Args:
        pinned: The page's pinned number.
        trace: The page's trace.
        user: Row of its batch, 0-based.
        head: 1 for the first head, 0 for the mean.
        epochs: The user's traces after each epoch, each a batch of one.
        training: Their training.
    """
    readings = tuple(reading_of(one, 0, head) for one in epochs)
    last = len(epochs) - 1
    shown = replace(
        ribbons_of(trace, user, head, ""),
        reading=readings[trace.epoch],
        epochs=readings,
        epoch=trace.epoch,
        losses=tuple(epoch.loss for epoch in training.epochs),
        caption=f"Held-out loss. Seed {trace.settings.seed}. Drag the epoch, or press play: "
        "nothing is computed anew.",
    )
    pinned.ribbons(shown, keys.REPLAY)
    scrubber(
        epoch_texts(training.epochs),
        trace.epoch,
        key=keys.SCRUBBER,
        on_epoch=lambda epoch: _put_epoch(epoch, last),
    )
    yield_to_browser()
    learned(trace)


def _put_epoch(epoch: int, last: int) -> None:
    address.put("epoch", None if epoch == last else epoch)


def heads_forming(epochs: Sequence[Trace], epoch: int) -> None:
    """Show every head's weights by epoch, `epoch` marked; a click on a column chooses another."""
    st.subheader("Each head, epoch by epoch", anchor=False)

    def choose(cell: Cell | None) -> None:
        if cell is not None and isinstance(cell.index[1], int):
            _put_epoch(cell.index[1], len(epochs) - 1)

    drawn = kept(head_figure, epochs, 0, epoch)
    picture(drawn, "heads", on_pin=choose, hint="Click a column for its epoch.")


def curves(trace: Trace, training: Training) -> None:
    """Show the training's curves, the trace's epoch marked on each."""
    st.subheader("What is measured", anchor=False)
    paragraphs(curves_claim(training.epochs))
    further = further_measures_of(trace.settings, training)
    figures = curve_figures(training.epochs, further, trace.epoch)
    columns = st.columns(2, gap="medium")
    for number, (title, figure) in enumerate(figures.items()):
        with columns[number % 2]:
            st.markdown(f"**{title}**")
            chart(figure, f"curve_{number}")


def item_map(trace: Trace, user: int, training: Training) -> None:
    """Show the items' vectors as a map and their similarities, both at the page's epoch."""
    st.subheader("The items find each other", anchor=False)
    samples = trace.samples
    items = samples.items
    vectors = _vectors(trace, training)
    if not np.isfinite(vectors).all():
        st.markdown("There is no map: some of the items' vectors are not finite numbers.")
        return
    seen = item_places(vectors)[1]
    paragraphs(map_claim(vectors, items.interest_number(items.by_interest()), trace.epoch))
    dim = vectors.shape[-1]
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{_map_title(dim)}**")
        chart(
            kept(_maps, trace, user, training),
            "map",
            follows="epoch",
            frame=trace.epoch,
            on_click=partial(_choose_on_map, items),
        )
    with right:
        st.markdown("**Item-to-item similarity**")
        picture(
            kept(_similarities, trace, training),
            "similarities",
            follows="epoch",
            frame=trace.epoch,
            on_pin=partial(_choose_similar, items),
            hint="Click a cell: its column becomes the candidate.",
        )
    st.caption(
        f"{_map_axes(dim, seen)} The axes stay, the items move. Outlined: the "
        "candidate and the user's clicks. Names that would lie on others are left out: point at an "
        "item, or go to it by the arrow keys. A click or Enter makes it the candidate."
    )


def _vectors(trace: Trace, training: Training) -> np.ndarray:
    return item_vectors(training.weights[EMBEDDINGS], trace.item_rows, trace.samples.items)


def _maps(trace: Trace, user: int, training: Training) -> list[go.Figure]:
    samples = trace.samples
    candidate, history = int(samples.candidate[user]), samples.history[user]
    places = item_places(_vectors(trace, training))[0]
    return map_figures(places, samples.items, candidate, history)


def _similarities(trace: Trace, training: Training) -> list[Picture]:
    return similarity_figures(_vectors(trace, training), trace.samples.items)


def _map_title(dim: int) -> str:
    if dim == 1:
        return "The items' vectors, one number each"
    return "The items' vectors" if dim == 2 else "The items' vectors in two dimensions"


def _map_axes(dim: int, seen: float) -> str:
    """Return what the map's directions are, and how much of D numbers an item they show."""
    if dim == 1:
        return "An item's vector is one number here: it goes from left to right."
    if dim == 2:
        return "An item's vector is two numbers here, and the map shows them both."
    return (
        "The map's two directions are those in which the items of all epochs spread most (PCA), "
        f"and show {100 * seen:.0f} % of the spread."
    )


def _choose_on_map(items: Items, cell: Cell) -> None:
    if isinstance(place := cell.index[0], int):
        shown = [int(item) for item in items.by_interest()]
        names = {item: as_text(items.interest_of(item) or NO_INTEREST) for item in shown}
        own = [item for item in shown if names[item] == cell.step]
        if place < len(own):
            address.put_candidate(items, own[place])


def _choose_similar(items: Items, cell: Cell | None) -> None:
    if cell is not None and isinstance(cell.index[1], int):
        address.put_candidate(items, int(items.by_interest()[cell.index[1]]))
