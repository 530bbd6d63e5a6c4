"""How much a file may become when it is read, and what is said of one that cannot be."""

from dataclasses import dataclass

MOST_BYTES = 50 * 2**20
MOST_ROWS = 1_000_000
MOST_UNPACKED = 250 * 10**6
"""Bytes that a file may have when it is unpacked, and again as texts: 250 for each of `MOST_ROWS`,
five times an upload. While a text is split into cells, it is in memory about five times."""


class Unreadable(ValueError):
    """A file that cannot be used; the message says why, with the value, and what is needed.

    Attributes:
        about: What a person can say that may mend it, as of `asked.Doubt.about`.
        of_items: Whether that is of the file of items.
    """

    def __init__(self, told: str, about: tuple[str, ...] = (), *, of_items: bool = False) -> None:
        super().__init__(told)
        self.about, self.of_items = about, of_items


@dataclass(frozen=True)
class Budget:
    """How much a file may become.

    Attributes:
        unpacked: Bytes when it is unpacked, and again as texts.
        rows: Rows of a table.
        used: Bytes of it that are needed already.
    """

    unpacked: int = MOST_UNPACKED
    rows: int = MOST_ROWS
    used: int = 0

    def hold(self, size: int, what: str) -> None:
        """Check that `size` bytes, or more, are allowed for `what`.

        Raises:
            Unreadable: if they are not.
        """
        if self.used + size > self.unpacked:
            raise Unreadable(
                f"{what} would need more than {self.unpacked / 1e6:,.0f} MB when unpacked. "
                "Save fewer rows, or only the columns of users, items and times."
            )

    def hold_rows(self, rows: int) -> None:
        """Check that a table may have this many rows.

        Raises:
            Unreadable: if it may not.
        """
        if rows > self.rows:
            raise Unreadable(f"The file has {rows:,} rows; at most {self.rows:,} are read.")


def cause(error: BaseException) -> str:
    """Return what a library says of a failure, as a short part of one line."""
    words = " ".join(str(error).split()) or type(error).__name__
    return "".join(sign for sign in words if sign.isprintable())[:150].rstrip(".")
