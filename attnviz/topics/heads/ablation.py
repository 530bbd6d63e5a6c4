"""What comes out when a layer's heads are compared over the held-out users."""

import math

import numpy as np

from attnviz.learning.head_ablation import HeadAblation
from attnviz.topics.claim import Claim, Strong, Term, claim
from attnviz.topics.words import number, percent, plural, short

Row = dict[str, str]

# From these on, mean cosines between two heads' weights are called so. Weights are not negative,
# so even heads that share nothing but half of a history's clicks have one of about 0.5.
_ALIKE, _MUCH_ALIKE = 0.99, 0.8
# A loss that grows by less is not missed, nats.
_MISSED = 0.01


def ablation_claim(found: HeadAblation) -> Claim:
    """Return how alike the heads are and what is lost without one."""
    if not math.isfinite(found.loss):
        nothing = "There is nothing to compare: the weights are "
        return claim(nothing, Strong("not numbers"), ".")
    return claim(_likeness(found), " ", _loss(found))


def _likeness(found: HeadAblation) -> Claim:
    count = len(found.heads)
    if count == 1:
        return claim("There is ", Strong("one"), " head, and no other to compare it with.")
    pairs = [(found.similarity[i, j], i, j) for i in range(count) for j in range(i)]
    pairs = [pair for pair in pairs if not np.isnan(pair[0])]
    if not pairs:
        return claim("No two heads can be compared: one of them has no weights.")
    mean = sum(value for value, _, _ in pairs) / len(pairs)
    if mean >= _ALIKE:
        verdict = "are ", Strong("alike")
    elif mean >= _MUCH_ALIKE:
        verdict = "are ", Strong("much alike")
    else:
        verdict = "", Strong("differ")
    between = ": the cosine between the weights of two is "
    said = claim("The ", Term("heads", "head"), " ", *verdict, between, number(mean), " on average")
    value, one, other = min(pairs)
    if count > 2 and mean < _ALIKE:
        which = f" between heads {other + 1} and {one + 1}"
        said = claim(said, ", as low as ", number(value), which)
    return claim(said, "; 1 is the same, 0 no click in common.")


def _loss(found: HeadAblation) -> Claim:
    worst = max(range(len(found.heads)), key=lambda n: found.heads[n].loss_without)
    least = min(range(len(found.heads)), key=lambda n: found.heads[n].loss_without)
    most = found.heads[worst]
    before = f"from {short(found.loss)}"
    if most.loss_without - found.loss < _MISSED:
        return claim(
            f"No head is missed: whichever is switched off, the loss goes {before} to "
            f"{short(most.loss_without)} at most."
        )
    opening = f"Without head {worst + 1} the loss goes {before} to "
    said = claim(opening, short(most.loss_without))
    if not math.isnan(found.auc):
        from_auc = f" from {number(found.auc, 3)} to "
        said = claim(said, " and the ", Term("AUC"), from_auc, number(most.auc_without, 3))
    only = short(found.heads[least].loss_without)
    if only != short(most.loss_without):
        said = claim(said, f"; without head {least + 1} the loss is only ", only)
    return claim(said, ".")


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


def ablation_caption(found: HeadAblation) -> Claim:
    """Return how the table is measured."""
    mass = claim(
        "Its ",
        Term("mass", "attention mass"),
        " is the share of its weights on clicks of the candidate's interest (equal weights: "
        f"{percent(found.chance or 0.0)}). ",
    )
    return claim(
        f"Measured on {plural(found.samples, 'sample')} of held-out users. Similarity: the cosine "
        "between two heads' weights over a user's clicks, the mean over users. A head is switched "
        "off by setting its context to zero. ",
        claim() if found.chance is None else mass,
        "Its ",
        Term("entropy"),
        " is how evenly it spreads its weights, from 0, all on one click, to 1, equal.",
    )
