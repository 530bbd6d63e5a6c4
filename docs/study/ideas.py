"""The ten ideas of the study: each is a question whose answer the layer's own tensors give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from attnviz.topics.chance import stands_out
from attnviz.topics.masks.claims import padding_weight
from attnviz.topics.overview import click_weights
from attnviz.topics.words import listed, number, percent, plural
from attnviz.trace.record import Record, Trace, shape_text
from docs.study.cases import Case
from docs.study.tensors import candidate, depth, learned, shares, sharpened, titles, traced

OPTIONS = 4
"""How many options each question has."""
# An AUC of 0.5 is guessing: a layer with less than the first ranks no better, with more than the
# second it ranks well.
_GUESSES, _RANKS_WELL = 0.55, 0.95
_CALLED: Mapping[str, str] = {
    "query": "the query",
    "key": "the keys",
    "value": "the values",
    "scores": "the scores",
    "weights": "the weights",
    "context": "the context (the interest vector)",
}


@dataclass(frozen=True)
class Question:
    """A question with its options, of which one is right.

    Attributes:
        prompt: The question, with all that is needed to answer it.
        options: What can be answered, and whether the tensors say so.
        why: What is right, with its numbers, and why.

    Raises:
        ValueError: if there are not four options, two of them read the same, or not exactly one
            of them is right.
    """

    prompt: str
    options: tuple[tuple[str, bool], ...]
    why: str

    def __post_init__(self) -> None:
        texts = [text for text, _ in self.options]
        right = [text for text, is_right in self.options if is_right]
        if len(texts) != OPTIONS or len(set(texts)) != OPTIONS or len(right) != 1:
            raise ValueError(
                f"{OPTIONS} different options and one right answer are allowed, not {self.options}"
            )


def shape_of(record: Record) -> str:
    """Return a record's shape, such as "(5, 1, 10)"."""
    return f"({', '.join(map(str, record.shape))})"


def _shape(case: Case) -> Question:
    trace = traced(case.settings)
    weights = trace["weights"]
    users, length = trace.samples.history.shape
    offered = [weights, *(trace[name] for name in ("value", "context", "unit_input"))]
    return Question(
        f"A layer of target attention is run on {users} users at once. Each has a history of "
        f"{length} positions and one candidate. Each item is a vector of "
        f"{trace['value'].shape[-1]} numbers. What is the shape of the weights?",
        tuple((shape_of(record), record is weights) for record in offered),
        f"There is one weight for each user, candidate and position: {shape_text(weights)}.",
    )


def _heaviest_click(case: Case) -> Question:
    trace = traced(case.settings)
    user, weights = trace.user, click_weights(trace, trace.user)
    most = int(weights.argmax())
    clicks, asks = trace.samples.history[user], trace.samples.candidate[user]
    strangers = np.flatnonzero(~trace.samples.items.related(clicks, asks))
    places = sorted([most, *strangers[: OPTIONS - 1].tolist()])
    names = titles(trace)
    return Question(
        f"A user has clicked, oldest first: {listed(names)}. A layer of target attention has "
        "learned from the clicks of many users, and now scores the candidate "
        f"**{candidate(trace)}**. Which of these clicks gets the most weight?",
        tuple((names[place], bool(weights[place] == weights.max())) for place in places),
        f"By the order of the clicks the weights are {shares(weights)}. The layer has learned "
        f"which items are wanted by the same people, and {names[most]} goes with "
        f"{candidate(trace)}.",
    )


def _candidate(case: Case) -> Question:
    one, two = traced(case.settings), traced(case.settings, candidate=case.other)
    same = [name for name in case.steps if np.array_equal(one[name].value, two[name].value)]
    return Question(
        f"A layer of target attention scores the candidate **{candidate(one)}** for a user, and "
        f"then **{candidate(two)}** for the same user. The clicks and all learned numbers stay as "
        "they are. Which of these has the same numbers both times?",
        tuple((_CALLED[name], name in same) for name in case.steps),
        f"Of {listed(list(case.steps))}, only {listed(same)} is the same tensor for both "
        "candidates: it comes from the clicks alone. Everything that the query goes into changes.",
    )


