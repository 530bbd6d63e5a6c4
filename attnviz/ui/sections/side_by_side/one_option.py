"""Traces that differ in one option: both sides run with the weights of the current settings.

And what the division by √d does, which is told from such traces.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import Settings, divisors
from attnviz.topics.masks.claims import effects, sums_sentence
from attnviz.topics.normalization.claims import Scaling, scaling, scaling_sentence
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs, prose
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.cache import trace_of


def without_and_with(
    settings: Settings, training: Training | None, option: str, **others: Any
) -> tuple[Trace, Trace]:
    """Return the traces with an option off and on.

    Args:
        settings: A trace's settings.
        training: The training whose weights the trace shows; None where it is untrained.
        option: The option's name, such as "mask_padding".
        **others: Options that both sides have.
    """
    off, on = (
        trace_of(_with(settings, **others, **{option: chosen}), training)
        for chosen in (False, True)
    )
    return off, on


def _with(settings: Settings, **options: Any) -> Settings:
    """Return the settings with options; what is so by itself stays unset, as in the page's own
    trace, which then is one of those compared.
    """
    changed = {name: value for name, value in options.items() if settings.layer[name] != value}
    return replace(settings, **changed)


def by_normalization(settings: Settings, training: Training | None) -> dict[str, Trace]:
    """Return the traces with each normalization, by its name; arguments as `without_and_with`."""
    return {
        name: trace_of(_with(settings, normalization=name), training) for name in NORMALIZATIONS
    }


def mask_effects(without: Trace, masked: Trace, user: int, head: int) -> None:
    """Show what the mask changes downstream; arguments as `masks_claim`."""
    st.subheader("What it changes downstream", anchor=False)
    paragraphs(sums_sentence(without, masked, user, head))
    if masked.self_attention:
        prose("Self-attention gives a vector for each click and no score, so none can change.")
    else:
        number_table(effect.row for effect in effects(without, masked, head))


def root_of_d(settings: Settings, training: Training | None) -> None:
    """Show what dividing the scores by √d does; arguments as `without_and_with`."""
    st.subheader("Why divide by √d?", anchor=False)
    measured = _scaling_by_heads(settings, training)
    paragraphs(scaling_sentence(measured.get(settings.layer["num_heads"], measured[1])))
    number_table(row.row for row in measured.values())


def _scaling_by_heads(settings: Settings, training: Training | None) -> dict[int, Scaling]:
    """Return what scaling does with each number of heads that the embedding allows.

    The projections do not depend on the heads, so all of them run with the same weights. Target
    attention has the one entry 1. Arguments as `without_and_with`.
    """
    layer = settings.layer
    counts = divisors(layer["embedding_dim"]) if layer["mode"] == "multi_head" else (1,)
    return {
        heads: scaling(
            *without_and_with(settings, training, "scale", normalization="softmax", num_heads=heads)
        )
        for heads in counts
    }
