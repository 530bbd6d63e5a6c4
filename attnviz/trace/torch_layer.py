"""PyTorch's own multi-head attention, walked through the steps of attnviz's by its weights.

Axes: B samples, T_q queries, T_k keys, D numbers of a vector, which may be others for query, key
and value.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import tensorflow as tf

from attnviz.scenario.values import InvalidValue
from attnviz.trace.given_heads import GivenHeads, Projection
from attnviz.trace.record import recorded
from attnviz.trace.titled import TitledWalk, samples_of_titles

_MASK = (
    "true where a key is ignored, which is the opposite of Keras's and attnviz's masks, or a "
    "number that torch adds to the score: 0, or minus infinity where a key is ignored"
)


@dataclass(frozen=True, repr=False)
class TorchWalk(TitledWalk):
    """One walk of a `torch.nn.MultiheadAttention`; see `from_torch`."""

    @property
    def title(self) -> str:
        return f"torch.nn.MultiheadAttention, {self.heads}, sample {self.user + 1}"


def from_torch(
    layer: Any,
    query: Any,
    key: Any,
    value: Any,
    *,
    key_padding_mask: Any = None,
    attn_mask: Any = None,
    keys: Any = None,
    queries: Any = None,
) -> TorchWalk:
    """Walk one of PyTorch's layers at inference, step by step, by a copy of its weights.

    Names, order and shapes are torch's; the walk has the samples first. Its `weights` and `output`
    are those of the layer called with `average_attn_weights=False`. The masks of torch say the
    opposite of Keras's: true is what is ignored. The walk's `mask` is as all of attnviz's: true is
    where a query may attend.

    Args:
        layer: A `torch.nn.MultiheadAttention` itself, without `add_bias_kv` and `add_zero_attn`.
        query: What asks, (B, T_q, D), or (T_q, B, D) where the layer is not `batch_first`, or
            (T_q, D).
        key: What is compared with the query, likewise with T_k.
        value: What is summed, likewise.
        key_padding_mask: True = ignore, (B, T_k), or (T_k,) without samples.
        attn_mask: True = ignore, (T_q, T_k), or (B h, T_q, T_k), the same for all heads of a
            sample. Both masks may also be what is added to the scores: 0 and minus infinity.
        keys: What the keys are called: T_k titles, or T_k for each sample; numbers if None.
        queries: What the queries are called: T_q titles, likewise.

    Raises:
        ValueError: for another layer, other shapes or other masks; it says what is allowed.

    Example:
        >>> import attnviz, torch
        >>> layer = torch.nn.MultiheadAttention(8, 2, batch_first=True)
        >>> query, key = torch.ones(1, 3, 8), torch.ones(1, 2, 8)
        >>> walk = attnviz.from_torch(layer, query, key, key, keys=["tent", "stove"])
        >>> walk["weights"].axes, walk["weights"].shape
        (('B', 'h', 'T_q', 'T_k'), (1, 2, 3, 2))
        >>> attnviz.explain(walk, "weights", (0, 0, 0, 1)).title
        'weights[head 1, query 1, stove] = 0.500'
    """
    _check_layer(layer)
    heads = _heads(layer)
    given = {"query": query, "key": key, "value": value}
    vectors = {name: _vectors(name, values, layer) for name, values in given.items()}
    shape = _shape(layer, vectors)
    pairs = _pairs(key_padding_mask, attn_mask, shape, layer.num_heads)
    if key is value:
        del vectors["key"]
    tensors = {name: tf.cast(own, _dtype(layer)) for name, own in vectors.items()}
    records = recorded(heads.steps(tensors, pairs))
    if pairs is not None:
        told = "True where a query may attend to a key: torch's masks, the other way round."
        records["mask"] = replace(records["mask"], sentence=told)
        if told := _empty_rows(pairs):
            for name in ("weights", "output"):
                record = records[name]
                records[name] = replace(record, sentence=f"{record.sentence} {told}")
    return TorchWalk(
        samples_of_titles(shape, keys, queries),
        MappingProxyType(records),
        MappingProxyType({}),
        MappingProxyType(heads.weights()),
        heads.arguments(),
        keys is not None,
    )


def _check_layer(layer: Any) -> None:
    # Whoever has such a layer has imported torch; attnviz itself never does.
    torch = sys.modules.get("torch")
    if torch is None or type(layer) is not torch.nn.MultiheadAttention:
        raise InvalidValue(
            "layer", f"a {type(layer).__name__}", "a torch.nn.MultiheadAttention itself"
        )
    if layer.bias_k is not None:
        raise InvalidValue("add_bias_kv", True, "False in a layer that is walked")
    if layer.add_zero_attn:
        raise InvalidValue("add_zero_attn", True, "False in a layer that is walked")


def _numbers(given: Any) -> np.ndarray:
    """Return a tensor of torch's, or what NumPy takes, as an array; of a half one in float32."""
    if not hasattr(given, "detach"):
        return np.asarray(given)
    tensor = given.detach().cpu()
    half = tensor.is_floating_point() and tensor.element_size() < 4
    values: np.ndarray = (tensor.float() if half else tensor).numpy()
    return values


