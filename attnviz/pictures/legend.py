"""The one line under a picture that says what its colours and its hatches mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from attnviz.pictures.numbers import limit_text
from attnviz.pictures.palette import SCALES
from attnviz.pictures.panel import MASKED, Panel

Swatch = Literal["scale", "masked", "padding", "nan", "infinite"]


@dataclass(frozen=True)
class LegendEntry:
    """One entry: a swatch with a text on either side, and in words how it looks, for who hears it.

    `gradient` is CSS, for a scale only.
    """

    swatch: Swatch
    before: str
    after: str
    words: str
    gradient: str = ""


_LOOKS: Final = {
    "weights": "from faint to strong purple",
    "signed": "from blue over faint to orange",
    "grey": "from faint to strong grey",
    "masked": "hatched",
    "padding": "dashed",
    "nan": "crossed",
    "infinite": "filled",
}
"""How scales and patterns look, in both themes."""


def legend(panels: Iterable[Panel]) -> tuple[LegendEntry, ...]:
    """The entries for what occurs in the panels, and only for that."""
    panels = tuple(panels)
    entries = [
        _scale_entry(scale, panels) for scale in SCALES if scale != "plain" and _with(scale, panels)
    ]
    kinds: tuple[tuple[Literal["masked", "padding", "nan", "infinite"], str], ...] = (
        ("masked", _hatched(panels)),
        ("padding", "padding"),
        ("nan", "NaN: not a number"),
        ("infinite", "∞ or −∞: infinite"),
    )
    entries += [
        LegendEntry(kind, "", text, f"{_LOOKS[kind]}:")
        for kind, text in kinds
        if any(panel.occurs(kind).any() for panel in panels)
    ]
    return tuple(entries)


def _hatched(panels: tuple[Panel, ...]) -> str:
    """What hatched cells are: what a panel says of its own, where one says more than others."""
    told = [panel.hatched for panel in panels if panel.occurs("masked").any()]
    return next((text for text in told if text != MASKED), MASKED)


def legend_text(entries: Iterable[LegendEntry]) -> str:
    """The entries in words, for where no swatch can be drawn."""
    return " · ".join(
        f"{entry.before} to {entry.after}"
        if entry.swatch == "scale"
        else f"{entry.words} {entry.after}"
        for entry in entries
    )


def _with(scale: str, panels: tuple[Panel, ...]) -> tuple[Panel, ...]:
    return tuple(panel for panel in panels if panel.scale == scale)


def _scale_entry(scale: str, panels: tuple[Panel, ...]) -> LegendEntry:
    stops = ", ".join(f"{colour} {100 * position:.1f}%" for position, colour in SCALES[scale])
    gradient, look = f"linear-gradient(to right, {stops})", _LOOKS[scale]
    ends = {panel.bounds for panel in _with(scale, panels)}
    if len(ends) > 1:
        after = "+ (limit ± beside each title)" if scale == "signed" else "limit beside each title"
        before = "signed −" if scale == "signed" else f"{scale} 0"
        return LegendEntry("scale", before, after, look, gradient)
    low, high = ends.pop()
    before, after = f"{scale} 0", limit_text(high)
    if scale == "signed":
        before, after = f"signed −{limit_text(-low)}", f"+{after}"
    return LegendEntry("scale", before, after, look, gradient)
