"""The overview's second picture: the same clicks, weighed by a unit that is not the page's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attnviz.scenario.settings import Settings
from attnviz.topics.claim import Claim
from attnviz.topics.overview import article_claim, seeing_claim
from attnviz.trace.article import VOCABULARY_SIZE
from attnviz.trace.article import lines as article_lines
from attnviz.trace.cell import ARTICLE, DEFAULT, Cell
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.view import tensorflow_loads, weights_caption
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.props import ribbons_of
from attnviz.ui.sections.side_by_side.sides import compare_link
from attnviz.ui.state import address, keys
from attnviz.ui.state.announced import over_numbers


@dataclass(frozen=True)
class _Unit:
    """What the page says of a unit: over the section, over the picture, of a number, and beside."""

    heading: str
    title: str
    note: str
    claim: Callable[[Trace, int], Claim]


# By the name of the side, which is that of the recipe.
_UNITS = {
    ARTICLE: _Unit(
        "The same clicks, a unit that does not see the candidate",
        "Weights of a unit without the candidate",
        "By the unit that does not see the candidate:",
        article_claim,
    ),
    DEFAULT: _Unit(
        "The same clicks, a unit that sees the candidate",
        "Weights of a unit with the candidate",
        "By the unit that sees the candidate:",
        seeing_claim,
    ),
}
NOTES = {side: unit.note for side, unit in _UNITS.items()}
"""What a panel says of whose an opened number is, by the side."""


def pinned_unit(settings: Settings) -> dict[str, Trace]:
    """Return a unit's trace by its side's name, if the link pins a number of it.

    Else it is made behind the page's first picture. Of the article's unit a number opens on every
    page, as it did before there was another; the default's where that is shown.
    """
    pin = Cell.parse(settings.pin)
    shown = pin is not None and pin.side in {ARTICLE, _other(settings)}
    if pin is None or not shown:
        return {}
    with over_numbers():
        return {pin.side: _trace(settings, pin.side)}


def _other(settings: Settings) -> str:
    """Return the side of the unit that is not the page's own."""
    same = _of(settings, ARTICLE).layer == settings.layer
    return DEFAULT if same else ARTICLE


@lru_cache(maxsize=256)  # asked for three times a press, and settings take long to be checked
def _of(settings: Settings, side: str) -> Settings:
    unit = settings.with_layer(side, "attention")
    if settings.items == "own":  # as it is compared with others on the page on training
        return replace(unit, embedding_dim=settings.embedding_dim)
    return unit


def _trace(settings: Settings, side: str) -> Trace:
    unit = _of(settings, side)
    training = awaited(unit, side, untrained_meanwhile=True)
    return trace_of(unit if training is not None else unit.untrained, training)


def article_unit(settings: Settings, pinned: Pinned, made: Mapping[str, Trace]) -> None:
    """Show the user of the settings as the article's layer weighs the clicks.

    Args:
        settings: The view's settings; the layer is the article's instead of theirs.
        pinned: The page's pinned number.
        made: The trace by its side's name, if it has been made already.
    """
    _unit(settings, pinned, made, ARTICLE, st.container())


def other_unit(
    settings: Settings, pinned: Pinned, made: Mapping[str, Trace], told: DeltaGenerator
) -> None:
    """Show the same as `article_unit`; where the view's own layer is the article's, the default's.

    Other arguments as `article_unit`.

    Args:
        told: Where it is told how far the unit's training is.
    """
    _unit(settings, pinned, made, _other(settings), told)


def _unit(
    settings: Settings,
    pinned: Pinned,
    made: Mapping[str, Trace],
    side: str,
    told: DeltaGenerator,
) -> None:
    unit, user = _UNITS[side], settings.sample - 1
    with told:
        trace = made.get(side) or _trace(settings, side)
    with st.container(key=keys.OTHER_UNIT):  # a grid of the page's styles
        st.subheader(unit.heading, anchor=False)
        pinned.ribbons(
            ribbons_of(trace, user, 0, weights_caption(trace) + "."),
            keys.UNIT_RIBBONS,
            title=unit.title,
            side=side,
        )
        paragraphs(unit.claim(trace, user))


def way_to_comparison() -> None:
    """Link to the comparison of the other unit with the page's own, where both could be shown."""
    if not tensorflow_loads():
        return
    own = address.current()[0].asked_by_candidate
    compare_link(_of(own, _other(own)), own, "Compare the two layers above, step by step")


def test_of_the_article() -> None:
    """Show what the article's own test prints, when asked for."""
    label = "The article's layer, run on the samples of its test"
    with st.expander(label, key=keys.ARTICLE_TEST, on_change="rerun") as test:
        if test.open and tensorflow_loads():  # where it cannot be, the page says so
            st.caption(
                f"The article's layer for {VOCABULARY_SIZE:,} items, run on its samples: "
                "what its test prints, and how many numbers the layer learns."
            )
            st.code("\n".join(article_lines()), language=None, wrap_lines=True)
