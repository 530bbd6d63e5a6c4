"""Tensors as a still picture, an SVG: a notebook has this code, and shows it where Plotly is not.

Its own code is what a notebook holds, so it names nothing but NumPy and Python's own.
"""

import html
import itertools

import numpy as np


def labels(axis: str, size: int, clicks: dict[str, list[str]]) -> list[str]:
    """Return what the places on an axis are called."""
    if axis in clicks:
        return clicks[axis]
    if size == 1:
        return [""]
    return [f"head {n + 1}" if axis == "h" else str(n + 1) for n in range(size)]


def table(
    values: np.ndarray, axes: list[str], user: int, clicks: dict[str, list[str]]
) -> tuple[np.ndarray, list[str], list[str]]:
    """Return one user's part of a tensor as rows and columns, and what these are called.

    `clicks` has the titles of the user's clicks, by the axes on which they stand.
    """
    values = values.astype("float64")
    if axes[0] == "B":
        axes, values = axes[1:], values[user]
    places = [labels(axis, size, clicks) for axis, size in zip(axes, values.shape, strict=True)]
    *outer, columns = places or [[""]]
    rows = [" ".join(row).strip() for row in itertools.product(*outer)]
    values = values.reshape(len(rows), len(columns))
    if axes and axes[-1] in clicks and "T_q" not in clicks:  # clicks run down
        return values.T, columns, rows
    return values, rows, columns


def scale(name: str, values: np.ndarray, whole: bool, shares: bool) -> tuple[str, float, float]:
    """Return the name of a tensor's colours, and the numbers at both their ends.

    `whole` are ids and masks; `shares` says whether weights are from 0 to 1.
    """
    limit = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    if whole:
        return "grey", 0.0, limit
    if shares and name == "weights":
        return "weights", 0.0, 1.0
    return "signed", -limit, limit


def mixed(colours: list[str], place: float) -> list[int]:
    """Return red, green and blue at a place from 0 to 1 along colours."""
    first = min(int(place * (len(colours) - 1)), len(colours) - 2)
    part = place * (len(colours) - 1) - first
    low, high = ([int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in colours[first : first + 2])
    return [round(a + part * (b - a)) for a, b in zip(low, high, strict=True)]


def still(
    drawn: list[tuple[str, np.ndarray, list[str], list[str]]],
    scales: list[tuple[list[str], float, float]],
) -> str:
    """Return tables side by side as an SVG, of each at most 40 rows and columns."""
    parts: list[str] = []

    def write(text: str, x: float, y: float, more: str = "") -> None:
        told = html.escape("".join(letter for letter in text if letter >= " "))
        parts.append(f'<text x="{x:.0f}" y="{y:.0f}" {more}>{told}</text>')

    left, lowest = 0, 0
    for (name, values, rows, columns), (colours, low, high) in zip(drawn, scales, strict=True):
        values, rows, columns = values[:40, :40], rows[:40], columns[:40]
        wide = 54 if len(columns) <= 8 else 14
        left += 7 * max(map(len, rows)) + 10
        write(name, left, 14, 'font-weight="bold"')
        for number, row in enumerate(rows):
            write(row, left - 5, 34 + 18 * number, 'text-anchor="end"')
        for (y, x), value in np.ndenumerate(values):
            if not np.isfinite(value):
                continue
            colour = mixed(colours, float(np.clip((value - low) / (high - low), 0, 1)))
            place = f'x="{left + wide * x}" y="{20 + 18 * y}" width="{wide - 1}" height="17"'
            parts.append(f'<rect {place} fill="rgb{tuple(colour)}"/>')
            if wide > 14:
                ink = "#FFF" if sum(colour) < 330 else "#000"
                middle = left + wide * (x + 0.5)
                write(f"{value:.3g}", middle, 33 + 18 * y, f'text-anchor="middle" fill="{ink}"')
        bottom = 34 + 18 * len(rows)
        for number, column in enumerate(columns):
            x = left + wide * number + wide / 2 - 4
            write(column, x, bottom, f'transform="rotate(40 {x:.0f} {bottom})"')
        lowest = max(lowest, bottom + 5 * max(map(len, columns)) + 4)
        left += max(wide * len(columns), 7 * len(name)) + 30
    told = html.escape(", ".join(name for name, *_ in drawn))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{told}" '
        f'viewBox="0 0 {left} {lowest}" width="{left}" height="{lowest}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#FFF"/>{"".join(parts)}</svg>'
    )
