"""Compare: two settings side by side, what differs, and what that changes."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.compared.claims import (
    alone_sentence,
    compared_claim,
    heads_sentence,
    learned_claims,
    notes,
    weights_claim,
    what_they_are,
)
from attnviz.topics.compared.differences import differences
from attnviz.topics.compared.pictures import ComparedStep, sides_figure
from attnviz.trace.cell import SIDES
from attnviz.trace.explain.compared import Compared
from attnviz.ui.components.claims import heading, paragraphs
from attnviz.ui.compute.two_sides import both_sides
from attnviz.ui.sections.choices import head_choice
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.side_by_side.sides import step_choice, what_differs
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import end_of_first_picture
from attnviz.ui.state.pacing import yield_to_browser


@shell(
    "compare",
    "Two settings side by side",
    what_they_are(),
)
def compare(settings: Settings) -> None:
    first, second = both_sides(settings)
    with st.container(horizontal=True):
        step = step_choice(settings, first, second)
        more = max(second, first, key=lambda trace: trace["weights"].shape[1])
        head = head_choice(settings, more, "mean")
    compared = ComparedStep(first, second, step, head)
    differing = differences(first, second)
    sides = dict(zip(SIDES, (first, second), strict=True))
    pinned = Pinned(settings, second, Compared(sides, alike=compared.alike))

    heading(compared_claim(compared, differing))
    pinned.picture(kept(sides_figure, compared, notes(differing)), "sides")
    yield_to_browser()
    pinned.open({side: f"Of side {side}:" for side in SIDES} | {"": f"Of side {SIDES[1]}:"})
    paragraphs(alone_sentence(compared), heads_sentence(compared))
    end_of_first_picture("compare")

    st.subheader("What differs", anchor=False)
    what_differs(settings, compared, differing)
    paragraphs(weights_claim(first, second), *learned_claims(first, second))
    step_notes(second, step)
