"""Categories: of several in one cell, the first counts."""

import re

import pandas as pd

# The name in a list of records, such as [{'id': 16, 'name': 'Animation'}].
_RECORD = r"""^\[?\{.*?["']name["']\s*:\s*(["'])(.*?)\1"""


def first_category(texts: pd.Series, between_spaces: bool = False) -> pd.Series:
    """Return the first category of each text: of a list "[27, 9]", or between bars or commas.

    Args:
        texts: Categories of items.
        between_spaces: Whether spaces separate them, as in RecBole's files.
    """
    if between_spaces:
        return texts.str.replace(r"(?s) .*$", "", regex=True)
    quoted = texts.str.extract(r"""^[\[(]\s*(["'])(.*?)\1""")[1]
    quoted = quoted.where(quoted.notna(), texts.str.extract(_RECORD)[1])
    bare = texts.str.replace(r"^\[\s*(.*?)\s*\]$", r"\1", regex=True)
    separator = "|" if bare.str.contains("|", regex=False).any() else ","
    first = bare.str.replace(rf"(?s){re.escape(separator)}.*$", "", regex=True).str.strip()
    return quoted.where(quoted.notna(), first).astype("str")


def lists(texts: pd.Series) -> bool:
    """Whether texts with spaces are lists of single words: nearly all of these stand alone too."""
    different = set(texts.unique())
    parts = {part for text in different if " " in text for part in text.split(" ")}
    return len(parts) > 0 and len(parts & different) > 0.8 * len(parts)
