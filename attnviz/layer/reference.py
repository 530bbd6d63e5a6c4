"""The layer's formulas in float64 NumPy: what the layer's numbers are held against.

Written from the papers' formulas and not from the layer, it knows neither Keras nor TensorFlow.
Axes: B samples, C candidates, T clicks, D the embedding, h heads, d = D/h a head's band.
Sources: Zhou et al., "Deep Interest Network", 2018; Vaswani et al., "Attention Is All You Need",
2017; of hashed ids that of `attnviz.scenario.hashing`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from attnviz.scenario.hashing import hashed_rows

Tensors = dict[str, np.ndarray]

ACTIVATIONS: Mapping[str | None, Callable[[np.ndarray], np.ndarray]] = {
    None: lambda x: x,
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: np.exp(-np.logaddexp(0, -x)),
    "tanh": np.tanh,
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: x * (1 + np.vectorize(math.erf, otypes="d")(x / math.sqrt(2))) / 2,
    "silu": lambda x: x * np.exp(-np.logaddexp(0, -x)),
    "softplus": lambda x: np.logaddexp(0, x),
}


def _softmax(logits: np.ndarray) -> np.ndarray:
    """exp(m) / sum exp(m) over clicks."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Weighting:
    """A normalization's formula.

    Attributes:
        weigh: From logits (..., T) to weights of the same shape.
        fill: The logit of what is masked.
        shares: Whether a row whose logits are all masked is what `empty_row` says.
    """

    weigh: Callable[[np.ndarray], np.ndarray]
    fill: float
    shares: bool


WEIGHTINGS: dict[str, Weighting] = {
    "softmax": Weighting(_softmax, -np.inf, shares=True),
    "none": Weighting(lambda logits: logits, 0.0, shares=False),
    "sigmoid": Weighting(ACTIVATIONS["sigmoid"], -np.inf, shares=False),
}


def reference(
    arguments: Mapping[str, Any],
    weights: Mapping[str, np.ndarray],
    inputs: Sequence[np.ndarray],
    attention_mask: np.ndarray | None = None,
    resume_from: Mapping[str, np.ndarray] | None = None,
) -> Tensors:
    """Compute every tensor of the walk at inference, by the layer's names for them.

    Args:
        arguments: Arguments of the layer, such as `Settings.layer`; activations by name.
        weights: The layer's weights by path, such as "embedding/embeddings" or
            "attention/embedding/embeddings" (a trace's).
        inputs: As the layer's: history (B, T), candidate (B,), (B, 1) or (B, C), and with side
            info history_info (B, T, n) and candidate_info (B, C, n).
        attention_mask: (B, T) or (B, T_q, T), True = attend; `history != 0` if None and padding
            is masked.
        resume_from: Tensors by name, which take the place of what the formulas give.

    Returns:
        Tensors by name, float64 but for the ids and masks, up to "output".
    """
    layer = Formulas(arguments, weights, resume_from or {})
    with np.errstate(invalid="ignore"):  # `empty_row` may ask for NaN
        return layer.walk([np.asarray(part) for part in inputs], attention_mask)


