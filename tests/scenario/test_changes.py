"""Changes as values of a link: what is read, what is refused, and what becomes of a history."""

from typing import Any

import numpy as np
import pytest

from attnviz.scenario.changes import (
    LARGEST,
    Added,
    Change,
    Changes,
    Deleted,
    Emptied,
    Moved,
    Number,
    OfClicks,
    changed_history,
    number_typed,
    typed_number,
)
from attnviz.scenario.lenient import from_query_lenient
from attnviz.scenario.link import link_of
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import KINDS, Settings
from attnviz.scenario.values import InvalidValue

KIND = KINDS["change"]
WRITTEN: dict[str, tuple[Change, ...]] = {
    "": (),
    "weights:0,0,3=0.9": (Number("weights", (0, 0, 3), 0.9),),
    "attention/embedding/embeddings:12,3=-0.5": (
        Number("attention/embedding/embeddings", (12, 3), -0.5),
    ),
    "score:0=1e-09": (Number("score", (0,), 1e-9),),
    "delete:0,3": (Deleted(0, 3),),
    "add:1,2,63": (Added(1, 2, 63),),
    "move:0,3,5": (Moved(0, 3, 5),),
    "empty:4": (Emptied(4),),
    "empty:0;add:0,0,7;weights:0,0,0=0": (
        Emptied(0),
        Added(0, 0, 7),
        Number("weights", (0, 0, 0), 0.0),
    ),
}
UNREADABLE = (
    "weights",
    "weights:0,0,3",
    "weights:0,0,3=",
    "weights:0,0,3=x",
    "weights:0,0,3=nan",
    "weights:0,0,3=inf",
    "weights:0,0,3=1e9",
    "weights:0,0,3=0x10",
    "weights:0,0,3=1_0",
    "weights:0,0,3= 1",
    "weights:0,0,-3=1",
    "weights:0,mean,3=1",
    "weights:0,0,3=٣",
    "weights:٠,0,3=1",
    "weights:0,0,9999999=1",
    "weights:0,0,0,0,0,0=1",
    "weights:=1",
    ":0=1",
    "<b>:0=1",
    "masked.weights:0,0,3=1",
    f"{'w' * 81}:0=1",
    "delete:0",
    "delete:0,1,2",
    "delete:0,-1",
    "delete:0,x",
    "add:0,1",
    "move:0,1",
    "empty:",
    "empty:0,1",
    "destroy:0,1",
    "delete:0,1;",
    ";",
    ";".join(["delete:0,0"] * 41),
    "weights:0,0,3=" + "9" * 4500,
)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_written_is_read_again(text: str) -> None:
    changes = WRITTEN[text]
    assert KIND.parse(text) == changes
    assert KIND.write(changes) == text
    assert KIND.accepts(changes)
    assert Settings.from_query({"change": text} if text else {}).change == changes


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: text[:30])
def test_what_is_no_change_is_refused_in_words_and_left_out(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"^change="):
        Settings.from_query({"change": text})
    settings, (told,) = from_query_lenient({"change": text, "padding": "0.5"})
    assert (settings.change, settings.padding) == ((), 0.5)
    assert told.startswith("What if: ")
    assert "allowed is at most 40 changes" in told
    assert len(told) < 600


@pytest.mark.parametrize(
    "value",
    [
        None,
        "delete:0,3",
        [["delete", 0, 3]],
        (Deleted(0, -1),),
        (Deleted(0, 10**7),),
        (Deleted(0, True),),
        (Change(),),
        (Number("weights", (), 1.0),),
        (Number("weights", (0,), float("nan")),),
        (Number("weights", (0,), 2 * LARGEST),),
        (Number("a b", (0,), 1.0),),
        (Deleted(0, 0),) * 41,
    ],
    ids=repr,
)
def test_what_a_link_cannot_hold_is_no_value(value: Any) -> None:
    assert not KIND.accepts(value)
    with pytest.raises(InvalidValue, match="allowed is at most 40 changes"):
        Settings(change=value)


def test_the_longest_changes_fit_into_a_link() -> None:
    assert isinstance(KIND, Changes)
    longest = tuple(Number("attention/embedding/embeddings", (n, 7), 1 / 3) for n in range(40))
    while not KIND.accepts(longest):
        longest = longest[:-1]
    assert len(longest) > 20
    assert len(link_of("https://attnviz.example/walk", Settings(change=longest))) < 3800


@pytest.mark.parametrize(
    ("text", "value"), [("0.9", 0.9), (" −1,5 ", -1.5), ("1e-3", 0.001), ("3", 3.0)]
)
def test_a_typed_number_is_read_as_a_hand_writes_it(text: str, value: float) -> None:
    assert typed_number(text) == value


