"""OwnAttention: target or multi-head attention over a click history, as a walk of steps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

import keras
import tensorflow as tf

from attnviz.layer import inputs as given
from attnviz.layer import lookup, masks, output
from attnviz.layer.arguments import ARGUMENTS, checked, readable
from attnviz.layer.inputs import set_keras_mask
from attnviz.layer.multi_head import multi_head
from attnviz.layer.parts.embeddings import SharedEmbedding
from attnviz.layer.parts.seeding import path_seed
from attnviz.layer.parts.sublayers import Sublayers
from attnviz.layer.step import Step, resumed
from attnviz.layer.symbolic import restored, symbolic_steps
from attnviz.layer.target_attention import target_attention
from attnviz.scenario import recipes


@keras.saving.register_keras_serializable(package="attnviz")
class OwnAttention(Sublayers):
    """Attention of candidates over a user's click history, from item ids to vectors.

    `steps` is the computation, and `call` returns its last step. Every weight's initial value
    depends on `seed` and the weight's path alone.

    Args:
        mode: "attention" (an activation unit scores each click for the candidate, as in DIN) or
            "multi_head" (scaled dot products in bands of the embedding).
        vocabulary_size: Number of item ids, with 0 for padding; ids are 0 .. vocabulary_size - 1.
        embedding_dim: D, the length of an item's vector.
        normalization: How scores become weights: a name of `normalizations.NORMALIZATIONS`, such
            as "softmax", "none" or "sigmoid".
        scale: Whether scores are divided by sqrt(D), in a head by sqrt(D/h); None for the mode's
            own: no for attention, yes for multi-head.
        mask_padding: Whether clicks with id 0 get no weight. An `attention_mask` that is passed
            holds either way.
        empty_row: The softmax of a row with nothing to attend to: "zero" weights, "uniform" ones
            over all positions (as with a large negative fill), or "nan". Normalizations that do
            not sum to one give zero weights.
        dropout: Share of the weights dropped in training, 0 .. 0.95.
        seed: Seed of the initial weights and of dropout; None for one that the layer's name gives,
            so that two layers of a model start apart.
        position_embedding: What is added to the history's vectors: "none", "learned" or
            "sinusoidal" positions.
        max_sequence_length: Longest history of learned positions.
        embeddings_initializer: Initializer of the item table; "random_normal" has a standard
            deviation of 0.05.
        embedding: None for an item table of its own; a `keras.layers.Embedding` of the same size to
            share with other layers; or numbers (vocabulary_size, embedding_dim) to start from,
            which the weights of a saved model replace.
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
        embeddings_regularizer: Regularizer of the tables of items and of side info.
        embeddings_constraint: Constraint of these tables.
        kernel_regularizer: Regularizer of all kernels: the unit's, the projections', side info's.
        kernel_constraint: Constraint of all kernels.
        bias_regularizer: Regularizer of all biases.
        bias_constraint: Constraint of all biases.

    Call:
        inputs: [history (B, T), candidate (B,), (B, 1) or (B, C)] of integers; with side info also
            history_info (B, T, n) and candidate_info (B, C, n). In self-attention what is of the
            candidate may be left out, and the history given alone.
        attention_mask: Who may attend to which click, in place of `history != 0`: booleans, or 1
            and 0, (B, T); or (B, T_q, T) by query (candidate or click), where an axis of 1 stands
            for all samples or all queries.
        return_attention_scores: Whether the weights are returned too, as by Keras's own layers of
            attention: (B, C, T), or with heads (B, h, T_q, T).

    Returns:
        (B, D) for one candidate, (B, C, D) for several (also one, if the layer was
        built for an unknown C), (B, T, D) for self-attention with zeros at padding. Its Keras mask
        leaves padding out for the layers behind it; of a history without a click
        `GlobalAveragePooling1D` then makes 0 / 0, NaN.

    Raises:
        ValueError: for an argument that is not allowed, ids that are not integers, and shapes or
            a mask that do not fit.
        tf.errors.InvalidArgumentError: for ids out of range, eagerly and in graphs; in graphs also
            for sizes and masks that are known only when it runs. XLA drops such checks: Keras
            models do not compile the layer with it, and a `tf.function(jit_compile=True)` of your
            own refuses or leaves them unchecked.

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
        seed: int | None = None,
        position_embedding: str = "none",
        max_sequence_length: int = 200,
        embeddings_initializer: Any = "random_normal",
        embedding: Any = None,
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
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        kernel_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_regularizer: Any = None,
        bias_constraint: Any = None,
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
        self.seed = path_seed(0, self.name) if seed is None else seed
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
        self.embeddings_regularizer = embeddings_regularizer
        self.embeddings_constraint = embeddings_constraint
        self.kernel_regularizer = kernel_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_regularizer = bias_regularizer
        self.bias_constraint = bias_constraint
        for name, value in checked({name: getattr(self, name) for name in ARGUMENTS}).items():
            setattr(self, name, value)
        # XLA drops the assertion that ids are in range; this keeps Keras from compiling with it.
        self.supports_jit = False
        self._unknown_candidates = False  # decided by `build`
        self._make_sublayers(embedding)

    @classmethod
    def from_recipe(cls, name: str, mode: str | None = None, **overrides: Any) -> Self:
        """Make the layer of a configuration of `attnviz.scenario.recipes`, `overrides` on top.

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
        self,
        inputs: Any,
        attention_mask: Any = None,
        training: bool = False,
        resume_from: Mapping[str, Any] | None = None,
    ) -> Iterator[Step]:
        """Walk through the computation, tensor by tensor; the last step is the output.

        Builds the layer if needed. Of the inputs of a functional model the values are tensors of
        the model.

        Args:
            inputs: As in the call; NumPy arrays do.
            attention_mask: Likewise.
            training: Whether weights are dropped.
            resume_from: Tensors by their steps' names, from which the walk goes on in place of
                those that it would compute.

        Raises:
            ValueError: as the call, and for a name or a shape of `resume_from` that no step has.
        """
        ids = self._ids(inputs)
        if given.is_symbolic(*ids.values(), attention_mask):
            yield from symbolic_steps(self, list(ids.values()), attention_mask, resume_from)
            return
        if resume_from:
            yield from resumed(self.steps(inputs, attention_mask, training), resume_from)
            return
        given.assert_shapes(ids)
        shapes = [tuple(part.shape) for part in ids.values()]
        self._check_shapes(shapes)
        if not self.built:
            self.build(shapes)
        history_ids, candidate_ids, *info = ids.values()
        one_candidate = self._is_one(candidate_ids.shape)
        asked = candidate_ids[:, None] if candidate_ids.shape.rank == 1 else candidate_ids
        clicked = self._with_rows(lookup.given_history(history_ids), lookup.history_rows)
        history = clicked[0]
        yield from clicked

        mask = masks.attended(self, history, asked, attention_mask)
        clicks = masks.clicks(self, history, mask)
        yield from masks.walked(mask, clicks)

        if not self.self_attention:
            scored = self._with_rows(lookup.given_candidate(asked), lookup.candidate_row)
            yield from scored
            *joined, query = self._queries(scored[-1], info)
            yield from (*joined, query)
        *joined, key = self._keys(clicked[-1], info)
        yield from (*joined, key)
        if self.self_attention:
            yield (query := lookup.keys_as_queries(key))
        yield (value := lookup.keys_as_values(key))
        if self.position_embedding != "none":
            yield (positions := self._positions(history))
            yield (key := self._positioned(key, positions))
            yield (value := self._positioned(value, positions))
            if self.self_attention:
                yield (query := self._positioned(query, positions))

        allowed = mask
        if self.self_attention and self.causal:
            yield (allowed := masks.causal(history, mask))

        walk = multi_head if self.mode == "multi_head" else target_attention
        last = query
        for last in walk(self, query, key, value, allowed, training):
            yield last

        yield self._output(last, clicks, one_candidate)

    def call(
        self,
        inputs: Any,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
    ) -> Any:
        walked = {step.name: step for step in self.steps(inputs, attention_mask, training)}
        last = walked["output"]
        if len(last.parents) == 2:  # `output.clicks`, which knows where there is a click
            set_keras_mask(last.value, last.arguments[1].value)
        return (last.value, walked["weights"].value) if return_attention_scores else last.value

    def __call__(self, inputs: Any, attention_mask: Any = None, **kwargs: Any) -> Any:
        # Keras would refuse lists, and describe ragged tensors by an error of its own.
        ids = list(self._ids(inputs).values())
        if attention_mask is not None:
            kwargs["attention_mask"] = given.mask_values(attention_mask, "attention_mask")
        return super().__call__(ids, **kwargs)

    def build(self, input_shape: Any) -> None:
        self._check_shapes(input_shape)
        (batch, length), candidate = input_shape[:2]
        self._unknown_candidates = tuple(candidate[1:]) == (None,)
        self._build_sublayers(batch, length)

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        (batch, length), candidate = input_shape[:2]
        if self.self_attention:
            return (batch, length, self.embedding_dim)
        if self._is_one(candidate):
            return (batch, self.embedding_dim)
        return (batch, candidate[1], self.embedding_dim)

    def compute_output_spec(
        self,
        inputs: Any,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
    ) -> Any:
        ids = self._ids(inputs)
        self._check_shapes([tuple(part.shape) for part in ids.values()])
        history, candidate, *_ = ids.values()
        shape = self.compute_output_shape([tuple(history.shape), tuple(candidate.shape)])
        spec = keras.KerasTensor(shape, dtype=self.compute_dtype)
        if attention_mask is not None:
            queries = history.shape[1] if self.self_attention else (*candidate.shape, 1)[1]
            clicks = given.symbolic_clicks(attention_mask, history.shape, queries)
            if self.self_attention and clicks is not None:
                set_keras_mask(spec, clicks)
        if not return_attention_scores:
            return spec
        batch, length = history.shape
        queries = length if self.self_attention else (*candidate.shape, 1)[1]
        heads = (self.num_heads,) if self.mode == "multi_head" else ()
        weights = (batch, *heads, queries, length)
        return spec, keras.KerasTensor(weights, dtype=self.compute_dtype)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return where self-attention has a click (B, T), for the layers behind it, else None."""
        if not (self.self_attention and self.mask_padding):
            return None
        return keras.ops.not_equal(inputs[0], 0)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config |= readable({name: getattr(self, name) for name in ARGUMENTS})
        if isinstance(self.embedding, SharedEmbedding):
            # As an object, which Keras writes, and so knows again where others have it too.
            config["embedding"] = self.embedding.table
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        if "embedding" in config:
            config = {**config, "embedding": restored(config["embedding"])}
        return cls(**config)

    @property
    def _input_names(self) -> list[str]:
        info = ["history_info", "candidate_info"] if self.side_info else []
        return ["history", "candidate", *info]

    def _ids(self, inputs: Any) -> dict[str, Any]:
        return given.ids_by_name(inputs, self._input_names, alone=self.self_attention)

    def _check_shapes(self, shapes: Any) -> None:
        names = self._input_names
        # Keras describes a single tensor by its shape, and not by a list of one.
        if len(shapes) != len(names) or not all(isinstance(s, list | tuple) for s in shapes):
            raise ValueError(f"inputs must be a list [{', '.join(names)}]; given shapes: {shapes}")
        given.check_shapes(dict(zip(names, shapes, strict=True)), len(self.side_info))

    def _with_rows(self, ids: Step, hashed: Callable[..., Step]) -> list[Step]:
        """Return ids, and behind them where they are hashed the rows that they are looked up in."""
        return [ids] if self.hashing is None else [ids, hashed(ids, self.hashing)]

    def _queries(self, candidate: Step, info: Sequence[tf.Tensor]) -> list[Step]:
        """Return the steps from the candidates' ids, or rows, to their vectors."""
        if not self.side_info:
            return [lookup.lookup_query(candidate, self.embedding)]
        known = lookup.given_candidate_info(info[1])
        joined = lookup.query_joined(candidate, known, self.embedding, *self.side_embeddings)
        return [known, joined, lookup.query_of_joined(joined, self.side_dense)]

    def _keys(self, history: Step, info: Sequence[tf.Tensor]) -> list[Step]:
        """Return the steps from the clicks' ids, or rows, to their vectors."""
        if not self.side_info:
            return [lookup.lookup_key(history, self.embedding)]
        known = lookup.given_history_info(info[0])
        joined = lookup.key_joined(history, known, self.embedding, *self.side_embeddings)
        return [known, joined, lookup.key_of_joined(joined, self.side_dense)]

    def _is_one(self, candidate_shape: Sequence[int | None]) -> bool:
        """Whether there is one candidate, whose axis is dropped.

        A layer that was built for any number counts one as several, so that a model's outputs
        have as many axes as it was made for.
        """
        if len(candidate_shape) == 1:
            return True
        return candidate_shape[1] == 1 and not self._unknown_candidates

    def _output(self, last: Step, clicks: Step | None, one_candidate: bool) -> Step:
        if self.self_attention:
            return output.all_clicks(last) if clicks is None else output.clicks(last, clicks)
        return output.one_candidate(last) if one_candidate else output.several_candidates(last)

    def _positions(self, history: Step) -> Step:
        if self.position is not None:
            return lookup.learned_positions(history, self.position)
        return lookup.sinusoidal_positions(history, self.embedding_dim, self.compute_dtype)

    @staticmethod
    def _positioned(vectors: Step, positions: Step) -> Step:
        symbol = rf"\tilde{{{vectors.symbol}}}"
        return lookup.positioned(
            vectors, positions, name=f"{vectors.name}_positioned", symbol=symbol
        )
