"""One user of a batch as a batch of one, so that comparing many traces of them stays cheap."""

from dataclasses import replace

from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace


def alone(trace: Trace, user: int) -> Settings:
    """Return the settings of a trace for one user of its batch, by typing what they clicked.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
    """
    history, candidate = trace.samples.history[user], trace.samples.candidate[user]
    return replace(
        trace.settings,
        batch_size=1,
        sample=1,
        history=",".join(map(str, history.tolist())),
        candidate=str(candidate),
    )
