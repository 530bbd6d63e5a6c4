"""The overview: one user, one candidate, and where the attention goes."""

import streamlit as st

# Streamlit imports this file for the server, and runs it for a page; components need a run.
if __name__ != "__main__":
    from attnviz.ui.shell.serving import MIDDLEWARE

    app = st.App("app.py", middleware=MIDDLEWARE)
else:
    from attnviz.scenario.settings import Settings
    from attnviz.topics.overview import overview_claim
    from attnviz.trace.explain.compared import Compared
    from attnviz.ui.components.claims import heading
    from attnviz.ui.compute.view import view, weights_caption
    from attnviz.ui.lessons.reading_order import reading_order
    from attnviz.ui.sections.choices import candidate_choice, head_choice
    from attnviz.ui.sections.learned import learned
    from attnviz.ui.sections.pinned import Pinned
    from attnviz.ui.sections.props import ribbons_of
    from attnviz.ui.sections.side_by_side import other_unit as units
    from attnviz.ui.sections.walk_diagram import walk_diagram, way_to_the_walk
    from attnviz.ui.sections.what_if.page import what_if
    from attnviz.ui.shell.shell import shell
    from attnviz.ui.state.open_lesson import alone, end_of_first_picture
    from attnviz.ui.state.pacing import yield_to_browser

    @shell(
        "overview",
        "What does the model look at?",
        "A recommender gives one candidate item a score. **Attention** lets every past click speak "
        "up in proportion to how much it matters **for that candidate**.",
        below=(way_to_the_walk, units.way_to_comparison, reading_order, units.test_of_the_article),
    )
    def overview(settings: Settings) -> None:
        if settings.self_attention:
            st.info(
                "Here the candidate asks. Self-attention, where every click asks, is on the "
                "Heads page."
            )
        settings = settings.asked_by_candidate
        trace, training = view(settings)
        beside = units.pinned_unit(settings)
        pinned = Pinned(settings, trace, Compared(beside))
        user = settings.sample - 1
        alone("overview", article=lambda: units.article_unit(settings, pinned, beside))
        head = head_choice(settings, trace, "mean")
        candidate_choice(settings, trace, user)
        heading(overview_claim(trace, user, head))
        pinned.ribbons(ribbons_of(trace, user, head, weights_caption(trace) + "."), "ribbons")
        yield_to_browser()

        what_if(pinned, trace, training, head, units.NOTES)
        told = learned(trace)
        end_of_first_picture("overview")
        units.other_unit(settings, pinned, beside, told)
        walk_diagram(settings, trace)
