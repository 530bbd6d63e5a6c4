"""What each normalization makes of the same scores, and what scaling does to them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from attnviz.scenario.normalizations import NORMALIZATIONS, normalization
from attnviz.topics.claim import Claim, Number, Strong, Term, claim, joined
from attnviz.topics.normalization.pictures import lengths_by_clicks
from attnviz.topics.slices import several_heads
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
    return " in a head, on average" if several_heads(trace) else ""


def normalization_claim(traces: Mapping[str, Trace], name: str) -> Claim:
    """Return what the weights sum to by normalization; true for every setting.

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
        return claim(
            f"{name.capitalize()} has no click to attend to: this recipe's {which} {are}; "
            f"without {it} the weights sum to ",
            short(known),
            ".",
        )
    if not any(trace["weights"].value.any() for trace in traces.values()):
        return claim(f"Every weight of {name} is ", Number(0), ", whatever the normalization.")
    first, *others = sums
    told = [
        claim(normalization(key).applied, " to " if place else " sum to ", short(sums[key]))
        for place, key in enumerate(others)
    ]
    return claim(
        f"{normalization(first).word.capitalize()} makes {name}'s ",
        Term("weights"),
        " sum to ",
        short(sums[first]),
        f"{_each(traces[first])}; ",
        joined(", ", told),
        ".",
    )


def notes(traces: Mapping[str, Trace]) -> dict[str, str]:
    """Return what the weights of each normalization sum to, as a line under its picture."""
    return {name: f"{_sum_of(trace)} {short(weight_sum(trace))}" for name, trace in traces.items()}


def opened_note(trace: Trace) -> str:
    """Return with which normalization a number was made, as a line over what it is made of."""
    return f"With {trace.normalization.word}:"


def made_sentence(trace: Trace) -> str:
    """Return with which normalization the layer was trained, and what changes here."""
    made = "The layer is untrained"
    if trace.epoch:
        made = (
            f"The layer was trained with {trace.normalization.word}, and would have learned other "
            "vectors with another normalization"
        )
    return f"{made}; here nothing but the normalization changes."


def _sum_of(trace: Trace) -> str:
    if trace.self_attention:
        return "sum, mean of clicks"
    return "sum, mean of heads" if several_heads(trace) else "sum"


def _noun(traces: Mapping[str, Trace]) -> str:
    """Return what is attended to: a click, or any position where padding is not masked."""
    trace = next(iter(traces.values()))
    padded = (trace.samples.history[0] == 0).any() and "mask" not in trace.steps
    return "position" if padded else "click"


def growth_sentence(traces: Mapping[str, Trace]) -> Claim:
    """Return how the interest vector's length changes with the clicks.

    Arguments as `normalization_claim`; not for self-attention.
    """
    lengths = lengths_by_clicks(traces)
    clicks = len(next(iter(lengths.values())))
    noun = _noun(traces)
    if clicks == 0:
        return claim("There is no click to attend to, so there is nothing to sum.")
    if clicks == 1:
        sharing = [record.word for record in map(normalization, traces) if record.sums_to_one]
        give = "gives" if len(sharing) == 1 else "give"
        return claim(
            f"There is one {noun} to attend to: {' and '.join(sharing)} {give} it all of the "
            "weight, whatever its score, and the interest vector is its value."
        )
    told = [
        claim(f"with {normalization(name).word} from ", short(line[0]), " to ", short(line[-1]))
        for name, line in lengths.items()
    ]
    return claim(
        f"From the first {noun} to all {clicks}, the interest vector's length goes: ",
        joined("; ", told),
        ".",
    )


def softmax_or_not(traces: Mapping[str, Trace]) -> tuple[Claim, Claim]:
    """Return an answer to "softmax or not?" that this view's numbers support, in two paragraphs.

    Arguments as `normalization_claim`; not for self-attention.
    """
    lengths = lengths_by_clicks(traces)
    clicks = len(lengths["none"])
    in_each_head = "in each head " if several_heads(next(iter(traces.values()))) else ""
    average = claim(
        Strong("With softmax"),
        f" the weights are shares, so {in_each_head}the interest vector is an average of the "
        "clicks' values: at most as long as the longest of them, however long the history is. "
        "Also where no click is related, the shares must be given to someone.",
    )
    total = claim(
        Strong("Without softmax"),
        " the interest vector is a sum, and calling it a weighted average is a mistake: every "
        "click adds to it, so its length tells how strong the interest is (DIN's argument for it), "
        "but also how long the history is, and what follows must cope with both.",
    )
    if clicks < 2:
        return average, total
    first, last = lengths["none"][0], lengths["none"][-1]
    turn = "" if last > first else ", as terms of both signs can cancel in a sum"
    over = f" over {plural(clicks, _noun(traces))}{turn}."
    return average, claim(
        total, " In this view it goes from ", short(first), " to ", short(last), over
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
            "largest weight, scaled": short(self.largest[1]),
            "clicks' worth": short(self.effective[0]),
            "clicks' worth, scaled": short(self.effective[1]),
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


def scaling_sentence(measured: Scaling) -> Claim:
    """Return what scaling does; true for every setting."""
    if np.isnan(measured.effective[0]):
        return claim("There is no weight to share, so scaling changes nothing.")
    if measured.depth == 1:
        held = "The vectors that are compared hold one number: √1 = "
        return claim(held, Number(1), ", and nothing changes.")
    opening = claim(f"Dividing by √{measured.depth} = ", number(measured.depth**0.5))
    largest = [number(weight) for weight in measured.largest]
    worth = [number(clicks, 1) for clicks in measured.effective]
    if worth[0] == worth[1]:
        rest = " changes nothing to be seen here: the largest weight stays at "
        return claim(opening, rest, largest[1], ".")
    return claim(
        opening,
        " takes the largest weight from ",
        joined(" to ", largest),
        ", and the attention from ",
        joined(" clicks' worth to ", worth),
        ".",
    )


def what_they_do() -> Claim:
    """Return what each normalization does with scores."""
    told = []
    for record in NORMALIZATIONS.values():
        before, name, after = record.does.partition(record.name)
        told.append(claim(before, Strong(name), after))
    return claim("Scores can be any numbers: ", joined(", ", told[:-1]), ", and ", told[-1], ".")
