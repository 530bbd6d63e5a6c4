"""A learner's own interactions, ready to be learned from: users, items, and clicks by number."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from attnviz.interactions.asked import Asked, of_the_items
from attnviz.interactions.checks import Report, check_columns, checked, described, refuse_few
from attnviz.interactions.reading import Reading, read_files
from attnviz.interactions.splitting import logs_of, longest, refuse_short, windows
from attnviz.scenario.click_log import Logs
from attnviz.scenario.items import Items
from attnviz.scenario.lenient import coerce, in_words
from attnviz.scenario.settings import KINDS, Settings
from attnviz.scenario.values import InvalidValue

VOCABULARY_SIZE = 20_000
# Of a vocabulary that is too small, this share is kept for the items that are not in it.
_SHARED = 0.1
_LONGEST_TITLE = 60


@dataclass(frozen=True, eq=False)
class Interactions:
    """Users' clicks in time order.

    Attributes:
        users: What the users are called in the file, (U,), in order.
        items: Its items: ids from 1 by how often they were clicked; 0 is padding.
        clicks: Item ids (N,), user after user, each user's in time order.
        starts: Where each user's clicks begin in `clicks`, and the end of the last one's (U + 1,).
        report: What became of the file's rows.
        fingerprint: Tells these clicks from others.
    """

    users: tuple[str, ...]
    items: Items
    clicks: np.ndarray
    starts: np.ndarray
    report: Report
    fingerprint: str
    _logs: dict[int, Logs] = field(default_factory=dict, repr=False)

    def logs(self, length: int) -> Logs:
        """Return what is trained and measured on, with histories of the last `length` clicks."""
        if length not in self._logs:
            logs = logs_of(self.clicks, self.starts, self.items, length)
            self._logs.clear()  # they are large: one length is kept
            self._logs[length] = logs
        return self._logs[length]

    def view(self, first: int, users: int, length: int) -> tuple[np.ndarray, np.ndarray]:
        """Return users as they are held out: what was clicked before the last click, and it.

        Args:
            first: The first user, 0-based; after the last user comes the first again.
            users: How many.
            length: Positions of a history.

        Returns:
            Histories (users, length), with padding on the right, and candidates (users,).
        """
        shown = np.arange(first, first + users) % len(self.users)
        last = self.starts[shown + 1] - 1
        history = windows(self.clicks, self.starts[shown], last, length)
        return history, self.clicks[last]

    def made(self, first: int, users: int) -> np.ndarray:
        """Return how many clicks the users of `view` have made before the last one, (users,)."""
        shown = np.arange(first, first + users) % len(self.users)
        return np.asarray(self.starts[shown + 1] - 1 - self.starts[shown])

    def summary(self) -> dict[str, Any]:
        """Return what was read as numbers and texts, for a program."""
        return {
            "users": len(self.users),
            "items": self.items.vocabulary_size - 1,
            "rows": self.report.rows,
            "used": self.report.used,
            "dropped": [asdict(drop) for drop in self.report.drops],
            "notes": [*self.report.notes, *(doubt.told for doubt in self.report.doubts)],
        }


def fitted(settings: Settings, data: Interactions) -> tuple[Settings, list[str]]:
    """Return settings as a view of these interactions, and what of them does not fit, told.

    The vocabulary is the interactions'. Items that are named are ids, not titles.
    """
    values = {name: getattr(settings, name) for name in KINDS}
    values |= {"items": "own", "vocabulary_size": data.items.vocabulary_size}
    fit, messages = coerce(values)
    if fit.sequence_length > (most := longest(data.clicks)):
        allowed = f"1 to {most} with so many clicks"
        refused = InvalidValue("sequence_length", fit.sequence_length, allowed)
        fit = replace(fit, sequence_length=most)
        messages = [*messages, in_words(refused)]
    if fit.first_user > len(data.users):
        refused = InvalidValue(
            "first_user", fit.first_user, f"1 to {len(data.users)}, as in the file"
        )
        return replace(fit, first_user=1), [*messages, in_words(refused)]
    return fit, messages


def interactions_of(
    content: bytes,
    asked: Asked = Asked(),  # noqa: B008  # it is frozen
    items_content: bytes | None = None,
    items_asked: Asked = Asked(),  # noqa: B008  # it is frozen
    vocabulary_size: int = VOCABULARY_SIZE,
) -> Interactions:
    """Read, check and number interactions.

    Args:
        content: The bytes of the file of clicks.
        asked: How it is read, as far as a person says so.
        items_content: The bytes of a file of the items' titles and categories.
        items_asked: How that is read.
        vocabulary_size: Rows of the embedding table, with padding; items that do not fit share
            rows by a hash of their id.

    Raises:
        Unreadable: if a file cannot be used; the message says why.
    """
    clicks, items = read_files(content, asked, items_content, items_asked)
    return interactions_read(clicks, items, vocabulary_size)


def interactions_read(
    clicks: Reading, items: Reading | None = None, vocabulary_size: int = VOCABULARY_SIZE
) -> Interactions:
    """Check and number what was read; arguments and errors as of `interactions_of`."""
    frame, report, titles = rows_of(clicks, items)
    refuse_few(frame, report)
    return numbered(frame, report, titles, vocabulary_size)


def rows_of(clicks: Reading, items: Reading | None) -> tuple[pd.DataFrame, Report, pd.DataFrame]:
    """Return the clicks that can be used, what became of the others, and rows with the titles.

    Raises:
        Unreadable: if a column is missing.
    """
    check_columns(clicks)
    frame, report = checked(clicks)
    if items is None:
        return frame, report, frame
    check_columns(items, of_items=True)
    titles, notes = described(items)
    beside = frame.drop_duplicates("item").set_index("item")
    for role in ("title", "category"):  # what only the clicks tell
        if role in beside and role not in titles:
            titles = titles.assign(**{role: titles["item"].map(beside[role]).fillna("")})
    notes = (*notes, *_unknown(frame, titles))
    of_items = (replace(one, told=of_the_items(one.told), of_items=True) for one in items.doubts)
    doubts = (*report.doubts, *of_items)
    return frame, replace(report, notes=(*report.notes, *notes), doubts=doubts), titles


def _unknown(frame: pd.DataFrame, titles: pd.DataFrame) -> list[str]:
    """Tell where the two files name no item alike."""
    if not len(frame) or not len(titles) or frame["item"].isin(titles["item"]).any():
        return []
    return [
        f"No item of the clicks is in the file of items: {frame['item'].iloc[0]!r} is one of the "
        f"clicks, {titles['item'].iloc[0]!r} one of the items. Are these the columns of ids?"
    ]


def numbered(
    frame: pd.DataFrame, report: Report, titles: pd.DataFrame, vocabulary_size: int
) -> Interactions:
    """Number users and items of checked rows.

    Args:
        frame: Rows with user, item and time, as of `checked`.
        report: What became of the others.
        titles: Rows with item, and title and category where they are known; the first row of
            an item counts.
        vocabulary_size: As of `interactions_of`.

    Raises:
        Unreadable: if nobody has three clicks.
    """
    users, user = _numbers(frame["user"])
    order = np.lexsort((frame["time"].to_numpy(), user))  # stable: ties stay in file order
    user = user[order]
    counts = frame["item"].value_counts()
    counts = counts.sort_index().sort_values(ascending=False, kind="stable")
    own = min(len(counts), vocabulary_size - 1)
    shared = 0 if own == len(counts) else max(1, int(_SHARED * vocabulary_size))
    own -= shared
    ids = np.arange(1, len(counts) + 1)
    if shared:
        hashes = pd.util.hash_array(counts.index.to_numpy(dtype=object)[own:])
        ids[own:] = 1 + own + hashes % shared
        rare = int(counts.iloc[own:].sum())
        note = (
            f"The file has {len(counts):,} items. The {own:,} most frequent have a row of the "
            f"embedding table each; the other {len(counts) - own:,}, with {rare:,} of "
            f"{counts.sum():,} clicks, share {shared:,} rows by a hash of their id."
        )
        report = replace(report, notes=(*report.notes, note))
    number = pd.Series(ids, counts.index)
    clicks = frame["item"].map(number).to_numpy(np.int32)[order]
    starts = np.searchsorted(user, np.arange(len(users) + 1))
    refuse_short(starts)
    items, notes = _items(counts, own, shared, titles)
    notes += _all_clicked(clicks, starts)
    report = replace(report, notes=(*report.notes, *notes))
    parts = (clicks.tobytes(), starts.tobytes(), np.asarray(items.interests, float).tobytes())
    fingerprint = hashlib.sha256(b"".join(parts)).hexdigest()
    return Interactions(users, items, clicks, starts, report, fingerprint)


def _all_clicked(clicks: np.ndarray, starts: np.ndarray) -> list[str]:
    """Return what follows of users who have clicked every item; arguments as of `logs_of`."""
    user = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    pairs = np.unique(np.stack([user, clicks]), axis=1)
    everything = int((np.bincount(pairs[0]) == len(np.unique(clicks))).sum())
    if everything == len(starts) - 1:
        return [
            "Every user has clicked every item, so there is none to tell the clicked ones from: "
            "AUC and accuracy are not defined."
        ]
    if everything:
        who = "1 user has" if everything == 1 else f"{everything:,} users have"
        return [f"{who} clicked every item: for them there is none that was not clicked."]
    return []


def in_order(names: Sequence[str]) -> list[str]:
    """Return different names, whole numbers by size and others by letter."""
    whole = all(name.isdecimal() for name in names)
    return sorted(names, key=lambda name: (int(name) if whole else 0, name))


def _numbers(names: pd.Series) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the different names in order, and each row's place among them."""
    codes, different = pd.factorize(names)
    texts = [str(name) for name in different]
    ordered = in_order(texts)
    place = {name: number for number, name in enumerate(ordered)}
    return tuple(ordered), np.array([place[name] for name in texts], np.int64)[codes]


