"""What the learner's last change has moved: against what was shown when the hand rested last."""

from attnviz.trace.lengths import Move, lengths_of, moved_axes, moves, moves_words
from attnviz.trace.record import Walk
from attnviz.ui.state.visit import visit


def notice(walk: Walk) -> None:
    """Take over what a page shows; a page's first view has nothing to compare it with."""
    here = visit()
    here.lengths = lengths_of(walk)
    if here.settled[0] != here.page:
        settle()


def settle() -> None:
    """What is shown is what the next change begins with: presses in quick succession are one."""
    here = visit()
    here.settled = here.page, here.lengths


def moved() -> tuple[Move, ...]:
    """Return which lengths the last change has moved."""
    return moves(visit().settled[1], visit().lengths)


def moved_words() -> str:
    """Return the line that says so; "" for nothing."""
    return moves_words(moved(), len(visit().lengths))


def moved_tensors() -> list[str]:
    """Return the names of the tensors that have another shape since."""
    return [name for name in visit().lengths if moved_of(name)]


def moved_of(tensor: str) -> tuple[str, ...]:
    """Return the axes of a tensor whose lengths have moved."""
    here = visit()
    return moved_axes(here.settled[1], here.lengths, tensor)
