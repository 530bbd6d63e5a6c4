"""Pictures of a page that share the link's pinned cell, and the number that it opens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from attnviz.pictures import Picture
from attnviz.pictures.numbers import probability_text
from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import Cell
from attnviz.trace.explain import Explanation, explain
from attnviz.trace.explain.compared import Compared
from attnviz.trace.missing import missing_side
from attnviz.trace.record import Trace, Walk
from attnviz.ui.components.claims import claimed
from attnviz.ui.components.frames import Kept
from attnviz.ui.components.picture import picture
from attnviz.ui.components.ribbons import Ribbons, ribbons
from attnviz.ui.sections.opened import opened_number, operands_of
from attnviz.ui.state import address
from attnviz.ui.state.announced import over_numbers
from attnviz.ui.state.moved import moved_tensors
from attnviz.ui.state.trail import Place
from attnviz.ui.state.visit import visit

_HINT = "Click a cell to open its arithmetic."


class Pinned:
    """The cell that the link pins, on a page that shows a trace.

    Args:
        settings: The page's settings.
        trace: The trace whose numbers are opened.
        compared: The walks that the page compares, whose numbers are opened as well.
    """

    def __init__(self, settings: Settings, trace: Trace, compared: Compared | None = None) -> None:
        self._settings = settings
        self._trace = trace
        self._compared = compared or Compared({})
        pin = Cell.parse(settings.pin)
        tell_missing_side(settings, trace, self._compared)
        if pin is not None and not self._compared.fits(pin):
            pin = pin.plain if pin.plain.fits(trace) else None
        self._pin = pin

    @cached_property
    def _opened(self) -> Explanation | None:
        if self._pin is None:
            return None
        if self._pin.side:
            return self._compared.explain(self._pin)
        return explain(self._trace, self._pin.step, self._pin.index)

    def picture(
        self,
        frames: Picture | Sequence[Picture] | Kept,
        key: str,
        hint: str = _HINT,
        frame: int = 0,
    ) -> None:
        """Show a picture, or frames of one; a click on a cell of the trace's steps pins it."""
        picture(
            frames,
            key,
            pinned=self._pin,
            outlined=self._outlined,
            moved=moved_tensors(),
            on_pin=self._put,
            frame=frame,
            hint=hint,
        )

    def ribbons(self, shown: Ribbons, key: str, *, title: str = "", side: str = "") -> None:
        """Show a picture of ribbons; a click on one of its numbers pins it.

        Args:
            shown: The picture.
            key: Streamlit's key.
            title: As of `ribbons`.
            side: Which of the walks that the page compares it is of; "" for the page's own.
        """

        def put(cell: Cell | None) -> None:
            address.put_pin(replace(cell, step=f"{side}.{cell.step}") if cell and side else cell)

        score = shown.reading.score
        if not title and score is not None:
            claimed(f"The score of {shown.candidate.title} is {probability_text(score)}.")
        pin = self._pin
        own = pin is not None and pin.side == side
        ribbons(
            shown,
            key=key,
            pinned=self._click,
            cell=pin.plain if pin and own else None,
            own=own,
            on_pin=put,
            title=title,
        )

    @property
    def _click(self) -> int | None:
        """The position of the click that the pinned number belongs to; None if to none."""
        if self._pin is None:
            return None
        walk = self._compared.walks.get(self._pin.side, self._trace)
        return self._pin.plain.click(walk) if self._pin.plain.fits(walk) else None

    def _put(self, cell: Cell | None) -> None:
        there = cell is not None and (self._compared.fits(cell) or cell.fits(self._trace))
        address.put_pin(cell if there else None)

    @cached_property
    def _outlined(self) -> list[Cell]:
        """What belongs to the pinned cell, on every side."""
        if self._pin is None or self._opened is None:
            return []
        operands, named = operands_of(self._opened), self._compared.named(self._pin)
        pin = named.plain
        walk: Walk = self._trace
        sides: tuple[str, ...] = self._compared.sides
        if not self._compared.alike:  # the same place of another side is another click
            walk, sides = self._compared.walks.get(named.side, walk), (named.side,)
        own = outlined(walk, pin) if pin.fits(walk) else []
        others = [Cell(f"{side}.{cell.step}", cell.index) for cell in (pin, *own) for side in sides]
        return [*operands, *own, *others]

    def open(
        self,
        notes: Mapping[str, str] | None = None,
        change: Callable[[Cell], None] | None = None,
    ) -> None:
        """Show the arithmetic of the pinned number, if there is one.

        Args:
            notes: A line over it, by the side that the number is of; "" for the trace itself.
            change: Draws how a number of the page's own walk can be changed, where it can.
        """
        opened = self._opened
        visit().trail.follow(Place(self._settings.pin if opened else "", self._settings.step))
        if self._pin is None or opened is None:
            return
        note = (notes or {}).get(self._compared.named(self._pin).side, "")
        edit = partial(change, self._pin) if change and not self._pin.side else None
        opened_number(opened, (*self._trace.steps, *self._trace.score_steps), note, edit)


def tell_missing_side(settings: Settings, trace: Trace, compared: Compared) -> None:
    """Tell of a pin that is of no side of the page, where a learner would miss its number."""
    by_link = settings.pin == address.linked_pin()
    if message := missing_side(settings.pin, trace, compared, by_link):
        over_numbers().caption(in_markdown(message))


def outlined(trace: Walk, pin: Cell) -> list[Cell]:
    """Return the pinned cell's click in every step; where clicks ask, the query's row is meant."""
    user, click = pin.place(trace, "B"), pin.click(trace)
    if user is None or click is None:
        return []
    asks = pin.query(trace) if trace.self_attention else None
    places = {"B": user, "T": click, "T_k": click, "T_q": asks}
    return [
        Cell(record.name, tuple(places.get(axis) for axis in record.axes))
        for record in trace.steps.values()
        if "T" in record.axes or "T_k" in record.axes
    ]
