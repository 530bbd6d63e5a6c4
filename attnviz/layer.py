"""OwnAttention: target or multi-head attention over a click history, as a walk of steps."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import keras
import tensorflow as tf

from attnviz import lookup, output, recipes
from attnviz.activation_unit import ActivationUnit
from attnviz.arguments import ARGUMENTS, checked
from attnviz.item_embedding import ItemEmbedding
from attnviz.multi_head import multi_head
from attnviz.positions import LearnedPositions
from attnviz.seeding import path_seed, seeded
from attnviz.step import Step
from attnviz.target_attention import target_attention


@keras.saving.register_keras_serializable(package="attnviz")
class OwnAttention(keras.layers.Layer):
    """Attention of candidates over a user's click history, from item ids to vectors.

    `steps` is the computation, and `call` returns its last step. Every weight's initial value
    depends on `seed` and the weight's path alone.

    Args:
        mode: "attention" (an activation unit scores each click for the candidate, as in DIN) or
            "multi_head" (scaled dot products in bands of the embedding).
        vocabulary_size: Number of item ids, with 0 for padding; ids are 0 .. vocabulary_size - 1.
        embedding_dim: D, the length of an item's vector.
        normalization: How scores become weights: "softmax", "none" or "sigmoid".
        scale: Whether scores are divided by sqrt(D), in a head by sqrt(D/h); None for the mode's
            own: no for attention, yes for multi-head.
        mask_padding: Whether clicks with id 0 get no weight. An `attention_mask` that is passed
            holds either way.
        empty_row: The softmax of a row with nothing to attend to: "zero" weights, "uniform" ones
            over all positions (as with a large negative fill), or "nan". Other normalizations
            give zero weights.
        dropout: Share of the weights dropped in training, 0 .. 0.95.
        seed: Seed of the initial weights and of dropout.
        position_embedding: What is added to the history's vectors: "none", "learned" or
            "sinusoidal" positions.
        max_sequence_length: Longest history of learned positions.
        embeddings_initializer: Initializer of the item table; "random_normal" has a standard
            deviation of 0.05.
        hash_bins: For a very large vocabulary: hash ids into a table of that many rows; 0 stays
            padding.
        side_info: Sizes of extra categorical features of an item, each embedded with length D,
            joined to the item's vector and projected back to D.
        unit_inputs: What the activation unit sees: "query_key" ([q, k, q - k, q * k]) or "key".
        unit_layers: Sizes of the unit's hidden layers.
        unit_activation: Activation of the unit's hidden layers.
        unit_output_activation: Activation of the unit's output.
        unit_initializer: Initializer of the unit's kernels.
        num_heads: h, a divisor of D (multi-head only).
        projections: "separate" linear maps of query, key and value, or one "shared" by them
            (`query_dense`).
        projection_activation: Activation of all projections, the output's too.
        use_bias: Whether the projections have a bias.
        query: Who asks in multi-head: the "candidate", or the "history" itself (self-attention
            as in SASRec and BST; the candidate input is then ignored).
        causal: Whether a click may look only at itself and earlier ones (self-attention only).

    Call:
        inputs: [history (B, T), candidate (B,), (B, 1) or (B, C)] of integers; with side info also
            history_info (B, T, n) and candidate_info (B, C, n).
        attention_mask: (B, T), True = attend; `history != 0` by default.

    Returns:
        (B, D) for one candidate, (B, C, D) for several (also one, if the layer was
        built for an unknown C), (B, T, D) for self-attention with zeros at padding.

    Raises:
        ValueError: for an argument that is not allowed, and for ids that are not integers.
        tf.errors.InvalidArgumentError: for ids out of range, eagerly and in graphs. XLA drops
            such checks: Keras models do not compile the layer with it, and a
            `tf.function(jit_compile=True)` of your own refuses or leaves ids unchecked.

    Example:
        >>> import attnviz
        >>> layer = attnviz.OwnAttention(vocabulary_size=1000, mode="multi_head", num_heads=2)
        >>> history, candidate = attnviz.generate_samples(batch_size=3, sequence_length=6)
        >>> tuple(layer([history, candidate]).shape)
        (3, 8)
        >>> steps = {step.name: step for step in layer.steps([history, candidate])}
        >>> steps["weights"].axes, tuple(steps["weights"].value.shape)
        (('B', 'h', 'T_q', 'T_k'), (3, 2, 1, 6))
    """

    def __init__(
        self,
        *,
        vocabulary_size: int,
        mode: str = "attention",
        embedding_dim: int = 8,
        normalization: str = "softmax",
        scale: bool | None = None,
        mask_padding: bool = True,
        empty_row: str = "zero",
        dropout: float = 0.0,
        seed: int = 0,
        position_embedding: str = "none",
        max_sequence_length: int = 200,
        embeddings_initializer: Any = "random_normal",
        hash_bins: int | None = None,
        side_info: Sequence[int] = (),
        unit_inputs: str = "query_key",
        unit_layers: Sequence[int] = (80, 40),
        unit_activation: Any = "sigmoid",
        unit_output_activation: Any = None,
        unit_initializer: Any = "glorot_uniform",
        num_heads: int = 2,
        projections: str = "separate",
        projection_activation: Any = None,
        use_bias: bool = True,
        query: str = "candidate",
        causal: bool = False,
        **kwargs: Any,
    ) -> None:
        # autocast off: Keras would turn float ids into half precision before they can be refused.
        super().__init__(autocast=False, **kwargs)
        self.mode = mode
        self.vocabulary_size = vocabulary_size
        self.embedding_dim = embedding_dim
        self.normalization = normalization
        self.scale = scale
        self.mask_padding = mask_padding
        self.empty_row = empty_row
        self.dropout = dropout
        self.seed = seed
        self.position_embedding = position_embedding
        self.max_sequence_length = max_sequence_length
        self.embeddings_initializer = embeddings_initializer
        self.hash_bins = hash_bins
        self.side_info = side_info
        self.unit_inputs = unit_inputs
        self.unit_layers = unit_layers
        self.unit_activation = unit_activation
        self.unit_output_activation = unit_output_activation
        self.unit_initializer = unit_initializer
        self.num_heads = num_heads
        self.projections = projections
        self.projection_activation = projection_activation
        self.use_bias = use_bias
        self.query = query
        self.causal = causal
        for name, value in checked({name: getattr(self, name) for name in ARGUMENTS}).items():
            setattr(self, name, value)
        # XLA drops the assertion that ids are in range; this keeps Keras from compiling with it.
        self.supports_jit = False
        self._unknown_candidates = False  # decided by `build`
        self._make_sublayers()

    @classmethod
    def from_recipe(cls, name: str, mode: str | None = None, **overrides: Any) -> Self:
        """Make the layer of a named configuration of `attnviz.recipes`, with `overrides` on top.

        An unset mode is the recipe's only mode, else "attention".

        Raises:
            ValueError: if there is no such recipe, or it lacks the mode.
        """
        return cls(**{**recipes.layer_arguments(name, mode), **overrides})

    @property
    def scales(self) -> bool:
        """Whether scores are scaled: the argument, or else the mode's own."""
        return self.mode == "multi_head" if self.scale is None else self.scale

    @property
    def head_dim(self) -> int:
        """D/h, the width of a head's band."""
        return self.embedding_dim // self.num_heads

    @property
    def self_attention(self) -> bool:
        """Whether the history itself asks."""
        return self.mode == "multi_head" and self.query == "history"

    def steps(
        self, inputs: Any, attention_mask: Any = None, training: bool = False
    ) -> Iterator[Step]:
        """Walk through the computation, tensor by tensor; the last step is the output.

        Arguments as in the call; NumPy arrays do. Builds the layer if needed.
        """
        history_ids, candidate_ids, *info = self._checked_inputs(inputs)
        shapes = [tuple(ids.shape) for ids in (history_ids, candidate_ids, *info)]
        self._check_shapes(shapes)
        if not self.built:
            self.build(shapes)
        one_candidate = self._is_one(candidate_ids.shape)
        if candidate_ids.shape.rank == 1:
            candidate_ids = candidate_ids[:, None]
        yield (history := lookup.given_history(history_ids))

        mask = self._mask(history, attention_mask)
        if mask is not None:
            yield mask

        if not self.self_attention:
            yield (candidate := lookup.given_candidate(candidate_ids))
            yield (query := self._lookup_query(candidate, info))
        yield (key := self._lookup_key(history, info))
        if self.self_attention:
            yield (query := lookup.keys_as_queries(key))
        yield (value := lookup.keys_as_values(key))
        if self.position_embedding != "none":
            yield (positions := self._positions(history))
            yield (key := lookup.positioned(key, positions, name="key_positioned"))
            yield (value := lookup.positioned(value, positions, name="value_positioned"))
            if self.self_attention:
                yield (query := lookup.positioned(query, positions, name="query_positioned"))

        allowed = mask
        if self.self_attention and self.causal:
            allowed = (
                lookup.unpadded_causal_mask(history) if mask is None else lookup.causal_mask(mask)
            )
            yield allowed

        walk = multi_head if self.mode == "multi_head" else target_attention
        last = query
        for last in walk(self, query, key, value, allowed, training):
            yield last

        yield self._output(last, mask, one_candidate)

    def call(self, inputs: Any, attention_mask: Any = None, training: bool = False) -> tf.Tensor:
        *_, last = self.steps(inputs, attention_mask, training)
        return last.value

    def build(self, input_shape: Any) -> None:
        self._check_shapes(input_shape)
        (batch, length), candidate = input_shape[:2]
        self._unknown_candidates = tuple(candidate[1:]) == (None,)
        dim, vectors = self.embedding_dim, (batch, length, self.embedding_dim)
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
                dense.build(vectors)
        if self.weights_dropout is not None:
            self.weights_dropout.build(vectors)

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        (batch, length), candidate = input_shape[:2]
        if self.self_attention:
            return (batch, length, self.embedding_dim)
        if self._is_one(candidate):
            return (batch, self.embedding_dim)
        return (batch, candidate[1], self.embedding_dim)

    def compute_output_spec(
        self, inputs: Any, attention_mask: Any = None, training: bool = False
    ) -> keras.KerasTensor:
        ids = self._checked_inputs(inputs)
        shape = self.compute_output_shape([tuple(part.shape) for part in ids])
        return keras.KerasTensor(shape, dtype=self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.update({name: getattr(self, name) for name in ARGUMENTS})
        for name in ("unit_activation", "unit_output_activation", "projection_activation"):
            if callable(config[name]):
                config[name] = keras.activations.serialize(config[name])
        for name in ("embeddings_initializer", "unit_initializer"):
            if callable(config[name]):
                config[name] = keras.initializers.serialize(config[name])
        return config

    def _make_sublayers(self) -> None:
        attention, separate = self.mode == "attention", self.projections == "separate"
        self.embedding = self._table("embedding", self.vocabulary_size, self.hash_bins)
        self.position = None
        if self.position_embedding == "learned":
            self.position = LearnedPositions(
                self.max_sequence_length,
                self.embedding_dim,
                embeddings_initializer=self._seeded("random_normal", "position/embeddings"),
                dtype=self.dtype_policy,
                name="position",
            )
        self.side_embeddings = [
            self._table(f"side_embedding_{number}", size, None)
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

    def _seeded(self, initializer: Any, path: str) -> Any:
        return seeded(initializer, self.seed, path)

    def _table(self, name: str, rows: int, hash_bins: int | None) -> ItemEmbedding:
        return ItemEmbedding(
            rows,
            self.embedding_dim,
            hash_bins,
            embeddings_initializer=self._seeded(self.embeddings_initializer, f"{name}/embeddings"),
            dtype=self.dtype_policy,
            name=name,
        )

    def _projection(self, name: str) -> keras.layers.Dense:
        return self._dense(name, self.projection_activation, self.use_bias)

    def _dense(self, name: str, activation: Any, use_bias: bool) -> keras.layers.Dense:
        return keras.layers.Dense(
            self.embedding_dim,
            activation,
            use_bias=use_bias,
            kernel_initializer=self._seeded("glorot_uniform", f"{name}/kernel"),
            dtype=self.dtype_policy,
            name=name,
        )

    @property
    def _input_names(self) -> list[str]:
        info = ["history_info", "candidate_info"] if self.side_info else []
        return ["history", "candidate", *info]

    def _checked_inputs(self, inputs: Any) -> list[Any]:
        names = self._input_names
        if not isinstance(inputs, list | tuple) or len(inputs) != len(names):
            raise ValueError(f"inputs must be a list [{', '.join(names)}]")
        return [lookup.integer_ids(ids, name) for ids, name in zip(inputs, names, strict=True)]

    def _check_shapes(self, shapes: Any) -> None:
        names = self._input_names
        # Keras describes a single tensor by its shape, and not by a list of one.
        if len(shapes) != len(names) or not all(isinstance(s, list | tuple) for s in shapes):
            raise ValueError(f"inputs must be a list [{', '.join(names)}]; given shapes: {shapes}")
        history, candidate = shapes[:2]
        if len(history) != 2:
            raise ValueError(f"history has the shape {history}; it must be (B, T)")
        if len(candidate) not in (1, 2):
            raise ValueError(f"candidate has the shape {candidate}; it must be (B,) or (B, C)")

    def _lookup_query(self, candidate: Step, info: list[tf.Tensor]) -> Step:
        if not self.side_info:
            return lookup.lookup_query(candidate, self.embedding)
        return lookup.lookup_query_with_side_info(
            candidate, info[1], self.embedding, self.side_embeddings, self.side_dense
        )

    def _lookup_key(self, history: Step, info: list[tf.Tensor]) -> Step:
        if not self.side_info:
            return lookup.lookup_key(history, self.embedding)
        return lookup.lookup_key_with_side_info(
            history, info[0], self.embedding, self.side_embeddings, self.side_dense
        )

    def _is_one(self, candidate_shape: Sequence[int | None]) -> bool:
        """Whether there is one candidate, whose axis is dropped.

        A layer that was built for any number counts one as several, so that a model's outputs
        have as many axes as it was made for.
        """
        if len(candidate_shape) == 1:
            return True
        return candidate_shape[1] == 1 and not self._unknown_candidates

    def _mask(self, history: Step, attention_mask: Any) -> Step | None:
        if attention_mask is not None:
            return lookup.given_mask(tf.convert_to_tensor(attention_mask))
        return lookup.history_mask(history) if self.mask_padding else None

    def _output(self, last: Step, mask: Step | None, one_candidate: bool) -> Step:
        if self.self_attention:
            return output.all_clicks(last) if mask is None else output.clicks(last, mask)
        return output.one_candidate(last) if one_candidate else output.several_candidates(last)

    def _positions(self, history: Step) -> Step:
        if self.position is not None:
            return lookup.learned_positions(history, self.position)
        return lookup.sinusoidal_positions(history, self.embedding_dim, self.compute_dtype)
