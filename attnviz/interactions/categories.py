"""Categories: of several in one cell, the first counts."""

import pandas as pd


def first_category(texts: pd.Series, between_spaces: bool = False) -> pd.Series:
    """Return the first category of each text: of a list "[27, 9]", or between bars or commas.

    Args:
        texts: Categories of items.
        between_spaces: Whether spaces separate them, as in RecBole's files.
    """
    if between_spaces:
        return texts.str.partition(" ")[0]
    bare = texts.str.replace(r"""^[\[({]\s*["']?""", "", regex=True)
    listed = bare != texts
    bare = bare.where(~listed, bare.str.replace(r"""["']?\s*[\])}]$""", "", regex=True))
    bare = bare.where(~listed, bare.str.replace(r"""["']\s*,.*$""", "", regex=True))
    separator = "|" if bare.str.contains("|", regex=False).any() else ","
    return bare.str.partition(separator)[0].str.strip()
