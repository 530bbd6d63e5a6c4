"""The numbers that were opened one after the other: the way back, and forward again."""

from dataclasses import dataclass

_MOST = 100


@dataclass(frozen=True)
class Place:
    """An opened number: what the link says for it, and the step that the walk showed."""

    pin: str
    step: str


class Trail:
    """The way through opened numbers, as a browser's history is of pages."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    def follow(self, here: Place) -> None:
        """Take over which number is open; one that was opened just before or after is gone to.

        Args:
            here: What is open; without a pin nothing is, and the trail begins anew.
        """
        if not here.pin:
            self._places, self._at = [], -1
            return
        for at in (self._at, self._at - 1, self._at + 1):
            if 0 <= at < len(self._places) and self._places[at].pin == here.pin:
                self._places[at], self._at = here, at
                return
        self._places = [*self._places[: self._at + 1], here][-_MOST:]
        self._at = len(self._places) - 1

    def beside(self, by: int) -> Place | None:
        """Return what was opened before (-1) or after (1) what is open; None for nothing."""
        at = self._at + by
        return self._places[at] if 0 <= at < len(self._places) else None
