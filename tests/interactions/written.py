"""Small files of interactions, each of a layout that is known."""

import io
from collections.abc import Callable

import numpy as np
import pandas as pd

USERS, ITEMS = 12, 30


def clicks(users: int = USERS, items: int = ITEMS, seed: int = 0) -> pd.DataFrame:
    """Return interactions in a mixed order: ids from 1, ratings 1 .. 5, seconds since 1970."""
    rng = np.random.default_rng(seed)
    rows = [
        (user, item, rng.integers(1, 6), 880_000_000 + 3600 * place + user)
        for user in range(1, users + 1)
        for place, item in enumerate(1 + rng.permutation(items)[: rng.integers(3, 9)])
    ]
    frame = pd.DataFrame(rows, columns=["user", "item", "rating", "timestamp"])
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


def amazon(user: int) -> str:
    """Return a customer as Amazon's files name them."""
    return f"A{user:013d}"


def product(item: int) -> str:
    """Return a product as Amazon's files name them."""
    return f"B{item:09d}"


def text(frame: pd.DataFrame, separator: str, header: str = "", encoding: str = "utf-8") -> bytes:
    """Return rows as text, below a header if there is one."""
    lines = [separator.join(map(str, row)) for row in frame.itertuples(index=False)]
    return "\n".join([*([header] if header else []), *lines, ""]).encode(encoding)


def parquet(frame: pd.DataFrame) -> bytes:
    """Return rows as a Parquet file."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def _amazon(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(user=frame["user"].map(amazon), item=frame["item"].map(product))


LAYOUTS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "MovieLens 100k, u.data": lambda frame: text(frame, "\t"),
    "MovieLens 1M, ratings.dat": lambda frame: text(frame, "::"),
    "MovieLens latest, ratings.csv": lambda frame: text(
        frame.assign(rating=frame["rating"] - 0.5), ",", "userId,movieId,rating,timestamp"
    ),
    "RecBole atomic file": lambda frame: text(
        frame, "\t", "user_id:token\titem_id:token\trating:float\ttimestamp:float"
    ),
    "Amazon ratings": lambda frame: text(
        _amazon(frame).assign(rating=frame["rating"].astype(float)), ","
    ),
    "Amazon ratings, item first": lambda frame: text(
        _amazon(frame)[["item", "user", "rating", "timestamp"]], ","
    ),
}
"""A file of interactions of each known layout, by its name."""

TITLES = {item: f"Film, The {item} (19{item + 60})" for item in range(1, ITEMS + 1)}
CATEGORIES = {item: ("Drama", "War", "Comedy")[item % 3] for item in range(1, ITEMS + 1)}


def _flags(item: int) -> str:
    flags = ["0"] * 19
    flags[{"Drama": 8, "War": 17, "Comedy": 5}[CATEGORIES[item]]] = "1"
    return "|".join(flags)


def _items(row: Callable[[int], str], header: str = "", encoding: str = "utf-8") -> bytes:
    lines = [*([header] if header else []), *map(row, TITLES), ""]
    return "\n".join(lines).encode(encoding)


ITEM_LAYOUTS: dict[str, Callable[[], bytes]] = {
    "MovieLens 100k, u.item": lambda: _items(
        lambda item: f"{item}|{TITLES[item]}|01-Jan-1995||http://x/{item}|{_flags(item)}"
    ),
    "MovieLens 1M, movies.dat": lambda: _items(
        lambda item: f"{item}::{TITLES[item]}::{CATEGORIES[item]}|Thriller"
    ),
    "MovieLens latest, movies.csv": lambda: _items(
        lambda item: f'{item},"{TITLES[item]}",{CATEGORIES[item]}|Thriller', "movieId,title,genres"
    ),
    "RecBole atomic file": lambda: _items(
        lambda item: f"{item}\t{TITLES[item]}\t1990\t{CATEGORIES[item]} Thriller",
        "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq",
    ),
}
"""A file of items of each known layout, by its name."""


def with_tastes(users: int = 400, seed: int = 0) -> pd.DataFrame:
    """Return clicks of users who keep to two of six categories, popular items more often.

    Item i of 60 is of category i modulo 6.
    """
    rng = np.random.default_rng(seed)
    items = np.arange(60)
    rows = []
    for user in range(1, users + 1):
        liked = np.isin(items % 6, rng.permutation(6)[:2])
        weight = np.where(liked, 1.0, 0.01) / (1 + items // 6)
        chosen = rng.choice(items, rng.integers(5, 12), replace=False, p=weight / weight.sum())
        rows += [(user, 1 + item, 880_000_000 + place) for place, item in enumerate(chosen)]
    return pd.DataFrame(rows, columns=["user", "item", "timestamp"])


def tasted(users: int = 400) -> tuple[bytes, bytes]:
    """Return such clicks and their items with categories, as CSV."""
    items = pd.DataFrame({"item": np.arange(1, 61)})
    items["title"] = items["item"].map("Film {}".format)
    items["category"] = ((items["item"] - 1) % 6).map("genre {}".format)
    return (
        text(with_tastes(users), ",", "user,item,timestamp"),
        text(items, ",", "item,title,category"),
    )
