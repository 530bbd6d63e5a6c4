"""Multi-head attention by weights that another library has learned, through attnviz's own steps.

Axes: B samples, T_q queries, T_k keys, D numbers of a vector, which may be others for query, key,
value and output.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.layer import lookup, output
from attnviz.layer.multi_head import multi_head
from attnviz.layer.step import Step

Projection = tuple[np.ndarray, np.ndarray | None]
"""A kernel (inputs, outputs) with the heads side by side, and a bias (outputs,) or None."""


class GivenHeads:
    """What the walk asks of a layer with heads; each projection becomes a dense layer.

    Args:
        num_heads: h.
        head_dim: How many numbers of a query and a key a head compares.
        empty_row: What becomes of a query that may attend to nothing: see `OwnAttention`.
        dtype: What is computed in, a name or a policy of Keras's.
        projections: The weights by "query_dense", "key_dense", "value_dense", "output_dense".
    """

    scales = True
    normalization = "softmax"
    projections = "separate"
    weights_dropout = None

    def __init__(
        self,
        num_heads: int,
        head_dim: int,
        empty_row: str,
        dtype: Any,
        projections: Mapping[str, Projection],
    ) -> None:
        self.num_heads, self.head_dim, self.empty_row = num_heads, head_dim, empty_row
        dense = {name: _dense(name, dtype, *own) for name, own in projections.items()}
        self.query_dense, self.key_dense = dense["query_dense"], dense["key_dense"]
        self.value_dense, self.output_dense = dense["value_dense"], dense["output_dense"]

    def weights(self) -> dict[str, np.ndarray]:
        """Return the weights by the paths that they have in attnviz's own layer."""
        found = {}
        for dense in (self.query_dense, self.key_dense, self.value_dense, self.output_dense):
            for variable in dense.weights:
                values = np.array(variable.numpy())
                values.flags.writeable = False
                found[variable.path] = values
        return found

    def arguments(self) -> Mapping[str, Any]:
        """Return the layer's arguments, by the names that `OwnAttention` has for them."""
        return MappingProxyType(
            {
                "mode": "multi_head",
                "num_heads": self.num_heads,
                "normalization": self.normalization,
                "empty_row": self.empty_row,
                "projections": self.projections,
                "projection_activation": None,
            }
        )

    def steps(self, tensors: Mapping[str, tf.Tensor], pairs: Any) -> Iterator[Step]:
        """Walk over vectors, step by step.

        Args:
            tensors: "query" (B, T_q, D) and "value" (B, T_k, D), and "key" where it is not the
                value.
            pairs: True = attend, (B, T_q, T_k); None to attend to all.
        """
        mask = None
        if pairs is not None:
            yield (mask := lookup.given_pairs(tf.convert_to_tensor(pairs)))
        yield (query := lookup.given_query(tensors["query"]))
        if "key" in tensors:
            yield (key := lookup.given_key(tensors["key"]))
            yield (value := lookup.given_value(tensors["value"]))
        else:
            yield (key := lookup.given_key(tensors["value"]))
            yield (value := lookup.keys_as_values(key))
        last = query
        for last in multi_head(self, query, key, value, mask, training=False):
            yield last
        yield output.all_queries(last)


def _dense(
    name: str, dtype: Any, kernel: np.ndarray, bias: np.ndarray | None
) -> keras.layers.Dense:
    dense = keras.layers.Dense(kernel.shape[1], use_bias=bias is not None, dtype=dtype, name=name)
    with keras.name_scope("attention"):
        dense.build((None, kernel.shape[0]))
    dense.set_weights([kernel] if bias is None else [kernel, bias])
    return dense
