"""What the mask keeps from padding, and what that changes."""

from dataclasses import dataclass

import numpy as np

from attnviz.topics.claim import Claim, Number, Strong, Term, claim
from attnviz.topics.slices import several_heads, weights_of
from attnviz.topics.words import number, percent, short
from attnviz.trace.record import Trace

_GROWS = "each click's weight grows by the same factor"


def padding_weight(trace: Trace, user: int, head: int) -> tuple[float, float]:
    """Return the sum of a user's |weights| on padding, and of all of them.

    In self-attention both are means over the clicks that ask; NaN if there is none.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
        head: 1 for the first head, 0 for the mean over heads.
    """
    empty = trace.samples.history[user] == 0
    rows = np.abs(weights_of(trace, head)[user].astype(np.float64))
    if trace.self_attention:
        rows = rows[~empty]
    if not len(rows):
        return np.nan, np.nan
    return float(rows[:, empty].sum(axis=-1).mean()), float(rows.sum(axis=-1).mean())


def masks_claim(without: Trace, masked: Trace, user: int, head: int, name: str) -> Claim:
    """Return what padding takes when it is not masked; true for every setting.

    Args:
        without: The trace with `mask_padding` off.
        masked: The same with `mask_padding` on.
        user: Row of the batch, 0-based.
        head: 1 for the first head, 0 for the mean over heads.
        name: What to call the user, such as "user 3".
    """
    empty = int((without.samples.history[user] == 0).sum())
    clicks = without.samples.history.shape[1] - empty
    if empty == 0:
        rest = ", so the mask changes nothing."
        return claim(f"{name.capitalize()} has ", Strong("no"), " ", Term("padding"), rest)
    if clicks == 0:
        return _empty_history(without, masked, user, name)
    where = f"In head {head}, " if head else ""
    opening = claim(f"{where}without the " if where else "Without the ", Term("mask"), ", ")
    on_padding, total = padding_weight(without, user, head)
    if total == 0:
        return claim(
            opening, f"every weight of {name} is ", Number(0), ", on padding as on clicks."
        )
    if on_padding == 0:
        ahead = ": it lies ahead of every click" if "causal_mask" in without.steps else ""
        rest = f" of {name}'s attention{ahead}."
        return claim(opening, Term("padding"), " still gets ", percent(0), rest)
    share = on_padding / total
    if without.normalization.sums_to_one:
        other = _most_affected(without, user, head, share)
        whose = f" of {name}'s attention"
        return claim(opening, Term("padding"), " takes ", percent(share), whose, other, ".")
    return claim(
        opening,
        Term("padding"),
        " has ",
        percent(share),
        f" of all weight of {name}: ",
        short(on_padding),
        f" of {short(total)}, signs aside.",
    )


def _most_affected(without: Trace, user: int, head: int, share: float) -> Claim:
    """Return which other user's padding takes most, if it is clearly more than `share`."""
    if without.self_attention:
        return claim()
    shares = [padding_weight(without, row, head)[0] for row in range(len(without.samples.history))]
    most = int(np.argmax(shares))
    if most == user or shares[most] < share + 0.01:
        return claim()
    return claim(", and ", percent(shares[most]), f" of user {most + 1}'s")


def _empty_history(without: Trace, masked: Trace, user: int, name: str) -> Claim:
    if without.self_attention:
        return claim(f"{name.capitalize()} has ", Strong("no"), " click, so nobody asks.")
    opening = claim(f"{name.capitalize()} has no click: without the mask, ")
    nothing = claim("every weight is ", Number(0))
    after = weights_of(masked, 0)[user]
    if np.abs(weights_of(without, 0)[user]).sum() == 0:
        opening = claim(opening, nothing)
    else:
        opening = claim(opening, Strong("all"), " weight is on padding")
    if np.isnan(after).any():
        rest = f"; with it, this recipe's {masked.normalization.name} is not a number."
        return claim(opening, rest)
    if np.abs(after).sum() == 0:
        return claim(opening, "; with it, ", nothing, ".")
    rest = "; with it too, as this recipe then gives every position the same weight."
    return claim(opening, rest)


@dataclass(frozen=True)
class Effect:
    """What the mask changes for a user.

    Attributes:
        user: Number of the user, from 1.
        padding: How many positions are padding.
        weight: Sum of the |weights| on padding without the mask.
        without: Score without the mask.
        masked: Score with it.
    """

    user: int
    padding: int
    weight: float
    without: float
    masked: float

    @property
    def row(self) -> dict[str, str]:
        """The effect as texts by name, for a table."""
        return {
            "user": str(self.user),
            "padding": str(self.padding),
            "weight on padding": short(self.weight),
            "score without": _score(self.without),
            "score with": _score(self.masked),
            "change": _change(self.masked - self.without),
        }


def _score(value: float) -> str:
    return "–" if np.isnan(value) else number(value, 3)


def _change(difference: float) -> str:
    if 0 < abs(difference) < 0.0005:
        return "below 0.001"
    return f"{'+' if difference > 0 else ''}{_score(difference)}"


def effects(without: Trace, masked: Trace, head: int) -> list[Effect]:
    """Return what the mask changes for each user; not for self-attention, which has no score.

    Arguments as `masks_claim`.
    """
    before, after = without.score, masked.score
    assert before is not None
    assert after is not None
    return [
        Effect(
            user + 1,
            int((without.samples.history[user] == 0).sum()),
            padding_weight(without, user, head)[0],
            float(before[user]),
            float(after[user]),
        )
        for user in range(len(before))
    ]


def sums_sentence(without: Trace, masked: Trace, user: int, head: int) -> Claim:
    """Return where the weight of padding goes under the mask."""
    empty = int((masked.samples.history[user] == 0).sum())
    if empty == 0:
        return claim("Where there is no padding, the mask takes nothing away.")
    if empty == masked.samples.history.shape[1]:
        return claim("There is no click that could take over what padding had.")
    on_padding, before = padding_weight(without, user, head)
    if on_padding == 0:
        return claim("Padding had no weight here, so the mask leaves every click's as it is.")
    normalization = masked.normalization
    one = masked.samples.history.shape[1] - empty == 1
    if normalization.sums_to_one:
        gets = "the one click gets" if one else "the clicks share"
        where = ": in a head, " if several_heads(masked) else ": "
        grows = "" if one or not normalization.keeps_ratios else f"{where}{_GROWS}"
        return claim(
            f"{normalization.word.capitalize()} shares 100 % among what is left, so with the mask "
            f"{gets} what padding had{grows}."
        )
    after = padding_weight(masked, user, head)[1]
    return claim(
        f"With {normalization.word} nothing is shared, so the mask takes padding's weight away and "
        f"leaves {'that of the click as it is' if one else 'those of the clicks as they are'}. "
        "Signs aside the weights sum to ",
        short(before),
        " without the mask and ",
        short(after),
        " with it.",
    )
