"""How a number is explained, by the kind of arithmetic that made it."""

from collections.abc import Callable, Mapping
from typing import Any

from attnviz.layer import arithmetic as kinds
from attnviz.trace.cell import Cell
from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.learned import learned
from attnviz.trace.explain.masking import masked, not_ahead, not_padding
from attnviz.trace.explain.normalizing import exponential, normalized, sum_of_exponentials
from attnviz.trace.explain.opened import Opened
from attnviz.trace.explain.over_heads import over_heads
from attnviz.trace.explain.single import (
    as_given,
    changed_by_hand,
    combined,
    copied,
    dropped,
    given,
    given_feature,
    given_weight,
    hashed,
    joined,
    learned_position,
    looked_up,
    looked_up_with_features,
    scaled,
    side_by_side,
    sinusoid,
    split,
    squashed,
)
from attnviz.trace.explain.sums import dense, dot_product, weighted_sum

EXPLAINED: Mapping[type[kinds.Kind], Callable[[Opened, Any], Arithmetic]] = {
    kinds.Ids: given,
    kinds.Features: given_feature,
    kinds.Given: as_given,
    kinds.GivenWeights: given_weight,
    kinds.NotPadding: not_padding,
    kinds.NotAhead: not_ahead,
    kinds.Hash: hashed,
    kinds.Lookup: looked_up,
    kinds.LookupWithFeatures: looked_up_with_features,
    kinds.LookupPlace: learned_position,
    kinds.Sinusoid: sinusoid,
    kinds.Copy: copied,
    kinds.Combine: combined,
    kinds.SideBySide: side_by_side,
    kinds.Project: dense,
    kinds.Dense: dense,
    kinds.Split: split,
    kinds.Join: joined,
    kinds.Dot: dot_product,
    kinds.Scale: scaled,
    kinds.Fill: masked,
    kinds.Squash: squashed,
    kinds.Normalize: normalized,
    kinds.Exponentiate: exponential,
    kinds.SumUp: sum_of_exponentials,
    kinds.Drop: dropped,
    kinds.WeightedSum: weighted_sum,
    kinds.Learned: learned,
}
"""By kind, the arithmetic of a cell; each is given the cell and the kind."""


def arithmetic_of(cell: Opened) -> Arithmetic:
    """Return the arithmetic that made a cell."""
    if any(isinstance(place, str) for place in cell.index):
        return over_heads(cell)
    before = cell.trace.before(Cell(cell.record.name, cell.index))
    if before is not None:
        return changed_by_hand(cell, before)
    kind = cell.record.arithmetic
    return EXPLAINED[type(kind)](cell, kind)
