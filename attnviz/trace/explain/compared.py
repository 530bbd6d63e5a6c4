"""Walks that a page compares, side by side: each side's numbers, and the difference of two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from attnviz.pictures.numbers import number_text
from attnviz.trace.cell import DIFFERENCE, EACH, Cell
from attnviz.trace.explain import explain
from attnviz.trace.explain.explanation import Explanation, Strip
from attnviz.trace.explain.opened import Line, Opened, computed
from attnviz.trace.explain.writing import decimals_of, factor, latex_number, written
from attnviz.trace.record import Walk


@dataclass(frozen=True)
class Compared:
    """Walks of the same samples that a page compares.

    Attributes:
        walks: By side, such as "unmasked"; where there are two, the second less the first is the
            difference.
        user: The user that the walks are of, where each is of one user alone: the row of the batch
            that the page's cells name; None where they are of the whole batch.
        alike: Whether the same place of two walks stands for the same thing: else they have no
            difference.
    """

    walks: Mapping[str, Walk]
    user: int | None = None
    alike: bool = True

    @property
    def sides(self) -> tuple[str, ...]:
        """What a cell's side may be."""
        differ = self.alike and len(self.walks) == 2
        return (*self.walks, *((DIFFERENCE,) if differ else ()))

    def named(self, cell: Cell) -> Cell:
        """Return a cell with its side's name in place of `EACH` and its number."""
        if cell.side != EACH:
            return cell
        number, *index = cell.index
        if not isinstance(number, int) or number >= len(self.walks):
            return cell
        return Cell(f"{list(self.walks)[number]}.{cell.plain.step}", tuple(index))

    def fits(self, cell: Cell) -> bool:
        """Whether a cell is of one of the sides, which has such a number."""
        cell = self.named(cell)
        walks = [*self.walks.values()] if cell.side == DIFFERENCE else [self.walks.get(cell.side)]
        return cell.side in self.sides and all(
            walk is not None and self._there(cell, walk).fits(walk) for walk in walks
        )

    def explain(self, cell: Cell) -> Explanation:
        """Return the arithmetic of a number that `fits`; its operands are cells of its side."""
        cell = self.named(cell)
        if cell.side == DIFFERENCE:
            return self._difference(cell)
        walk = self.walks[cell.side]
        there = self._there(cell, walk)
        opened = explain(walk, there.step, there.index)
        return replace(
            opened,
            step=cell.step,
            index=cell.index,
            operands=tuple(self._here(operand, cell.side) for operand in opened.operands),
            strips=tuple(self._strip_here(strip, cell.side) for strip in opened.strips),
        )

    def _difference(self, cell: Cell) -> Explanation:
        """One side's number less the other's; each of them can be opened."""
        (first, _), (second, walk) = self.walks.items()
        there = self._there(cell, walk)
        opened = Opened(walk, walk[there.step], there.index)
        minuend, subtrahend = (self._number(cell, side) for side in (second, first))
        value = float(minuend.numbers[0] - subtrahend.numbers[0])
        recomputed = float(minuend.values[0] - subtrahend.values[0])
        text = written([value], 3)[0]
        decimals = decimals_of(value)
        strips = [
            replace(
                line.strip(f"{line.name}, {side}", operator),
                texts=tuple(number_text(float(v), decimals) for v in line.values),
            )
            for line, side, operator in ((minuend, second, ""), (subtrahend, first, "−"))
        ]
        symbols = [rf"{opened.symbol}\big|_{{\text{{{side}}}}}" for side in (second, first)]
        return Explanation(
            step=cell.step,
            index=cell.index,
            value=value,
            recomputed=recomputed,
            title=f"{DIFFERENCE} of {opened.title} = {text}",
            value_latex=latex_number(text),
            sentence=f"The {second} number less the {first} one.",
            symbols=rf"\Delta = {' - '.join(symbols)}",
            before=" - ".join(factor(strip.texts[0], strip.role) for strip in strips),
            terms=(float(minuend.values[0]), -float(subtrahend.values[0])),
            columns=(opened.label,),
            strips=(*strips, computed(DIFFERENCE, "=", [recomputed])),
            operands=(*minuend.cells, *subtrahend.cells),
        )

    def _number(self, cell: Cell, side: str) -> Line:
        walk, there = self.walks[side], self._there(cell, self.walks[side])
        numbers = np.asarray(there.number(walk)).reshape(1)
        return Line(walk[there.step], numbers, (Cell(f"{side}.{there.step}", cell.index),))

    def _there(self, cell: Cell, walk: Walk) -> Cell:
        """Return a cell of the page as it stands in one of the walks."""
        return self._moved(cell.plain, walk, 0)

    def _here(self, cell: Cell, side: str) -> Cell:
        """Return a cell of one of the walks as the page has it."""
        moved = self._moved(cell, self.walks[side], self.user)
        return replace(moved, step=f"{side}.{cell.step}")

    def _moved(self, cell: Cell, walk: Walk, user: int | None) -> Cell:
        by_user = cell.step in walk.names and walk[cell.step].axes[0] == "B"
        if self.user is None or not by_user:
            return cell
        return replace(cell, index=(user, *cell.index[1:]))

    def _strip_here(self, strip: Strip, side: str) -> Strip:
        cells = tuple(cell and self._here(cell, side) for cell in strip.cells)
        return replace(
            strip, cells=cells, sum_cell=strip.sum_cell and self._here(strip.sum_cell, side)
        )
