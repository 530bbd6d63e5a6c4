"""Two panels of one tensor: on one scale, and one less the other."""

from dataclasses import replace

import numpy as np

from attnviz.pictures import Panel
from attnviz.pictures.numbers import limit_for
from attnviz.pictures.panel import SEEN
from attnviz.trace.cell import DIFFERENCE


def on_one_scale(first: Panel, second: Panel) -> tuple[Panel, Panel]:
    """Return two panels with one scale and its end: a signed one, where theirs are not the same."""
    scale = first.scale if first.scale == second.scale else "signed"
    one, other = (
        panel if panel.scale == scale else replace(panel, scale=scale, limit=None)
        for panel in (first, second)
    )
    limit = max(one.bounds[1], other.bounds[1])
    return replace(one, limit=limit), replace(other, limit=limit)


def difference_of(first: Panel, second: Panel, absent: np.ndarray) -> Panel:
    """Return the second's numbers less the first's, in a panel like the second.

    What one side alone hides counts as what it is. A signed tensor and its difference have one
    scale; a difference of weights from 0 to 1 has its own, which ends where numbers show that they
    differ, or later: what nobody sees in the numbers stays pale.

    Args:
        first: The panel of one side, whose name is the side's and the step's.
        second: That of the other, of the same shape and on the same scale.
        absent: Where there is nothing to take from each other, (rows, columns).
    """
    with np.errstate(invalid="ignore"):  # of what is infinite on both sides
        values = second.values - first.values
    masked = absent | (first.occurs("masked") & second.occurs("masked"))
    end = first.bounds[1]
    own = max(SEEN * end, limit_for(np.where(masked, 0.0, values)))
    return replace(
        second,
        name=f"{DIFFERENCE}.{second.name.rpartition('.')[2]}",
        values=values,
        role="ink",
        title=DIFFERENCE,
        scale="signed",
        limit=end if first.scale == "signed" else own,
        masked=masked,
    )
