"""What copies of a figure share."""

from __future__ import annotations

from typing import Any


class Shared(list[Any]):
    """A list in a figure's layout that nobody changes, and so need not be copied.

    Plotly copies a figure when it is made and again when it is sent, entry by entry. It replaces
    arrays by their text in what it has copied: there may be none in here.
    """

    def __deepcopy__(self, _memo: dict[int, Any]) -> Shared:
        return self
