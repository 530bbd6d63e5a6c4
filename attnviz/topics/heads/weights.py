"""What the weights of any walk show, its queries and keys whatever they are: claims and pictures.

Axes: h heads, T_q queries, T_k keys.
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from attnviz.pictures import Block, Picture, grid, to_figure
from attnviz.scenario.values import Integer
from attnviz.topics.chance import stands_out
from attnviz.topics.claim import Claim, Item, Number, claim
from attnviz.topics.slices import Slices
from attnviz.topics.walk import step_picture
from attnviz.topics.words import percent, plural
from attnviz.trace.record import Walk

# Shares closer than this are a tie: float32 weights of equal scores differ by as much.
_TIE = 1e-5
# More tiles than these are a carpet.
_MOST_HEADS = 40


@dataclass(frozen=True)
class _Heaviest:
    """What a head gives the most weight to, over all queries that give any.

    Attributes:
        key: Its place, 0-based; -1 where no query gives any weight.
        share: Its share of the |weights|, the mean over these queries.
        equal: What equal weights would give it.
        tied: How many keys have as much.
        queries: How many queries give weight.
        broken: How many queries have weights that are not finite.
    """

    key: int
    share: float
    equal: float
    tied: int
    queries: int
    broken: int

    @property
    def found(self) -> bool:
        """Whether it is more than equal weights would give, and nobody else's."""
        return self.key >= 0 and self.tied == 1 and self.clear

    @property
    def clear(self) -> bool:
        """Whether it is more than equal weights would give; one key alone has all that there is."""
        return self.equal > 1 - _TIE or stands_out(self.share, self.equal)


def weights_claim(walk: Walk, user: int = 0, head: int | None = None) -> Claim:
    """Return what the weights of a walk show, in words; `str` of it is the plain text.

    Args:
        walk: A walk: of `run`, `from_keras`, `from_torch` or `from_weights`.
        user: Row of the batch, 0-based.
        head: The head that is spoken of, 0-based; None for all.

    Raises:
        ValueError: if there is no such user or head; it says which there are.

    Example:
        >>> import attnviz
        >>> walk = attnviz.from_weights([0.6, 0.3, 0.1], keys=["tent", "stove", "rope"])
        >>> print(attnviz.weights_claim(walk))
        For query 1, tent gets the most weight, 60 %.
    """
    weights = _weights(walk, user)
    if head is not None:
        Integer(0, len(weights) - 1).check("head", head)
        weights = weights[head : head + 1]
    allowed = _allowed(walk, user, weights.shape[1:])
    found = [_heaviest(own, allowed) for own in weights]
    who = _who(walk, user, found)
    if len(found) == 1:
        return claim(who, _of_one(walk, user, found[0]))
    return claim(who, _agreement(walk, user, found))


def heads_figure(walk: Walk, user: int = 0) -> go.Figure:
    """Return the weights of every head side by side, as a figure of Plotly's.

    Where several queries ask, each head is a tile, a row a query, with their mean over heads behind
    them; of one query the heads are columns beside each other.

    Args:
        walk: A walk: of `run`, `from_keras`, `from_torch` or `from_weights`.
        user: Row of the batch, 0-based.

    Raises:
        ValueError: if there is no such user; it says which there are.

    Example:
        >>> import attnviz, numpy
        >>> walk = attnviz.from_weights(numpy.full((2, 3, 4), 0.25))  # heads, queries, keys
        >>> attnviz.heads_figure(walk).layout.meta["alt"]
        'head 1: weights (3 by 4); head 2: weights (3 by 4); mean over heads: weights (3 by 4)'
    """
    return to_figure(heads_picture(walk, user))


def heads_picture(walk: Walk, user: int) -> Picture:
    """Return the picture of `heads_figure`, of 40 heads at most; arguments as there."""
    weights = _weights(walk, user)
    if not walk.by_query or walk["weights"].axes[1] != "h":
        return step_picture(walk, "weights", user)
    panels = [
        replace(Slices(walk, user, head).panel("weights", hatched=True), note="")
        for head in range(min(len(weights), _MOST_HEADS))
    ]
    blocks = [Block(f"head {n + 1}", (panel,), head=n) for n, panel in enumerate(panels)]
    if len(weights) > 1:
        mean = replace(panels[0], values=weights.mean(axis=0), at=(user, "mean", "row", "column"))
        blocks.append(Block("mean over heads", (mean,)))
    return grid(blocks, wide=3, narrow=1)


