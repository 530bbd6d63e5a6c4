"""Multi-head attention: query, keys and values are compared in h bands of the embedding at once.

Axes: B samples, h heads, T_q queries, T_k keys (clicks), D the embedding, d = D/h a head's band.
Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, section 3.2.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import keras
import tensorflow as tf

from attnviz.layer.arithmetic import Dot, Join, Project, Split, WeightedSum
from attnviz.layer.parts.activation_unit import dense_formula
from attnviz.layer.step import Step, step
from attnviz.layer.weighting import Weighing, weighting


class Heads(Weighing, Protocol):
    """What a layer with heads has: its projections, layers from vectors to vectors."""

    @property
    def num_heads(self) -> int: ...
    @property
    def head_dim(self) -> int: ...
    @property
    def projections(self) -> str: ...
    @property
    def query_dense(self) -> Any: ...
    @property
    def key_dense(self) -> Any: ...
    @property
    def value_dense(self) -> Any: ...
    @property
    def output_dense(self) -> Any: ...


def multi_head(
    layer: Heads, query: Step, key: Step, value: Step, mask: Step | None, training: bool
) -> Iterator[Step]:
    """Walk from vectors to the projected heads; the last step is `output_projected` (B, T_q, D).

    Args:
        layer: The layer whose projections and options are used.
        query: What asks, (B, T_q, D): the candidates, or the clicks themselves.
        key: The clicks' vectors, (B, T_k, D).
        value: What is summed, (B, T_k, D).
        mask: True = attend, (B, T_k) or (B, T_q, T_k); None to attend to all.
        training: Whether weights are dropped.
    """
    shared = layer.projections == "shared"
    key_dense = layer.query_dense if shared else layer.key_dense
    value_dense = layer.query_dense if shared else layer.value_dense
    yield (query := query_projection(query, layer.query_dense))
    yield (key := history_projection(key, key_dense, name="key_projected", symbol="k'"))
    yield (value := history_projection(value, value_dense, name="value_projected", symbol="v'"))
    yield (query := query_split(query, layer.num_heads))
    yield (key := history_split(key, layer.num_heads, name="key_heads"))
    yield (value := history_split(value, layer.num_heads, name="value_heads"))
    scores = dot_products(query, key)
    yield scores
    weights = scores
    for weights in weighting(layer, scores, mask, layer.head_dim, training):
        yield weights
    yield (heads := context(weights, value))
    yield (joined := concat(heads))
    yield output_projected(joined, layer.output_dense)


def _project_sentence(_vectors: Step, dense: keras.layers.Dense) -> str:
    activation = Project.of(dense).activation
    made = f"map and {activation} turn" if activation else "map turns"
    return f"A learned linear {made} the looked-up vector into what this role needs to see."


_SPLIT_SENTENCE = (
    "The embedding is cut into h equal bands, one a head. "
    "Folded into the batch, as some code has it, the shape is (h·B, T, D/h)."
)


@step(
    title="Project the query",
    name="query_projected",
    axes="B T_q D",
    formula=lambda vectors, dense: dense_formula("q'", "x W", dense),
    sentence=_project_sentence,
    role="query",
    symbol="q'",
    arithmetic=lambda vectors, dense: Project.of(dense),
)
def query_projection(vectors: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(vectors)


@step(
    title="Project the history",
    axes="B T_k D",
    formula=lambda vectors, dense: dense_formula("x'", "x W", dense),
    sentence=_project_sentence,
    arithmetic=lambda vectors, dense: Project.of(dense),
)
def history_projection(vectors: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(vectors)


def split(vectors: tf.Tensor, num_heads: int) -> tf.Tensor:
    """Return (B, T, D) as (B, h, T, D/h)."""
    batch, length, dim = tf.shape(vectors)[0], tf.shape(vectors)[1], vectors.shape[-1]
    bands = tf.reshape(vectors, [batch, length, num_heads, dim // num_heads])
    return tf.transpose(bands, [0, 2, 1, 3])


@step(
    title="Split the query into heads",
    name="query_heads",
    axes="B h T_q d",
    formula=r"q^{(i)} = q'_{[i d \,:\, (i+1) d]}",
    sentence=_SPLIT_SENTENCE,
    arithmetic=Split(),
)
def query_split(vectors: tf.Tensor, num_heads: int) -> tf.Tensor:
    return split(vectors, num_heads)


@step(
    title="Split the history into heads",
    axes="B h T_k d",
    formula=r"x^{(i)} = x'_{[i d \,:\, (i+1) d]}",
    sentence=_SPLIT_SENTENCE,
    arithmetic=Split(),
)
def history_split(vectors: tf.Tensor, num_heads: int) -> tf.Tensor:
    return split(vectors, num_heads)


@step(
    title="Compare query and keys",
    name="scores",
    axes="B h T_q T_k",
    formula=r"s_t = q \cdot k_t",
    sentence="In each head the dot product says how alike query and key are in that band.",
    role="weights",
    symbol="s",
    arithmetic=Dot(),
)
def dot_products(query: tf.Tensor, key: tf.Tensor) -> tf.Tensor:
    return tf.matmul(query, key, transpose_b=True)


@step(
    title="Sum the values, band by band",
    axes="B h T_q d",
    formula=r"c = \sum_t w_t\, v_t",
    sentence="A head's weights scale only its own band of the values; then the rows are added up.",
    role="context",
    symbol="c",
    arithmetic=WeightedSum(),
)
def context(weights: tf.Tensor, value: tf.Tensor) -> tf.Tensor:
    return tf.matmul(weights, value)


@step(
    title="Put the heads side by side",
    axes="B T_q D",
    formula=r"[\,c^{(1)},\; \dots,\; c^{(h)}\,]",
    sentence="The bands return to their places in the embedding.",
    role="context",
    symbol="c",
    arithmetic=Join(),
)
def concat(heads: tf.Tensor) -> tf.Tensor:
    bands = tf.transpose(heads, [0, 2, 1, 3])  # (B, T_q, h, d)
    batch, length = tf.shape(bands)[0], tf.shape(bands)[1]
    return tf.reshape(bands, [batch, length, heads.shape[1] * heads.shape[3]])


@step(
    title="Mix the heads",
    axes="B T_q D",
    formula=lambda vectors, dense: dense_formula("o", "x W", dense),
    sentence="A last linear map lets the heads' findings meet.",
    role="context",
    symbol="o",
    arithmetic=lambda vectors, dense: Project.of(dense),
)
def output_projected(vectors: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(vectors)
