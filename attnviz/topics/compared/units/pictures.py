"""Two activation units and two candidates side by side: which unit can re-weight?"""

from collections.abc import Sequence
from dataclasses import replace

from attnviz.pictures import Block, Picture, grid
from attnviz.topics.slices import Slices
from attnviz.trace.record import Trace


def units_figure(named: Sequence[tuple[str, Trace]], user: int) -> Picture:
    """Return the scores and weights of a user for each trace, on one scale each.

    Args:
        named: What to call each trace, and the trace; all in attention mode.
        user: Row of the batch, 0-based.
    """
    blocks = []
    for name, trace in named:
        slices = Slices(trace, user)
        blocks.append(
            Block(
                name,
                tuple(
                    replace(slices.panel(step, hatched=True), shape="")
                    for step in ("scores", "weights")
                ),
                note=trace.samples.items.title(int(trace.samples.candidate[user])),
            )
        )
    return grid(blocks, wide=4, narrow=2)
