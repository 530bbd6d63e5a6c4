"""What an opened number is made of: strips of cells, and the arithmetic over them."""

import math
from dataclasses import dataclass
from typing import Literal

from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.trace.cell import DIFFERENCE, Cell, Place
from attnviz.trace.display import html

Scale = Literal["weights", "signed", "grey", ""]


@dataclass(frozen=True)
class Strip:
    """A row of numbers, aligned with the other strips of an explanation.

    Attributes:
        label: What the row is.
        operator: What stands before it: "", "×", "+", "−", "÷", "÷ Σ", "→" or "=".
        role: Whose colour its label has, a key of `palette.ROLES`.
        scale: How its cells are coloured: as weights, signed, grey, or not at all ("").
        values: One a column, float64; None where the column has none.
        texts: The same as they are written; "" for None.
        cells: Where each number stands; None where it was computed here.
        sum: The sum of the values as it is written, behind the row; "" where they are not summed.
        sum_cell: Where the sum stands; None where it was computed here.
    """

    label: str
    operator: str
    role: str
    scale: Scale
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    cells: tuple[Cell | None, ...]
    sum: str = ""
    sum_cell: Cell | None = None


@dataclass(frozen=True, kw_only=True)
class Arithmetic:
    """How a number is made of its operands.

    Attributes:
        recomputed: The number in float64, from the operands as they stand in the trace.
        sentence: How it is made, in one sentence.
        symbols: The formula of this cell in LaTeX, in the roles' colours.
        before: What stands before the terms, in LaTeX with numbers.
        parts: The terms in LaTeX with numbers.
        between: What stands between two terms, in LaTeX.
        last: A term that is always written out, such as the bias; "" for none.
        after: What stands behind the terms, in LaTeX with numbers.
        terms: What is added up, float64; it says how exact the number can be.
        columns: The strips' column labels.
        strips: Operands, and what is made of them.
        focus: The column of the number itself among its like; None where there is none.
        then: What is done with the sum: (function, text), such as ("relu", "0.338"); or None.
        note: What was left out of strips and terms, and why; "" if nothing was.
        operands: The cells of steps that it was computed from, those left out among them.
    """

    recomputed: float
    sentence: str
    symbols: str
    before: str = ""
    parts: tuple[str, ...] = ()
    between: str = " + "
    last: str = ""
    after: str = ""
    terms: tuple[float, ...] = ()
    columns: tuple[str, ...] = ()
    strips: tuple[Strip, ...] = ()
    focus: int | None = None
    then: tuple[str, str] | None = None
    note: str = ""
    operands: tuple[Cell, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class Explanation(Arithmetic):
    """The arithmetic that made one number of a trace.

    Attributes:
        step: The step's name.
        index: The number's place in the step's tensor: see `Cell`.
        value: The number, as the layer or the picture has it.
        title: The number's name and value, such as "context[4] = 0.338".
        value_latex: The value in LaTeX.
    """

    step: str
    index: tuple[Place, ...]
    value: float
    title: str
    value_latex: str

    def __repr__(self) -> str:
        return f"<Explanation: {self.title}>"

    def _repr_html_(self) -> str:
        """Return the explanation as Jupyter shows it."""
        return html(self)

    @property
    def difference(self) -> float:
        """`recomputed` less `value`; 0 where both are the same infinity or both are NaN."""
        same = self.recomputed == self.value
        if same or (math.isnan(self.recomputed) and math.isnan(self.value)):
            return 0.0
        return self.recomputed - self.value

    @property
    def whose(self) -> str:
        """Who computed `value`: the layer, or the picture what it makes of the layer's numbers."""
        cell = Cell(self.step, self.index)
        within = any(cell.plain.step in record.within for record in NORMALIZATIONS.values())
        made = cell.side == DIFFERENCE or within or cell.over_heads
        return "picture" if made else "layer"

    @property
    def magnitude(self) -> float:
        """What the difference is measured against: max(|value|, sum of |terms|), finite ones."""
        terms = math.fsum(abs(term) for term in self.terms if math.isfinite(term))
        return max(abs(self.value) if math.isfinite(self.value) else 0.0, terms)

    def numbers(self, most: int | None = 8) -> str:
        """Return the terms with their numbers in LaTeX.

        Args:
            most: How many terms are written out before "n more"; None for all.
        """
        last = (self.last,) if self.last else ()
        shown = self.parts if most is None else self.parts[: most - len(last)]
        more = len(self.parts) - len(shown)
        rest = (rf"\text{{{more} more}}",) if more else ()
        return f"{self.before}{self.between.join((*shown, *rest, *last))}{self.after}"

    def latex(self, most: int | None = 8) -> str:
        """Return symbols, then numbers, then the value in LaTeX; `most` as for `numbers`."""
        lines = (self.symbols, self.numbers(most), self.value_latex)
        return " = ".join(line for line in lines if line)