def _padding(case: Case) -> Question:
    masked, without = (traced(case.settings, mask_padding=on) for on in (True, False))
    user, head = masked.user, case.settings.head
    weights, open_weights = (click_weights(trace, user, head) for trace in (masked, without))
    most = int(weights.argmax())
    was, now = float(weights[most]), float(open_weights[most])
    on_padding, _ = padding_weight(without, user, head)
    names, length = titles(masked), len(weights)
    return Question(
        f"A history has {length} positions: {plural(len(names), 'click')}, and then "
        f"{length - len(names)} positions of padding. With a mask, the click *{names[most]}* has "
        f"{percent(was)} of the weight that head {head} gives. The same layer is run once more "
        "without the mask. What does this click have now?",
        tuple(
            (f"{percent(share)}: {what}", share == now)
            for share, what in (
                (now, "less, as padding now takes part"),
                (was, "as much as before, as padding stands for no item"),
                (was + (1 - was) * on_padding, "more, as padding now lends it weight"),
                (0.0, "none, as all weight goes to padding"),
            )
        ),
        f"Without a mask each empty position is scored as a click is. Here padding takes "
        f"{percent(on_padding)} in all, which the clicks lose; with the mask it has "
        f"{percent(padding_weight(masked, user, head)[0])}.",
    )


def _softmax(case: Case) -> Question:
    trace = traced(case.settings)
    weights, names = click_weights(trace, trace.user), titles(trace)
    assert trace.score is not None, "a layer with a candidate has a score"
    score, total = float(trace.score[trace.user]), float(weights.sum())
    return Question(
        f"A user's {len(names)} clicks are {listed(names)}; there is no padding. The candidate "
        f"**{candidate(trace)}** has nothing to do with any of them, and the model's score for it "
        f"is {number(score, 3)}. A softmax makes the weights. What do the {len(names)} weights "
        "sum to?",
        tuple(
            (f"{percent(share)}{what}", bool(np.isclose(share, total)))
            for share, what in (
                (0.0, ", as there is nothing to attend to"),
                (1 / len(names), ", as no click is better than another"),
                (float(weights.max()), ", the weight of the one click that comes nearest"),
                (1.0, ", as for any other candidate"),
            )
        ),
        f"The weights are {shares(weights)}, and softmax always shares {percent(total)}. That the "
        "item is not liked is said by the score, not by the weights.",
    )


def _scale(case: Case) -> Question:
    plain, scaled = (traced(case.settings, scale=on) for on in (False, True))
    before, after = (click_weights(trace, trace.user, 1) for trace in (plain, scaled))
    other_order = np.empty_like(after)
    other_order[np.argsort(after)] = np.sort(after)[::-1]
    offered = (after, before, sharpened(before, depth(plain)), other_order)
    return Question(
        f"In one head a softmax of the scores gives {plural(len(before), 'click')} the weights "
        f"{shares(before)}. Now the same scores are divided by √{depth(plain)} before the "
        "softmax. Which weights come out?",
        tuple((shares(weights), bool(np.allclose(weights, after))) for weights in offered),
        f"They are {shares(after)}. All scores are divided by the same number, so their order "
        "stays. They lie nearer to each other, so the weights are more alike.",
    )


def _heads(case: Case) -> Question:
    trace = traced(case.settings)
    heads, length = trace["query_heads"].shape[1], trace["query"].shape[-1]
    return Question(
        f"An item is a vector of {length} numbers, and so is a query. A layer of multi-head "
        f"attention has {plural(heads, 'head')}. How many numbers of the query does one head "
        "compare with a click's key?",
        tuple(
            (f"{count}", count == depth(trace))
            for count in sorted({depth(trace), heads, length, heads * length})
        ),
        f"The heads cut the vector: {length} numbers in {heads} bands of {depth(trace)}. The "
        f"shape of the query's heads is {shape_text(trace['query_heads'])}.",
    )


def options_of_sum(trace: Trace, place: int) -> tuple[float, ...]:
    """Return number `place` of the context, and what else may be taken for it."""
    weights = click_weights(trace, trace.user)
    values = trace["value"].value[trace.user, :, place].astype(np.float64)
    context = float(trace["context"].value[trace.user, 0, place])
    return context, float(values.mean()), float(values.sum()), float(values[weights.argmax()])


def telling_place(trace: Trace) -> int:
    """Return the number of the context, 0-based, that differs most from a mean, a sum and the
    heaviest click's value.
    """
    gaps = [
        np.diff(np.sort(options_of_sum(trace, place))).min()
        for place in range(trace["context"].shape[-1])
    ]
    return int(np.argmax(gaps))


