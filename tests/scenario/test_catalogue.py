"""The catalogue: its items, its click log, and finding what was typed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.scenario import catalogue
from attnviz.scenario.catalogue import click_log, sample_users
from attnviz.scenario.click_log import ClickLog

SEEDS = st.integers(0, 9999)


def test_there_are_64_items_in_8_interests() -> None:
    assert len(catalogue.INTERESTS) == 8
    assert {len(titles) for titles in catalogue.INTERESTS.values()} == {8}
    assert catalogue.VOCABULARY_SIZE == 65
    assert len({title.lower() for title in catalogue.TITLES}) == 65
    assert catalogue.TITLES[0] == "padding"
    assert not any(title.isdecimal() or "," in title for title in catalogue.TITLES)


def test_ids_follow_the_interests() -> None:
    for number, (interest, titles) in enumerate(catalogue.INTERESTS.items()):
        for place, title in enumerate(titles):
            item = 1 + 8 * number + place
            assert catalogue.TITLES[item] == title
            assert catalogue.ITEMS.interest_of(item) == interest
            assert catalogue.ITEMS.interest_number(np.array([item])).tolist() == [number]
    assert catalogue.ITEMS.interest_of(0) == "padding"
    assert catalogue.ITEMS.interest_number(np.array([[0]])).tolist() == [[-1]]


def assert_is_a_log(log: ClickLog) -> None:
    clicks = log.history != 0
    assert (clicks[:, :-1] >= clicks[:, 1:]).all()  # padding on the right alone
    assert log.history.min() >= 0
    assert log.history.max() <= 64
    assert 1 <= log.candidate.min() <= log.candidate.max() <= 64
    interests, wanted = (
        catalogue.ITEMS.interest_number(log.history),
        catalogue.ITEMS.interest_number(log.candidate),
    )
    for row, own in enumerate(interests):
        clicked = set(own[clicks[row]].tolist())
        assert len(clicked) <= 3
        if clicked:
            assert (wanted[row] in clicked) == (log.clicked[row] == 1)
        # An item comes back only when the user has clicked all of its interest.
        items = log.history[row][clicks[row]].tolist()
        for place, item in enumerate(items):
            between = [i for i in items[:place] if (i - 1) // 8 == (item - 1) // 8]
            assert item not in between[len(between) // 8 * 8 :]


@given(st.integers(1, 60), SEEDS)
def test_the_click_log(samples: int, seed: int) -> None:
    log = click_log(samples, seed)
    assert log.history.shape == (samples, 10)
    assert log.candidate.shape == log.clicked.shape == (samples,)
    lengths = (log.history != 0).sum(axis=1)
    assert 4 <= lengths.min() <= lengths.max() <= 10
    assert_is_a_log(log)


def test_the_log_is_balanced_and_varied() -> None:
    log = click_log(4000, 0)
    assert log.clicked.mean() == 0.5
    assert set((log.history != 0).sum(axis=1)) == set(range(4, 11))
    assert set(log.candidate) == set(range(1, 65)) == set(log.history.flat) - {0}
    interests = [
        len(set(row) - {-1}) for row in catalogue.ITEMS.interest_number(log.history).tolist()
    ]
    assert set(interests) >= {2, 3}
    assert np.mean([count > 1 for count in interests]) > 0.95


@given(st.integers(1, 40), st.integers(0, 40), SEEDS)
def test_a_longer_log_keeps_the_earlier_samples(samples: int, more: int, seed: int) -> None:
    log, longer = click_log(samples, seed), click_log(samples + more, seed)
    for name in ("history", "candidate", "clicked"):
        np.testing.assert_array_equal(getattr(longer, name)[:samples], getattr(log, name))


@given(st.integers(1, 20), st.integers(1, 200), st.data(), SEEDS)
def test_users_have_the_asked_positions_and_clicks(
    users: int, length: int, data: st.DataObject, seed: int
) -> None:
    clicks = data.draw(st.integers(0, length))
    log = sample_users(users, length, clicks, seed)
    assert log.history.shape == (users, length)
    assert ((log.history != 0).sum(axis=1) == clicks).all()
    assert_is_a_log(log)


@given(st.integers(1, 10), st.integers(0, 10), st.integers(1, 60), st.integers(0, 60), SEEDS)
def test_more_users_and_clicks_keep_the_earlier_ones(
    users: int, more_users: int, clicks: int, more_clicks: int, seed: int
) -> None:
    few = sample_users(users, clicks, clicks, seed)
    many = sample_users(users + more_users, clicks + more_clicks, clicks + more_clicks, seed)
    np.testing.assert_array_equal(many.history[:users, :clicks], few.history)
    padded = sample_users(users, clicks + more_clicks, clicks, seed)
    np.testing.assert_array_equal(padded.history[:, :clicks], few.history)
    np.testing.assert_array_equal(padded.candidate, few.candidate)


def test_another_seed_gives_other_users() -> None:
    one, other = click_log(50, 0), click_log(50, 1)
    assert (one.history != other.history).mean() > 0.5
    assert (one.candidate != other.candidate).mean() > 0.5


def test_a_title_in_any_case_or_an_id_is_found() -> None:
    for item, title in enumerate(catalogue.TITLES):
        for text in (title, title.upper(), f"  {title.replace(' ', '   ')} ", str(item)):
            assert catalogue.ITEMS.find(text) == item


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("trial shoes", "trail shoes"),
        ("espreso cup", "espresso cups"),
        ("guitar", "guitar strings"),
        ("bel", "bell"),
    ],
)
def test_a_mistyped_title_gets_the_nearest_ones(text: str, near: str) -> None:
    with pytest.raises(LookupError, match=f"id from 0 to 64; near it: .*{near}"):
        catalogue.ITEMS.find(text)


@pytest.mark.parametrize("text", ["", "65", "-1", "1.0", "zzzzzz", "²"])
def test_what_is_no_item_is_refused(text: str) -> None:
    with pytest.raises(LookupError, match="title of an item or an id from 0 to 64"):
        catalogue.ITEMS.find(text)
