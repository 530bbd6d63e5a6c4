"""The split: nothing held out is learned from, and what was not clicked was not clicked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.interactions import splitting
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.splitting import logs_of
from attnviz.scenario.items import Items

users = st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=12), min_size=1, max_size=6)
lengths = st.integers(1, 8)
SIZE = 10


def flat(clicks: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0, *map(len, clicks)])
    return np.array([item for one in clicks for item in one], np.int32), starts


@given(users, lengths)
def test_a_sample_is_a_click_with_the_clicks_before_it(
    clicks: list[list[int]], length: int
) -> None:
    logs = logs_of(*flat(clicks), Items(SIZE), length)
    for log, wanted in (
        (logs.train, [(one, place) for one in clicks for place in range(1, len(one) - 1)]),
        (logs.held_out, [(one, len(one) - 1) for one in clicks]),
    ):
        positive = log.clicked == 1
        assert positive.sum() == len(wanted)
        for row, (one, place) in enumerate(wanted):
            before = one[max(0, place - length) : place]
            assert log.history[row].tolist() == before + [0] * (length - len(before))
            assert log.candidate[row] == one[place]


@given(users, lengths)
def test_what_was_not_clicked_was_never_clicked_by_the_user(
    clicks: list[list[int]], length: int
) -> None:
    flat_clicks, starts = flat(clicks)
    logs = logs_of(flat_clicks, starts, Items(SIZE), length)
    every = set(flat_clicks.tolist())
    targets = [(one, place) for one in clicks for place in range(1, len(one) - 1)]
    for log, owners in ((logs.train, [one for one, _ in targets]), (logs.held_out, clicks)):
        able = [one for one in owners if every - set(one)]
        negative = log.candidate[log.clicked == 0]
        assert len(negative) == len(able)
        for item, one in zip(negative.tolist(), able, strict=True):
            assert item in every - set(one)


def test_items_are_drawn_as_often_as_they_are_clicked_and_from_a_seed() -> None:
    # 400 users click 1 and 2 each; 3 was clicked nine times as often as 4 by others.
    clicks = [[1, 2, 1]] * 400 + [[3, 3, 3]] * 90 + [[4, 4, 4]] * 10
    one, again, other = (logs_of(*flat(clicks), Items(5), 4, seed) for seed in (0, 0, 1))
    drawn = one.train.candidate[one.train.clicked == 0][:400]
    assert set(drawn.tolist()) == {3, 4}
    assert np.isclose((drawn == 3).mean(), 0.9, atol=0.05)
    np.testing.assert_array_equal(one.train.candidate, again.train.candidate)
    assert (one.train.candidate != other.train.candidate).any()


def test_a_user_of_everything_has_no_sample_that_was_not_clicked() -> None:
    logs = logs_of(*flat([[1, 2, 3], [1, 1, 1]]), Items(4), 3)
    assert logs.held_out.clicked.tolist() == [1, 1, 0]
    assert logs.held_out.candidate[2] in (2, 3)


def test_what_cannot_be_split_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match="Nobody has three clicks"):
        logs_of(*flat([[1, 2], [2, 3]]), Items(4), 3)
    monkeypatch.setattr(splitting, "MOST_CELLS", 100)
    logs_of(*flat([[1, 2, 3]] * 3), Items(4), 5)
    with pytest.raises(Unreadable, match=r"9 clicks are 108 cells.*sequence_length 5 or less"):
        logs_of(*flat([[1, 2, 3]] * 3), Items(4), 6)


def test_logs_are_kept_for_one_length() -> None:
    from attnviz.interactions.dataset import interactions_of
    from tests.interactions import written

    own = interactions_of(written.LAYOUTS["Amazon ratings"](written.clicks()))
    first = own.logs(4)
    assert own.logs(4) is first
    assert own.logs(5).train.history.shape[1] == 5
    assert own.logs(4) is not first
