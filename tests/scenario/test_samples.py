"""Samples: the article's numbered items, the catalogue's users, and what was typed."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz import generate_samples
from attnviz.scenario import catalogue
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings

SEEDS = st.integers(0, 9999)
SHARES = st.floats(0, 1)


def test_the_articles_samples_are_the_default() -> None:
    history, candidate = generate_samples()
    assert history.shape == (5, 10)
    assert candidate.shape == (5, 1)
    assert 1 <= history.min() <= history.max() <= 999


@given(st.integers(1, 20), st.integers(1, 30), st.integers(2, 50), SHARES, SEEDS)
def test_zero_is_drawn_as_asked_for_padding_alone(
    batch: int, length: int, vocabulary: int, padding: float, seed: int
) -> None:
    history, candidate = generate_samples(batch, length, vocabulary, padding, seed=seed)
    assert history.shape == (batch, length)
    assert candidate.shape == (batch, 1)
    empty = round(padding * length)
    filled = history[:, : length - empty]
    assert (history[:, length - empty :] == 0).all()
    assert ((filled >= 1) & (filled < vocabulary)).all()
    assert ((candidate >= 1) & (candidate < vocabulary)).all()
    left, same = generate_samples(batch, length, vocabulary, padding, "left", seed)
    np.testing.assert_array_equal(left, np.concatenate([history[:, length - empty :], filled], 1))
    np.testing.assert_array_equal(same, candidate)


@given(st.integers(1, 9), st.integers(0, 9), st.integers(1, 20), st.integers(0, 20), SEEDS)
def test_a_larger_batch_or_length_keeps_the_earlier_rows_and_clicks(
    batch: int, more: int, length: int, longer: int, seed: int
) -> None:
    few, candidate = generate_samples(batch, length, seed=seed)
    many, candidates = generate_samples(batch + more, length + longer, seed=seed)
    np.testing.assert_array_equal(many[:batch, :length], few)
    np.testing.assert_array_equal(candidates[:batch], candidate)


@pytest.mark.parametrize("items", ["catalogue", "numbered"])
@pytest.mark.parametrize("padding", [0.0, 0.2, 0.4, 0.5, 0.9, 1.0])
def test_each_user_has_padding_of_its_own_where_it_varies(items: str, padding: float) -> None:
    view = Settings(
        items=items, padding=padding, padding_varies=True, batch_size=64, sequence_length=50
    )
    empty = (samples_of(view).history == 0).sum(axis=1)
    room = round(50 * min(padding, 1 - padding))
    assert abs(empty.mean() - 50 * padding) < 1
    assert empty.min() >= 50 * padding - room
    assert empty.max() <= 50 * padding + room
    assert np.ptp(empty) > 1.8 * room - 1
    few = samples_of(dataclasses.replace(view, batch_size=5)).history
    np.testing.assert_array_equal(few, samples_of(view).history[:5])
    other = samples_of(dataclasses.replace(view, sample_seed=3)).history
    assert (room == 0) == bool(((other == 0).sum(axis=1) == empty).all())
    same = samples_of(dataclasses.replace(view, padding_varies=False)).history
    assert ((same == 0).sum(axis=1) == round(50 * padding)).all()


def test_the_five_users_of_a_view_differ_in_padding() -> None:
    history = samples_of(Settings(padding=0.4, padding_varies=True)).history
    assert (history == 0).sum(axis=1).tolist() == [6, 3, 0, 5, 2]


def test_samples_have_a_generator_of_their_own() -> None:
    np.random.seed(0)
    expected = np.random.random()
    np.random.seed(0)
    one = generate_samples()
    assert np.random.random() == expected
    other = generate_samples()
    np.testing.assert_array_equal(one[0], other[0])
    assert (generate_samples(seed=1)[0] != one[0]).mean() > 0.9


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("batch_size", 0, "1 or more"),
        ("sequence_length", -1, "1 or more"),
        ("vocabulary_size", 1, "2 or more"),
        ("padding", 1.5, "0 to 1"),
        ("padding_side", "middle", "'right', 'left'"),
        ("padding_varies", "now", "true or false"),
        ("seed", -1, "0 or more"),
    ],
)
def test_bad_arguments_are_refused(name: str, value: Any, allowed: str) -> None:
    with pytest.raises(ValueError, match=f"{name}={value!r} is not allowed.*{allowed}"):
        generate_samples(**{name: value})


def test_a_view_of_the_catalogue_has_named_users() -> None:
    samples = samples_of(Settings())
    users = catalogue.sample_users(5, 10, 8, 0)
    np.testing.assert_array_equal(samples.history, users.history)
    np.testing.assert_array_equal(samples.candidate, users.candidate)
    assert samples.items.title(1) == "trail shoes"
    assert samples.items.title(0) == "padding"


def test_a_view_of_numbered_items_has_the_articles_samples() -> None:
    view = Settings(items="numbered", padding=0.0, sample_seed=3)
    history, candidate = generate_samples(seed=3)
    samples = samples_of(view)
    np.testing.assert_array_equal(samples.history, history)
    np.testing.assert_array_equal(samples.candidate, candidate[:, 0])
    assert samples.items.title(417) == "item 417"
    assert samples.items.title(0) == "padding"


def test_the_layers_seed_does_not_change_the_samples_and_theirs_does() -> None:
    for items in ("catalogue", "numbered"):
        view = Settings(items=items)
        one = samples_of(view).history
        np.testing.assert_array_equal(one, samples_of(dataclasses.replace(view, seed=5)).history)
        other = samples_of(dataclasses.replace(view, sample_seed=5)).history
        assert (one != other).any()


def test_a_typed_history_is_user_1s_and_a_typed_candidate_is_for_all() -> None:
    plain = samples_of(Settings())
    typed = samples_of(Settings(history="capo, 3, bell", candidate="moka pot"))
    expected = [catalogue.ITEMS.find("capo"), 3, catalogue.ITEMS.find("bell"), *[0] * 7]
    assert typed.history[0].tolist() == expected
    np.testing.assert_array_equal(typed.history[1:], plain.history[1:])
    assert typed.candidate.tolist() == [catalogue.ITEMS.find("moka pot")] * 5


def test_padding_moves_to_the_left_and_a_typed_0_stays_between_its_clicks() -> None:
    view = Settings(history="3, padding, 5", sequence_length=5, padding_side="left")
    assert samples_of(view).history[0].tolist() == [0, 0, 3, 0, 5]
    right = samples_of(Settings(padding=0.4)).history
    left = samples_of(Settings(padding=0.4, padding_side="left")).history
    np.testing.assert_array_equal(left, np.concatenate([right[:, 6:], right[:, :6]], axis=1))
    empty = samples_of(Settings(padding=1.0, padding_side="left")).history
    assert (empty == 0).all()


def test_samples_are_read_only() -> None:
    for items in ("catalogue", "numbered"):
        samples = samples_of(Settings(items=items))
        for ids in (samples.history, samples.candidate):
            with pytest.raises(ValueError, match="read-only"):
                ids[0] = 1
