"""What is said of a change: what was changed, and what the score makes of it."""

from collections.abc import Sequence

import numpy as np

from attnviz.layer.arithmetic import MAKES_WEIGHTS, Learned
from attnviz.scenario.changes import Added, Deleted, Emptied, Moved, OfClicks
from attnviz.scenario.items import Feature
from attnviz.scenario.normalizations import normalization
from attnviz.topics.claim import Claim, Item, Name, Number, Term, claim, joined
from attnviz.topics.compared.what_if.effects import WhatIf, beside, moves
from attnviz.topics.overview import click_weights, shares
from attnviz.topics.words import number, percent, plural
from attnviz.trace.record import EMBEDDINGS, Before, Trace

_WORDS = {
    "weights": "the weight",
    "scores": "the attention score",
    "scaled": "the scaled score",
    "masked": "the masked score",
    "click_logit": "the logit",
    "score": "the score",
}
"""What one number of a tensor is called that has no axis of numbers."""
# A score from here to 1, or as near to 0, hardly moves whatever the logit does.
_FLAT = 0.99


def what_if_claim(what: WhatIf) -> Claim:
    """Return what was changed, and where the score goes; empty where nothing was."""
    if not what:
        return claim()
    return claim(_opening(what), _follows(what), *_rules(what))


def take_back_words(what: WhatIf) -> str:
    """Return what the button is called that takes all changes back."""
    count = len(what.now.settings.change)
    return "Take the change back" if count == 1 else f"Take all {count} changes back"


def _opening(what: WhatIf) -> Claim:
    clicks, numbers = what.clicks, what.numbers
    if len(clicks) == 1 and not numbers:
        return _click(what, clicks[0])
    if len(numbers) == 1 and not clicks:
        before, value = what.now.changed[numbers[0]], numbers[0].value
        was, now, _ = beside(before.value, value)
        called = _called(what.now, before)
        if not moves(before.value, value):
            return claim("With ", called, " at ", Number(now), ", as it was")
        if np.isnan(before.value):
            return claim("With ", called, " at ", Number(now), ", which was not a number")
        return claim("With ", called, " at ", Number(now), " in place of ", Number(was))
    said = []
    if clicks:
        said.append(f"{plural(len(clicks), 'change')} of the clicks")
    if numbers:
        said.append(f"{plural(len(numbers), 'number')} changed by hand")
    return claim("With ", joined(" and ", said))


def _click(what: WhatIf, change: OfClicks) -> Claim:
    """Return the beginning of a sentence about one change of the clicks."""
    titles = what.now.samples.items.title

    def item(trace: Trace, place: int) -> Item:
        return Item(titles(int(what.history(trace)[place])))

    match change:
        case Emptied():
            return claim("Without any click")
        case Deleted(place=place):
            weight = _weight(what, what.was, place, "which has ", "whose weight is ")
            return claim("Without ", item(what.was, place), weight)
        case Moved(place=place, to=to):
            where = claim(f" at position {to + 1} and not {place + 1}")
            return claim("With ", item(what.was, place), where)
        case Added():
            place = int(np.flatnonzero((what.before < 0) & (what.history(what.now) != 0))[0])
            weight = _weight(what, what.now, place, "which gets ", "whose weight is ")
            return claim("With one more click, ", item(what.now, place), weight)
    raise TypeError(change)


def _weight(what: WhatIf, trace: Trace, place: int, shared: str, alone: str) -> Claim:
    """Return what a click says, as an insertion with a comma before it; empty in self-attention."""
    if trace.self_attention:
        return claim()
    weights = click_weights(trace, what.user, what.head)
    if np.isnan(weights).any():
        return claim()
    if shares(trace, weights):
        return claim(", ", shared, percent(float(weights[place])), " of the attention")
    return claim(", ", alone, number(float(weights[place])))


def _called(trace: Trace, before: Before) -> Claim:
    """Return what a changed number is called, such as "the weight of fire steel"."""
    cell = before.cell
    record = trace[cell.step]
    items = trace.samples.items
    places = dict(zip(record.axes, (int(str(n)) for n in cell.index), strict=True))
    last = record.axes[-1]
    if isinstance(record.arithmetic, Learned):
        if cell.step == EMBEDDINGS:
            said = claim(f"number {places['D'] + 1} of the ", Term("vector"), " of ")
            share = np.flatnonzero(trace.item_rows == places["V"])
            if len(share) == 1:
                return claim(said, Item(items.title(int(share[0]))))
            return claim(said, f"row {places['V']} of the table")
        feature = trace.feature_of(cell.step)
        if feature is not None:
            said = claim(f"number {places['D'] + 1} of the ", Term("vector"), " of ")
            return claim(said, Item(trace.feature_value(feature, places["V"])))
        return claim("a learned number of ", Name(cell.step.removeprefix("attention/")))
    said = claim(_WORDS.get(record.name, f"number {places[last] + 1} of {record.words}"))
    user = places.get("B", trace.user)
    for axis in ("T", "T_k"):
        if axis in places and record.axes[0] == "B":
            item = Item(items.title(int(trace.samples.history[user, places[axis]])))
            said = claim(said, " of ", item)
    if "T_q" in places and trace.by_query:
        said = claim(said, " for ", Item(trace.query_title(user, places["T_q"])))
    if places.get("h") is not None and record.shape[1] > 1:
        said = claim(said, f" in head {places['h'] + 1}")
    return said


