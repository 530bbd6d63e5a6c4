"""What a change has moved: which axes of which tensors, and the line that says so."""

import pytest

from attnviz.trace.lengths import Lengths, Move, lengths_of, moved_axes, moves, moves_words
from tests.traces import traced


def lengths(**settings: object) -> Lengths:
    return lengths_of(traced(epoch=0, **settings))


def said(before: Lengths, after: Lengths) -> str:
    return moves_words(moves(before, after), len(after))


def test_a_longer_history_moves_what_has_clicks_in_it() -> None:
    before, after = lengths(), lengths(sequence_length=12)
    (move,) = moves(before, after)
    assert (move.axis, move.before, move.after) == ("T", 10, 12)
    assert move.tensors[:4] == ("history", "mask", "key", "value")
    assert {"scores", "weights"} < set(move.tensors)
    assert {"query", "context", "output", "candidate"}.isdisjoint(move.tensors)
    assert said(before, after).startswith("T 10 → 12: history, mask, key, value,")
    assert said(before, after).endswith(" more")
    assert moved_axes(before, after, "weights") == ("T",)
    assert moved_axes(before, after, "context") == ()


def test_clicks_that_ask_and_clicks_that_answer_are_one_length() -> None:
    asked = {"mode": "multi_head", "query": "history"}
    before, after = lengths(**asked), lengths(**asked, sequence_length=7)
    (move,) = moves(before, after)
    assert (move.axis, move.before, move.after) == ("T", 10, 7)
    assert len(set(move.tensors)) == len(move.tensors)
    assert moved_axes(before, after, "weights") == ("T_q", "T_k")


def test_one_line_says_several_lengths() -> None:
    heads = {"mode": "multi_head"}
    line = said(lengths(**heads), lengths(**heads, num_heads=4))
    assert line.startswith("h 2 → 4: query heads, key heads, value heads, scores")
    assert " · d 4 → 2: query heads, key heads, value heads, context" in line


def test_what_every_tensor_has_is_not_listed() -> None:
    assert said(lengths(), lengths(batch_size=6)) == "B 5 → 6: every tensor"


@pytest.mark.parametrize("change", [{}, {"normalization": "sigmoid"}, {"sample": 2}])
def test_where_no_length_has_changed_nothing_is_said(change: dict[str, object]) -> None:
    assert said(lengths(), lengths(**change)) == ""


def test_what_only_one_of_both_walks_has_is_no_change_of_a_length() -> None:
    moved = moves(lengths(), lengths(mode="multi_head"))
    assert all(move.tensors != ("key_heads",) for move in moved)
    assert moves({}, lengths()) == ()


def test_few_names_are_all_said() -> None:
    names = tuple("abcdefg")
    assert moves_words((Move("T", 1, 2, names),), 20) == "T 1 → 2: a, b, c, d, e, f, g"
    assert moves_words((Move("T", 1, 2, (*names, "h")),), 20).endswith("e, f and 2 more")
    assert moves_words((Move("D", 1, 2, ("a",)),), 1) == "D 1 → 2: a"
