"""A history is built by clicking items: for any user, also one of a learner's own."""

from dataclasses import replace

import streamlit as st

from attnviz.scenario.changes import Added, Deleted, Emptied, Moved, Number, OfClicks
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.trace.cell import Cell
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.state import address, keys

# More items than these are found by typing.
_MOST_CHIPS = 100
_MOST_LISTED = 5000


def add_a_click(what: WhatIf, place: int, label: str) -> None:
    """Draw the list of items; a click on one adds it to the user's history.

    Args:
        what: The view.
        place: The position of the new click.
        label: What the list is called.
    """
    full = bool((what.history(what.now) != 0).all())
    items = st.popover(
        label,
        key=f"{keys.ADD_CLICK} {label}",
        on_change="rerun",
        disabled=full,
        help="The history is full: delete a click, or make the sequence longer." if full else None,
    )
    if items.open:
        with items:
            _items(what, place, f"{keys.ITEM_TO_ADD} {label}")


def _items(what: WhatIf, place: int, key: str) -> None:
    items = what.now.samples.items

    def add(item: int | str | None) -> None:
        found = items.first_match(item) if isinstance(item, str) else item
        if found:
            change_clicks(what, Added(what.user, place + _added_since(what), found))
        st.session_state[key] = None  # so that the same item can be clicked once more

    if items.vocabulary_size <= _MOST_CHIPS:
        st.pills(
            "Click an item to add it",
            items.by_interest(_MOST_CHIPS).tolist(),
            format_func=items.title,
            key=key,
            on_change=when_shown(key, add),
        )
        return
    st.selectbox(
        "Choose an item to add it, or type its title or id",
        range(1, min(items.vocabulary_size, _MOST_LISTED)),
        None,
        format_func=lambda item: items.title(item) if isinstance(item, int) else str(item),
        accept_new_options=True,
        key=key,
        on_change=when_shown(key, add),
    )


def _added_since(what: WhatIf) -> int:
    """Return by how many places clicks have moved that who is quick has added since the view.

    Where padding is on the left, what comes moves what is before it.
    """
    if what.now.settings.padding_side == "left":
        return 0
    now, before = (
        sum(isinstance(one, Added) and one.user == what.user for one in settings.change)
        for settings in (address.current()[0], what.now.settings)
    )
    return max(0, now - before)


def build_a_history(what: WhatIf) -> None:
    """Draw what a history is built with: the items, and an empty history to begin with."""
    if not address.free("change"):
        return
    history, left = what.history(what.now), what.now.settings.padding_side == "left"
    with st.container(horizontal=True, vertical_alignment="center", key=keys.BUILD_HISTORY):
        add_a_click(what, len(history) if left else int((history != 0).sum()), "Add a click")
        st.button(
            "Delete all clicks",
            on_click=change_clicks,
            args=(what, Emptied(what.user)),
            disabled=not history.any(),
        )


def change_clicks(what: WhatIf, change: OfClicks, opened: Cell | None = None) -> None:
    """Change a user's clicks, from a callback.

    Changed numbers of the user's own walk are taken back, as positions are others then.

    Args:
        what: The view.
        change: The change.
        opened: The opened number of a click that moves: it is opened at its new place.
    """
    # What is added goes beside what was added since; all else is of the clicks as they were shown.
    shown = address.current()[0] if isinstance(change, Added) else what.now.settings
    kept = tuple(
        one
        for one in shown.change
        if not (isinstance(one, Number) and one in what.numbers and _of_the_walk(what, one))
    )
    if isinstance(change, Emptied):
        kept = tuple(o for o in kept if not (isinstance(o, OfClicks) and o.user == change.user))
    wanted = (*kept, change)
    address.put_change(wanted)
    if not address.has_room_for(wanted):
        return  # nothing has gone or moved
    if isinstance(change, Deleted):
        address.put_pin(None)  # else the next click would stand open, with the same button
    if opened is not None and isinstance(change, Moved):
        axes = what.now[opened.step].axes
        index = tuple(
            change.to if axis in ("T", "T_k") else n
            for axis, n in zip(axes, opened.index, strict=True)
        )
        address.put_pin(replace(opened, index=index))


def _of_the_walk(what: WhatIf, number: Number) -> bool:
    return what.now.changed[number].cell.step not in what.now.weights