class Formulas:
    """The formulas of one layer, as methods; see `reference`."""

    def __init__(
        self,
        arguments: Mapping[str, Any],
        weights: Mapping[str, np.ndarray],
        resume_from: Mapping[str, np.ndarray],
    ) -> None:
        self.options = arguments
        self.resume_from = resume_from
        self.weights = {
            path.removeprefix("attention/"): np.asarray(values, np.float64)
            for path, values in weights.items()
        }
        self.dim: int = arguments["embedding_dim"]

    def keep(self, tensors: Tensors, name: str, formula: np.ndarray) -> np.ndarray:
        """Keep and return what a formula gives, or what the walk is to go on from."""
        tensors[name] = np.asarray(self.resume_from.get(name, formula))
        return tensors[name]

    def walk(self, inputs: Sequence[np.ndarray], attention_mask: np.ndarray | None) -> Tensors:
        option, tensors = self.options, Tensors()
        keep = partial(self.keep, tensors)
        history, candidate, *info = inputs
        multi_head = option["mode"] == "multi_head"
        self_attention = multi_head and option["query"] == "history"
        history = keep("history", history)

        mask = None
        if attention_mask is not None:
            mask = keep("mask", np.asarray(attention_mask, bool))
        elif option["mask_padding"]:
            mask = keep("mask", history != 0)

        clicked = self.rows(tensors, history, "history_rows")
        key = keep("key", self.vectors(tensors, clicked, info[:1], ("history_info", "key_joined")))
        value = keep("value", key)
        if self_attention:
            query = keep("query", key)
        else:
            candidate = keep("candidate", candidate.reshape(len(candidate), -1))
            asked = self.rows(tensors, candidate, "candidate_row")
            names = ("candidate_info", "query_joined")
            query = keep("query", self.vectors(tensors, asked, info[1:], names))
        if option["position_embedding"] != "none":
            places = keep("positions", self.positions(history.shape[1]))
            key = keep("key_positioned", key + places)
            value = keep("value_positioned", value + places)
            if self_attention:
                query = keep("query_positioned", query + places)

        allowed = mask if mask is None or mask.ndim == 3 else mask[:, None, :]  # (B, 1 or T_q, T_k)
        clicks = self.clicks(tensors) if self_attention else None
        if self_attention and option["causal"]:
            earlier = np.tri(history.shape[1], dtype=bool)
            allowed = earlier if allowed is None else earlier & allowed
            allowed = np.broadcast_to(allowed, (*history.shape, history.shape[1]))
            allowed = keep("causal_mask", allowed)

        attend = self.heads if multi_head else self.target
        output = attend(tensors, query, key, value, allowed)
        if clicks is not None:
            output = np.where(clicks[:, :, None], output, 0)
        elif not self_attention and output.shape[1] == 1:
            output = output[:, 0]
        keep("output", output)
        return tensors

    def clicks(self, tensors: Tensors) -> np.ndarray | None:
        """Where self-attention has a click (B, T); None where padding counts as one."""
        mask = tensors.get("mask")
        if mask is None or mask.ndim == 2:
            return mask
        if not self.options["mask_padding"]:
            return None
        return self.keep(tensors, "padding_mask", tensors["history"] != 0)

    def rows(self, tensors: Tensors, ids: np.ndarray, name: str) -> np.ndarray:
        """i, or where ids are hashed 1 + hash(i) mod (N - 1), and 0 of padding."""
        if not self.options.get("hash_bins"):
            return ids
        tensors[name] = hashed_rows(int(ids.max(initial=0)) + 1, self.options["hash_bins"])[ids]
        return tensors[name]

    def vectors(
        self,
        tensors: Tensors,
        ids: np.ndarray,
        info: Sequence[np.ndarray],
        names: tuple[str, str],
    ) -> np.ndarray:
        """E[i], or with side info [E[i], E_1[f_1], ...] W + b; (..., D)."""
        table = self.weights["embedding/embeddings"]
        if not self.options.get("side_info"):
            return table[ids]
        features = self.keep(tensors, names[0], info[0])
        rows = [
            self.weights[f"side_embedding_{number + 1}/embeddings"][features[..., number]]
            for number in range(len(self.options["side_info"]))
        ]
        joined = self.keep(tensors, names[1], np.concatenate([table[ids], *rows], -1))
        return self.dense(joined, "side_dense", None)

    def positions(self, length: int) -> np.ndarray:
        """p_t, (T, D): learned rows, or sin and cos of t / 10000^(2i/D) side by side."""
        if self.options["position_embedding"] == "learned":
            return self.weights["position/embeddings"][:length]
        places = np.empty((length, self.dim))
        for column in range(self.dim):
            wave = np.cos if column % 2 else np.sin
            places[:, column] = wave(np.arange(length) / 10000 ** (column // 2 * 2 / self.dim))
        return places

    def dense(
        self, x: np.ndarray, path: str, activation: str | None, bias: bool = True
    ) -> np.ndarray:
        """phi(x W + b)."""
        product = x @ self.weights[f"{path}/kernel"]
        return ACTIVATIONS[activation](product + self.weights[f"{path}/bias"] if bias else product)

    def target(
        self,
        tensors: Tensors,
        query: np.ndarray,
        key: np.ndarray,
        value: np.ndarray,
        allowed: np.ndarray | None,
    ) -> np.ndarray:
        """A small network scores every (candidate, click); (B, C, D)."""
        option, keep = self.options, partial(self.keep, tensors)
        samples, candidates, clicks = len(query), query.shape[1], key.shape[1]
        q = np.broadcast_to(query[:, :, None], (samples, candidates, clicks, self.dim))
        k = np.broadcast_to(key[:, None], q.shape)
        parts = [k] if option["unit_inputs"] == "key" else [q, k, q - k, q * k]
        x = keep("unit_input", np.concatenate(parts, -1))
        for number in range(1, len(option["unit_layers"]) + 1):
            x = self.dense(x, f"activation_unit/hidden_{number}", option["unit_activation"])
            x = keep(f"unit_hidden_{number}", x)
        x = self.dense(x, "activation_unit/output", option["unit_output_activation"])
        keep("scores", x[..., 0])
        weights = self.weigh(tensors, allowed, depth=self.dim)
        return keep("context", np.einsum("bct,btd->bcd", weights, value))

    def heads(
        self,
        tensors: Tensors,
        query: np.ndarray,
        key: np.ndarray,
        value: np.ndarray,
        allowed: np.ndarray | None,
    ) -> np.ndarray:
        """In each band of D/h numbers, softmax(q k^T / sqrt(D/h)) v; (B, T_q, D)."""
        option, bands = self.options, self.options["num_heads"]
        keep = partial(self.keep, tensors)
        shared = option["projections"] == "shared"

        def project(x: np.ndarray, path: str) -> np.ndarray:
            return self.dense(x, path, option["projection_activation"], option["use_bias"])

        for name, x in (("query", query), ("key", key), ("value", value)):
            projected = project(x, "query_dense" if shared else f"{name}_dense")
            projected = keep(f"{name}_projected", projected)
            keep(f"{name}_heads", np.stack(np.split(projected, bands, axis=-1), axis=1))
        keep("scores", np.einsum("bhqd,bhkd->bhqk", tensors["query_heads"], tensors["key_heads"]))
        by_head = None if allowed is None else allowed[:, None]
        weights = self.weigh(tensors, by_head, self.dim // bands)
        heads = keep("context", np.einsum("bhqk,bhkd->bhqd", weights, tensors["value_heads"]))
        joined = keep("concat", np.concatenate(list(heads.swapaxes(0, 1)), axis=-1))
        return keep("output_projected", project(joined, "output_dense"))

    def weigh(self, tensors: Tensors, allowed: np.ndarray | None, depth: int) -> np.ndarray:
        """Scores to weights: divide by sqrt(depth), mask, normalize."""
        keep = partial(self.keep, tensors)
        option, logits = self.options, tensors["scores"]
        weighting, scale = WEIGHTINGS[option["normalization"]], option["scale"]
        if option["mode"] == "multi_head" if scale is None else scale:
            logits = keep("scaled", logits / math.sqrt(depth))
        if allowed is not None:
            logits = keep("masked", np.where(allowed, logits, weighting.fill))
        weights = weighting.weigh(logits)
        if weighting.shares:
            of_empty = {"zero": 0.0, "uniform": 1 / logits.shape[-1], "nan": np.nan}
            empty = np.full((*logits.shape[:-1], 1), False)
            if allowed is not None:
                empty = empty | ~allowed.any(axis=-1, keepdims=True)
            weights = np.where(empty, of_empty[option["empty_row"]], weights)
        return keep("weights", weights)
