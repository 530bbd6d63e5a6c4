"""Which arithmetic makes which step: a table by the function that computed it."""

from collections.abc import Callable, Mapping

from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.learned import learned
from attnviz.trace.explain.masking import filled, masked, not_ahead
from attnviz.trace.explain.normalizing import exponential, softmax, sum_of_exponentials, weighed
from attnviz.trace.explain.opened import Opened
from attnviz.trace.explain.over_heads import over_heads
from attnviz.trace.explain.single import (
    as_given,
    combined,
    copied,
    given,
    learned_position,
    looked_up,
    scaled,
    sinusoid,
    squashed,
)
from attnviz.trace.explain.sums import dense, dot_product, weighted_sum
from attnviz.trace.record import Record


def function_of(record: Record) -> str:
    """Return the name of the function that computed a record: a key of `KINDS`."""
    return record.source.removeprefix("def ").partition("(")[0]


def _layer(cell: Opened, argument: str) -> str | None:
    return cell.trace.layer[argument]


def _unit_hidden(cell: Opened) -> Arithmetic:
    number = cell.record.name.removeprefix("unit_hidden_")
    path = f"attention/activation_unit/hidden_{number}"
    return dense(cell, path, _layer(cell, "unit_activation"))


def _unit_output(cell: Opened) -> Arithmetic:
    activation = _layer(cell, "unit_output_activation")
    return dense(cell, "attention/activation_unit/output", activation)


def _projection(cell: Opened) -> Arithmetic:
    role = cell.record.name.partition("_")[0]
    if role != "output" and _layer(cell, "projections") == "shared":
        role = "query"
    return dense(cell, f"attention/{role}_dense", _layer(cell, "projection_activation"))


def _query_and_key(cell: Opened) -> Arithmetic:
    user, candidate, click, feature = cell.index
    part, column = divmod(feature, _dim(cell))
    query, key = (user, candidate, column), (user, click, column)
    if part == 0:
        return copied(cell, *query, sentence="This part is the query.")
    if part == 1:
        return copied(cell, *key, source=1, sentence="This part is the key.")
    if part == 2:
        return combined(cell, query, "−", key, "This part is query less key.")
    return combined(cell, query, "×", key, "This part is query times key.")


def _dim(cell: Opened) -> int:
    return cell.trace.layer["embedding_dim"]


def _key_alone(cell: Opened) -> Arithmetic:
    user, _, click, column = cell.index
    return copied(cell, user, click, column, sentence="The unit is given the key as it is.")


def _click_features(cell: Opened) -> Arithmetic:
    user, feature = cell.index
    part, column = divmod(feature, _dim(cell))
    context, query = (user, column), (user, 0, column)
    if part == 0:
        return copied(cell, *context, sentence="This part is the interest vector.")
    if part == 1:
        return copied(cell, *query, source=1, sentence="This part is the candidate's vector.")
    return combined(cell, context, "×", query, "This part is interest vector times candidate.")


def _positioned(cell: Opened) -> Arithmetic:
    sentence = "The click's number, and the same number of its place, added."
    return combined(cell, cell.index, "+", cell.index[1:], sentence)


def _split(cell: Opened) -> Arithmetic:
    user, head, place, column = cell.index
    source = head * cell.record.shape[-1] + column
    sentence = f"Head {head + 1} takes its band of the vector; this is number {source + 1}."
    return copied(cell, user, place, source, sentence=sentence)


def _concat(cell: Opened) -> Arithmetic:
    user, place, column = cell.index
    head, inner = divmod(column, cell.parent().shape[-1])
    sentence = f"This place belongs to the band of head {head + 1}."
    return copied(cell, user, head, place, inner, sentence=sentence)


def _copy(sentence: str) -> Callable[[Opened], Arithmetic]:
    return lambda cell: copied(cell, sentence=sentence)


def _one_candidate(cell: Opened) -> Arithmetic:
    user, column = cell.index
    return copied(cell, user, 0, column, sentence="There is one candidate, and this is its number.")


KINDS: Mapping[str, Callable[[Opened], Arithmetic]] = {
    "given_history": given,
    "given_candidate": given,
    "given_query": as_given,
    "given_key": as_given,
    "given_value": as_given,
    "given_pairs": as_given,
    "history_mask": filled,
    "causal_mask": not_ahead,
    "unpadded_causal_mask": not_ahead,
    "lookup_query": looked_up,
    "lookup_key": looked_up,
    "keys_as_values": _copy("The click's vector is key and value alike."),
    "keys_as_queries": _copy("In self-attention the click's vector is the query too."),
    "learned_positions": learned_position,
    "sinusoidal_positions": sinusoid,
    "positioned": _positioned,
    "query_and_key": _query_and_key,
    "key_alone": _key_alone,
    "unit_hidden": _unit_hidden,
    "unit_output": _unit_output,
    "query_projection": _projection,
    "history_projection": _projection,
    "query_split": _split,
    "history_split": _split,
    "dot_products": dot_product,
    "scaled": scaled,
    "masked_with_minus_infinity": lambda cell: masked(cell, float("-inf")),
    "masked_with_zero": lambda cell: masked(cell, 0.0),
    "exponentials": exponential,
    "exponential_sum": sum_of_exponentials,
    "softmax": softmax,
    "masked_softmax": softmax,
    "sigmoid": squashed,
    "unnormalized": _copy("Nothing is normalized: the number is the weight."),
    "context": weighted_sum,
    "concat": _concat,
    "output_projected": _projection,
    "one_candidate": _one_candidate,
    "several_candidates": _copy("The number is handed on as it is."),
    "clicks": lambda cell: masked(cell, 0.0),
    "all_clicks": _copy("The number is handed on as it is."),
    "all_queries": _copy("The number is handed on as it is."),
    "click_features": _click_features,
    "click_hidden": lambda cell: dense(cell, "hidden", "relu"),
    "click_logit": lambda cell: dense(cell, "click", None),
    "score": squashed,
}
"""The function that computed a record, to the kind of arithmetic that it is."""


def made_of(cell: Opened) -> Callable[[Opened], Arithmetic]:
    """Return the kind of arithmetic that made a cell."""
    if cell.record.name in cell.trace.weights:
        return learned
    if any(isinstance(place, str) for place in cell.index):
        return over_heads
    function = function_of(cell.record)
    if function not in KINDS and cell.record.name in ("weights", "normalized"):
        return weighed  # of a normalization that has no arithmetic of its own here
    return KINDS[function]
