"""A user's part of a step as a panel beside others: of all heads, of one, or their mean."""

from dataclasses import replace

from attnviz.pictures import Panel
from attnviz.topics.heads.pictures import unheard
from attnviz.topics.slices import Slices, head_at, weights_limit
from attnviz.trace.record import Record, Trace


def of_heads(record: Record) -> bool:
    """Return whether each head has a number for each key."""
    return record.axes == ("B", "h", "T_q", "T_k")


def user_panel(trace: Trace, step: str, head: int, *, apart: bool = False) -> Panel:
    """Return a step of the trace's user, masked scores and weights hatched.

    Args:
        trace: The trace.
        step: The step's name.
        head: Of what each head has for each key, the head that is shown, counted from 1; 0, and a
            head that is not there, stand for the mean of all.
        apart: Whether 0 stands for all heads side by side, where the candidate asks.
    """
    record = trace[step]
    by_head = of_heads(record)
    shown = head if not by_head or head <= record.shape[1] else 0
    slices = Slices(trace, trace.user, max(shown - 1, 0))
    panel = slices.panel(step, hatched=record.role == "weights")
    side_by_side = apart and shown == 0 and by_head and record.shape[1] > 1
    if by_head and (slices.by_query or not side_by_side):
        panel = _of_one_head(panel, slices, record, shown)
    masked = panel.masked
    if masked is not None and trace.self_attention and by_head:
        masked = unheard(trace, trace.user)  # nobody hears what padding asks
    elif masked is not None and step == "weights":
        masked = masked & (panel.values == 0)
    panel = replace(panel, masked=masked, limit=None)
    limit = weights_limit(trace, panel.shown) if panel.scale == "weights" else None
    return replace(panel, limit=limit)


def _of_one_head(panel: Panel, slices: Slices, record: Record, head: int) -> Panel:
    values, heads = record.value[slices.user], record.shape[1]
    own = values[head - 1] if head else values.mean(axis=0)  # (T_q, T_k)
    at = (slices.user, head_at(head, heads))
    if slices.by_query:
        padding = slices.padding[:, None] | slices.padding[None]
        return replace(panel, values=own, at=(*at, "row", "column"), padding=padding)
    masked, padding = (
        None if mask is None else mask[:, :1] for mask in (panel.masked, panel.padding)
    )
    return replace(
        panel,
        values=own[0][:, None],
        at=(*at, 0, "row"),
        masked=masked,
        padding=padding,
        column_labels=(),
        bands=(),
    )
