"""What each normalization makes of the same scores, and what scaling does to them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from attnviz.scenario.normalizations import NORMALIZATIONS, normalization
from attnviz.topics.normalization.pictures import lengths_by_clicks
from attnviz.topics.words import number, plural, short
from attnviz.trace.record import Trace


def weight_sum(trace: Trace) -> float:
    """Return what the first user's weights sum to, the mean over heads and over clicks that ask."""
    weights = trace["weights"].value[0].astype(np.float64)
    if trace.self_attention and "mask" in trace.steps:
        weights = weights[:, trace["mask"].value[0]]
    return float(weights.sum(axis=-1).mean()) if weights.size else 0.0


def _each(trace: Trace) -> str:
    if trace.self_attention:
        return " for each click that asks, on average"
    several = trace["weights"].axes[1] == "h" and trace["weights"].value.shape[1] > 1
    return " in a head, on average" if several else ""


def normalization_claim(traces: Mapping[str, Trace], name: str) -> str:
    """Return what the weights sum to by normalization, in Markdown; true for every setting.

    Args:
        traces: By normalization, those of `NORMALIZATIONS`, traces that differ in nothing else.
        name: What to call their first user, such as "user 3".
    """
    sums = {key: weight_sum(trace) for key, trace in traces.items()}
    undefined = [key for key, total in sums.items() if np.isnan(total)]
    if undefined:
        known = next(total for total in sums.values() if not np.isnan(total))
        which = " and ".join(undefined)
        are, it = ("is not a number", "it") if which in sums else ("are not numbers", "them")
        return (
            f"{name.capitalize()} has no click to attend to: this recipe's {which} {are}; "
            f"without {it} the weights sum to **{short(known)}**."
        )
    if not any(trace["weights"].value.any() for trace in traces.values()):
        return f"Every weight of {name} is **0**, whatever the normalization."
    first, *others = sums
    rest = [f"{normalization(key).applied}{{}} to **{short(sums[key])}**" for key in others]
    told = ", ".join(text.format("" if place else " sum") for place, text in enumerate(rest))
    return (
        f"{normalization(first).word.capitalize()} makes {name}'s weights sum to "
        f"**{short(sums[first])}**{_each(traces[first])}; {told}."
    )


def notes(traces: Mapping[str, Trace]) -> dict[str, str]:
    """Return what the weights of each normalization sum to, as a line under its picture."""
    return {name: f"sum {short(weight_sum(trace))}" for name, trace in traces.items()}


def _noun(traces: Mapping[str, Trace]) -> str:
    """Return what is attended to: a click, or any position where padding is not masked."""
    trace = next(iter(traces.values()))
    padded = (trace.samples.history[0] == 0).any() and "mask" not in trace.steps
    return "position" if padded else "click"


def growth_sentence(traces: Mapping[str, Trace]) -> str:
    """Return how the interest vector's length changes with the clicks, in Markdown.

    Arguments as `normalization_claim`; not for self-attention.
    """
    lengths = lengths_by_clicks(traces)
    clicks = len(next(iter(lengths.values())))
    noun = _noun(traces)
    if clicks == 0:
        return "There is no click to attend to, so there is nothing to sum."
    if clicks == 1:
        sharing = [record.word for record in map(normalization, traces) if record.sums_to_one]
        give = "gives" if len(sharing) == 1 else "give"
        return (
            f"There is one {noun} to attend to: {' and '.join(sharing)} {give} it all of the "
            "weight, whatever its score, and the interest vector is its value."
        )
    told = "; ".join(
        f"with {normalization(name).word} from **{short(line[0])}** to **{short(line[-1])}**"
        for name, line in lengths.items()
    )
    return f"From the first {noun} to all {clicks}, the interest vector's length goes: {told}."


def softmax_or_not(traces: Mapping[str, Trace]) -> str:
    """Return an answer to "softmax or not?" that this view's numbers support, in Markdown.

    Arguments as `normalization_claim`; not for self-attention.
    """
    lengths = lengths_by_clicks(traces)
    clicks = len(lengths["none"])
    average = (
        "**With softmax** the weights are shares, so in each head the interest vector is an "
        "average of the clicks' values: at most as long as the longest of them, however long the "
        "history is. Also where no click is related, the shares must be given to someone."
    )
    total = (
        "**Without softmax** the interest vector is a sum, and calling it a weighted average is a "
        "mistake: every click adds to it, so its length tells how strong the interest is (DIN's "
        "argument for it), but also how long the history is, and what follows must cope with both."
    )
    if clicks < 2:
        return f"{average}\n\n{total}"
    first, last = lengths["none"][0], lengths["none"][-1]
    turn = "" if last > first else ", as terms of both signs can cancel in a sum"
    return (
        f"{average}\n\n{total} In this view it goes from {short(first)} to **{short(last)}** over "
        f"{plural(clicks, _noun(traces))}{turn}."
    )


