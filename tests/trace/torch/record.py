"""Records what `torch.nn.MultiheadAttention` makes of inputs, where torch is installed:

    python -m tests.trace.torch.record

Tests read `recorded.npz`, so that none of them needs torch. Its arrays are named "case/name".
"""

from typing import Any

import numpy as np
import torch

from tests.trace.torch.cases import CASES, RECORDED, inputs_of

torch.manual_seed(0)


def recorded(name: str) -> dict[str, np.ndarray]:
    """Return the weights of a case's layer, and its outputs with and without weights asked for."""
    case = CASES[name]
    dtype = getattr(torch, case.arguments.get("dtype", "float32"))
    layer = torch.nn.MultiheadAttention(**{**case.arguments, "dtype": dtype}).eval()
    with torch.no_grad():
        for parameter in layer.parameters():  # biases begin at 0
            parameter.normal_(0, 0.5)
    given: dict[str, Any] = {
        key: torch.from_numpy(values) for key, values in inputs_of(name).items()
    }
    with torch.no_grad():
        output, weights = layer(**given, average_attn_weights=False)
        other, _ = layer(**given, need_weights=False)
    state = {key: values.numpy() for key, values in layer.state_dict().items()}
    made = {"output": output, "weights": weights, "other": other}
    return {**state, **{key: values.numpy() for key, values in made.items()}}


if __name__ == "__main__":
    found = {f"{name}/{key}": v for name in CASES for key, v in recorded(name).items()}
    np.savez_compressed(RECORDED, allow_pickle=False, version=np.array(torch.__version__), **found)
    print(f"{len(CASES)} cases of torch {torch.__version__} in {RECORDED.name}")
