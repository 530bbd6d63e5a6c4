"""What the study's numbers are of: users, candidates and layers, by form, and for the text.

The lessons that come with the package show users of other sample seeds, also where they are taken
again: so nobody has met a question's numbers before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from attnviz.scenario.settings import Settings


@dataclass(frozen=True)
class Case:
    """What an idea is shown on.

    Attributes:
        settings: The view, of a training that comes with the package; `sample` is its user.
        other: Another candidate for the same user, where the idea compares two.
        steps: Tensors of the walk to choose from, where the idea asks for one.
    """

    settings: Settings
    other: str = ""
    steps: tuple[str, ...] = ()


def _clicks(count: int, seed: int, user: int = 1, **others: object) -> Settings:
    """Return the view of a user who has so many clicks, and no padding."""
    view = {"sequence_length": count, "padding": 0.0, "sample_seed": seed, "sample": user}
    return Settings(**{**view, **others})  # type: ignore[arg-type]  # settings check their values


def _padded(length: int, seed: int, user: int) -> Settings:
    """Return the view of a user nine tenths of whose history is padding, in head 1 of two."""
    return Settings(
        mode="multi_head",
        sequence_length=length,
        padding=0.9,
        sample_seed=seed,
        sample=user,
        head=1,
    )


_ARTICLE = {"recipe": "article", "mode": "attention"}

CASES: Mapping[str, Mapping[str, Case]] = {
    "A": {
        "shape": Case(Settings(batch_size=4, sequence_length=12)),
        "heaviest click": Case(_clicks(6, 7)),
        "candidate": Case(_clicks(6, 5), "pruning shears", ("query", "key", "scores", "weights")),
        "padding": Case(_padded(60, 6, 3)),
        "softmax": Case(_clicks(6, 2, 2)),
        "scale": Case(_clicks(4, 1, mode="multi_head", num_heads=1)),
        "heads": Case(_clicks(5, 1, mode="multi_head", num_heads=4)),
        "weighted sum": Case(_clicks(3, 4, 4)),
        "unit": Case(_clicks(6, 13, 2, **_ARTICLE), "race socks"),
        "measure": Case(Settings(epoch=5, recipe="article", mode="attention")),
    },
    "B": {
        "shape": Case(Settings(batch_size=6, sequence_length=9)),
        "heaviest click": Case(_clicks(6, 2, 5)),
        "candidate": Case(_clicks(6, 3), "tomato seeds", ("query", "value", "weights", "context")),
        "padding": Case(_padded(50, 5, 3)),
        "softmax": Case(_clicks(6, 3, 4)),
        "scale": Case(_clicks(4, 4, mode="multi_head", num_heads=2)),
        "heads": Case(_clicks(5, 2, mode="multi_head", num_heads=2)),
        "weighted sum": Case(_clicks(3, 2, 4)),
        "unit": Case(_clicks(6, 10, 2, **_ARTICLE), "bike pump"),
        "measure": Case(Settings(epoch=3, recipe="article", mode="attention")),
    },
    "text": {
        "shape": Case(Settings(batch_size=5, sequence_length=10)),
        "candidate": Case(_clicks(6, 4), "pour-over"),
        "padding": Case(_padded(60, 9, 4)),
        "softmax": Case(_clicks(6, 1, 2)),
        "scale": Case(_clicks(4, 0, mode="multi_head", num_heads=1)),
        "heads": Case(_clicks(5, 0, mode="multi_head", num_heads=8)),
        "weighted sum": Case(_clicks(3, 2, 2)),
        "unit": Case(_clicks(6, 14, 4, **_ARTICLE), "rear light"),
        "measure": Case(Settings(epoch=15, recipe="article", mode="attention")),
    },
}
"""By form, and for the text of the control group, what each idea is shown on."""
