"""Who may attend to which click: the masks of a walk, from what was given or from the padding.

Axes: B samples, T clicks of the history, T_q queries.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import tensorflow as tf

from attnviz.layer import inputs, lookup
from attnviz.layer.step import Step


class Masking(Protocol):
    """What a layer says of its masks; see `OwnAttention`'s arguments."""

    @property
    def mode(self) -> str: ...
    @property
    def self_attention(self) -> bool: ...
    @property
    def mask_padding(self) -> bool: ...


def attended(
    layer: Masking, history: Step, candidates: tf.Tensor, attention_mask: Any
) -> Step | None:
    """Return the mask (B, T), or (B, T_q, T) where pairs were given; None to attend to all.

    Args:
        layer: Says whether padding is masked, and who asks.
        history: Ids (B, T).
        candidates: Ids (B, C).
        attention_mask: As the caller gave it, or None.
    """
    if attention_mask is None:
        return lookup.history_mask(history) if layer.mask_padding else None
    queries = history.value if layer.self_attention else candidates
    mask = inputs.attention_mask(attention_mask, history.value, queries)
    if mask.shape.rank == 2:
        return lookup.given_mask(mask)
    by_head = layer.mode == "multi_head"
    return lookup.given_pairs(mask) if by_head else lookup.given_candidate_pairs(mask)


def clicks(layer: Masking, history: Step, mask: Step | None) -> Step | None:
    """Return where there is a click (B, T), which a mask of pairs does not say; None for all."""
    if not layer.self_attention or mask is None or mask.value.shape.rank == 2:
        return mask
    return lookup.history_mask(history, name="padding_mask") if layer.mask_padding else None


def walked(mask: Step | None, clicks: Step | None) -> Iterator[Step]:
    """Walk through the masks there are, each once."""
    if mask is not None:
        yield mask
    if clicks is not None and clicks is not mask:
        yield clicks


def causal(history: Step, mask: Step | None) -> Step:
    """Return which pairs may attend, (B, T, T): what the mask allows, and nothing ahead."""
    if mask is None:
        return lookup.unpadded_causal_mask(history)
    of_pairs = mask.value.shape.rank == 3
    return lookup.causal_pairs(mask) if of_pairs else lookup.causal_mask(mask)
