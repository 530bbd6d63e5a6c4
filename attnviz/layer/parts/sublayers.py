"""What an attention layer learns with: its tables, its activation unit, its projections."""

from collections.abc import Sequence
from typing import Any

import keras

from attnviz.layer.parts.activation_unit import ActivationUnit, activation_of, build_dense
from attnviz.layer.parts.embeddings import (
    ItemEmbedding,
    ItemHashing,
    LearnedPositions,
    SharedEmbedding,
    given_table,
)
from attnviz.layer.parts.seeding import path_seed, seeded


class Sublayers(keras.layers.Layer):
    """The layers within `OwnAttention`, made of its arguments; those it does not need are None."""

    mode: str
    vocabulary_size: int
    embedding_dim: int
    dropout: float
    seed: int
    position_embedding: str
    max_sequence_length: int
    embeddings_initializer: Any
    hash_bins: int | None
    side_info: Sequence[int]
    unit_inputs: str
    unit_layers: Sequence[int]
    unit_activation: Any
    unit_output_activation: Any
    unit_initializer: Any
    projections: str
    projection_activation: Any
    use_bias: bool
    embeddings_regularizer: Any
    embeddings_constraint: Any

    def _make_sublayers(self, embedding: Any) -> None:
        attention, separate = self.mode == "attention", self.projections == "separate"
        self.hashing = None
        if self.hash_bins is not None:
            self.hashing = ItemHashing(self.vocabulary_size, self.hash_bins, name="hashing")
        self.embedding = self._items(embedding)
        self.position = None
        if self.position_embedding == "learned":
            self.position = LearnedPositions(
                self.max_sequence_length,
                self.embedding_dim,
                embeddings_initializer=seeded("random_normal", self.seed, "position/embeddings"),
                dtype=self.dtype_policy,
                name="position",
            )
        self.side_embeddings = [
            self._table(f"side_embedding_{number}", size, self.embeddings_initializer)
            for number, size in enumerate(self.side_info, start=1)
        ]
        self.side_dense = self._dense("side_dense", None, True) if self.side_info else None
        self.activation_unit = None
        if attention:
            self.activation_unit = ActivationUnit(
                self.unit_layers,
                self.unit_activation,
                self.unit_output_activation,
                self.unit_initializer,
                self.seed,
                self._dense_options,
                dtype=self.dtype_policy,
                name="activation_unit",
            )
        self.query_dense = None if attention else self._projection("query_dense")
        self.key_dense = self._projection("key_dense") if not attention and separate else None
        self.value_dense = self._projection("value_dense") if not attention and separate else None
        self.output_dense = None if attention else self._projection("output_dense")
        self.weights_dropout = None
        if self.dropout:
            self.weights_dropout = keras.layers.Dropout(
                self.dropout,
                seed=path_seed(self.seed, "weights_dropout"),
                dtype=self.dtype_policy,
                name="weights_dropout",
            )

    def _items(self, embedding: Any) -> ItemEmbedding | SharedEmbedding:
        """Return the table of items: one of the caller's, or one that starts from its values."""
        rows = self.hash_bins or self.vocabulary_size
        if embedding is None:
            return self._table("embedding", rows, self.embeddings_initializer)
        table = given_table(embedding, rows, self.embedding_dim)
        if not isinstance(table, keras.layers.Embedding):
            return self._table("embedding", rows, table)
        return SharedEmbedding(table, dtype=self.dtype_policy, name="embedding")

    def _table(self, name: str, rows: int, initializer: Any) -> ItemEmbedding:
        return ItemEmbedding(
            rows,
            self.embedding_dim,
            embeddings_initializer=seeded(initializer, self.seed, f"{name}/embeddings"),
            embeddings_regularizer=self.embeddings_regularizer,
            embeddings_constraint=self.embeddings_constraint,
            dtype=self.dtype_policy,
            name=name,
        )

    @property
    def _dense_options(self) -> dict[str, Any]:
        names = ("kernel_regularizer", "kernel_constraint", "bias_regularizer", "bias_constraint")
        return {name: getattr(self, name) for name in names}

    def _projection(self, name: str) -> keras.layers.Dense:
        return self._dense(name, self.projection_activation, self.use_bias)

    def _dense(self, name: str, activation: Any, use_bias: bool) -> keras.layers.Dense:
        return keras.layers.Dense(
            self.embedding_dim,
            activation_of(activation),
            use_bias=use_bias,
            kernel_initializer=seeded("glorot_uniform", self.seed, f"{name}/kernel"),
            **self._dense_options,
            dtype=self.dtype_policy,
            name=name,
        )

    def _build_sublayers(self, batch: int | None, length: int | None) -> None:
        dim, vectors = self.embedding_dim, (batch, length, self.embedding_dim)
        if self.hashing is not None:
            self.hashing.build((batch, length))
        self.embedding.build((batch, length))
        if self.position is not None:
            self.position.build(())
        for table in self.side_embeddings:
            table.build((batch, length))
        if self.side_dense is not None:
            self.side_dense.build((batch, length, dim * (1 + len(self.side_info))))
        if self.activation_unit is not None:
            features = 4 * dim if self.unit_inputs == "query_key" else dim
            self.activation_unit.build((batch, None, length, features))
        for dense in (self.query_dense, self.key_dense, self.value_dense, self.output_dense):
            if dense is not None:
                build_dense(dense, vectors)
        if self.weights_dropout is not None:
            self.weights_dropout.build(vectors)
