"""A table of texts that grows by batches, within a budget."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from attnviz.interactions.files.arrow_columns import Unsupported, is_inexact, is_list, texts
from attnviz.interactions.files.limits import Budget, Unreadable

BATCH_ROWS = 65_536
MOST_COLUMNS = 2_000


class Growing:
    """Columns of texts, or of lists of texts, that grow together; what is missing is ""."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._rows = 0
        self._parts: dict[str, list[pa.Array]] = {}

    def add(self, columns: Mapping[str, pa.Array], rows: int) -> None:
        """Add rows, with these columns; the others' cells are "".

        Raises:
            Unreadable: if the table becomes too large.
        """
        self.budget.hold_rows(self._rows + rows)
        new = [name for name in columns if name not in self._parts]
        hold_columns(len(self._parts) + len(new))
        self.budget.hold(4 * (len(new) * self._rows + len(self._parts) * rows), "The table")
        for name in new:
            self._parts[name] = [_nothing(self._rows)] if self._rows else []
        for name, parts in self._parts.items():
            column = columns.get(name)
            parts.append(_nothing(rows) if column is None else column)
            self.budget = replace(self.budget, used=self.budget.used + parts[-1].nbytes)
        self.budget.hold(0, "The table")
        self._rows += rows

    def table(self) -> pa.Table:
        """Return the table; the elements of a list have become one text.

        They stand between spaces, or between bars where one of the column has a space itself.

        Raises:
            Unreadable: if the texts would be too large for one column.
        """
        columns = [_joined(parts) for parts in self._parts.values()]
        return pa.table(columns, unlike(list(self._parts)))


def hold_columns(columns: int) -> None:
    """Check that a table may have this many columns.

    Raises:
        Unreadable: if it may not.
    """
    if columns > MOST_COLUMNS:
        raise Unreadable(
            f"The file has {columns:,} columns or more; at most {MOST_COLUMNS:,} are read. "
            "Save only those of users, items and times."
        )


def _nothing(rows: int) -> pa.Array:
    return pa.array([""], pa.string()).take(pa.array(np.zeros(rows, np.int32)))


def _joined(parts: Sequence[pa.Array]) -> pa.ChunkedArray:
    lists = [part for part in parts if is_list(part.type)]
    if not lists:
        return pa.chunked_array(parts, pa.string())
    spaced = any(pc.any(pc.match_substring_regex(one.flatten(), r"\s")).as_py() for one in lists)
    between = "|" if spaced else " "
    joined = [
        pc.fill_null(pc.binary_join(part, between), "") if is_list(part.type) else part
        for part in parts
    ]
    return pa.chunked_array(joined, pa.string())


def table_of(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, budget: Budget
) -> tuple[pa.Table, tuple[str, ...]]:
    """Return batches as one table of texts, and what a reader should know of it.

    A column whose type has no texts is left out, and told.

    Args:
        batches: With the columns of `schema`; each is let go before the next is asked for.
        schema: Its names may be alike.
        budget: What the table may need.

    Raises:
        Unreadable: if it would be too large.
        pyarrow.ArrowException: if a batch is damaged.
    """
    hold_columns(len(schema))
    names = unlike(list(schema.names))
    without: dict[str, str] = {}
    inexact: set[str] = set()
    growing = Growing(budget)
    growing.add({name: _nothing(0) for name in names}, 0)
    for batch in batches:
        budget.hold_rows(len(batch))
        batch.validate(full=True)  # what reads it trusts offsets and indices
        for start in range(0, len(batch), BATCH_ROWS):
            piece = batch.slice(start, BATCH_ROWS)
            columns = {}
            for name, column in zip(names, piece.columns, strict=True):
                try:
                    columns[name] = texts(column, growing.budget)
                except Unsupported as reason:
                    without.setdefault(name, str(reason))
                if is_inexact(column):
                    inexact.add(name)
            growing.add(columns, len(piece))
    table = growing.table().drop_columns(list(without))
    left_out = [
        f"The column {name[:60]!a} cannot be read and is left out ({reason})."
        for name, reason in without.items()
    ]
    alike = [
        f"The column {name[:60]!r} holds whole numbers as floating-point numbers, so large that "
        "ids that differ may read alike."
        for name in names
        if name in inexact
    ]
    return table, (*left_out, *alike)


def unlike(names: list[str]) -> list[str]:
    """Return the names of columns, each one told from the others."""
    found: list[str] = []
    taken = set(names)
    for place, name in enumerate(names, start=1):
        new = name
        if not name or name in found:
            new = f"{name or 'column'} {place}"
            while new in taken:
                new += "'"
            taken.add(new)
        found.append(new)
    return found


def strings(words: Sequence[str]) -> pa.Array:
    """Return texts of Python, of which one may hold half a character, as Arrow's."""
    try:
        return pa.array(words, pa.string())
    except UnicodeEncodeError:
        whole = [word.encode("utf-8", errors="replace").decode() for word in words]
        return pa.array(whole, pa.string())
