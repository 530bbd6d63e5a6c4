"""How large is a measure of a view, or which way does it go when settings change?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from attnviz.lessons.asked import ABSOLUTE, HARDLY, RELATIVE, Asked, Explained
from attnviz.lessons.measures import MEASURES, Measure
from attnviz.lessons.supposed import SAME_TRAINING, supposed
from attnviz.scenario.settings import Settings
from attnviz.scenario.values import Choice, Flag, InvalidValue
from attnviz.topics.words import listed
from attnviz.trace.record import Trace

_OF = Choice(tuple(MEASURES))
_WAYS = ("It grows", "It stays the same", "It shrinks")


@dataclass(frozen=True)
class MeasureQuestion(Explained):
    """How large is a measure; or with settings that change, which way does it go?

    Attributes:
        of: The measure, one of `MEASURES`.
        settings: What is supposed to be otherwise, as texts by name; empty where nothing is.
        size: Whether it is asked how large the measure then is, and not which way it goes.
    """

    kind: ClassVar[str] = "measure"
    holds: ClassVar[str] = "with of, and settings where they change"
    of: str
    settings: Mapping[str, str] = field(default_factory=dict)
    size: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        _OF.check("of", self.of)
        Flag().check("size", self.size)
        for name in self.settings:
            if name not in SAME_TRAINING:
                raise InvalidValue("settings", name, "one of " + ", ".join(SAME_TRAINING))
        self._values()

    def _values(self) -> dict[str, Any]:
        changed = Settings.from_query(self.settings)
        return {name: getattr(changed, name) for name in self.settings}

    def traces(self, settings: Settings) -> tuple[Settings, ...]:
        """Return the settings, and those that are supposed, if something is.

        Raises:
            ValueError: if what is supposed does not go with them.
        """
        if not self.settings:
            return (settings,)
        if settings.items == "own" and "sequence_length" in self.settings:
            raise InvalidValue("settings", "sequence_length", "others, of own clicks")
        return (settings, replace(settings, **self._values()))

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about a user (0-based) and a head (from 1; 0 for the mean).

        Raises:
            ValueError: if the view has no such measure.
        """
        measure, trace = MEASURES[self.of], traces[0]
        values = [measure.value(one, user, head) for one in traces]
        if not np.isfinite(values).all():
            raise InvalidValue("of", self.of, "a measure that this view has")
        suppositions = [supposed(name, value) for name, value in self._values().items()]
        given = measure.given(trace, user)
        what = f"Suppose {listed(suppositions)}. " if suppositions else ""
        if not suppositions or self.size:
            return _how_large(measure, values[-1], given, what, user)
        return _which_way(measure, values[0], values[1], given + what, user)


def _how_large(measure: Measure, value: float, given: str, what: str, user: int) -> Asked:
    place = measure.place(value)
    beside = {place - 1, place + 1} & set(range(len(measure.options)))
    beside = set() if measure.apart else beside
    return Asked(
        given + what + measure.asks.format(user=f"user {user + 1}"),
        measure.options,
        frozenset({place}),
        f"It is {'then ' if what else ''}{measure.text(value)}.",
        frozenset(beside),
        "It is one step off.",
    )


def _which_way(measure: Measure, before: float, after: float, what: str, user: int) -> Asked:
    same = bool(np.isclose(before, after, RELATIVE, ABSOLUTE))
    hardly = not same and abs(after - before) < HARDLY * max(abs(before), abs(after))
    was, now = measure.text(before), measure.text(after)
    goes = f"stays at {was}" if same else f"goes from {was} to {now}"
    if not same and was == now:
        goes = f"stays near {was}"
    noun = measure.noun.format(user=f"user {user + 1}")
    return Asked(
        f"{what}What becomes of {noun}?",
        _WAYS,
        frozenset({1 if same else 0 if after > before else 2}),
        f"Computed both ways, {noun} {goes}.",
        frozenset({1}) if hardly else frozenset(),
        "It hardly moves: by less than 1 % of itself.",
    )
