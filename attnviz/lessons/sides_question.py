"""On which side of a comparison is a measure larger?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from attnviz.lessons.asked import ABSOLUTE, HARDLY, RELATIVE, Asked, Explained
from attnviz.lessons.measures import MEASURES, Measure
from attnviz.scenario.values import Choice, InvalidValue
from attnviz.topics.claim import Claim, Strong, claim
from attnviz.topics.compared.alignment import SIDE_A, SIDE_B
from attnviz.trace.cell import SIDES
from attnviz.trace.missing import shown_head
from attnviz.trace.record import Trace

_OF = Choice(tuple(MEASURES))
# A name would be read as code where an answer is Markdown.
_A, _B = map(Strong, SIDES)
_OPTIONS = (claim("On side ", _A), "The same on both", claim("On side ", _B))


@dataclass(frozen=True)
class SidesQuestion(Explained):
    """On which side of a comparison is a measure larger?

    Attributes:
        of: The measure, one of `MEASURES`.
    """

    kind: ClassVar[str] = "sides"
    holds: ClassVar[str] = "with of"
    of: str

    def __post_init__(self) -> None:
        super().__post_init__()
        _OF.check("of", self.of)

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about the traces of A and of B, each of its own user and head.

        Args:
            traces: Both.
            user: Does not matter.
            head: Does not matter.

        Raises:
            ValueError: if a side has no such measure.
        """
        first, second = traces
        measure = MEASURES[self.of]
        values = [measure.value(one, one.user, shown_head(one.settings, one)) for one in traces]
        if not np.isfinite(values).all():
            raise InvalidValue("of", self.of, "a measure that both sides have")
        before, after = values
        same = bool(np.isclose(before, after, RELATIVE, ABSOLUTE))
        hardly = not same and abs(after - before) < HARDLY * max(abs(before), abs(after))
        noun = measure.noun.format(user=_users(first, second))
        return Asked(
            claim(_given(measure, first, second), f"On which side is {noun} larger?"),
            _OPTIONS,
            frozenset({1 if same else 2 if after > before else 0}),
            _both(measure, noun, before, after, same=same),
            frozenset({1}) if hardly else frozenset(),
            "The sides hardly differ in it: by less than 1 %.",
        )


def _users(first: Trace, second: Trace) -> str:
    return f"user {first.user + 1}" if first.user == second.user else "the user"


def _given(measure: Measure, first: Trace, second: Trace) -> Claim:
    said = [measure.given(trace, trace.user) for trace in (first, second)]
    if said[0] == said[1]:
        return claim(said[0])
    return claim("On side ", SIDE_A, f": {said[0]}On side ", SIDE_B, f": {said[1]}")


def _both(measure: Measure, noun: str, first: float, second: float, *, same: bool) -> Claim:
    values = measure.text(first), measure.text(second)
    if values[0] == values[1] and same:
        return claim(f"On both sides, {noun} is {values[0]}.")
    if values[0] == values[1]:
        rounded = f"On both sides, {noun} reads {values[0]}; with more digits it is larger on side "
        return claim(rounded, _B if second > first else _A, ".")
    on = (f"{values[0]} on side ", _A, f" and {values[1]} on side ", _B)
    return claim(f"{noun[0].upper()}{noun[1:]} is ", *on, ".")
