"""What a view would look at and its trace does not have: a pin, a step, a head."""

from attnviz.cell import Cell
from attnviz.settings import Settings
from attnviz.trace import Trace


def unfit(settings: Settings, trace: Trace) -> list[str]:
    """Return what of a view is not in its trace, in words: one message each.

    Args:
        settings: The view.
        trace: The trace that is shown for it.
    """
    told = []
    pin = Cell.parse(settings.pin)
    if settings.pin and (pin is None or not (pin.side or pin.fits(trace))):
        told.append(f"pin={settings.pin!r} is not a cell of this walk; no number is opened.")
    if settings.step and settings.step not in (*trace.steps, *trace.score_steps):
        told.append(f"step={settings.step!r} is not a step of this walk; weights is shown.")
    layer = trace.settings.layer
    if layer["mode"] == "multi_head" and settings.head > layer["num_heads"]:
        told.append(f"head={settings.head} is not there: this layer has {layer['num_heads']}.")
    return told
