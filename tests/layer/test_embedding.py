"""The item table of a caller's own: shared with other layers, or values to start from."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.own_attention import OwnAttention
from tests.layer.test_in_models import again, asked
from tests.layers import CANDIDATE, HISTORY, INPUTS, VOCABULARY, make, variables, weights_of

VALUES = np.arange(VOCABULARY * 8.0).reshape(VOCABULARY, 8) / 50


def table(rows: int = VOCABULARY, **options: Any) -> keras.layers.Embedding:
    return keras.layers.Embedding(rows, 8, embeddings_initializer="glorot_normal", **options)


@pytest.mark.parametrize("values", [VALUES, VALUES.tolist(), tf.constant(VALUES)])
def test_a_table_starts_from_values(values: Any) -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY, embedding=values, side_info=(3,))
    info = [ids[..., None] % 3 for ids in (HISTORY, CANDIDATE[:, None])]
    layer([*INPUTS, *info])
    np.testing.assert_array_equal(weights_of(layer)["embedding/embeddings"], np.float32(VALUES))
    assert weights_of(layer)["side_embedding_1/embeddings"].shape == (3, 8)
    assert "embedding" not in layer.get_config()


@pytest.mark.parametrize("options", [{}, {"mode": "multi_head"}, {"hash_bins": 5}])
def test_a_layer_with_a_shared_table_is_one_with_its_values(options: dict[str, Any]) -> None:
    shared = table(options.get("hash_bins", VOCABULARY))
    layer = OwnAttention(vocabulary_size=VOCABULARY, embedding=shared, seed=4, **options)
    output = layer(INPUTS)
    own = OwnAttention(
        vocabulary_size=VOCABULARY, embedding=shared.get_weights()[0], seed=4, **options
    )
    np.testing.assert_array_equal(output, own(INPUTS))
    assert shared.embeddings is layer.embedding.table.embeddings
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"item ids must be 0 \.\. 11"):
        layer([HISTORY + VOCABULARY, CANDIDATE])


def test_layers_that_share_a_table_learn_it_together(tmp_path: Path) -> None:
    shared, ids = table(), asked()
    parts = [
        OwnAttention(vocabulary_size=VOCABULARY, embedding=shared, mode=mode)(ids)
        for mode in ("attention", "multi_head")
    ]
    own = keras.layers.Flatten()(shared(keras.layers.Reshape((1,))(ids[1])))
    scores = keras.layers.Dense(1)(keras.layers.Concatenate()([*parts, own]))
    model = keras.Model(ids, scores)
    assert sum(w is shared.embeddings for w in model.weights) == 1
    before = np.array(shared.embeddings)
    model.compile("adam", "mse")
    model.fit(INPUTS, np.ones(len(CANDIDATE)), verbose=0)
    assert not np.array_equal(before, shared.embeddings)

    loaded = again(model, tmp_path)
    np.testing.assert_allclose(loaded(INPUTS), model(INPUTS), rtol=1e-6)
    tables = [part.embedding.table for part in loaded.layers if isinstance(part, OwnAttention)]
    assert tables[0] is tables[1]
    assert len(loaded.weights) == len(model.weights)


def test_a_copy_of_a_layer_has_a_table_of_its_own() -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY, embedding=table())
    copy = OwnAttention.from_config(layer.get_config())
    assert copy.embedding.table is not layer.embedding.table
    assert copy.embedding.table.get_config() == layer.embedding.table.get_config()


def test_a_shared_table_is_computed_with_in_the_layers_own_type() -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY, embedding=table(), dtype="mixed_bfloat16")
    assert layer(INPUTS).dtype == tf.bfloat16


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (table(5), r"one of the size \(5, 8\).* of the size \(12, 8\)"),
        (VALUES[:, :3], r"one of the size \(12, 3\)"),
        ("random_normal", "embedding='random_normal' is not allowed; allowed is a keras.layers"),
        (keras.layers.Dense(8), "embedding=.* is not allowed"),
        (make().embedding, "what two layers share is made outside of both"),
    ],
)
def test_another_table_is_refused(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        OwnAttention(vocabulary_size=VOCABULARY, embedding=given)


def test_a_table_of_values_is_learned() -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY, embedding=VALUES)
    layer(INPUTS)
    assert variables(layer)["embedding/embeddings"].trainable
