"""Layouts of files that are known, as data, and the names by which columns are known elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROLES = ("user", "item", "time", "title", "category", "label", "history", "impressions")
"""What a column of a file of clicks can be to us: `label` tells clicks from what was only shown;
`history` and `impressions` hold several items in one cell."""
ITEM_ROLES = ("item", "title", "category")
"""What a column of a file of items can be to us."""
ROLE_WORDS = {
    **{role: role for role in ROLES},
    "label": "label: 1 clicked, 0 only shown",
    "history": "list of clicked items",
    "impressions": "list of shown items",
}
"""What the roles are called in a sentence."""

# Names of columns in lower case, without what is neither letter nor digit; those that say most
# clearly what the column is come first.
_NAMES = {
    "user": (
        *("user", "userid", "uid", "username", "reviewerid", "customerid", "customer"),
        *("visitorid", "visitor", "distinctid", "userpseudoid", "anonymousid", "fullvisitorid"),
        *("memberid", "member", "buyerid", "clientid", "accountid", "playerid", "personid"),
        *("profileid", "steamid", "usersid", "userhash", "customeremail", "useremail", "email"),
        *("sessionid", "session", "sid"),
    ),
    "item": (
        *("item", "itemid", "iid", "movie", "movieid", "parentasin", "asin", "product"),
        *("productid", "book", "bookid", "isbn", "track", "trackid", "song", "songid", "video"),
        *("videoid", "article", "articleid", "newsid", "news", "businessid", "venueid"),
        *("locationid", "poiid", "animeid", "gameid", "appid", "artistid", "recipeid", "courseid"),
        *("contentid", "jobid", "adid", "aid", "adgroupid", "variantid", "lineitemsku", "sku"),
        *("itemsku", "productsku", "stockcode", "gmapid", "goodsid", "skuid"),
    ),
    "time": (
        *("timestamp", "eventtimestamp", "unixtimestamp", "unixtime", "unixreviewtime"),
        *("timestampms", "timems", "eventtime", "datetime", "time", "ts", "clicktime", "viewtime"),
        *("clickedat", "viewedat", "playedat", "listenedat", "watchedat", "purchasedat"),
        *("createdat", "receivedat", "occurredat", "servertime", "localtime", "utctime"),
        *("createdtime", "timecreated", "created", "dateadded", "tdat", "eventdate", "orderdate"),
        *("invoicedate", "purchasedate", "purchasetime", "ordertime", "clickdate", "date"),
        *("reviewtime", "reviewdate", "timestampadded", "day"),
    ),
    "title": (
        *("title", "itemname", "itemtitle", "movietitle", "producttitle", "productname"),
        *("prodname", "lineitemname", "booktitle", "trackname", "songtitle", "articletitle"),
        *("videotitle", "newstitle", "businessname", "venuename", "name", "caption"),
    ),
    "category": (
        *("category", "categories", "genre", "genres", "class", "maincategory", "topic"),
        *("categoryname", "categoryid", "itemcategory", "productcategory", "categorycode"),
        *("producttype", "producttypename", "productgroup", "productgroupname", "venuecategory"),
        *("venuecategoryname", "department", "catid", "cateid", "cate", "cat", "feat", "tags"),
    ),
    "label": ("isclick", "clicked", "isclicked", "wasclicked", "click", "clk", "isclk", "label"),
    "history": (
        *("history", "clickhistory", "userhistory", "events", "itemids", "items", "itemlist"),
        *("productids", "movieids", "videoids", "sequence", "itemsequence", "clicks"),
        *("clickeditems", "articleidsclicked", "articleidfixed"),
    ),
    "impressions": ("impressions",),
}
_ITEM_NAMES = (*_NAMES["item"], "id")  # of a file of items; in one of clicks it numbers the rows
TIMES_OF_DAY = ("time", "timeofday", "hourmin", "clock", "hour", "eventtime", "ordertime")
"""Names of columns that go with a column of days, in the form of `plain_name`."""
TIMES_OF_SESSION = ("timeframe", "offset", "offsetms", "elapsed", "elapsedms")
"""Names of columns with a time since a session began, in the form of `plain_name`."""
_WHOLE, _STARS, _SECONDS, _ANY = r"\d+", r"[0-5](\.\d)?", r"\d{9,10}", r"(?s).*"
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


_RATED = ("user", "item", "", "time")
_RATINGS = (_WHOLE, _WHOLE, _STARS, _SECONDS)
_NEWS, _SHOWN, _AM_PM = r"N\d+", r"N\d+(-[01])?", r"\d+/\d+/\d{4} \d+:\d+:\d+ [AP]M"
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
        ("item", "user", "", "time"),
    ),
    Layout(
        "MIND, behaviors.tsv",
        "\t",
        False,
        (_WHOLE, r"U\d+", _AM_PM, rf"({_NEWS}( {_NEWS})*)?", rf"{_SHOWN}( {_SHOWN})*"),
        ("", "user", "time", "history", "impressions"),
    ),
    Layout(
        "MIND, news.tsv",
        "\t",
        False,
        (_NEWS, *[_ANY] * 7),
        ("item", "category", "", "title", "", "", "", ""),
    ),
)


def plain_name(column: str) -> str:
    """Return a column's name without case, marks, a table's name before it and a type after it."""
    last = column.split(":")[0].rsplit(".", 1)[-1]
    return re.sub(r"[^a-z0-9]", "", last.lower())


def role_of(column: str) -> str:
    """Return what a column of this name is to us, "" for none."""
    plain = plain_name(column)
    return next((role for role in ROLES if plain in _NAMES[role]), "")


def ends_as(column: str, role: str) -> bool:
    """Whether a column's name ends with one that is known, such as click_article_id."""
    plain = plain_name(column)
    shortest = 4 if role == "time" else 6  # "date", "time"; and not "user" of "superuser"
    return any(len(name) >= shortest and plain.endswith(name) for name in _NAMES[role])


def rank(column: str, role: str, *, of_items: bool = False) -> int | None:
    """Return how clearly a column's name says that it has a role, 0 most; None if it does not.

    Args:
        column: The name.
        role: One of `ROLES`.
        of_items: Whether the column is of a file of items.
    """
    names = _ITEM_NAMES if of_items and role == "item" else _NAMES[role]
    plain = plain_name(column)
    return names.index(plain) if plain in names else None