def _dtype(layer: Any) -> str:
    return str(_numbers(layer.out_proj.weight).dtype)


def _heads(layer: Any) -> GivenHeads:
    """Return the layer's projections; torch has kernels as (outputs, inputs)."""
    if layer.in_proj_weight is None:
        kernels = [layer.q_proj_weight, layer.k_proj_weight, layer.v_proj_weight]
        kernels = [_numbers(kernel) for kernel in kernels]
    else:
        kernels = np.split(_numbers(layer.in_proj_weight), 3)
    biases: list[Any] = [None] * 3
    if layer.in_proj_bias is not None:
        biases = np.split(_numbers(layer.in_proj_bias), 3)
    names = ("query_dense", "key_dense", "value_dense")
    projections: dict[str, Projection] = {
        name: (kernel.T, bias) for name, kernel, bias in zip(names, kernels, biases, strict=True)
    }
    last = layer.out_proj
    bias = None if last.bias is None else _numbers(last.bias)
    projections["output_dense"] = (_numbers(last.weight).T, bias)
    head_dim = layer.embed_dim // layer.num_heads
    return GivenHeads(layer.num_heads, head_dim, "nan", _dtype(layer), projections)


def _vectors(name: str, given: Any, layer: Any) -> np.ndarray:
    """Return vectors with the samples first, of which there is one where none were given."""
    values = _numbers(given)
    if values.dtype.kind != "f" or values.ndim not in (2, 3):
        order = "(B, T, D)" if layer.batch_first else "(T, B, D)"
        shown = f"{values.dtype.name} {values.shape}"
        raise InvalidValue(name, shown, f"floats of the shape {order}, or (T, D)")
    if values.ndim == 2:
        return values[None]
    return values if layer.batch_first else values.swapaxes(0, 1)


def _shape(layer: Any, vectors: Mapping[str, np.ndarray]) -> tuple[int, int, int]:
    """Return (B, T_q, T_k), of vectors that fit each other and the layer."""
    batch, queries = vectors["query"].shape[:2]
    places = vectors["key"].shape[1]
    wanted = {
        "query": (batch, queries, layer.embed_dim),
        "key": (batch, places, layer.kdim),
        "value": (batch, places, layer.vdim),
    }
    for name, values in vectors.items():
        if values.shape != wanted[name]:
            raise InvalidValue(
                f"{name}'s shape", values.shape, f"{wanted[name]}, with the samples first"
            )
    return batch, queries, places


def _pairs(
    key_padding_mask: Any, attn_mask: Any, shape: tuple[int, int, int], num_heads: int
) -> np.ndarray | None:
    """Return where a query may attend to a key, (B, T_q, T_k); None without a mask."""
    if key_padding_mask is None and attn_mask is None:
        return None
    batch, queries, keys = shape
    ignored = np.zeros(shape, bool)
    if key_padding_mask is not None:
        padding = _ignored("key_padding_mask", key_padding_mask)
        if padding.shape != (batch, keys) and (batch, *padding.shape) != (1, keys):
            allowed = f"(B, T_k) = {(batch, keys)}, or (T_k,) without samples"
            raise InvalidValue("key_padding_mask's shape", padding.shape, allowed)
        ignored = ignored | padding.reshape(batch, 1, keys)
    if attn_mask is not None:
        pairs = _ignored("attn_mask", attn_mask)
        by_head = (batch * num_heads, queries, keys)
        if pairs.shape not in ((queries, keys), by_head):
            allowed = f"(T_q, T_k) = {(queries, keys)}, or (B h, T_q, T_k) = {by_head}"
            raise InvalidValue("attn_mask's shape", pairs.shape, allowed)
        if pairs.ndim == 3:
            heads = pairs.reshape(batch, num_heads, queries, keys)
            if (heads != heads[:, :1]).any():
                raise InvalidValue(
                    "attn_mask", "another for each head", "the same for all heads of a sample"
                )
            pairs = heads[:, 0]
        ignored = ignored | pairs
    return ~ignored


def _empty_rows(pairs: np.ndarray) -> str:
    """Say what torch makes of queries without a key; "" if all have one."""
    empty = np.argwhere(~pairs.any(axis=-1))
    if not len(empty):
        return ""
    sample, place = empty[0] + 1
    more = f", and {len(empty) - 1} more," if len(empty) > 1 else ""
    return (
        f"Query {place} of sample {sample}{more} may attend to no key. Its weights and its output "
        "are no numbers, as torch has them where weights are asked for; with need_weights=False "
        "torch takes another path, whose output there is that of weights of 0."
    )


def _ignored(name: str, given: Any) -> np.ndarray:
    """Return a mask of torch's as booleans, true where a key is ignored."""
    mask = _numbers(given)
    if mask.dtype == bool:
        return mask
    if mask.dtype.kind != "f":
        raise InvalidValue(f"the type of {name}", mask.dtype.name, _MASK)
    ignored = np.isneginf(mask)
    other = mask[~ignored & (mask != 0)]
    if other.size:
        raise InvalidValue(name, float(other[0]), _MASK)
    return ignored