def _weights(walk: Walk, user: int) -> np.ndarray:
    """Return the weights of a user, (h, T_q, T_k), of all of which there is one at least."""
    weights = walk["weights"].value
    Integer(0, len(weights) - 1).check("user", user)
    own = weights[user].astype(np.float64)
    return own if own.ndim == 3 else own[None]


def _allowed(walk: Walk, user: int, shape: tuple[int, ...]) -> np.ndarray:
    """Return which key a query may attend to, (T_q, T_k)."""
    allowed = np.ones(shape, bool)
    for name in ("mask", "causal_mask"):
        if name in walk.steps:
            allowed = allowed & walk[name].value[user]
    return allowed


def _heaviest(weights: np.ndarray, allowed: np.ndarray) -> _Heaviest:
    finite = np.isfinite(weights).all(axis=-1)
    asks = finite & (weights != 0).any(axis=-1)
    broken = int((~finite).sum())
    if not asks.any():
        return _Heaviest(-1, np.nan, np.nan, 0, 0, broken)
    size = np.abs(weights[asks])
    shares = (size / size.sum(axis=-1, keepdims=True)).mean(axis=0)
    # What has weight although it was masked was not masked where the weights were made.
    open_to = allowed[asks] | (size > 0)
    equal = (open_to / open_to.sum(axis=-1, keepdims=True)).mean(axis=0)
    key = int(shares.argmax())
    tied = int((shares > shares[key] - _TIE).sum())
    return _Heaviest(key, float(shares[key]), float(equal[key]), tied, int(asks.sum()), broken)


def _who(walk: Walk, user: int, found: list[_Heaviest]) -> Claim:
    if not walk.by_query:
        return claim("For ", Item(walk.query_title(user, 0)), ", ")
    asking, broken = max(one.queries for one in found), max(one.broken for one in found)
    left_out = f", without {broken} whose weights are not numbers" if asking and broken else ""
    queries = asking or walk["weights"].shape[-2]
    return claim(f"Over {'1 query' if queries == 1 else f'{queries:,} queries'}{left_out}, ")


def _key(walk: Walk, user: int, place: int) -> Item:
    return Item(walk.samples.items.title(int(walk.samples.history[user, place])))


def _of_one(walk: Walk, user: int, found: _Heaviest) -> Claim:
    if found.key < 0:
        return _nothing(found)
    share = percent(found.share)
    if found.found:
        return claim(_key(walk, user, found.key), " gets the most weight, ", share, ".")
    if found.tied > 1:
        return claim("no key stands out: ", plural(found.tied, "key"), " have ", share, " each.")
    return claim(
        "no key stands out: the heaviest, ",
        _key(walk, user, found.key),
        ", has ",
        share,
        ", and equal weights would give it ",
        percent(found.equal),
        ".",
    )


def _nothing(found: _Heaviest) -> Claim:
    if found.broken:
        return claim("the weights are not numbers.")
    return claim("nothing is attended to: every weight is ", Number(0), ".")


def _agreement(walk: Walk, user: int, found: list[_Heaviest]) -> Claim:
    """Return what several heads give the most weight to, and how many have no favourite."""
    heads = len(found)
    if all(one.key < 0 for one in found):
        return _nothing(found[0])
    named = Counter(one.key for one in found if one.found)
    if not named:
        return claim("no key stands out in any of the ", plural(heads, "head"), ".")
    (first, count), *others = named.most_common()
    title = _key(walk, user, first)
    if count == heads:
        every = "both heads give " if heads == 2 else f"all {heads} heads give "
        return claim(every, title, " the most weight.")
    rest = heads - sum(named.values())
    undecided = f"; {rest} {'has' if rest == 1 else 'have'} no favourite" if rest else ""
    if others:
        give = "1 head gives " if count == 1 else f"{count} heads give "
        more = f", and {len(others)} other {'key is' if len(others) == 1 else 'keys are'} "
        disagree = f"the {heads} heads disagree: {give}"
        return claim(disagree, title, f" the most weight{more}the favourite of others{undecided}.")
    give = f"1 of {heads} heads gives " if count == 1 else f"{count} of {heads} heads give "
    return claim(give, title, " the most weight", undecided, ".")