@dataclass(frozen=True)
class Scaling:
    """What dividing the scores by the root of d does to a user's softmax, the mean over heads.

    Attributes:
        heads: Number of heads; 1 in target attention.
        depth: d, the length of the vectors that are compared.
        spread: Standard deviation of the unscaled scores over the clicks.
        largest: Largest weight, without and with scaling.
        effective: How many clicks share the attention, exp(entropy), without and with scaling.
    """

    heads: int
    depth: int
    spread: float
    largest: tuple[float, float]
    effective: tuple[float, float]

    @property
    def row(self) -> dict[str, str]:
        """The measures as texts by name, for a table."""
        return {
            "heads": str(self.heads),
            "d": str(self.depth),
            "√d": number(self.depth**0.5),
            "spread of scores": short(self.spread),
            "largest weight": short(self.largest[0]),
            "… scaled": short(self.largest[1]),
            "clicks' worth": short(self.effective[0]),
            "…  scaled": short(self.effective[1]),
        }


def scaling(unscaled: Trace, scaled: Trace) -> Scaling:
    """Measure what scaling does to the first user's weights.

    Args:
        unscaled: A trace with softmax and with `scale` off.
        scaled: The same with `scale` on.
    """
    layer = scaled.settings.layer
    heads = layer["num_heads"] if layer["mode"] == "multi_head" else 1
    before, after = _sharpness(unscaled), _sharpness(scaled)
    return Scaling(
        heads,
        layer["embedding_dim"] // heads,
        _spread(unscaled),
        (before[0], after[0]),
        (before[1], after[1]),
    )


def _asking_rows(trace: Trace, name: str) -> np.ndarray:
    """Return the first user's rows of a tensor, (rows, T): by head, and by click that asks."""
    values = trace[name].value[0].astype(np.float64)
    if trace.self_attention and "mask" in trace.steps:
        values = values[:, trace["mask"].value[0]]
    return values.reshape(-1, values.shape[-1])


def _spread(trace: Trace) -> float:
    attended = trace["mask"].value[0] if "mask" in trace.steps else slice(None)
    scores = _asking_rows(trace, "scores")[:, attended]
    return float(scores.std(axis=-1).mean()) if scores.size else np.nan


def _sharpness(trace: Trace) -> tuple[float, float]:
    """Return the largest weight and exp(entropy), means over rows; NaN if there is no weight."""
    rows = _asking_rows(trace, "weights")
    rows = rows[rows.sum(axis=-1) > 0]
    if not len(rows):
        return np.nan, np.nan
    safe = np.where(rows > 0, rows, 1.0)
    entropy = -(rows * np.log(safe)).sum(axis=-1)
    return float(rows.max(axis=-1).mean()), float(np.exp(entropy).mean())


def scaling_sentence(measured: Scaling) -> str:
    """Return what scaling does, in Markdown; true for every setting."""
    if np.isnan(measured.effective[0]):
        return "There is no weight to share, so scaling changes nothing."
    root = number(measured.depth**0.5)
    if measured.depth == 1:
        return "The vectors that are compared hold one number: √1 = **1**, and nothing changes."
    if number(measured.effective[0], 1) == number(measured.effective[1], 1):
        return (
            f"Dividing by √{measured.depth} = **{root}** changes nothing to be seen here: the "
            f"largest weight stays at **{number(measured.largest[1])}**."
        )
    return (
        f"Dividing by √{measured.depth} = **{root}** takes the largest weight from "
        f"**{number(measured.largest[0])}** to **{number(measured.largest[1])}**, and the "
        f"attention from **{number(measured.effective[0], 1)}** clicks' worth to "
        f"**{number(measured.effective[1], 1)}**."
    )


def what_they_do() -> str:
    """Return what each does with scores, clauses in Markdown."""
    *others, last = (record.does for record in NORMALIZATIONS.values())
    return f"{', '.join(others)}, and {last}"