def _follows(what: WhatIf) -> Claim:
    """Return where the score goes, or without one how far the output moves."""
    if what.now.score is None:
        moved = [effect for effect in what.effects if effect.record.name == "output"]
        if not moved:
            return claim(", the output stays as it is.")
        effect = moved[0]
        size = Number(beside(effect.was, effect.now)[2].lstrip("+−"))
        return claim(", the output's numbers move by up to ", size, ".")
    assert what.was.score is not None
    was, now = float(what.was.score[what.user]), float(what.now.score[what.user])
    score = Term("score")
    if np.isnan(was) or np.isnan(now):
        if np.isnan(now):
            return claim(", the ", score, " is not a number.")
        return claim(", the ", score, " is ", number(now), " and was not a number.")
    if not moves(was, now):
        return claim(", the ", score, " stays ", *_as_pictures_have_it(now), ".")
    before, after, _ = beside(was, now)
    said = claim(", the ", score, " goes from ", Number(before), " to ", Number(after))
    if min(was, now) > _FLAT or max(was, now) < 1 - _FLAT:
        logits = [float(t["click_logit"].value[what.user]) for t in (what.was, what.now)]
        if moves(*logits):
            before, after, _ = beside(*logits)
            said = claim(
                said, "; its ", Term("logit"), " goes from ", Number(before), " to ", Number(after)
            )
    return claim(said, ".")


def _as_pictures_have_it(score: float) -> tuple[str, ...]:
    """Return a score in words; only what is certain is 0.00 or 1.00."""
    if 0.995 <= score < 1:
        return "above ", Number("0.99")
    return ("below ", Number("0.01")) if 0 < score < 0.005 else (number(score),)


def _rules(what: WhatIf) -> Sequence[str | Claim]:
    """Return what must be known of changed numbers: what is not normalized, what else changes."""
    said: list[str | Claim] = []
    changed = [what.now.changed[number] for number in what.numbers]
    if weights := [b for b in changed if _makes_weights(what.now, b)]:
        said += [" ", _not_normalized(what.now, weights)]
    if rows := sorted({int(str(b.cell.index[0])) for b in changed if b.cell.step == EMBEDDINGS}):
        said += [" ", _wherever(what, rows)]
    for place, feature in enumerate(what.now.samples.items.features):
        table = [b.cell for b in changed if what.now.feature_of(b.cell.step) == place]
        if values := sorted({int(str(cell.index[0])) for cell in table}):
            said += [" ", _wherever(what, values, feature)]
    return said


def _makes_weights(trace: Trace, before: Before) -> bool:
    return isinstance(trace[before.cell.step].arithmetic, MAKES_WEIGHTS)


def _not_normalized(trace: Trace, changed: Sequence[Before]) -> Claim:
    one = len(changed) == 1
    name = "A changed weight is" if one else "Changed weights are"
    if not normalization(trace.layer["normalization"]).sums_to_one:
        return claim(f"{name} used as typed, and no other moves with {'it' if one else 'them'}.")
    said = f"{name} not normalized again"
    rows = {before.cell.index[:-1] for before in changed}
    if len(rows) > 1:
        return claim(said, ".")
    places = tuple(int(str(n)) for n in rows.pop())
    total = float(trace["weights"].value[places].sum())
    if np.isnan(total):
        return claim(said, ".")
    return claim(said, ": the weights now sum to ", number(total), ".")


def _wherever(what: WhatIf, rows: Sequence[int], feature: Feature | None = None) -> Claim:
    """Return where else a changed vector of an item stands, or of a feature's value."""
    whose = "item" if feature is None else feature.name
    if len(rows) > 1:
        return claim(f"These vectors change wherever their {whose}s stand.")
    (row,) = rows
    looked_up = what.now.item_rows if feature is None else feature.of_items
    count = int((looked_up[what.history(what.now)] == row).sum())
    candidate = looked_up[what.now.samples.candidate[what.user]]
    asks = not what.now.self_attention and int(candidate) == row
    kind = "position" if row == 0 else "click"
    places = [f"{plural(count, kind)} of this history"] if count else []
    places += ["the candidate"] if asks else []
    if not places:
        return claim("Nothing here is looked up in this row of the table.")
    return claim(
        f"A vector changes wherever its {whose} stands: here ", joined(" and ", places), "."
    )
