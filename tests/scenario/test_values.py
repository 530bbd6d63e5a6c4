"""Kinds of values: what they accept, read, write and refuse."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.scenario.values import Choice, Flag, Float, Integer, InvalidValue, Kind, Sizes, Text

NAN, INFINITY = float("nan"), float("inf")

# Kind: what it accepts, and what not.
VALUES: dict[Kind, tuple[list[Any], list[Any]]] = {
    Integer(1, 5): ([1, 5, np.int64(3)], [0, 6, 2.0, True, "3", None, NAN, 10**400]),
    Integer(0): ([0, 10**12], [-1, 0.0, False]),
    Float(0.0, 0.5, 0.1): (
        [0, 0.0, 0.5, np.float32(0.25)],
        [-0.1, 0.51, NAN, INFINITY, "0", True],
    ),
    Flag(): ([True, False], [1, 0, "true", None]),
    Choice(("a", "b")): (["a", "b"], ["A", "", None, 0, ["a"]]),
    Sizes(2, 10): ([(), (1,), [10, 3]], [(0,), (11,), (1, 2, 3), (1.0,), (True,), 3, None, "3"]),
    Text(3): (["", "abc"], ["abcd", None, 3]),
}


@pytest.mark.parametrize("kind", VALUES, ids=repr)
def test_a_kind_accepts_what_it_allows_and_refuses_the_rest(kind: Kind) -> None:
    good, bad = VALUES[kind]
    for value in good:
        assert kind.check("x", value) is value
    for value in bad:
        with pytest.raises(InvalidValue) as refusal:
            kind.check("x", value)
        assert refusal.value.name == "x"
        message = str(refusal.value)
        assert message.startswith(f"x={value!r}"[:100])
        assert message.endswith(f"allowed is {kind.allowed}")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Integer(0), "12", 12),
        (Float(0.0, 1.0, 0.1), "0.25", 0.25),
        (Float(0.0, 1.0, 0.1), "1", 1.0),
        (Flag(), "true", True),
        (Flag(), "False", False),
        (Choice(("a", "b")), "a", "a"),
        (Sizes(4, 99), "80,40", (80, 40)),
        (Sizes(4, 99), "7", (7,)),
        (Sizes(4, 99), "none", ()),
        (Text(9), "a, b", "a, b"),
    ],
)
def test_texts_are_read(kind: Kind, text: str, value: Any) -> None:
    read = kind.parse(text)
    assert (read, type(read)) == (value, type(value))
    assert kind.accepts(read)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Integer(0), "1.5"),
        (Integer(0), ""),
        (Integer(0), "0x10"),
        (Integer(0), "9" * 5000),
        (Float(0.0, 1.0, 0.1), "nan"),
        (Float(0.0, 1.0, 0.1), "-inf"),
        (Float(0.0, 1.0, 0.1), "half"),
        (Flag(), "1"),
        (Flag(), "yes"),
        (Choice(("a",)), " a"),
        (Sizes(2, 9), ""),
        (Sizes(2, 9), "3,"),
        (Sizes(2, 9), "3;4"),
        (Sizes(2, 9), "1,2,3"),
        (Text(2), "abc"),
    ],
)
def test_texts_that_are_not_allowed_are_not_accepted(kind: Kind, text: str) -> None:
    try:
        value = kind.parse(text)
    except ValueError:
        return
    assert not kind.accepts(value)


@given(
    whole=st.integers(0, 10**9),
    number=st.floats(0, 1),
    flag=st.booleans(),
    sizes=st.lists(st.integers(1, 50), max_size=4).map(tuple),
)
def test_what_is_written_is_read_again(
    whole: int, number: float, flag: bool, sizes: tuple[int, ...]
) -> None:
    pairs: list[tuple[Kind, Any]] = [
        (Integer(0), whole),
        (Float(0.0, 1.0, 0.1), number),
        (Flag(), flag),
        (Sizes(4, 50), sizes),
    ]
    for kind, value in pairs:
        assert kind.parse(kind.write(value)) == value


def test_numbers_are_written_short() -> None:
    kind = Float(0.0, 1.0, 0.1)
    written = [kind.write(value) for value in (0.2, 0.0, 1, 1.0, np.float64(0.3))]
    assert written == ["0.2", "0", "1", "1", "0.3"]


def test_a_message_shows_the_beginning_of_a_long_value() -> None:
    message = str(InvalidValue("history", "x" * 4000, "less"))
    assert len(message) < 300
    assert "xxx…" in message
    assert message.endswith("allowed is less")


def test_minus_zero_is_zero() -> None:
    share = Float(-1, 1, step=0.1)
    assert [share.write(share.parse(text)) for text in ("-0", "-0.0", "-1e-400")] == ["0"] * 3
