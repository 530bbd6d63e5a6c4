"""The two sides of a comparison as settings: A, which is kept, and B, which the controls move."""

from dataclasses import replace

from attnviz.scenario.lenient import coerce
from attnviz.scenario.settings import KINDS, VIEW, Settings


def looking_alike(other: Settings, own: Settings) -> Settings:
    """Return side A as it looks at what side B, `own`, looks at."""
    return replace(other, **{name: getattr(own, name) for name in VIEW})


def moved_along(other: Settings, before: Settings, own: Settings) -> Settings:
    """Return side A with what has changed of side B, where both had the same.

    Args:
        other: Side A.
        before: Side B as it was.
        own: Side B as it is now.
    """
    values = {name: getattr(other, name) for name in KINDS}
    moved = {name: getattr(own, name) for name in KINDS if values[name] == getattr(before, name)}
    return coerce(values | moved)[0]


def with_weights_of(first: Settings, second: Settings) -> Settings | None:
    """Return side B with the training of side A, where that is asked for.

    Args:
        first: Side A.
        second: Side B.

    Returns:
        B at A's epochs, epoch and seed; None where each side has a training of its own, as it was
        not asked for, or as the layers learn other numbers of weights.
    """
    # Loads TensorFlow.
    from attnviz.learning.model import initial_weights

    if not second.same_weights or second.items != first.items:
        return None
    shapes = [
        {path: weight.shape for path, weight in initial_weights(side.layer).items()}
        for side in (first, second)
    ]
    if shapes[0] != shapes[1]:
        return None
    learned = {name: getattr(first, name) for name in ("epochs", "epoch", "seed")}
    return replace(second, **learned)