def test_minus_zero_is_zero() -> None:
    assert str(typed_number("-0")) == "0.0"
    assert KIND.write(KIND.parse("weights:0,0,3=-0.0")) == KIND.write(KIND.parse("weights:0,0,3=0"))


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "0.5"), (-1.25, "−1.25"), (9.64e-8, "9.64e−08"), (-np.inf, "−∞")]
)
def test_a_number_stands_in_its_field_as_it_is_read(value: float, text: str) -> None:
    assert number_typed(value) == text
    if np.isfinite(value):
        assert typed_number(text) == value


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1e7", "-1e7", "1.000.000"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(InvalidValue, match="a number from −1,000,000 to 1,000,000"):
        typed_number(text)


RIGHT, LEFT = [5, 6, 7, 0, 0], [0, 0, 5, 6, 7]
HISTORIES: list[tuple[list[int], str, OfClicks, list[int], list[int]]] = [
    (RIGHT, "right", Deleted(0, 0), [6, 7, 0, 0, 0], [1, 2, 3, 4, -1]),
    (RIGHT, "right", Deleted(0, 2), [5, 6, 0, 0, 0], [0, 1, 3, 4, -1]),
    (LEFT, "left", Deleted(0, 3), [0, 0, 0, 5, 7], [-1, 0, 1, 2, 4]),
    (RIGHT, "right", Added(0, 0, 9), [9, 5, 6, 7, 0], [-1, 0, 1, 2, 3]),
    (RIGHT, "right", Added(0, 3, 9), [5, 6, 7, 9, 0], [0, 1, 2, -1, 3]),
    (RIGHT, "right", Added(0, 99, 9), [5, 6, 7, 9, 0], [0, 1, 2, -1, 3]),
    (LEFT, "left", Added(0, 4, 9), [0, 5, 6, 7, 9], [1, 2, 3, 4, -1]),
    (LEFT, "left", Added(0, 2, 9), [0, 5, 9, 6, 7], [1, 2, -1, 3, 4]),
    (LEFT, "left", Added(0, 0, 9), [0, 9, 5, 6, 7], [1, -1, 2, 3, 4]),
    (RIGHT, "right", Moved(0, 0, 2), [6, 7, 5, 0, 0], [1, 2, 0, 3, 4]),
    (LEFT, "left", Moved(0, 4, 2), [0, 0, 7, 5, 6], [0, 1, 4, 2, 3]),
    (RIGHT, "right", Emptied(0), [0] * 5, [-1] * 5),
    ([5], "right", Deleted(0, 0), [0], [-1]),
    ([0], "right", Added(0, 0, 9), [9], [-1]),
    ([0], "left", Added(0, 0, 9), [9], [-1]),
    ([0, 0], "left", Added(0, 0, 9), [0, 9], [1, -1]),
]


@pytest.mark.parametrize(("ids", "side", "change", "now", "before"), HISTORIES)
def test_a_click_goes_comes_or_moves(
    ids: list[int], side: str, change: OfClicks, now: list[int], before: list[int]
) -> None:
    history = np.array(ids, np.int32)
    found = changed_history(history, [change], side, 10)
    assert (found.ids.tolist(), found.before.tolist(), found.left_out) == (now, before, ())
    assert found.ids.dtype == history.dtype
    assert history.tolist() == ids


@pytest.mark.parametrize(
    ("ids", "change"),
    [
        (RIGHT, Deleted(0, 3)),
        (RIGHT, Deleted(0, 5)),
        (RIGHT, Moved(0, 0, 3)),
        (RIGHT, Moved(0, 4, 0)),
        (RIGHT, Added(0, 0, 0)),
        (RIGHT, Added(0, 0, 10)),
        ([5, 6], Added(0, 0, 9)),
        ([5], Added(0, 0, 9)),
    ],
)
def test_what_cannot_be_done_is_left_out_and_the_rest_is_done(
    ids: list[int], change: OfClicks
) -> None:
    found = changed_history(np.array(ids), [change, Emptied(0)], "right", 10)
    assert found.left_out == (change,)
    assert not found.ids.any()
    assert changed_history(np.array(ids), [change], "right", 10).ids.tolist() == ids


@pytest.mark.parametrize("items", ["catalogue", "numbered"])
@pytest.mark.parametrize("side", ["right", "left"])
def test_the_samples_of_a_view_have_the_changed_clicks_of_any_user(items: str, side: str) -> None:
    settings = Settings(items=items, padding_side=side, batch_size=3)
    plain = samples_of(settings)
    texts = {**settings.to_query(), "change": "empty:2;add:2,0,7;add:2,9,8;delete:7,0;delete:1,99"}
    changed = samples_of(Settings.from_query(texts))
    assert [i for i in changed.history[2] if i] == [7, 8]
    np.testing.assert_array_equal(changed.history[:2], plain.history[:2])
    np.testing.assert_array_equal(changed.candidate, plain.candidate)
    assert set(changed.left_out) == {Deleted(7, 0), Deleted(1, 99)}


def test_changed_numbers_are_of_the_layer_that_they_were_changed_in() -> None:
    settings = Settings.from_query({"change": "delete:0,1;weights:0,0,0=1"})
    assert settings.with_layer("article", "attention").change == (Deleted(0, 1),)
    assert settings.without_numbers.change == (Deleted(0, 1),)
    assert settings.unchanged == Settings()
    assert settings.computed.change == settings.change
