"""The overview's second picture: the same clicks, weighed by the article's unit."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.overview import article_claim
from attnviz.trace.article import VOCABULARY_SIZE
from attnviz.trace.article import lines as article_lines
from attnviz.trace.cell import ARTICLE, Cell
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.view import weights_caption
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.props import ribbons_of
from attnviz.ui.sections.side_by_side.sides import compare_link
from attnviz.ui.state import keys


def article_side(settings: Settings) -> dict[str, Trace]:
    """Return the article's trace by its side's name, if the link pins a number of it.

    Else it is made behind the page's first picture.
    """
    pin = Cell.parse(settings.pin)
    return {ARTICLE: _article_trace(settings)} if pin and pin.side == ARTICLE else {}


def _of_article(settings: Settings) -> Settings:
    article = settings.with_layer("article", "attention")
    if settings.items == "own":  # as it is compared with others on the page on training
        return replace(article, embedding_dim=settings.embedding_dim)
    return article


def _article_trace(settings: Settings) -> Trace:
    article = _of_article(settings)
    with st.container():  # as in `view`
        training = awaited(article, "article", untrained_meanwhile=True)
    return trace_of(article if training is not None else article.untrained, training)


def article_unit(settings: Settings, pinned: Pinned, made: Mapping[str, Trace]) -> None:
    """Show the user of the settings as the article's layer weighs the clicks.

    Args:
        settings: The view's settings; the layer is the article's instead of theirs.
        pinned: The page's pinned number.
        made: The article's trace by its side's name, if it has been made already.
    """
    st.subheader("The same clicks, a unit that does not see the candidate", anchor=False)
    trace, user = made.get(ARTICLE) or _article_trace(settings), settings.sample - 1
    small, said = st.columns([3, 2], gap="large")
    with small:
        pinned.ribbons(
            ribbons_of(trace, user, 0, weights_caption(trace) + "."),
            keys.ARTICLE_RIBBONS,
            title="Weights of a unit without the candidate",
            side=ARTICLE,
        )
    with said:
        paragraphs(article_claim(trace, user))
        if (article := _of_article(settings)).layer != settings.layer:
            compare_link(article, settings, "Compare both layers, step by step")
    with said.expander(
        "The test of that article", key=keys.ARTICLE_TEST, on_change="rerun"
    ) as test:
        if test.open:
            st.caption(
                f"The article's layer for {VOCABULARY_SIZE:,} items, run on its samples: "
                "what its test prints, and how many numbers the layer learns."
            )
            st.code("\n".join(article_lines()), language=None, wrap_lines=True)
