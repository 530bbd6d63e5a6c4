"""Whether the first row of a file names its columns."""

import re
from collections.abc import Callable, Sequence

from attnviz.interactions.layouts import role_of
from attnviz.interactions.times import is_number, looks_like_time


def names_columns(cells: Sequence[str]) -> bool:
    """Whether cells are a header beyond doubt: two or more of them are known names."""
    return sum(bool(role_of(cell)) for cell in cells) >= 2


def has_header(rows: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Return whether the first row names the columns, and what is not sure of that.

    Args:
        rows: The first rows of a file, all of the same number of cells.

    Returns:
        Whether it does, and a sentence for what is not sure; "" where nothing is.
    """
    first = rows[0]
    below = [row for row in rows[1:] if row != first]  # it may come again, in a file of several
    if any(is_number(cell) or looks_like_time(cell) for cell in first):
        return False, ""
    columns = list(zip(*below, strict=True)) if below else [() for _ in first]
    known = [bool(role_of(cell)) for cell in first]
    if any(
        is_known and cell not in column
        for is_known, cell, column in zip(known, first, columns, strict=True)
    ):
        return True, ""
    for cell, column in zip(first, columns, strict=True):
        filled = [text for text in column if text]
        if cell and filled and all(is_number(text) or looks_like_time(text) for text in filled):
            return True, ""
    if len(below) < 2 or any(cell in column for cell, column in zip(first, columns, strict=True)):
        return False, ""
    # Only texts: names of columns are unlike what stands below them.
    told = [_unlike_below(cell, column) for cell, column in zip(first, columns, strict=True)]
    header = any(told)
    doubt = (
        "All cells are texts, so it is not sure whether the first row names the columns; it was "
        + ("taken as names." if header else "taken as a row.")
    )
    return header, doubt


def _unlike_below(cell: str, column: Sequence[str]) -> bool:
    """Whether all below share what the first cell does not have: digits, a beginning, few words."""
    filled = [text for text in column if text]
    if not cell or not filled:
        return False
    traits: tuple[Callable[[str], object], ...] = (
        lambda text: bool(re.search(r"\d", text)),
        lambda text: text[:2].lower(),
        lambda text: len(text) > 30,
    )
    unlike = any(
        len({trait(text) for text in filled}) == 1 and trait(filled[0]) != trait(cell)
        for trait in traits
    )
    return unlike or (len(set(filled)) <= len(filled) / 2)
