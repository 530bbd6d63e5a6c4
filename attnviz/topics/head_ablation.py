"""What comes out when a layer's heads are compared over the held-out users."""

import math

import numpy as np

from attnviz.learning.head_ablation import HeadAblation
from attnviz.topics.words import number, percent, short

Row = dict[str, str]

# From these on, mean cosines between two heads' weights are called so. Weights are not negative,
# so even heads that share nothing but half of a history's clicks have one of about 0.5.
_ALIKE, _MUCH_ALIKE = 0.99, 0.8
# A loss that grows by less is not missed, nats.
_MISSED = 0.01


def ablation_claim(found: HeadAblation) -> str:
    """Return how alike the heads are and what is lost without one, in Markdown."""
    if not math.isfinite(found.loss):
        return "There is nothing to compare: the weights are **not numbers**."
    return f"{_likeness(found)} {_loss(found)}"


def _likeness(found: HeadAblation) -> str:
    count = len(found.heads)
    if count == 1:
        return "There is **one** head, and no other to compare it with."
    pairs = [(found.similarity[i, j], i, j) for i in range(count) for j in range(i)]
    pairs = [pair for pair in pairs if not np.isnan(pair[0])]
    if not pairs:
        return "No two heads can be compared: one of them has no weights."
    mean = sum(value for value, _, _ in pairs) / len(pairs)
    if mean >= _ALIKE:
        verdict = "The heads are **alike**"
    else:
        verdict = "The heads are **much alike**" if mean >= _MUCH_ALIKE else "The heads **differ**"
    claim = f"{verdict}: the cosine between the weights of two is **{number(mean)}** on average"
    value, one, other = min(pairs)
    if count > 2 and mean < _ALIKE:
        claim += f", as low as **{number(value)}** between heads {other + 1} and {one + 1}"
    return f"{claim}; 1 is the same, 0 no click in common."


def _loss(found: HeadAblation) -> str:
    worst = max(range(len(found.heads)), key=lambda n: found.heads[n].loss_without)
    least = min(range(len(found.heads)), key=lambda n: found.heads[n].loss_without)
    most = found.heads[worst]
    before = f"from {short(found.loss)}"
    if most.loss_without - found.loss < _MISSED:
        return (
            f"No head is missed: whichever is switched off, the loss goes {before} to "
            f"{short(most.loss_without)} at most."
        )
    claim = f"Without head {worst + 1} the loss goes {before} to **{short(most.loss_without)}**"
    if not math.isnan(found.auc):
        claim += f" and the AUC from {number(found.auc, 3)} to **{number(most.auc_without, 3)}**"
    only = short(found.heads[least].loss_without)
    if only != short(most.loss_without):
        claim += f"; without head {least + 1} the loss is only **{only}**"
    return f"{claim}."


def ablation_rows(found: HeadAblation) -> list[Row]:
    """Return a row with all heads, then one for each that is switched off.

    There is a mass only where interests are known.
    """

    def share(value: float | None) -> str:
        return "–" if value is None else number(value, 3)

    def row(off: str, mass: float | None, entropy: float | None, loss: float, auc: float) -> Row:
        masses = {} if found.chance is None else {"its mass": share(mass)}
        measured = {"its entropy": share(entropy), "loss": short(loss), "AUC": number(auc, 3)}
        return {"switched off": off, **masses, **measured}

    heads = enumerate(found.heads, start=1)
    return [
        row("none", None, None, found.loss, found.auc),
        *(row(f"head {n}", h.mass, h.entropy, h.loss_without, h.auc_without) for n, h in heads),
    ]


def ablation_caption(found: HeadAblation) -> str:
    """Return how the table is measured."""
    mass = (
        ""
        if found.chance is None
        else "Its *mass* is the share of its weights on clicks of the candidate's interest (equal "
        f"weights: {percent(found.chance).replace('*', '')}). "
    )
    return (
        f"Measured on {found.samples:,} samples of held-out users. Similarity: the cosine between "
        "two heads' weights over a user's clicks, the mean over users. A head is switched off by "
        f"setting its context to zero. {mass}Its *entropy* is how evenly it spreads its weights, "
        "from 0, all on one click, to 1, equal."
    )
