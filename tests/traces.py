"""Traces to start from: real ones, and the same with weights of one's own."""

from dataclasses import replace
from typing import Any

import numpy as np

from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run


def traced(**settings: Any) -> Trace:
    """Return the trace of settings, untrained where no training is shipped."""
    wanted = Settings(**settings)
    training = shipped(wanted)
    return run(wanted if training else wanted.untrained, training)


def changed(trace: Trace, **settings: Any) -> Trace:
    """Return a trace with other settings and the same weights."""
    return run(replace(trace.settings, **settings), shipped(trace.settings))


def with_weights(trace: Trace, weights: Any) -> Trace:
    """Return a trace whose weights are these, broadcast to their shape."""
    record = trace["weights"]
    value = np.broadcast_to(np.asarray(weights, np.float32), record.shape)
    return replace(trace, steps={**trace.steps, "weights": replace(record, value=value)})
