"""The article's test: its samples, its layer in both modes, and what it prints of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from attnviz.trace.record import recorded

# The layer has a row for each of so many items; the samples are drawn from fewer.
VOCABULARY_SIZE, DRAWN_FROM = 10_000, 1_000
USERS, CLICKS = 5, 10
MODES: Mapping[str, str] = {"Attention": "attention", "Multi-Head Attention": "multi_head"}
"""What the article calls each mode, and what `OwnAttention` does."""


@dataclass(frozen=True)
class Replay:
    """A run of the layer in one mode.

    Attributes:
        mode: What the article calls it.
        parameters: Numbers that the layer learns.
        shapes: By what the article calls a tensor: its shape in the article's layout, where heads
            are folded into the batch.
    """

    mode: str
    parameters: int
    shapes: Mapping[str, tuple[int, ...]]

    def lines(self) -> list[str]:
        """Return what the article prints, and the number of parameters."""
        *inputs, output = (f"{name} Shape: {shape}" for name, shape in self.shapes.items())
        of_heads = [" ".join(inputs[3:])] if len(inputs) > 3 else []
        ends = [f"{self.mode} {output}", f"Parameters: {self.parameters:,}"]
        return [*inputs[:3], *of_heads, *ends]


def samples() -> tuple[np.ndarray, np.ndarray]:
    """Return the article's histories (5, 10) and candidates (5, 1), drawn from NumPy's seed 0."""
    draw = np.random.RandomState(0)
    return draw.randint(0, DRAWN_FROM, (USERS, CLICKS)), draw.randint(0, DRAWN_FROM, (USERS, 1))


@cache
def replays() -> tuple[Replay, ...]:
    """Return a run of the article's layer on its samples in each of its modes."""
    return tuple(_replay(mode, own) for mode, own in MODES.items())


def _replay(mode: str, own: str) -> Replay:
    # Loads TensorFlow.
    from attnviz.layer.own_attention import OwnAttention

    layer = OwnAttention.from_recipe("article", own, vocabulary_size=VOCABULARY_SIZE)
    steps = recorded(layer.steps(samples()))
    shapes = {"Q": steps["query"].shape, "K": steps["key"].shape, "V": steps["value"].shape}
    named = {"Weight": "weights", "Value": "value_heads", "Weighted-Sum": "context"}
    if own == "multi_head":
        shapes |= {name: steps[step].folded_shape or () for name, step in named.items()}
    return Replay(mode, layer.count_params(), {**shapes, "Output": steps["output"].shape})


def lines() -> list[str]:
    """Return all lines of the article's test: samples, then each mode."""
    history, candidate = samples()
    told = [line for replay in replays() for line in replay.lines()]
    return [*str(history).splitlines(), *str(candidate).splitlines(), *told]


def described() -> dict[str, Any]:
    """Return the same as data that JSON holds."""
    history, candidate = samples()
    modes = [
        {"mode": one.mode, "parameters": one.parameters, "shapes": dict(one.shapes)}
        for one in replays()
    ]
    return {
        "history": history,
        "candidate": candidate,
        "vocabulary_size": VOCABULARY_SIZE,
        "modes": modes,
    }
