"""The colours of attnviz, and which of them a number has.

Figures carry the light hexes only. `DARK` maps each of them to its dark partner, and the browser
applies it when the theme is dark; so no light hex may stand for two things with different dark
partners (two colours below are one step off the guide's for that reason).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

PAGE: Final = "#FCFBF8"
CARD: Final = "#FFFFFF"
WASH: Final = "#F3F1EB"
INK: Final = "#22262E"
SOFT: Final = "#6A6C72"
LINE: Final = "#DEDAD0"
HATCH: Final = "#B9B5AA"

ROLES: Final[dict[str, str]] = {
    "query": "#1552A8",
    "key": "#B4540A",
    "value": "#1C7F4F",
    "weights": "#9B1C6E",
    # One step off INK: the two are alike in light and differ in dark.
    "context": "#22262F",
    "neutral": SOFT,
    "ink": INK,
    "soft": SOFT,
    "line": LINE,
    "page": PAGE,
    "card": CARD,
    "wash": WASH,
    "hatch": HATCH,
}
"""Role of a tensor, or of a surface, to its light colour."""

LATEX: Final[dict[str, str]] = {
    "query": "#3F80D8",
    "key": "#C2701F",
    "value": "#2E9467",
    "weights": "#C0488F",
}
"""Role to its colour in LaTeX, in both themes; a role without an entry has the text's colour."""

_ROLES_DARK: Final[dict[str, str]] = {
    "query": "#5B9DF5",
    "key": "#F2A154",
    "value": "#52D6B8",
    "weights": "#D25FB8",
    "context": "#FFFFFF",
    "neutral": "#9A9CA3",
    "ink": "#E9E6DF",
    "soft": "#9A9CA3",
    "line": "#343843",
    "page": "#15171C",
    "card": "#1B1E25",
    "wash": "#1E2128",
    "hatch": "#565B67",
}

_WEIGHTS: Final = (
    "#FDFCFD",
    "#F8E9F1",
    "#EFCADF",
    "#E2A3C6",
    "#D178AA",
    "#BC4B8D",
    # One step off the role's colour: the dark partner of the stop is another than the role's.
    "#9B1C6F",
    "#6E0D4C",
)
_WEIGHTS_DARK: Final = (
    "#1B1E25",
    "#33203A",
    "#542851",
    "#793268",
    "#9E3F83",
    "#C2529F",
    "#E27FC4",
    "#FFC4EA",
)
_SIGNED: Final = (
    "#1F4E7D",
    "#4B7FAE",
    "#8DB3D3",
    "#C9DCEB",
    "#FFFFFF",
    "#F6DCC0",
    "#E5AC73",
    "#C77629",
    "#8A4408",
)
_SIGNED_DARK: Final = (
    "#A9D0F7",
    "#6FA3DA",
    "#44709F",
    "#2B4461",
    "#1B1E25",
    "#4A341D",
    "#865322",
    "#C98334",
    "#FFC480",
)
_GREY: Final = ("#FFFFFF", "#E4E2DC", "#BDBBB6", "#94938F", "#6A6A69")
_GREY_DARK: Final = ("#1B1E25", "#33363E", "#555861", "#7C7F87", "#A6A9B0")

Scale = tuple[tuple[float, str], ...]


def _stops(colours: tuple[str, ...], power: int) -> Scale:
    last = len(colours) - 1
    return tuple(((i / last) ** power, colour) for i, colour in enumerate(colours))


SCALES: Final[dict[str, Scale]] = {
    # Squared stops, so that a weight of 0.05 is seen.
    "weights": _stops(_WEIGHTS, 2),
    "signed": _stops(_SIGNED, 1),
    "grey": _stops(_GREY, 1),
    "plain": _stops((_GREY[0], _GREY[0]), 1),
}
"""Colour scale to its stops (position 0..1, light hex): weights over 0..1, signed over
-limit..limit with 0 in the middle, grey over 0..limit, plain one colour for all. Zero has the
card's colour, or nearly so."""

SCALE_STOPS: Final = {name: [at for at, _ in stops] for name, stops in SCALES.items()}
"""Colour scale to the positions of its stops."""

SCALES_DARK: Final[dict[str, Scale]] = {
    "weights": _stops(_WEIGHTS_DARK, 2),
    "signed": _stops(_SIGNED_DARK, 1),
    "grey": _stops(_GREY_DARK, 1),
    "plain": _stops((_GREY_DARK[0], _GREY_DARK[0]), 1),
}

INTERESTS: Final[dict[str, tuple[str, str]]] = {
    "running": ("#4A55D9", "#9678F7"),
    "coffee": ("#6B4A22", "#A9743B"),
    "novels": ("#C3476A", "#EE7D97"),
    "camping": ("#23504A", "#4B8066"),
    "music": ("#846C16", "#EDE79A"),
    "baking": ("#BA847E", "#F4C0A8"),
    "cycling": ("#2889D5", "#71CDF7"),
    "garden": ("#78912D", "#8FC95C"),
}
"""Interest to its (light, dark) colour: for items and ribbons, too pale for text."""

# Of the second four each is a deeper one of the first four.
_HEADS: Final = (
    *("#0D6DD0", "#80731B", "#176649", "#AF527D"),
    *("#0604D6", "#444307", "#143838", "#60196F"),
)
_HEADS_DARK: Final = (
    *("#7FAFE2", "#D7C558", "#54EFDC", "#D98DA1"),
    *("#8575F4", "#9A7F04", "#1E926D", "#F026A3"),
)

