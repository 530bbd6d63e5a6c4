"""What is written around a panel: its title, its row and column labels, the bars of its bands."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from os.path import commonprefix

from attnviz.pictures.numbers import limit_text
from attnviz.pictures.palette import ROLES, SOFT
from attnviz.pictures.panel import Panel
from attnviz.pictures.scene import GUTTER, NARROW, WIDE, Bar, Box, Label, Sketch

# A picture shrinks with the page, and its texts do not: what they need has some room to spare.
TEXT_ROOM = {WIDE: 1.3, NARROW: 1.1}
_CUT_FROM = 36.0  # pixels of a column in which the beginning of a word says something
BANDS = 22
"""Height of the bars and labels of bands over a panel, pixels."""


def as_text(text: str) -> str:
    """A text in Plotly's text markup, which shows it as it is: no tag, no entity, no formula."""
    return html.escape(text, quote=False).replace("$", "&#36;")


def title_text(panel: Panel, *, with_limit: bool = True) -> str:
    """A panel's title in Plotly's text markup: name in its role's colour, shape and limit."""
    rest = "  ".join(part for part in (panel.shape, _limit(panel) if with_limit else "") if part)
    name = f'<b><span style="color:{ROLES[panel.role]}">{as_text(panel.title)}</span></b>'
    return (
        f'{name}  <span style="color:{SOFT};font-size:11px">{as_text(rest)}</span>'
        if rest
        else name
    )


def title_width(panel: Panel) -> float:
    """About how wide a panel's title is, pixels."""
    return bare_width(panel) + 5.6 * (len(panel.shape) + len(_limit(panel))) + 8


def _limit(panel: Panel) -> str:
    """The limit of a panel's scale as its title says it; "" where that goes without saying."""
    if panel.bounds == (0, 1) or panel.scale == "plain":
        return ""
    end = limit_text(panel.bounds[1])
    return f"±{end}" if panel.scale == "signed" else f"0..{end}"


def bare_width(panel: Panel) -> float:
    """About how wide the name in a panel's title is, pixels."""
    return 7.0 * len(panel.title)


@lru_cache(4096)
def text_width(text: str, size: float = 12.5) -> float:
    """About how wide a text is, pixels at a font size of `size`."""
    return size * sum(_em(character) for character in text)


def _em(character: str) -> float:
    """About how wide a character of the page's font is, a share of the font's size."""
    if character in "fijlrtI.,:;!|'()[] -":
        return 0.3
    if character in "mwMWNOQ…%@":
        return 0.8
    return 1.0 if ord(character) > 0x2E80 else 0.54  # from there on are the scripts of East Asia


def label_room(panel: Panel, width: int) -> float:
    """The width that a panel's row labels take in a picture, with the gap behind them."""
    needed = max(map(text_width, panel.row_labels), default=0.0) + 12
    return min(float(GUTTER[width]), needed * TEXT_ROOM[width])


def row_labels(panel: Panel, box: Box, right: float, room: float) -> list[Label]:
    """The row labels of a panel, right-aligned at `right`, as many as fit, cut to `room` pixels."""
    texts = cut_apart(panel.row_labels, room)
    return [
        Label(right, box.y + (row + 0.5) * box.cell_height, text, "right")
        for row, text in _thinned(texts, box.cell_height, 13)
    ]


def cut(text: str, room: float, size: float = 12.5) -> str:
    """A text as it fits into `room` pixels at a font size of `size`: its beginning where needed."""
    if text_width(text, size) <= room:
        return text
    widths = accumulate(text_width(character, size) for character in f"…{text}")
    kept = max(2, sum(width <= room for width in widths) - 1)
    return text[:kept].rstrip(" ,") + "…"


def cut_apart(texts: Sequence[str], room: float, size: float = 12.5) -> tuple[str, ...]:
    """Texts as they fit into `room` pixels each: their beginnings, and where these would be the
    same of different texts, a shorter beginning and what tells the texts apart.
    """
    whole_of: dict[str, set[str]] = {}
    for text in texts:
        whole_of.setdefault(cut(text, room, size), set()).add(text)
    parted: dict[str, str] = {}
    for short, alike in whole_of.items():
        parted |= dict.fromkeys(alike, short) if len(alike) == 1 else _parted(alike, room, size)
    return tuple(parted[text] for text in texts)


def _parted(texts: set[str], room: float, size: float) -> dict[str, str]:
    """Texts that begin alike, each cut before the word in which it is another than the others."""
    ordered = sorted(texts)
    shared = [
        len(commonprefix(pair))  # noqa: RUF071  # letters are meant, of no path
        for pair in pairwise(ordered)
    ]
    first = [min(shared)] * len(ordered)
    last = [max(pair) for pair in zip([0, *shared], [*shared, 0], strict=True)]
    parted: dict[str, str] = {}
    for places in (first, last):  # what follows the first difference, or the last one alone
        parted = {
            text: _without_middle(text, place, room, size)
            for text, place in zip(ordered, places, strict=True)
        }
        if len({*parted.values()}) == len(texts):
            break
    return parted


def _without_middle(text: str, place: int, room: float, size: float) -> str:
    """The beginning of a text, and the word around `place` with what follows, as far as it fits."""
    start = max(text.rfind(" ", 0, place), text.rfind("-", 0, place)) + 1
    if text_width(text[start : place + 1], size) > room / 2:
        start = place  # in a long word
    rest = cut(text[start:], 0.6 * room, size)
    left = room - text_width(rest, size)
    fits = text_width(f"{text[:2]}…", size) <= left
    return (cut(f"{text[:start]}…", left, size) if fits else "…") + rest


def column_labels(panel: Panel, box: Box, width: int) -> list[Label]:
    """The column labels of a panel, below it: as many as fit, or all, cut, in wide columns.

    They fit in a picture that is made `width` pixels wide, also where the page shrinks it.
    """
    if not panel.column_labels:
        return []
    room = box.cell_width / TEXT_ROOM[width]
    texts = panel.column_labels
    needed = max(text_width(text, 11) for text in texts) + 5
    if needed > room >= _CUT_FROM:
        texts, needed = cut_apart(texts, room - 4, 11), 0
    y = box.y + panel.rows * box.cell_height + 12
    return [
        Label(box.x + (column + 0.5) * box.cell_width, y, text, size=11, colour=SOFT)
        for column, text in _thinned(texts, room, needed)
    ]


def _thinned(texts: Sequence[str], step: float, needed: float) -> list[tuple[int, str]]:
    every = next(
        n
        for n in (1, 2, 5, 10, 20, 25, 50, 100, len(texts) + 1)
        if n * step >= needed or n > len(texts)
    )
    first = 0 if every <= 2 else every - 1  # 1, 3, 5 or 1, 10, 20
    return [(i, text) for i, text in enumerate(texts) if i == 0 or i % every == first % every]


def add_bands(panel: Panel, box: Box, sketch: Sketch, width: int) -> None:
    """Add the bars over a panel's columns, and their labels where all of them have room in a
    picture that is made `width` pixels wide.
    """
    over = [band.columns * box.cell_width for band in panel.bands]
    named = all(
        long / TEXT_ROOM[width] >= text_width(band.label, 11) + 2
        for long, band in zip(over, panel.bands, strict=True)
    )
    for long, band in zip(over, panel.bands, strict=True):
        left, inset = box.x + band.first * box.cell_width, 2 if long > 12 else 0
        sketch.bars.append(Bar(left + inset, box.y - 9, long - 2 * inset, 4, band.colour))
        if named:
            sketch.labels.append(
                Label(left + long / 2, box.y - 17, band.label, size=11, colour=SOFT)
            )
