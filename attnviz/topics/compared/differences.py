"""What differs between two settings, a line for each control that does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from attnviz.scenario.settings import KINDS, LABELS, VIEW
from attnviz.scenario.wording import value_words
from attnviz.trace.cell import SIDES
from attnviz.trace.record import Trace

_LONGEST = 60


@dataclass(frozen=True)
class Difference:
    """A setting that differs.

    Attributes:
        name: Its name in links.
        label: What its control is called.
        first: Its value on side A, in words.
        second: Its value on side B.
        by_recipe: Whether neither side has set it: their recipes do.
    """

    name: str
    label: str
    first: str
    second: str
    by_recipe: bool = False

    @property
    def row(self) -> dict[str, str]:
        """The difference as texts by name, for a table."""
        values = zip(SIDES, (self.first, self.second), strict=True)
        return {"setting": self.label} | {f"side {side}": value for side, value in values}


def differences(first: Trace, second: Trace) -> tuple[Difference, ...]:
    """Return which settings have another value, also where a recipe has set it.

    What was set to the value that it has by itself does not differ. In another mode a layer has
    other arguments, so there only those are named that were set.

    Args:
        first: The trace of A.
        second: The trace of B.
    """
    return tuple(_differing(first, second))


def _differing(first: Trace, second: Trace) -> Iterator[Difference]:
    same_mode = first.layer["mode"] == second.layer["mode"]
    for name in KINDS:
        if name in VIEW:
            continue
        values = _value(first, name), _value(second, name)
        was_set = getattr(first.settings, name) != getattr(second.settings, name)
        by_recipe = same_mode and name in first.layer and not was_set
        if values[0] != values[1] and (was_set or by_recipe or name in ("mode", "epoch")):
            on_a, on_b = (_words(name, value) for value in values)
            yield Difference(name, LABELS[name], on_a, on_b, by_recipe)


def _value(trace: Trace, name: str) -> Any:
    """Return what a setting comes to in a trace."""
    settings, layer = trace.settings, trace.layer
    if name == "epoch":
        return trace.epoch
    if name == "vocabulary_size":
        return settings.rows
    if name == "candidate":
        if trace.self_attention:
            return ""
        return trace.samples.items.title(int(trace.samples.candidate[trace.user]))
    if name == "scale" and layer["scale"] is None:
        return layer["mode"] == "multi_head"
    if name == "side_info":
        return bool(layer["side_info"])
    return layer[name] if name in layer else getattr(settings, name)


def _words(name: str, value: Any) -> str:
    text = value_words(name, value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
