"""The layers and inputs whose outputs by torch are recorded."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

RECORDED = Path(__file__).with_name("recorded.npz")
B, T_Q, T_K, D, H = 2, 3, 4, 6, 2


@dataclass(frozen=True)
class Case:
    """A layer's arguments, and what it is given beside vectors.

    Attributes:
        arguments: Those of `torch.nn.MultiheadAttention`.
        masks: By torch's names.
        unbatched: Whether its vectors have no axis of samples.
        itself: Whether the query is key and value too.
    """

    arguments: dict[str, Any]
    masks: dict[str, np.ndarray] = field(default_factory=dict)
    unbatched: bool = False
    itself: bool = False


# As torch has them: true is what is ignored.
PADDING = np.array([[0, 0, 1, 1], [0, 0, 0, 1]], bool)
PAIRS = np.array([[0, 1, 0, 0], [1, 0, 0, 1], [0, 0, 1, 0]], bool)
EMPTY = np.array([[0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 1, 0]], bool)
ADDED = np.where(PAIRS, -np.inf, 0).astype("float32")
BY_SAMPLE = np.stack([PAIRS, PAIRS, ~PAIRS, ~PAIRS])  # (B h, T_q, T_k)

_PLAIN = {"embed_dim": D, "num_heads": H, "batch_first": True}
CASES = {
    "plain": Case(_PLAIN),
    "sequence first": Case({**_PLAIN, "batch_first": False}),
    "no bias": Case({**_PLAIN, "bias": False}),
    "one head, dropout": Case({**_PLAIN, "num_heads": 1, "dropout": 0.4}),
    "kdim and vdim": Case({**_PLAIN, "kdim": 5, "vdim": 7}),
    "float64": Case({**_PLAIN, "dtype": "float64"}),
    "unbatched": Case(_PLAIN, unbatched=True),
    "itself": Case(_PLAIN, itself=True),
    "padding": Case(_PLAIN, {"key_padding_mask": PADDING}),
    "pairs": Case(_PLAIN, {"attn_mask": PAIRS}),
    "added": Case(_PLAIN, {"attn_mask": ADDED}),
    "by sample": Case(_PLAIN, {"attn_mask": BY_SAMPLE}),
    "both": Case(_PLAIN, {"attn_mask": PAIRS, "key_padding_mask": PADDING}),
    "an empty row": Case(_PLAIN, {"attn_mask": EMPTY}),
    "unbatched, padding": Case(_PLAIN, {"key_padding_mask": PADDING[0]}, unbatched=True),
}


def inputs_of(name: str) -> dict[str, np.ndarray]:
    """Return what a case's layer is called with, by torch's names."""
    case = CASES[name]
    random = np.random.default_rng(0)
    dtype = case.arguments.get("dtype", "float32")
    sizes = {
        "query": (T_Q, D),
        "key": (T_K, case.arguments.get("kdim", D)),
        "value": (T_K, case.arguments.get("vdim", D)),
    }
    made = {key: random.normal(size=(B, *size)).astype(dtype) for key, size in sizes.items()}
    if case.itself:
        made = dict.fromkeys(made, made["query"])
    if case.unbatched:
        made = {key: values[0] for key, values in made.items()}
    elif not case.arguments["batch_first"]:
        made = {key: values.swapaxes(0, 1).copy() for key, values in made.items()}
    return made | case.masks
