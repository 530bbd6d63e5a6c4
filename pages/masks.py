"""Masks: what padding takes if nobody stops it, and what that does to the score."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.masks.claims import masks_claim
from attnviz.topics.masks.pictures import mask_figure
from attnviz.trace.cell import BY_MASK
from attnviz.trace.explain.compared import Compared
from attnviz.ui.components.claims import heading
from attnviz.ui.compute.view import view
from attnviz.ui.sections.choices import head_choice
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.learned import learned
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.side_by_side.one_option import mask_effects, without_and_with
from attnviz.ui.sections.side_by_side.sides import compare_otherwise
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import alone, end_of_first_picture
from attnviz.ui.state.pacing import yield_to_browser


@shell(
    "masks",
    "Does padding speak?",
    "Short histories are filled up with padding. A **mask** removes it before the weights are "
    "made; without it, empty positions get a share of the attention.",
)
def masks(settings: Settings) -> None:
    trace, training = view(settings)
    user = settings.sample - 1
    self_attention = trace.self_attention
    compared = trace.single_user(user) if self_attention else trace.settings
    without, masked = without_and_with(compared, training, "mask_padding")
    sides = dict(zip(BY_MASK, (without, masked), strict=True))
    pinned = Pinned(settings, trace, Compared(sides, user if self_attention else None))
    row = 0 if self_attention else user
    alone("masks", effects=lambda: mask_effects(without, masked, row, settings.head))
    head = head_choice(settings, trace, "mean")

    heading(masks_claim(without, masked, row, head, f"user {settings.sample}"))
    if self_attention:
        st.markdown(f"User {settings.sample} alone: rows ask, columns answer.")
    pinned.picture(kept(mask_figure, without, masked, row, head, user), "masks")
    yield_to_browser()
    own = "with" if settings.layer["mask_padding"] else "without"
    notes = {"": own, "unmasked": "without", "masked": "with"}
    learned(trace)
    pinned.open({side: f"{word.capitalize()} the mask:" for side, word in notes.items()})
    made = f"The weights were trained {own} the mask" if trace.epoch else "The layer is untrained"
    st.caption(f"{made}; here nothing but the mask changes.")
    end_of_first_picture("masks")

    mask_effects(without, masked, row, head)
    other = {not settings.layer["mask_padding"]: "Without and with the mask, step by step"}
    compare_otherwise(settings, "mask_padding", other)
    noted = trace if settings.layer["mask_padding"] else masked
    step_notes(noted, "mask", "causal_mask", "masked", "weights")
