"""The layer's tensors that questions and text are made of; nothing is trained for them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from attnviz.learning.shipped import shipped
from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.topics.words import percent
from attnviz.trace.record import Trace
from attnviz.trace.run import run


def learned(settings: Settings) -> Training:
    """Return the training of the settings.

    Raises:
        ValueError: if none comes with the package.
    """
    training = shipped(settings)
    if training is None:
        raise ValueError(f"no training comes with the package for {settings.to_query()}")
    return training


def traced(settings: Settings, **changes: Any) -> Trace:
    """Return the trace of settings, with changes that leave the learned numbers as they are.

    Raises:
        ValueError: if no training for the settings comes with the package.
    """
    return run(replace(settings, **changes), learned(settings))


def titles(trace: Trace) -> list[str]:
    """Return what the clicks of the trace's user are called, without padding."""
    clicks = trace.samples.history[trace.user]
    return [trace.samples.items.title(int(item)) for item in clicks if item]


def candidate(trace: Trace) -> str:
    """Return what the candidate of the trace's user is called."""
    return trace.samples.items.title(int(trace.samples.candidate[trace.user]))


def shares(weights: Sequence[float] | np.ndarray) -> str:
    """Return weights as percentages, with commas between."""
    return ", ".join(str(percent(float(weight))) for weight in weights)


def sharpened(weights: np.ndarray, depth: int) -> np.ndarray:
    """Return what softmax would give for √depth times the scores that gave some weights, (T,)."""
    raised = weights.astype(np.float64) ** depth**0.5
    return np.asarray(raised / raised.sum())


def depth(trace: Trace) -> int:
    """Return the length d of the vectors that a head compares."""
    return int(trace["query_heads"].shape[-1])
