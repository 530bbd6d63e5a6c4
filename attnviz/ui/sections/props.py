"""From a trace to what the small components draw: ribbons, diagram, film strip, chips."""

from collections.abc import Mapping

import numpy as np

from attnviz.pictures.palette import INTERESTS
from attnviz.topics.overview import click_weights, shares
from attnviz.topics.slices import Slices, weights_at
from attnviz.trace.cell import Cell
from attnviz.trace.explain.normalizing import sentence_of
from attnviz.trace.record import Record, Trace, folded_text, shape_text
from attnviz.ui.components.diagram import Node
from attnviz.ui.components.filmstrip import Frame
from attnviz.ui.components.ribbons import Reading, Ribbons
from attnviz.ui.components.shared.item import Item
from attnviz.ui.state.moved import moved_of


def item_of(trace: Trace, item: int) -> Item:
    """Return an item as the components show it."""
    items = trace.samples.items
    number = int(items.interest_number(np.array(item)))
    hue = tuple(INTERESTS)[number] if 0 <= number < len(INTERESTS) else ""
    return Item(item, items.title(item), items.interest_of(item), hue)


def reading_of(trace: Trace, user: int, head: int) -> Reading:
    """Return what the layer makes of a user's history; head 0 is the mean over heads."""
    score = trace.score
    return Reading(
        tuple(click_weights(trace, user, head).tolist()),
        tuple(trace["output"].value[user].tolist()),
        tuple(trace["query"].value[user, 0].tolist()),
        None if score is None else float(score[user]),
    )


def ribbons_of(trace: Trace, user: int, head: int, caption: str) -> Ribbons:
    """Return the overview's picture of a user; head 0 is the mean over heads."""
    reading = reading_of(trace, user, head)
    history = trace.samples.history[user]
    return Ribbons(
        tuple(item_of(trace, int(item)) if item else None for item in history),
        item_of(trace, int(trace.samples.candidate[user])),
        reading,
        _normalization(trace, reading),
        caption=caption,
        at=weights_at(trace, user, head, 0, "click"),
        opens=_opens(trace, user),
    )


def _normalization(trace: Trace, reading: Reading) -> str:
    """Return what the ribbons are drawn by: "none" where a changed weight leaves no whole."""
    whole = not trace.changed or shares(trace, np.array(reading.weights))
    return trace.normalization.name if whole else "none"


def _opens(trace: Trace, user: int) -> dict[str, Cell]:
    """Return where the vectors and the score of the overview's picture stand in a trace."""
    whole = trace["context"].axes == ("B", "C", "D")  # else each head has a part of it
    context = Cell("context", (user, 0, None)) if whole else Cell("output", (user, None))
    score = {} if trace.score is None else {"score": Cell("score", (user,))}
    return {"context": context, "query": Cell("query", (user, 0, None)), **score}


def nodes_of(trace: Trace) -> list[Node]:
    """Return the walk's tensors as nodes of the diagram."""
    return [
        Node(record.name, record.role, shape_text(record), record.parents, moved_of(record.name))
        for record in trace.steps.values()
    ]


def frames_of(trace: Trace, slices: Slices) -> list[Frame]:
    """Return every step, the click model's too, as frames of the film strip."""
    records: Mapping[str, Record] = {**trace.steps, **trace.score_steps}
    return [_frame(record, slices, records) for record in records.values()]


def _frame(record: Record, slices: Slices, records: Mapping[str, Record]) -> Frame:
    panel = slices.panel(record.name, hatched=True)
    values = np.where(np.isfinite(panel.shown), panel.shown, np.nan)
    return Frame(
        record.name,
        record.role,
        shape_text(record),
        values,
        panel.scale,
        panel.bounds[1],
        record.title,
        sentence_of(slices.trace, record, slices.user),
        tuple(shape_text(records[parent]) for parent in record.parents),
        moved=moved_of(record.name),
        moved_before=tuple(moved_of(parent) for parent in record.parents),
        folded=folded_text(record),
    )


def candidate_choices(trace: Trace, user: int, own: int) -> list[Item]:
    """Return a few candidates worth trying for a user; items are of known interests.

    The user's own, one for each other interest of the history, one of no interest of it, and the
    shown one where it is none of these; items that were not clicked, where there are such.
    """
    history = trace.samples.history[user]
    clicked = {int(item) for item in history}
    order = [own, *(int(item) for item in history if item)]
    items = trace.samples.items
    interests = list(dict.fromkeys(items.interest_of(item) for item in order))
    others = [name for name in items.interest_names if name not in interests]
    interests = [name for name in interests if name]  # an item may be of none
    chosen = [own]
    for interest in [*interests[1:3], *others[:1]]:
        ids = items.of_interest(interest)
        chosen.append(next((item for item in ids if item not in clicked), ids[0]))
    shown = int(trace.samples.candidate[user])
    return [item_of(trace, item) for item in dict.fromkeys([*chosen, shown])]


def another_item(trace: Trace, user: int) -> int:
    """Return a candidate beside a user's own: of another interest, or else one not clicked yet."""
    shown, items = int(trace.samples.candidate[user]), trace.samples.items
    others = [] if items.interests is None else candidate_choices(trace, user, shown)
    if ids := [item.item_id for item in others if item.item_id != shown]:
        return ids[0]
    clicked = {shown, *(int(item) for item in trace.samples.history[user])}
    return next((item for item in range(1, items.vocabulary_size) if item not in clicked), shown)
