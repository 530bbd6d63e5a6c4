"""Normalization and scaling: what the same scores become, and what their weights sum to."""

import streamlit as st

from attnviz.topics.chance import learned_claim
from attnviz.topics.normalization import claims
from attnviz.topics.normalization.pictures import interest_figure, length_figure, weighting_figure
from attnviz.trace.explain.compared import Compared
from attnviz.ui.components.chart import chart
from attnviz.ui.components.claims import heading, paragraphs
from attnviz.ui.compute.view import view
from attnviz.ui.sections.choices import head_choice, single_user
from attnviz.ui.sections.compared import by_normalization, root_of_d
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import alone, end_of_first_picture
from attnviz.ui.state.pacing import yield_to_browser

with shell(
    "normalization",
    "Softmax or not?",
    claims.what_they_do(),
) as settings:
    trace, training = view(settings)
    user = single_user(trace, settings.sample - 1)
    traces = by_normalization(user, training)
    pinned = Pinned(settings, trace, Compared(traces, settings.sample - 1))

    def average() -> None:  # noqa: D103  # a part of this script
        st.subheader("An average, or a sum?", anchor=False)
        if trace.self_attention:
            st.markdown(
                "Each click has an interest vector of its own. Let the candidate ask for one."
            )
        else:
            st.markdown("The values, summed by these weights, are the interest vector:")
            pinned.picture(interest_figure(traces, settings.sample - 1), "interests")
            paragraphs(claims.growth_sentence(traces))
            if (lengths := length_figure(traces)) is not None:
                chart(lengths, "lengths", hint="Drag to read the lengths.")
            paragraphs(*claims.softmax_or_not(traces))

    alone("normalization", average=average, root=lambda: root_of_d(user, training))
    head = head_choice(settings, trace, "all")

    heading(claims.normalization_claim(traces, f"user {settings.sample}"))
    notes = claims.notes(traces)
    pinned.picture(weighting_figure(traces, settings.sample - 1, head, notes), "weightings")
    yield_to_browser()
    pinned.open(
        {"": claims.opened_note(trace)} | {n: claims.opened_note(t) for n, t in traces.items()}
    )
    paragraphs(learned_claim(trace))
    st.caption(claims.made_sentence(trace))
    end_of_first_picture("normalization")

    average()
    root_of_d(user, training)
    step_notes(trace, "scores", "scaled", "masked", "weights", "context")
