"""The overview's second picture: the same clicks, weighed by the article's unit."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.overview import article_claim
from attnviz.trace.article import VOCABULARY_SIZE
from attnviz.trace.article import lines as article_lines
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.ribbons import ribbons
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.view import weights_caption
from attnviz.ui.sections.props import ribbons_of
from attnviz.ui.state import keys


def article_unit(
    settings: Settings, pinned: int | None, on_pin: Callable[[int | None], None]
) -> None:
    """Show the user of the settings as the article's layer weighs the clicks.

    Args:
        settings: The view's settings; the layer is the article's instead of theirs.
        pinned: Position of the pinned click.
        on_pin: Called with the position that was pinned, or None.
    """
    st.subheader("The same clicks, a unit that does not see the candidate", anchor=False)
    article = settings.with_layer("article", "attention")
    if settings.items == "own":  # as it is compared with others on the page on training
        article = replace(article, embedding_dim=settings.embedding_dim)
    with st.container():  # as in `view`
        training = awaited(article, "article")
    if training is None:
        article = article.untrained
    trace, user = trace_of(article, training), settings.sample - 1
    small, said = st.columns([3, 2], gap="large")
    with small:
        ribbons(
            ribbons_of(trace, user, 0, weights_caption(trace) + "."),
            key=keys.ARTICLE_RIBBONS,
            pinned=pinned,
            on_pin=on_pin,
            title="Weights of a unit without the candidate",
        )
    with said:
        paragraphs(article_claim(trace, user))
    with said.expander(
        "The test of that article", key=keys.ARTICLE_TEST, on_change="rerun"
    ) as test:
        if test.open:
            st.caption(
                f"The article's layer for {VOCABULARY_SIZE:,} items, run on its samples: "
                "what its test prints, and how many numbers the layer learns."
            )
            st.code("\n".join(article_lines()), language=None, wrap_lines=True)
