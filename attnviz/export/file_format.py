"""What a kind of file is called, and what it is good for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileFormat:
    """A kind of file that a reader takes away.

    Attributes:
        label: What it is called.
        module: The module whose `written` makes it; loaded when a file is asked for.
        suffix: How the names of such files end, with the dot.
        mime: Its media type.
        meaning: What it is good for, in one sentence.
    """

    label: str
    module: str
    suffix: str
    mime: str
    meaning: str
