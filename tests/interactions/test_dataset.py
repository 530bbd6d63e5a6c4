"""The dataset: ids by frequency, titles and interests, and the vocabulary's limit."""

import numpy as np
import pytest

from attnviz.interactions.dataset import Interactions, interactions_of
from tests.interactions import written

CLICKS = written.clicks()
CONTENT = written.LAYOUTS["MovieLens 100k, u.data"](CLICKS)


def of(vocabulary_size: int = 100, items: str | None = "MovieLens 1M, movies.dat") -> Interactions:
    items_content = written.ITEM_LAYOUTS[items]() if items else None
    return interactions_of(CONTENT, items_content=items_content, vocabulary_size=vocabulary_size)


def test_ids_go_from_1_by_how_often_items_were_clicked() -> None:
    own = of()
    counts = np.bincount(own.clicks)
    assert counts[0] == 0
    assert (counts[1:] > 0).all()
    assert (np.diff(counts[1:]) <= 0).all()
    assert own.items.vocabulary_size == len(counts) == CLICKS["item"].nunique() + 1


def test_each_users_clicks_are_in_time_order_and_of_the_items_in_the_file() -> None:
    own = of()
    assert own.users == tuple(map(str, range(1, written.USERS + 1)))  # 2 before 10
    assert own.starts[-1] == len(own.clicks) == len(CLICKS)
    for place, user in enumerate(own.users):
        rows = CLICKS[CLICKS["user"] == int(user)].sort_values("timestamp")
        ids = own.clicks[own.starts[place] : own.starts[place + 1]]
        assert [own.items.title(int(one)) for one in ids] == rows["item"].map(
            written.TITLES
        ).tolist()
        categories = [own.items.interest_of(int(one)) for one in ids]
        assert categories == rows["item"].map(written.CATEGORIES).tolist()


def test_clicks_at_one_time_stay_in_the_files_order() -> None:
    content = b"user,item,time\n" + b"".join(
        b"u%d,b,1\nu%d,c,1\nu%d,a,1\n" % (n, n, n) for n in range(12)
    )
    own = interactions_of(content)
    titles = [own.items.title(int(one)) for one in own.clicks[:3]]
    assert titles == ["item b", "item c", "item a"]
    assert own.users[:4] == ("u0", "u1", "u10", "u11")


def test_without_a_file_of_items_there_are_names_and_no_interests() -> None:
    own = of(items=None)
    assert own.items.interests is None
    assert all(title.startswith("item ") for title in (own.items.titles or ())[1:])
    assert any("entropy" in note for note in own.report.notes)
    assert not any("entropy" in note for note in of().report.notes)


def test_titles_and_categories_may_stand_beside_the_clicks() -> None:
    frame = CLICKS.assign(
        title=CLICKS["item"].map(written.TITLES).str.replace(",", ""),
        category=CLICKS["item"].map(written.CATEGORIES),
    )
    content = written.text(frame, ",", "user,item,rating,timestamp,title,category")
    items = interactions_of(content).items
    assert set(items.interest_names) == {"Drama", "War", "Comedy"}
    assert all(title.startswith("Film The ") for title in (items.titles or ())[1:])


def test_items_that_nobody_described_are_counted() -> None:
    described = b"item,title\n1,Heat\n2,  Long   " + b"x" * 100 + b"\n"
    own = interactions_of(CONTENT, items_content=described)
    known = {1, 2} & set(CLICKS["item"])
    missing = CLICKS["item"].nunique() - len(known)
    assert any(f"{missing} of {missing + len(known)} items are not" in n for n in own.report.notes)
    titles = [title for title in own.items.titles or () if title.startswith("Long x")]
    assert [len(title) for title in titles] == [60]


@pytest.mark.parametrize("size", [10, 20])
def test_items_that_do_not_fit_share_rows_and_that_is_told(size: int) -> None:
    own, whole = of(size), of()
    assert own.items.vocabulary_size == size
    shared = max(1, size // 10)
    frequent = size - 1 - shared
    assert (own.clicks < size).all()
    kept = own.clicks <= frequent
    np.testing.assert_array_equal(own.clicks[kept], whole.clicks[kept])
    assert (whole.clicks[~kept] > frequent).all()
    # One item always shares the same row.
    pairs = set(zip(whole.clicks[~kept].tolist(), own.clicks[~kept].tolist(), strict=True))
    assert len(pairs) == len({item for item, _ in pairs})
    assert own.items.title(frequent + 1) == "rare items 1"
    assert own.items.interest_of(frequent + 1) == ""
    (note,) = (note for note in own.report.notes if "hash" in note)
    assert f"The {frequent} most frequent" in note
    assert f"with {(~kept).sum()} of {len(kept)} clicks, share {shared} rows" in note


def test_a_vocabulary_that_just_fits_shares_nothing() -> None:
    size = CLICKS["item"].nunique() + 1
    assert not any("hash" in note for note in of(size).report.notes)
    assert any("hash" in note for note in of(size - 1).report.notes)


def test_the_fingerprint_tells_clicks_apart() -> None:
    assert of().fingerprint == of().fingerprint
    other = interactions_of(written.LAYOUTS["MovieLens 100k, u.data"](written.clicks(seed=1)))
    assert (
        len({of().fingerprint, of(20).fingerprint, of(items=None).fingerprint, other.fingerprint})
        == 4
    )


def test_a_view_shows_users_before_their_last_click() -> None:
    own = of()
    history, candidate = own.view(first=10, users=5, length=4)
    assert history.shape == (5, 4)
    for row, user in enumerate([10, 11, 0, 1, 2]):  # after the last user comes the first
        clicks = own.clicks[own.starts[user] : own.starts[user + 1]]
        shown = clicks[:-1][-4:]
        assert history[row].tolist() == [*shown, *[0] * (4 - len(shown))]
        assert candidate[row] == clicks[-1]
