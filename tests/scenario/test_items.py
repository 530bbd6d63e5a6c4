"""Items: titles, interests, and finding what was typed."""

import numpy as np
import pytest

from attnviz.scenario.catalogue import ITEMS as CATALOGUE
from attnviz.scenario.items import Items

NUMBERED = Items(5)
NAMED = Items(
    5, ("padding", "Heat", "Alien", "heat", "Brazil"), np.array([-1, 1, 0, -1, 1]), ("sea", "land")
)


def test_numbered_items_have_numbers_alone() -> None:
    assert [NUMBERED.title(item) for item in (0, 4)] == ["padding", "item 4"]
    assert [NUMBERED.interest_of(item) for item in (0, 4)] == ["padding", ""]
    assert NUMBERED.by_interest().tolist() == [1, 2, 3, 4]
    assert not NUMBERED.related(np.arange(5), 3).any()
    assert NUMBERED.find(" 4 ") == 4
    with pytest.raises(LookupError, match="a whole number, 0 to 4"):
        NUMBERED.find("item 4")


def test_an_item_may_be_of_no_interest() -> None:
    assert [NAMED.interest_of(item) for item in range(5)] == ["padding", "land", "sea", "", "land"]
    assert NAMED.by_interest().tolist() == [2, 1, 4, 3]
    assert NAMED.by_interest(most=2).tolist() == [2, 1]
    assert NAMED.of_interest("land") == [1, 4]
    history = np.array([[0, 1, 2], [3, 3, 4]])
    assert NAMED.related(history, 1).tolist() == [[False, True, False], [False, False, True]]
    assert not NAMED.related(history, np.array([[0], [3]])).any()  # padding and none relate to none


def test_the_first_title_that_has_what_was_typed_is_its_match() -> None:
    assert [NAMED.first_match(text) for text in ("z", "EA", " alien ", "4")] == [4, 1, 2, 4]
    assert [NAMED.first_match(text) for text in ("x", "", "  ", "pad", "99")] == [None] * 5
    assert NUMBERED.first_match("4") == 4
    assert CATALOGUE.title(CATALOGUE.first_match("novel") or 0) == "sea novel"


def test_the_first_of_two_titles_that_are_alike_is_found() -> None:
    assert NAMED.find("HEAT") == 1
    with pytest.raises(LookupError, match="an id from 0 to 4; near it: brazil"):
        NAMED.find("brasil")


OWN = Items(
    6,
    ("padding", "item 40", "item 9", "item 1", "Heat (1995)", "rare items 1"),
    file_ids=("40", "9", "1", "SKU-31"),
)


def test_a_learners_own_item_is_found_by_the_id_of_the_file_and_never_by_its_row() -> None:
    assert [OWN.find(text) for text in ("9", " 1 ", "item 40", "SKU-31", "sku-31")] == [
        2,
        3,
        1,
        4,
        4,
    ]
    assert [OWN.find(text) for text in ("HEAT (1995)", "rare items 1", "padding")] == [4, 5, 0]
    for row in ("0", "2", "3", "5"):
        with pytest.raises(LookupError, match="title of an item or the id that it has in your fil"):
            OWN.find(row)
        assert OWN.first_match(row) is None  # nor as a part of 40, 1995 or SKU-31
    assert [OWN.first_match(text) for text in ("1995", "heat", "sku", "item")] == [4, 4, 4, 1]
    with pytest.raises(LookupError, match="near it: sku-31"):
        OWN.find("SKU-99")


def test_the_id_as_the_file_writes_it_comes_before_one_in_another_case() -> None:
    items = Items(4, ("padding", "x", "y", "b"), file_ids=("b", "B", "a"))
    assert [items.find(text) for text in ("b", "B", "A")] == [1, 2, 3]
