"""Links that were made once keep opening, and show what they showed."""

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
import streamlit as st

from tests.record import record
from tests.record.links import PAGES, RECIPES, fresh
from tests.record.reading import digest, plain, shown

RECORDED = record.read()


@pytest.fixture(scope="module", autouse=True)
def nothing_trained_before() -> Iterator[None]:
    """Begin with nothing kept: a page also shows what others have trained on the same server."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_the_record_is_of_all_pages_and_recipes() -> None:
    assert len(RECORDED) >= 200
    assert {link.partition("?")[0] for link in RECORDED} == set(PAGES)
    queries = [parse_qs(link.partition("?")[2]) for link in RECORDED]
    named = {(q["recipe"][0], q["mode"][0]) for q in queries if {"recipe", "mode"} <= q.keys()}
    assert {(name, mode) for mode, names in RECIPES.items() for name in names} <= named
    for name in ("pin", "lesson", "draft", "items", "normalization", "query"):
        assert any(name in query for query in queries), name
    assert record.FILE.stat().st_size < 600_000


@pytest.mark.parametrize("link", RECORDED)
def test_a_link_shows_what_it_showed(link: str) -> None:
    close = record.TRAINED if fresh(link) else record.CLOSE
    found = list(record.differences(RECORDED[link], shown(link), close))
    assert not found, "\n".join([*found, "Meant so? python -m tests.record.write --update"])


def changed(link: str, *path: str, to: Any) -> list[str]:
    """Return what is told if one thing of a link were another."""
    other = copy.deepcopy(RECORDED[link])
    *first, last = path
    place: Any = other
    for name in first:
        place = place[name]
    place[last] = to
    return list(record.differences(RECORDED[link], other))


def test_what_changes_is_told() -> None:
    was = RECORDED["walk"]["pictures"]["equation"]["weights"]
    assert was.startswith("8 of 8: ")
    count, _, sums = was.partition(": ")
    one, *rest = sums.split()
    slightly, hardly = (
        f"{count}: {float(one) * factor:.9g} {' '.join(rest)}" for factor in (1.0001, 1.000001)
    )
    assert changed("walk", "pictures", "equation", "weights", to=slightly)
    assert not changed("walk", "pictures", "equation", "weights", to=hardly)
    assert changed("walk", "pictures", "equation", "weights", to=was.replace("8 of 8", "7 of 8"))
    assert changed("walk", "pictures", "equation", to=None)
    assert changed("walk", "claims", to=[*RECORDED["walk"]["claims"], "One more."])
    assert changed("walk", "title", to="Walk")
    assert changed("walk", "told", to=["A message."])
    assert changed("?items=own", "address", to="")


def test_numbers_in_a_text_are_held_to_their_digits() -> None:
    def told(one: str, other: str) -> list[str]:
        return list(record.differences([one], [other]))

    assert not told("It is 0.123456789.", "It is 0.123456790.")
    assert told("It is 0.123456789.", "It is 0.123466789.")
    assert not told("It is -9.63789863e-08.", "It is -9.63789899e-08.")
    assert told("It is -9.63789863e-08.", "It is 9.63789863e-08.")
    assert not told("It is -0.0118688345.", "It is -0.0118687153.")  # by processor
    assert told("It is -0.0118688345.", "It is -0.0118684567.")
    assert told("It is 0.59.", "It is 0.60.")
    assert told("User 1", "User 2")


def test_a_digest_sees_values_and_places() -> None:
    assert digest([1.0, 2.0, float("nan")]) == "2 of 3: 3 3 2.5"
    assert digest([2.0, 1.0]) != digest([1.0, 2.0])
    assert digest([-1.0, 1.0]) == "2 of 2: 0 2 0.5"
    assert digest([]) == "0 of 0: 0 0 0"


def test_a_text_is_read_as_a_learner_reads_it() -> None:
    assert plain(r"**Tom** \& \*Jerry\*: about 3 seconds") == "Tom & *Jerry*: about … seconds"
