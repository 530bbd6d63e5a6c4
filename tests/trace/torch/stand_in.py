"""What attnviz asks of torch, so that no test installs it: tensors, and a layer with weights."""

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest


class Tensor:
    """A tensor with a gradient: it is no array before it is detached and on the processor."""

    def __init__(self, values: np.ndarray, *, attached: bool = True, half: bool = False) -> None:
        self.values, self.attached, self.half = values, attached, half

    def detach(self) -> "Tensor":
        return Tensor(self.values, attached=False, half=self.half)

    def cpu(self) -> "Tensor":
        return self

    def is_floating_point(self) -> bool:
        return self.values.dtype.kind == "f"

    def element_size(self) -> int:
        return 2 if self.half else self.values.dtype.itemsize

    def float(self) -> "Tensor":
        return Tensor(self.values.astype("float32"), attached=self.attached)

    def numpy(self) -> np.ndarray:
        if self.attached or self.half:
            raise RuntimeError("Can't call numpy() on this tensor.")
        return self.values


class Linear:
    """A layer with a kernel (outputs, inputs)."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray | None) -> None:
        self.weight, self.bias = Tensor(weight), None if bias is None else Tensor(bias)


class MultiheadAttention:
    """Has torch's names of arguments and weights, and computes nothing."""

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        dtype: str = "float32",
        state: dict[str, np.ndarray] | None = None,
    ) -> None:
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.kdim, self.vdim = kdim or embed_dim, vdim or embed_dim
        self.batch_first, self.add_zero_attn = batch_first, add_zero_attn
        self.bias_k = Tensor(np.ones(embed_dim)) if add_bias_kv else None
        if state is None:
            random = np.random.default_rng(0)
            state = {
                "in_proj_weight": random.normal(size=(3 * embed_dim, embed_dim)),
                "in_proj_bias": np.zeros(3 * embed_dim),
                "out_proj.weight": random.normal(size=(embed_dim, embed_dim)),
                "out_proj.bias": np.zeros(embed_dim),
            }
            state = {name: values.astype(dtype) for name, values in state.items()}
        for name in ("in_proj_weight", "in_proj_bias"):
            setattr(self, name, Tensor(state[name]) if name in state else None)
        for name in ("q_proj_weight", "k_proj_weight", "v_proj_weight"):
            setattr(self, name, Tensor(state[name]) if name in state else None)
        self.out_proj = Linear(state["out_proj.weight"], state.get("out_proj.bias"))


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `import torch` find the stand-in."""
    torch: Any = ModuleType("torch")
    torch.nn = ModuleType("torch.nn")
    torch.nn.MultiheadAttention = MultiheadAttention
    torch.ones = lambda *shape: Tensor(np.ones(shape, "float32"))
    monkeypatch.setitem(sys.modules, "torch", torch)
