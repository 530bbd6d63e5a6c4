"""The part of a page that shows what follows of a change, and opens the number to change it."""

from collections.abc import Mapping
from functools import partial

from attnviz.learning.trained import Training
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.trace.record import Trace
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.what_if.editor import change_number
from attnviz.ui.sections.what_if.result import what_follows


def what_if(
    pinned: Pinned,
    trace: Trace,
    training: Training | None,
    head: int,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Show what follows of the learner's changes, and the opened number with what can be changed.

    Args:
        pinned: The page's pinned number.
        trace: The page's trace.
        training: The training whose weights it shows.
        head: 1 for the first head, 0 for the mean over heads.
        notes: As of `Pinned.open`.
    """
    unchanged = trace.settings.unchanged
    was = trace if trace.settings == unchanged else trace_of(unchanged, training)
    what = WhatIf(was, trace, trace.user, head)
    # The panel first: where it closes, the focus goes back to the picture before it.
    pinned.open(notes, partial(change_number, what))
    what_follows(what)