def _items(
    counts: pd.Series, own: int, shared: int, titles_of: pd.DataFrame
) -> tuple[Items, list[str]]:
    """Return the items by id, and what to know of their titles and categories."""
    known = titles_of.drop_duplicates("item").set_index("item")
    names = counts.index[:own]
    notes = []
    missing = int((~counts.index.isin(known.index)).sum())
    if missing:
        notes.append(f"{missing:,} of {len(counts):,} items are not in the file of items.")

    def column(name: str) -> list[str]:
        if name not in known:
            return [""] * own
        return known[name].reindex(names).fillna("").tolist()

    titles = [
        " ".join(title.split())[:_LONGEST_TITLE] or f"item {name}"
        for title, name in zip(column("title"), names, strict=True)
    ]
    titles += [f"rare items {number + 1}" for number in range(shared)]
    categories = column("category")
    interests, interest_names = _interests(categories, counts.to_numpy()[:own], shared)
    if interests is None:
        notes.append(
            "No categories are known, so attention mass is not defined; look at entropy instead."
        )
    items = Items(
        1 + own + shared,
        ("padding", *titles),
        interests,
        interest_names,
        file_ids=tuple(map(str, names)),
    )
    return items, notes


def _interests(
    categories: list[str], clicks: np.ndarray, shared: int
) -> tuple[np.ndarray | None, tuple[str, ...]]:
    """Return the number of each id's interest, the most clicked first; None below two of them."""
    sums = pd.Series(clicks).groupby(categories).sum().drop("", errors="ignore")
    names = tuple(map(str, sums.sort_values(ascending=False, kind="stable").index))
    if len(names) < 2:
        return None, ()
    number = {name: place for place, name in enumerate(names)}
    numbers = [number.get(category, -1) for category in categories]
    return np.array([-1, *numbers, *[-1] * shared]), names