def _weighted_sum(case: Case) -> Question:
    trace = traced(case.settings)
    weights, place = click_weights(trace, trace.user), telling_place(trace)
    values = trace["value"].value[trace.user, :, place]
    offered = options_of_sum(trace, place)
    clicks = [
        f"{name} has weight {number(float(weight))} and value {number(float(value))}"
        for name, weight, value in zip(titles(trace), weights, values, strict=True)
    ]
    terms = [
        f"{number(float(weight))} × {number(float(value))}"
        for weight, value in zip(weights, values, strict=True)
    ]
    return Question(
        f"A user has {len(clicks)} clicks. Of each value vector only number {place + 1} is shown: "
        f"{listed(clicks)}. What is number {place + 1} of the context, the interest vector?",
        tuple((str(number(option)), option == offered[0]) for option in sorted(offered)),
        f"Each value counts by its weight, and then they are added: {' + '.join(terms)} = "
        f"{number(offered[0])}, but for rounding.",
    )


def _unit(case: Case) -> Question:
    one, two = traced(case.settings), traced(case.settings, candidate=case.other)
    before, after = click_weights(one, one.user), click_weights(two, two.user)
    most, names = int(before.argmax()), titles(one)
    sees_both = traced(case.settings.with_layer("default"), candidate=case.other)
    offered = (
        (float(after[most]), "as before"),
        (float(click_weights(sees_both, two.user)[most]), "more, as the two go together"),
        (1 / len(names), "as every click"),
        (0.0, "none, as another candidate was meant"),
    )
    return Question(
        "In a layer of target attention, the unit that scores the clicks is given a click's vector "
        f"and nothing else. For the candidate {candidate(one)}, the click *{names[most]}* gets "
        f"{tenths(before[most])} of the weight. Now the candidate is **{candidate(two)}**, which "
        f"goes well with {names[most]}. What does this click get now?",
        tuple(
            (f"{tenths(share)}: {what}", bool(np.isclose(share, after[most])))
            for share, what in offered
        ),
        f"It still gets {tenths(after[most])}: the unit does not see the candidate, so no "
        f"candidate can change a weight. A layer whose unit sees both gives it "
        f"{tenths(offered[1][0])}.",
    )


def tenths(share: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{number(100 * float(share), 1)} %"


def measures(case: Case) -> tuple[float, float, float]:
    """Return AUC, attention mass and chance of a case's layer on held-out users.

    Raises:
        ValueError: if its weights have no mass.
    """
    epoch = learned(case.settings).epochs[case.settings.shown_epoch]
    if epoch.mass is None or epoch.chance is None:
        raise ValueError(f"the weights of {case.settings.to_query()} have no attention mass")
    return epoch.auc, epoch.mass, epoch.chance


def _measure(case: Case) -> Question:
    auc, mass, chance = measures(case)
    ranks, guesses, attends = auc > _RANKS_WELL, auc < _GUESSES, stands_out(mass, chance)
    return Question(
        f"A layer has been trained for {plural(case.settings.shown_epoch, 'epoch')}. On held-out "
        f"users its AUC is {number(auc, 3)}. Of its weights, {tenths(mass)} are on clicks of the "
        f"candidate's own interest; equal weights would put {tenths(chance)} there. What follows?",
        (
            (
                "It scores well, and its attention has found the clicks that matter.",
                ranks and attends,
            ),
            ("It scores well, and its attention has found nothing.", ranks and not attends),
            (
                "It only guesses, but its attention has found the clicks that matter.",
                guesses and attends,
            ),
            ("It only guesses, and its attention has found nothing.", guesses and not attends),
        ),
        f"The AUC of {number(auc, 3)} says how good the scores are, and no more: the network "
        "behind the attention can rank without it. Whether attention has found anything is said by "
        f"the weights: {tenths(mass)} of them are on the candidate's interest, and of equal "
        f"weights it would be {tenths(chance)}.",
    )


IDEAS: Mapping[str, Callable[[Case], Question]] = {
    "shape": _shape,
    "heaviest click": _heaviest_click,
    "candidate": _candidate,
    "padding": _padding,
    "softmax": _softmax,
    "scale": _scale,
    "heads": _heads,
    "weighted sum": _weighted_sum,
    "unit": _unit,
    "measure": _measure,
}
"""The ideas by name, in the order of the questions."""
