"""Roles and the columns that have them: given one after the other, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from attnviz.interactions.asked import Doubt
from attnviz.interactions.separated import Cells
from attnviz.interactions.times import read_times

AND = " + "
"""Stands between the names of a column of days and one of times of the day."""
NOBODY = ("null", "\\n", "na", "nan", "none", "n/a", "<na>")
"""Texts that stand for nobody and nothing, in lower case."""
_SAMPLE = 20_000
_MOST_NAMED = 30


@dataclass(frozen=True)
class Chosen:
    """What each column of a file is to us.

    Attributes:
        columns: Pairs of a role and its column; of a time that is in two, both names with `AND`
            between them.
        reasons: Pairs of a role and why it has its column, as the end of a sentence.
        doubts: What is not sure.
    """

    columns: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    doubts: tuple[Doubt, ...] = ()


class Choice:
    """Roles that are given to columns one after the other, each with its reason."""

    def __init__(self, cells: Cells, roles: Sequence[str]) -> None:
        self.cells, self.roles = cells, roles
        self.sample = sample_of(cells)
        self.columns: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.doubts: list[Doubt] = []
        self.settled: set[str] = set()

    def give(self, role: str, column: str, why: str) -> None:
        """Give a role to a column, unless a person has said which has it."""
        if role in self.roles and role not in self.settled:
            self.columns[role], self.reasons[role] = column, why

    def take(self, role: str) -> None:
        """Take a role away again, unless a person has said so."""
        if role not in self.settled:
            self.columns.pop(role, None)
            self.reasons.pop(role, None)

    def free(self) -> list[str]:
        """Return the columns that have no role yet."""
        taken = {part for column in self.columns.values() for part in column.split(AND)}
        return [name for name in self.cells.columns if name not in taken]

    def done(self) -> Chosen:
        """Return what was chosen."""
        columns = tuple((role, self.columns[role]) for role in self.roles if role in self.columns)
        reasons = tuple((role, self.reasons[role]) for role, _ in columns)
        return Chosen(columns, reasons, tuple(self.doubts))


def sample_of(cells: Cells) -> pd.DataFrame:
    """Return rows from all over a file, as texts."""
    rows = cells.table.num_rows
    if rows <= _SAMPLE:
        return cells.table.to_pandas().astype("str")
    return cells.table.take(np.linspace(0, rows - 1, _SAMPLE).astype(int)).to_pandas().astype("str")


def written(columns: Sequence[str]) -> str:
    """Return the names of columns in a sentence, of many the first."""
    shown = [name if len(name) <= 80 else f"{name[:79]}…" for name in columns[:_MOST_NAMED]]
    more = len(columns) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def is_of_days(texts: pd.Series) -> bool:
    """Whether these are days, without a time of the day."""
    times = read_times(texts)
    return times.coarse and times.values.notna().any()
