"""An explanation as text for a terminal, and as plain data for JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from attnviz.scenario.strict_json import json_value
from attnviz.trace.cell import Cell
from attnviz.trace.explain.explanation import Explanation
from attnviz.trace.explain.writing import uncoloured


def lines(explanation: Explanation, most: int | None) -> list[str]:
    """Return the lines that the command line prints.

    Args:
        explanation: What is printed.
        most: How many terms are written out; None for all.
    """
    about = explanation
    text = [about.title, about.sentence, "", uncoloured(about.latex(most)), ""]
    text += _table(about, most)
    if about.note:
        text += [about.note, ""]
    text += [
        f"the {about.whose}'s".ljust(15) + repr(about.value),
        f"recomputed     {about.recomputed!r}  in float64",
        f"difference     {about.difference!r}",
        f"magnitude      {about.magnitude!r}  what the difference is measured against",
    ]
    if about.operands:
        text.append(f"made of        {', '.join(_made_of(about.operands))}")
    return text


def _made_of(operands: Sequence[Cell]) -> Iterator[str]:
    """Name the cells of each step, the first to the last."""
    for name, group in groupby(operands, key=lambda cell: cell.step):
        first, *others = (str(list(cell.index)) for cell in group)
        yield f"{name}{first} to {others[-1]}" if others else f"{name}{first}"


def _table(about: Explanation, most: int | None) -> list[str]:
    """Return the strips as columns, a term a line, and the sums below."""
    if not about.strips:
        return []
    empty = [""] * len(about.strips)
    terms = [
        [label, *texts]
        for label, *texts in zip(about.columns, *(s.texts for s in about.strips), strict=True)
    ]
    if most is not None and len(terms) > most:
        end = len(terms) - bool(about.last)
        start = most - bool(about.last)
        terms[start:end] = [[f"+ {end - start} more", *empty]]
    rows = [["", *(f"{s.operator} {s.label}".strip() for s in about.strips)], *terms]
    if any(strip.sum for strip in about.strips):
        rows.append(["Σ", *(strip.sum for strip in about.strips)])
    if about.then:
        function, result = about.then
        rows.append([function, *empty[1:], result])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    text = []
    for first, *rest in rows:
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        text.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return [*text, ""]


def described(explanation: Explanation, most: int | None) -> dict[str, Any]:
    """Return an explanation as data that JSON holds.

    Numbers that are not finite are as of `json_value`.

    Args:
        explanation: What is described, with all of its terms.
        most: How many terms its LaTeX writes out; None for all.
    """
    about = explanation
    return {
        "step": about.step,
        "index": list(about.index),
        "value": json_value(about.value),
        "recomputed": json_value(about.recomputed),
        "difference": json_value(about.difference),
        "magnitude": about.magnitude,
        "title": about.title,
        "sentence": about.sentence,
        "note": about.note,
        "latex": about.latex(most),
        "terms": json_value(about.terms),
        "columns": list(about.columns),
        "strips": [
            {
                "label": strip.label,
                "operator": strip.operator,
                "values": json_value(strip.values),
                "cells": [cell and _place(cell) for cell in strip.cells],
            }
            for strip in about.strips
        ],
        "operands": [_place(cell) for cell in about.operands],
    }


def _place(cell: Cell) -> dict[str, Any]:
    return {"step": cell.step, "index": list(cell.index)}
