"""What panels show, in words: a picture's name for whoever hears it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.pictures.numbers import number_text, percent_text
from attnviz.pictures.panel import Panel

MOST_NAMED, MOST_COLUMNS, MOST_PANELS = 3, 4, 8


def panel_words(panel: Panel) -> str:
    """Return what a panel shows: of a row or column its largest numbers, else the range.

    Such as "weights: fire steel 59 %, sleeping bag 23 %, hammock 18 %, the other 5 less; 2 masked".
    """
    hatched = int(panel.occurs("masked").sum())
    if hatched == panel.values.size:
        return f"{panel.title}: all masked"
    masked = f"; {hatched} masked" if hatched else ""
    return f"{panel.title}: {_shown(panel)}{masked}"


def panels_words(panels: Sequence[tuple[str, Panel, str]]) -> str:
    """Return what panels show that stand side by side, each with whose it is and a note."""
    said = [
        f"{whose}, {panel_words(panel)}" + (f" ({note})" if note else "")
        for whose, panel, note in panels[:MOST_PANELS]
    ]
    more = len(panels) - len(said)
    return ". ".join([*said, *([f"{more} more"] if more else [])])


def _shown(panel: Panel) -> str:
    if panel.scale == "plain":
        labels = panel.row_labels or panel.column_labels
        return ", ".join(labels) if labels else f"{panel.rows} by {panel.columns}"
    if panel.columns == 1:
        return _largest(panel, panel.shown[:, 0], panel.row_labels)
    if panel.rows == 1:
        return _largest(panel, panel.shown[0], panel.column_labels)
    if panel.scale == "weights" and panel.columns <= MOST_COLUMNS and panel.column_labels:
        return "; ".join(
            f"{name} {_largest(panel, panel.shown[:, column], panel.row_labels, 1)}"
            for column, name in enumerate(panel.column_labels)
        )
    finite = panel.shown[np.isfinite(panel.shown)]
    if not finite.size:
        return "no number is finite"
    return f"from {_written(panel, finite.min())} to {_written(panel, finite.max())}"


def _largest(
    panel: Panel, values: np.ndarray, labels: tuple[str, ...], most: int = MOST_NAMED
) -> str:
    """Return the largest numbers with their names, or places from 1 where they have none."""
    places = [int(i) for i in np.flatnonzero(~np.isnan(values))]
    if not places:
        return "no number" if panel.occurs("masked").any() else "NaN"
    order = sorted(places, key=lambda i: -abs(float(values[i])))[:most]
    names = labels or tuple(str(i + 1) for i in range(len(values)))
    said = [_named(names[i], _written(panel, values[i])) for i in order]
    less = len(places) - len(order)
    rest = [f"{less} less" if less == 1 else f"the other {less} less"] if less else []
    return ", ".join([*said, *rest])


def _named(name: str, number: str) -> str:
    """Return a number with its name, which may end in a digit."""
    return f"{name}: {number}" if name[-1:].isdigit() else f"{name} {number}".strip()


def _written(panel: Panel, value: float) -> str:
    if panel.scale == "weights" and panel.bounds[1] <= 1:
        return percent_text(float(value))
    decimals, _ = panel.forms[0]
    return number_text(float(value), decimals)
