"""The overview's picture: clicks, ribbons as thick as their weights, interest vector, score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attnviz.pictures.palette import SCALE_STOPS
from attnviz.scenario.normalizations import normalization
from attnviz.trace.cell import Cell
from attnviz.ui import components
from attnviz.ui.components.shared.item import Item
from attnviz.ui.components.shared.told import is_index, when_told

_mount = components.component(
    "ribbons", "ribbons/main.js", "ribbons/style.css", "ribbons/small.css", "ribbons/timeline.css"
)


@dataclass(frozen=True)
class Reading:
    """What the layer makes of the history at one epoch.

    Attributes:
        weights: One weight a position of the history (T), of a head or the mean over heads; 0 for
            what is masked.
        context: The interest vector (D).
        query: The candidate's vector (D).
        score: The click model's score 0..1; None if there is none.
    """

    weights: tuple[float, ...]
    context: tuple[float, ...]
    query: tuple[float, ...]
    score: float | None


@dataclass(frozen=True)
class Ribbons:
    """All that the picture shows.

    Attributes:
        clicks: The history (T), oldest first; None is padding.
        candidate: The candidate.
        reading: What is shown first.
        normalization: Where its weights sum to one, a ribbon's thickness is its weight; else the
            weight's share of the sum of |weights|, and the raw weights are written.
        epochs: One reading an epoch, counted from 0: the page's epoch cursor shows them without
            a trip to the server.
        epoch: The epoch of `reading`.
        losses: One loss an epoch: draws the weights of all epochs between clicks and ribbons, over
            the loss, in place of the vectors.
        caption: Ends the legend, such as "After epoch 15, seed 0."
        at: Where the weights stand in the step "weights": one entry an axis as in a cell, "click"
            for that of the history; (sample, candidate, "click").
        opens: Where else a number stands that can be opened: "context" and "query" with None for
            the axis along the vector, and "score".

    Raises:
        ValueError: if a reading has not one weight a click, or `at` has not one "click".
    """

    clicks: tuple[Item | None, ...]
    candidate: Item
    reading: Reading
    normalization: str
    epochs: tuple[Reading, ...] = ()
    epoch: int = 0
    losses: tuple[float, ...] = ()
    caption: str = ""
    at: tuple[int | str, ...] = (0, 0, "click")
    opens: Mapping[str, Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for reading in (self.reading, *self.epochs):
            if len(reading.weights) != len(self.clicks):
                raise ValueError(
                    f"a reading has {len(reading.weights)} weights; allowed is one for each of "
                    f"the {len(self.clicks)} positions of the history"
                )
        if self.losses and len(self.losses) != len(self.epochs):
            raise ValueError(
                f"{len(self.losses)} losses are not allowed; allowed is one for each of the "
                f"{len(self.epochs)} epochs"
            )
        if self.at.count("click") != 1:
            raise ValueError(f'at={self.at!r} is not allowed; allowed is one "click" in it')

    def cell(self, position: int) -> Cell:
        """Return the weight of a position of the history, 0..T-1."""
        return Cell("weights", tuple(position if place == "click" else place for place in self.at))

    def opened(self, name: str, place: int) -> Cell:
        """Return a number of a vector, from 0, or the score, where `name` is one of `opens`."""
        opens = self.opens[name]
        return replace(opens, index=tuple(place if n is None else n for n in opens.index))


def ribbons(
    picture: Ribbons,
    *,
    key: str,
    pinned: int | None = None,
    cell: Cell | None = None,
    own: bool = True,
    on_pin: Callable[[Cell | None], None] | None = None,
    title: str = "",
) -> None:
    """Draw the picture, or re-weight the one that stands there.

    Args:
        picture: What to show.
        key: Streamlit's key; the same key is the same picture.
        pinned: Position of the pinned click, 0..T-1.
        cell: The pinned cell, which is marked where it is one of `opens`.
        own: Whether the pinned number is the picture's, and not one of the same click elsewhere.
        on_pin: Called before the page runs again with the number that was pinned, such as the
            weight of a click, or None when it was unpinned.
        title: Makes the picture a small one without vectors and score, under this title.

    Raises:
        ValueError: if `pinned` is not a position of the history.
    """
    if pinned is not None and not 0 <= pinned < len(picture.clicks):
        raise ValueError(
            f"pinned={pinned!r} is not allowed; allowed is 0 to {len(picture.clicks) - 1} or None"
        )

    def is_pin(pin: Any) -> bool:
        if not isinstance(pin, dict) or "position" not in pin:
            return False
        return pin["position"] is None or is_index(pin["position"], len(picture.clicks))

    lengths = {"context": len(picture.reading.context), "query": len(picture.reading.query)}

    def is_opened(place: Any) -> bool:
        if not isinstance(place, list) or len(place) != 2 or not isinstance(place[0], str):
            return place is None
        return place[0] in picture.opens and is_index(place[1], lengths.get(place[0], 1))

    def tell(cell: Cell | None) -> None:
        if on_pin is not None:
            on_pin(cell)

    def pin(told: Any) -> None:
        tell(None if told["position"] is None else picture.cell(told["position"]))

    _mount(
        key=key,
        data=_payload(picture)
        | {"key": key, "pinned": pinned, "cell": cell and vars(cell), "own": own, "title": title},
        on_pin_change=when_told(key, "pin", is_pin, pin),
        on_opened_change=when_told(
            key, "opened", is_opened, lambda told: tell(told and picture.opened(*told))
        ),
    )


def _payload(picture: Ribbons) -> dict[str, Any]:
    return {
        "clicks": [click and vars(click) for click in picture.clicks],
        "candidate": vars(picture.candidate),
        "reading": _reading(picture.reading),
        "normalized": normalization(picture.normalization).sums_to_one,
        "stops": SCALE_STOPS,
        "epochs": [_reading(reading) for reading in picture.epochs],
        "epoch": picture.epoch,
        "losses": [components.number(loss) for loss in picture.losses],
        "caption": picture.caption,
        "at": picture.at,
        "opens": {name: vars(cell) for name, cell in picture.opens.items()},
    }


def _reading(reading: Reading) -> dict[str, Any]:
    vectors = {
        name: [components.number(value) for value in values]
        for name, values in (
            ("weights", reading.weights),
            ("context", reading.context),
            ("query", reading.query),
        )
    }
    return vectors | {"score": components.number(reading.score)}
