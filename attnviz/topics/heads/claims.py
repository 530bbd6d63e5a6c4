"""What the heads attend to, and whether they agree."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from attnviz.topics.chance import attended, stands_out
from attnviz.topics.claim import Claim, Item, Name, Number, Strong, Term, claim
from attnviz.topics.overview import none_about
from attnviz.topics.words import listed, percent
from attnviz.trace.record import Trace

# Shares closer than this are a tie: float32 weights of equal scores differ by as much.
_TIE = 1e-5


@dataclass(frozen=True)
class Finding:
    """What a head gives the most weight to.

    Attributes:
        what: An interest, a click such as "click 3", or "padding"; "" if two have the same, if
            equal weights would give it about as much, or if there is no weight at all.
        share: The largest share of the |weights|, 0 .. 1; NaN if there is no weight at all.
        tie: Whether two have the same, which is more than equal weights would give them.
    """

    what: str
    share: float
    tie: bool = False

    @property
    def note(self) -> str:
        """The finding in a few words, such as "coffee 97 %"."""
        if np.isnan(self.share):
            return "no weight"
        if not self.what and not self.tie:
            return "nothing stands out"
        return f"{self.what or 'a tie'} {percent(self.share)}"


def findings(trace: Trace, user: int) -> list[Finding]:
    """Return what each head gives the most weight to, for the candidate.

    Args:
        trace: A multi-head trace in which the candidate asks.
        user: Row of the batch, 0-based.
    """
    groups, open_to = _groups(trace, user), attended(trace, user)
    equal = dict.fromkeys(groups, 0.0)
    for group, there in zip(groups, open_to, strict=True):
        equal[group] += float(there) / max(int(open_to.sum()), 1)
    return [_finding(head[0], groups, equal) for head in trace["weights"].value[user]]


def _groups(trace: Trace, user: int) -> list[str]:
    """Return what each position of the history counts towards."""
    interest_of = trace.samples.items.interest_of
    history = trace.samples.history[user]
    return [interest_of(int(item)) or f"click {place + 1}" for place, item in enumerate(history)]


def _finding(weights: np.ndarray, groups: list[str], equal: Mapping[str, float]) -> Finding:
    size = np.abs(weights.astype(np.float64))
    if not size.sum() > 0:  # nor where it is NaN
        return Finding("", np.nan)
    given: dict[str, float] = dict.fromkeys(groups, 0.0)
    for group, part in zip(groups, size / size.sum(), strict=True):
        given[group] += float(part)
    first, *others = sorted(given, key=lambda group: given[group], reverse=True)
    tie = bool(others) and given[first] - given[others[0]] < _TIE
    alone = equal[first] > 1 - _TIE  # of one kind alone there is nothing to find
    found = alone or stands_out(given[first], equal[first])
    return Finding(first if found and not tie else "", given[first], found and tie)


def heads_claim(trace: Trace, user: int) -> Claim:
    """Return how many heads agree; true for every setting.

    Arguments as `findings`.
    """
    item = int(trace.samples.candidate[user])
    opening = claim("For ", Item(trace.samples.items.title(item)), ", ")
    if np.isnan(trace["weights"].value[user]).any():
        name = trace.normalization.name
        return claim(opening, f"the history is empty, and this recipe's {name} is not a number.")
    found = findings(trace, user)
    if all(np.isnan(finding.share) for finding in found):
        nothing = "no head attends to anything: every weight is "
        return claim(opening, nothing, Number(0), ".")
    return claim(opening, _unrelated(trace, user, item), _agreement(found), ".")


def _unrelated(trace: Trace, user: int, item: int) -> Claim:
    history = trace.samples.history[user]
    clicks = int((history != 0).sum())
    interest = trace.samples.items.interest_of(item)
    if not interest or clicks == 0 or interest in _groups(trace, user):
        return claim()
    return claim(none_about(clicks, Name(interest)), ", and ")


def _agreement(found: list[Finding]) -> Claim:
    heads, most = len(found), " the most weight"
    named = Counter(Item(finding.what) for finding in found if finding.what)
    if not named:
        if any(finding.tie for finding in found):
            return claim("the one head has no" if heads == 1 else "no head has a", " favourite")
        who = "the one head gives nothing" if heads == 1 else "no head gives anything"
        return claim(who, " clearly more than equal weights would")
    (first, count), *others = named.most_common()
    if heads == 1:
        return claim("the one head gives ", first, most, ", ", percent(found[0].share))
    if count == heads:
        every = ("both ",) if heads == 2 else ("all ", Number(heads), " ")
        return claim(*every, Term("heads", "head"), " give ", first, most)
    rest = heads - sum(named.values())
    undecided = f"; {rest} {'has' if rest == 1 else 'have'} no favourite" if rest else ""
    if others and others[0][1] == count:
        each = listed([claim(what, f" ({number})") for what, number in named.most_common()])
        opening = f"the {heads} heads disagree on what gets the most weight: "
        return claim(opening, each, undecided)
    give = f" of {heads} heads gives " if count == 1 else f" of {heads} heads give "
    return claim(Number(count), give, first, most, undecided)


def clicks_claim(trace: Trace, user: int) -> Claim:
    """Return what every click finds when it asks; true for every setting.

    Args:
        trace: A trace of self-attention.
        user: Row of the batch, 0-based.
    """
    if not trace.samples.history[user].any():
        return claim("The history is empty: there is ", Strong("no"), " click to ask.")
    found = _own_share(trace, user)
    if found is None:
        return claim("Every click asks, and gets nothing: every weight is ", Number(0), ".")
    if (trace.samples.history[user] != 0).sum() == 1 and "mask" in trace.steps:
        return claim("There is one click, and it can attend to nothing but itself.")
    share, equal = map(percent, found)
    target = "itself" if trace.samples.items.interests is None else "clicks of its own interest"
    return claim(
        "When every click asks, it gives ",
        share,
        f" of its attention to {target} on average; equal weights would give ",
        equal,
        ".",
    )


def users_claim(trace: Trace, users: int) -> Claim:
    """Return what the clicks of some users find when they ask; true for every setting.

    Args:
        trace: A trace of self-attention.
        users: How many users of the batch, from the first on.
    """
    found = [_own_share(trace, user) for user in range(users)]
    there = [shares for shares in found if shares is not None]
    if not there:
        return claim(Strong("No"), " click of these users gets any attention.")
    share, equal = (percent(float(part)) for part in np.mean(there, axis=0))
    target = (
        "themselves" if trace.samples.items.interests is None else "clicks of their own interest"
    )
    whose = "one user" if len(there) == 1 else f"{len(there)} users"
    return claim(
        f"The clicks of {whose} give ",
        share,
        f" of their attention to {target} on average; equal weights would give ",
        equal,
        ".",
    )


def _own_share(trace: Trace, user: int) -> tuple[float, float] | None:
    """Return how much of their attention a user's clicks give their own interest, and how much they
    would with equal weights; None if no click gives any.
    """
    history = trace.samples.history[user]
    asking = history != 0
    allowed = np.ones((len(history), len(history)), bool)
    if "mask" in trace.steps:
        allowed &= trace["mask"].value[user]
    if "causal_mask" in trace.steps:
        allowed &= trace["causal_mask"].value[user]
    items = trace.samples.items
    lone = items.interests is None
    numbers = np.arange(len(history)) if lone else items.interest_number(history)
    own = (numbers[:, None] == numbers[None])[asking]
    size = np.abs(trace["weights"].value[user].astype(np.float64))[:, asking]  # (h, clicks, T)
    total = size.sum(axis=-1)
    if not (total > 0).any():
        return None
    share = float(((size * own).sum(axis=-1)[total > 0] / total[total > 0]).mean())
    chance = float(((own & allowed[asking]).sum(axis=-1) / allowed[asking].sum(axis=-1)).mean())
    return share, chance


def users_sentence(drawn: int, users: int) -> str:
    """Return which users of the batch are not drawn; empty if all of them are."""
    if drawn == users:
        return ""
    if drawn:
        return f"Users 1 to {drawn} of {users} are drawn; choose another one at the top."
    return "They are too large to be drawn side by side; choose another user at the top."


def who_asks_sentence(masks_padding: bool) -> str:
    """Return what rows and columns of self-attention's weights are, and what padding does there."""
    if masks_padding:
        return "Rows ask, columns answer. What padding asks is left out, as its output is set to 0."
    return "Rows ask, columns answer. Nothing is masked, so padding asks and answers as well."
