"""Who learns to attend: layers that were trained on the same log, side by side, seed by seed."""

import math
from collections.abc import Mapping, Sequence
from statistics import median

from attnviz.learning.trained import Training
from attnviz.topics.chance import NEAR
from attnviz.topics.claim import Claim, Item, Term, claim
from attnviz.topics.compared_layers.pictures import attention_of, chance_of, masses, middle
from attnviz.topics.words import number, percent


def layer_row(
    name: str,
    by_seed: Mapping[int, Training],
    seconds: float | None,
    entropies: Mapping[int, float] | None = None,
) -> dict[str, str]:
    """Return a layer's trainings as a row of "Who learns to attend?".

    Args:
        name: Whose layer it is.
        by_seed: Its trainings, one or more.
        seconds: How long one of them took on this server; None where all were made elsewhere.
        entropies: Those of its weights by seed, which are shown where there is no mass; a seed
            whose weights are all 0 has none.
    """
    training = next(iter(by_seed.values()))
    return {
        "recipe": name,
        "attention": attention_of(training),
        **_measured(by_seed, entropies or {}),
        "AUC": number(median(one.epochs[-1].auc for one in by_seed.values()), 3),
        "parameters": f"{sum(values[0].size for values in training.weights.values()):,}",
        "seconds": "shipped" if seconds is None else number(seconds, 1),
    }


def _measured(by_seed: Mapping[int, Training], entropies: Mapping[int, float]) -> dict[str, str]:
    chance = next(iter(by_seed.values())).epochs[-1].chance
    found = (entropies if chance is None else masses(by_seed)).values()
    spread = " – ".join(number(end, 3) for end in (min(found), max(found))) if found else ""
    cells = {
        "entropy" if chance is None else "mass": number(median(found), 3) if found else "–",
        "lowest to highest": spread if len(found) > 1 else "–",
        "seeds": str(len(by_seed)),
    }
    return cells if chance is None else {**cells, "chance": number(chance, 3)}


def entropy_claim(measured: Sequence[tuple[str, float | None, float]]) -> Claim:
    """Return which layers spread their weights least and most; nothing below two.

    Args:
        measured: By layer: its name, the entropy of its weights and its AUC, medians over its
            seeds.
    """
    known = sorted((entropy, name, auc) for name, entropy, auc in measured if entropy is not None)
    if len(known) < 2:
        return claim()
    (least, focused, its), (most, even, others) = known[0], known[-1]
    fewest = claim(
        "The layer of ",
        Item(focused),
        " puts its weights on the fewest clicks, ",
        Term("entropy"),
        " ",
        number(least),
    )
    widest = claim("that of ", Item(even), " spreads them most, ", number(most))
    if any(math.isnan(auc) for *_, auc in known):
        return claim(fewest, "; ", widest, ". Not every layer has an AUC.")
    best = max(known, key=lambda one: one[2])
    both = claim(fewest, f", AUC {number(its, 3)}; ", widest, f", AUC {number(others, 3)}. ")
    if best[1] == focused:
        return claim(both, "The most focused layer also has the highest AUC.")
    highest = number(best[2], 3)
    return claim(both, "The highest AUC, ", highest, ", is that of ", Item(best[1]), ".")


def layers_claims(trained: Mapping[str, Mapping[int, Training]]) -> list[Claim]:
    """Return what the trainings that are there say about who learns to attend.

    Args:
        trained: Trainings by seed, of the names "article", "default", "none" (the default without
            normalization), "heads 2" and "heads 8" those that are there.
    """
    there = {name: by_seed for name, by_seed in trained.items() if masses(by_seed)}
    claims = []
    if "article" in there:
        claims.append(_article(there["article"]))
    if "default" in there:
        claims.append(claim("A unit that sees query and key gets ", _said(there["default"]), "."))
    if {"default", "none"} <= set(there):
        less, where = _below(there["none"], there["default"])
        is_less = "less" if less else "not less"
        opening = f"Without normalization it is {is_less}{where}: "
        claims.append(claim(opening, _said(there["none"]), "."))
    if {"heads 2", "heads 8"} <= set(there):
        less, where = _below(there["heads 8"], there["heads 2"])
        opening = (
            f"Eight heads, each of a smaller dimension, focus {'less' if less else 'no less'} than "
            f"two{where}: "
        )
        eight, two = _said(there["heads 8"]), _said(there["heads 2"])
        claims.append(claim(opening, eight, " against ", two, "."))
    return claims


def _article(by_seed: Mapping[int, Training]) -> Claim:
    epochs = [epoch for training in by_seed.values() for epoch in training.epochs]
    chance = chance_of(next(iter(by_seed.values())))
    stays = all(epoch.mass is not None and abs(epoch.mass - chance) < NEAR for epoch in epochs)
    lowest = min(training.epochs[-1].auc for training in by_seed.values())
    many = f" on each of {len(by_seed)} seeds" if len(by_seed) > 1 else ""
    said = claim(
        "The ",
        Term("unit"),
        " of the ",
        Term("article"),
        " never sees the candidate: its attention "
        f"{f'stays at chance in every epoch{many}' if stays else 'is not always at chance'}, ",
        _said(by_seed),
        " against ",
        percent(chance),
    )
    if math.isnan(lowest):
        return claim(said, ". It has no AUC.")
    at_least = " is at least " if many else " is "
    said = claim(said, ", and its ", Term("AUC"), at_least, number(lowest, 3))
    if stays and lowest > 0.9:
        return claim(said, " all the same: a good metric does not show that attention works.")
    return claim(said, ".")


def _said(by_seed: Mapping[int, Training]) -> Claim:
    found = middle(by_seed)
    return claim("–") if found is None else percent(found)


def _below(one: Mapping[int, Training], other: Mapping[int, Training]) -> tuple[bool, str]:
    """Return whether one's mass is below the other's on every seed that both have, and on how many.

    Without a seed that both have, their medians are compared.
    """
    ones, others = masses(one), masses(other)
    shared = ones.keys() & others.keys()
    below = sum(ones[seed] < others[seed] for seed in shared)
    if len(shared) < 2:
        return median(ones.values()) < median(others.values()), ""
    if below == len(shared):
        return True, f" on each of {below} seeds"
    return False, f" on {len(shared) - below} of {len(shared)} seeds"
