"""Does attention explain? What its agreement with left-out clicks says, layer by layer."""

from collections.abc import Sequence

from attnviz.learning.faithfulness import Faithfulness, LayerFaithfulness
from attnviz.topics.claim import Claim, Item, Number, Strong, claim
from attnviz.topics.words import number, plural

# A rank correlation below is called so; these are words for a reader, and no test of anything.
_HARDLY, _PARTLY = 0.3, 0.7


def faithfulness_claim(layers: Sequence[LayerFaithfulness]) -> Claim:
    """Return which layer's weights explain most and least.

    Args:
        layers: At least one.
    """
    ranked = [(one.trained.correlation, one.name) for one in layers]
    known = sorted((value, name) for value, name in ranked if value is not None)
    if not known:
        return claim("No layer's weights have an order that could be compared.")
    (least, last), (most, first) = known[0], known[-1]
    best = claim(" agree ", _word(most), " with the changes in the layer of ", Item(first), ", ")
    if len(known) == 1:
        return claim("The weights", best, number(most), ".")
    worst = claim(", and ", _word(least), " in that of ", Item(last), ", ", number(least), ". ")
    return claim("After training the weights", best, number(most), worst, _raised(layers))


def _raised(layers: Sequence[LayerFaithfulness]) -> Claim:
    both = [
        (one.untrained.correlation, one.trained.correlation)
        for one in layers
        if one.untrained.correlation is not None and one.trained.correlation is not None
    ]
    raised = sum(before < after for before, after in both)
    of_all = f" of {plural(len(both), 'layer')}"
    return claim("In ", Number(raised), of_all, " training has raised the agreement.")


def _word(value: float) -> Strong:
    if value < _HARDLY:
        return Strong("hardly")
    return Strong("partly" if value < _PARTLY else "mostly")


def faithfulness_rows(layers: Sequence[LayerFaithfulness]) -> list[dict[str, str]]:
    """Return a row a layer."""
    return [
        {
            "layer": one.name,
            "untrained": _value(one.untrained),
            "trained": _value(one.trained),
            "users": str(one.trained.users),
            "left out": str(one.trained.left_out),
        }
        for one in layers
    ]


def _value(found: Faithfulness) -> str:
    return "–" if found.correlation is None else number(found.correlation)


def left_out_sentence(layers: Sequence[LayerFaithfulness]) -> str:
    """Return for whom there was nothing to compare; empty if there was for everyone."""
    users = sum(one.trained.left_out for one in layers)
    if not users:
        return ""
    return (
        f"After training {plural(users, 'user')} of all layers together had nothing to compare: "
        "all weights, or all changes, were the same."
    )
