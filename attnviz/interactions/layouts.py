"""Layouts of files that are known, as data, and the names by which columns are known elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROLES = ("user", "item", "timestamp", "title", "category")
"""What a column can be to us."""

# Names of columns in lower case, without what is neither letter nor digit.
_NAMES = {
    "user": ("user", "userid", "uid", "username", "reviewerid", "customer", "customerid"),
    "item": (
        *("item", "itemid", "iid", "movie", "movieid", "product", "productid", "asin"),
        *("parentasin", "book", "bookid", "isbn", "track", "trackid", "song", "songid"),
        *("article", "articleid"),
    ),
    "timestamp": ("timestamp", "time", "ts", "date", "datetime", "unixtime", "unixreviewtime"),
    "title": ("title", "itemname", "name", "itemtitle", "movietitle", "producttitle"),
    "category": ("category", "categories", "genre", "genres", "class", "maincategory", "topic"),
}
_WHOLE, _STARS, _SECONDS, _ANY = r"\d+", r"[1-5](\.\d)?", r"\d{9,10}", r".*"
_CUSTOMER, _PRODUCT = r"A[0-9A-Z]{9,20}", r"[0-9A-Z]{10}"
_TYPED = r"\w+:(token|token_seq|float|float_seq)"
_GENRES = (
    *("unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime"),
    *("Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery"),
    *("Romance", "Sci-Fi", "Thriller", "War", "Western"),
)


@dataclass(frozen=True)
class Layout:
    """A kind of file.

    Attributes:
        name: What it is known as.
        separator: What stands between two cells.
        header: Whether the first row names the columns.
        cells: A pattern for each cell of the first row, and without a header of every row; a
            single one stands for all cells.
        roles: What each column is to us, "" for none; empty where the header tells it.
        flags: Categories that the last columns stand for, with a 1 where an item is of it.
    """

    name: str
    separator: str
    header: bool
    cells: tuple[str, ...]
    roles: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def fits(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether rows, split by the layout's separator, are of this layout."""
        told = rows[:1] if self.header else rows
        cells = self.cells * len(rows[0]) if len(self.cells) == 1 else self.cells
        return all(
            len(row) == len(cells)
            and all(re.fullmatch(cell, text) for cell, text in zip(cells, row, strict=True))
            for row in told
        )


_RATED = ("user", "item", "", "timestamp")
_RATINGS = (_WHOLE, _WHOLE, _STARS, _SECONDS)
LAYOUTS = (
    Layout("MovieLens 100k, u.data", "\t", False, _RATINGS, _RATED),
    Layout(
        "MovieLens 100k, u.item",
        "|",
        False,
        (_WHOLE, _ANY, _ANY, _ANY, _ANY, *["[01]"] * len(_GENRES)),
        ("item", "title", "", "", "", *[""] * len(_GENRES)),
        _GENRES,
    ),
    Layout("MovieLens 1M, ratings.dat", "::", False, _RATINGS, _RATED),
    Layout(
        "MovieLens 1M, movies.dat", "::", False, (_WHOLE, _ANY, _ANY), ("item", "title", "category")
    ),
    Layout(
        "MovieLens latest, ratings.csv", ",", True, ("userId", "movieId", "rating", "timestamp")
    ),
    Layout("MovieLens latest, movies.csv", ",", True, ("movieId", "title", "genres")),
    Layout("RecBole atomic file", "\t", True, (_TYPED,)),
    Layout("Amazon ratings", ",", False, (_CUSTOMER, _PRODUCT, _STARS, _SECONDS), _RATED),
    Layout(
        "Amazon ratings, item first",
        ",",
        False,
        (_PRODUCT, _CUSTOMER, _STARS, _SECONDS),
        ("item", "user", "", "timestamp"),
    ),
)


def role_of(column: str) -> str:
    """Return what a column of this name is to us, "" for none."""
    plain = re.sub(r"[^a-z0-9]", "", column.split(":")[0].lower())
    return next((role for role, names in _NAMES.items() if plain in names), "")