# A number's own colour in a cell: black or white, chosen apart for each theme, and pure, as only
# these can be read on every stop. Four hexes that look like two carry both choices, as (on light,
# on dark).
_NUMBERS: Final[dict[tuple[str, str], str]] = {
    ("black", "white"): "#000000",
    ("black", "black"): "#000001",
    ("white", "white"): "#FFFFFE",
    ("white", "black"): "#FEFFFF",
}
_NUMBERS_DARK: Final[dict[str, str]] = {"black": "#000000", "white": "#FFFFFF"}

_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((ROLES[role], _ROLES_DARK[role]) for role in ROLES),
    *zip(_WEIGHTS, _WEIGHTS_DARK, strict=True),
    *zip(_SIGNED, _SIGNED_DARK, strict=True),
    *zip(_GREY, _GREY_DARK, strict=True),
    *INTERESTS.values(),
    *zip(_HEADS, _HEADS_DARK, strict=True),
    *((light, _NUMBERS_DARK[on_dark]) for (_, on_dark), light in _NUMBERS.items()),
)

DARK: Final[dict[str, str]] = dict(_PAIRS)
"""Every light hex to its one dark partner."""


def interest_colour(number: int) -> str:
    """The light colour of the interest with this number, from 0; grey for -1 and from 8 on."""
    colours = [light for light, _ in INTERESTS.values()]
    return colours[number] if 0 <= number < len(colours) else _GREY[3]


def head_colour(head: int) -> str:
    """The light colour of a head's band; after eight heads the colours repeat.

    Args:
        head: Head, counted from 0.
    """
    return _HEADS[head % len(_HEADS)]


def _channels(colour: str) -> tuple[float, float, float]:
    return (
        int(colour[1:3], 16) / 255,
        int(colour[3:5], 16) / 255,
        int(colour[5:7], 16) / 255,
    )


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2) of a hex colour: 0 is black, 1 is white."""
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio (WCAG 2) of two hex colours, 1..21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def scale_bounds(scale: str, limit: float) -> tuple[float, float]:
    """The values at a scale's low and high end.

    Args:
        scale: A key of `SCALES`.
        limit: The largest magnitude that has a colour of its own.
    """
    return (-limit if scale == "signed" else 0.0), limit


def scale_positions(values: ArrayLike, bounds: tuple[float, float]) -> NDArray[np.float64]:
    """The position 0..1 of each value along a scale; what is beyond an end is at it, NaN is NaN.

    Args:
        values: Any numbers.
        bounds: The values at the scale's ends, as of `scale_bounds`.
    """
    low, high = bounds
    return np.clip((np.asarray(values, np.float64) - low) / (high - low), 0.0, 1.0)


def nearest_stop(scale: str, positions: ArrayLike) -> NDArray[Any]:
    """The number of the scale's stop that is nearest to each position 0..1; the first for NaN."""
    stops = np.array(SCALE_STOPS[scale])
    return np.abs(np.asarray(positions)[..., None] - stops).argmin(axis=-1)


def scale_colour(stops: Scale, position: float) -> str:
    """The hex of a scale at a position 0..1, linear between stops; outside it the end's colour."""
    for (start, low), (end, high) in pairwise(stops):
        if position <= end:
            part = min(1.0, max(0.0, (position - start) / (end - start)))
            mixed = (
                a + part * (b - a) for a, b in zip(_channels(low), _channels(high), strict=True)
            )
            return "#" + "".join(f"{round(255 * channel):02X}" for channel in mixed)
    return stops[-1][1]


def number_colour(scale: str, position: float) -> str:
    """The readable colour of a number on a scale's colour at a position 0..1.

    Args:
        scale: A key of `SCALES`.
        position: From the scale's low to its high end.

    Returns:
        A light hex; `DARK` turns it into the one that is readable on the dark scale.
    """
    cells = (scale_colour(scales[scale], position) for scales in (SCALES, SCALES_DARK))
    on_light, on_dark = (
        "black" if contrast(cell, "#000000") >= contrast(cell, "#FFFFFF") else "white"
        for cell in cells
    )
    return _NUMBERS[on_light, on_dark]


def number_colours(scale: str, steps: int = 64) -> tuple[str, ...]:
    """The readable number colour at so many positions along a scale, as of `number_colour`."""
    return tuple(number_colour(scale, step / (steps - 1)) for step in range(steps))


NUMBER_COLOURS: Final[dict[str, tuple[str, ...]]] = {
    scale: number_colours(scale) for scale in SCALES
}
NUMBER_ON_INK: Final = _NUMBERS["white", "black"]
"""The number colour on a cell filled with ink (an infinity)."""


def palette_styles(root: str = ":host") -> str:
    """Return the palette as CSS for both themes, below the element that `root` selects.

    Custom properties `--query`, `--signed-0` and so on; `--role` where `data-role` is a role, and
    `--hue` where `data-interest` is an interest that has a colour.
    """
    colours = {**ROLES, **{f"interest-{name}": pair[0] for name, pair in INTERESTS.items()}}
    for scale, stops in SCALES.items():
        colours |= {f"{scale}-{i}": colour for i, (_, colour) in enumerate(stops)}
    rules = [f"--{name}: light-dark({light}, {DARK[light]});" for name, light in colours.items()]
    return "\n".join(
        (
            f"{root} {{",
            *rules,
            "}",
            *(f'[data-role="{role}"] {{ --role: var(--{role}); }}' for role in ROLES),
            *(f'[data-interest="{i}"] {{ --hue: var(--interest-{i}); }}' for i in INTERESTS),
        )
    )
