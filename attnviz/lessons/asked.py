"""What every question has: what it asks, what is right, and how good an answer is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from attnviz.scenario.settings import Settings
from attnviz.scenario.values import InvalidValue, Text
from attnviz.topics.claim import Claim
from attnviz.trace.record import Trace

WHY = Text(1000)
"""What is said after the answer, as `marked` reads it."""
# Float32 sums in another order differ by less.
RELATIVE, ABSOLUTE = 1e-5, 1e-6
# Of the largest number, less than this can hardly be seen.
HARDLY = 0.01
Judged = Literal["right", "near", "wrong"]


@dataclass(frozen=True)
class Asked:
    """A question as it is put to a learner, with what is right.

    Attributes:
        prompt: The question.
        options: What can be answered.
        right: Indices of the options that are right; several where there is a tie.
        answer: What is true, with its numbers.
        near: Indices of the options that are wrong, and yet see what matters.
        why_near: What those see.
    """

    prompt: Claim | str
    options: tuple[Claim | str, ...]
    right: frozenset[int]
    answer: Claim | str
    near: frozenset[int] = frozenset()
    why_near: str = ""

    def judged(self, choice: int) -> Judged:
        """Return how good an answer is, by its index in the options."""
        if choice in self.right:
            return "right"
        return "near" if choice in self.near else "wrong"


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What all questions have: `why`, said after the answer, as `marked` reads it."""

    kind: ClassVar[str]
    holds: ClassVar[str] = "with step, and settings where they change"
    why: str = ""

    def __post_init__(self) -> None:
        WHY.check("why", self.why)

    def data(self) -> dict[str, Any]:
        """Return the question as a lesson writes it."""
        return {"kind": self.kind} | {name: value for name, value in asdict(self).items() if value}

    def traces(self, settings: Settings) -> tuple[Settings, ...]:
        """Return the settings whose traces `ask` needs.

        Raises:
            ValueError: if a change that is asked about does not go with them.
        """
        return (settings,)


def refuse_self_attention(trace: Trace, kind: str) -> None:
    """Refuse a question about one row of weights where each click has a row of its own.

    Raises:
        ValueError: in self-attention.
    """
    if trace.settings.self_attention:
        raise InvalidValue("question", kind, "one where the candidate asks")


def numbered(trace: Trace, user: int, places: Sequence[int]) -> tuple[str, ...]:
    """Return what to call positions of a user's history, such as "3 · moka pot".

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
        places: The positions, from 0.
    """
    title, history = trace.samples.items.title, trace.samples.history[user]
    return tuple(f"{place + 1} · {title(int(history[place]))}" for place in places)


def of_head(head: int) -> str:
    """Return where weights are of: " in head 2", or "" for the mean."""
    return f" in head {head}" if head else ""
