"""Normalization and scaling: what the same scores become, and what their weights sum to."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.normalization import claims
from attnviz.topics.normalization.pictures import weighting_figure
from attnviz.trace.explain.compared import Compared
from attnviz.ui.components.claims import heading
from attnviz.ui.compute.view import view
from attnviz.ui.sections.choices import head_choice
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.learned import learned
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.side_by_side.average import average_or_sum
from attnviz.ui.sections.side_by_side.one_option import by_normalization, root_of_d
from attnviz.ui.sections.side_by_side.sides import compare_otherwise
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import alone, end_of_first_picture
from attnviz.ui.state.pacing import yield_to_browser


@shell(
    "normalization",
    "Softmax or not?",
    claims.what_they_do(),
)
def normalization(settings: Settings) -> None:
    trace, training = view(settings)
    user = trace.single_user(settings.sample - 1)
    traces = by_normalization(user, training)
    pinned = Pinned(settings, trace, Compared(traces, settings.sample - 1))

    def average() -> None:
        """Draw a part that lessons show alone, too."""
        average_or_sum(pinned, traces, settings.sample - 1)

    alone("normalization", average=average, root=lambda: root_of_d(user, training))
    head = head_choice(settings, trace, "all")

    heading(claims.normalization_claim(traces, f"user {settings.sample}"))
    notes = claims.notes(traces)
    drawn = kept(weighting_figure, traces, settings.sample - 1, head, notes)
    pinned.picture(drawn, "weightings")
    yield_to_browser()
    pinned.open(
        {"": claims.opened_note(trace)} | {n: claims.opened_note(t) for n, t in traces.items()}
    )
    learned(trace)
    st.caption(claims.made_sentence(trace))
    end_of_first_picture("normalization")
    beside = {name: f"Beside {name}, step by step" for name in traces}
    compare_otherwise(settings, "normalization", beside)

    average()
    root_of_d(user, training)
    step_notes(trace, "scores", "scaled", "masked", "weights", "context")
