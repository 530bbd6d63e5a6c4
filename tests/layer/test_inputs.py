"""OwnAttention: the shapes, ids and masks that it is given."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.own_attention import OwnAttention
from attnviz.scenario import recipes
from tests.layers import CANDIDATE, HISTORY, INPUTS, VOCABULARY, assert_close, make, walk


@pytest.mark.parametrize("mode", recipes.MODES)
@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("length", [1, 4])
@pytest.mark.parametrize("dim", [1, 6])
def test_axes_of_length_one_stay(mode: str, batch: int, length: int, dim: int) -> None:
    layer = make(mode=mode, embedding_dim=dim, num_heads=1)
    history, one = HISTORY[:batch, :length], CANDIDATE[:batch]
    several = np.tile(one[:, None], (1, 2))
    cases = ((one, (dim,)), (one[:, None], (dim,)), (several, (2, dim)))
    for candidate, rest in cases:
        assert layer([history, candidate]).shape == (batch, *rest)
        shapes = [history.shape, candidate.shape]
        assert layer.compute_output_shape(shapes) == (batch, *rest)
    if mode == "multi_head":
        itself = make(mode=mode, embedding_dim=dim, num_heads=1, query="history")
        assert itself([history, one]).shape == (batch, length, dim)
        assert itself.compute_output_shape([history.shape, one.shape]) == (batch, length, dim)


@pytest.mark.parametrize("mode", recipes.MODES)
def test_several_candidates_are_one_candidate_each(mode: str) -> None:
    layer = make(mode=mode)
    several = np.stack([CANDIDATE, CANDIDATE[::-1]], axis=1)
    together = layer([HISTORY, several])
    for place in range(2):
        alone = layer([HISTORY, several[:, place]])
        assert_close(together[:, place], alone)


@pytest.mark.parametrize(
    ("mode", "candidate", "shape"),
    [
        ("attention", (), (None, 8)),
        ("attention", (1,), (None, 8)),
        ("multi_head", (3,), (None, 3, 8)),
        ("multi_head", (None,), (None, None, 8)),
    ],
)
def test_batch_length_and_number_of_candidates_may_be_unknown(
    mode: str, candidate: tuple[int | None, ...], shape: tuple[int | None, ...]
) -> None:
    inputs = [keras.Input((None,), dtype="int32"), keras.Input(candidate, dtype="int32")]
    layer = OwnAttention(vocabulary_size=VOCABULARY, mode=mode)
    model = keras.Model(inputs, layer(inputs))
    assert model.output_shape == shape
    assert layer.compute_output_shape([(None, None), (None, *candidate)]) == shape
    for batch, length in ((4, 5), (1, 1), (2, 3)):
        ids = np.ones((batch, *[size or 2 for size in candidate]), "int32")
        found = model([HISTORY[:batch, :length], ids])
        assert found.shape == (batch, *[size or 2 for size in shape[1:]])


def test_a_model_for_any_number_of_candidates_counts_one_as_several() -> None:
    inputs = [keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")]
    model = keras.Model(inputs, OwnAttention(vocabulary_size=VOCABULARY)(inputs))
    ids = [HISTORY, CANDIDATE[:, None]]
    assert model(ids).shape == model.predict(ids, verbose=0).shape == (4, 1, 8)


def test_an_unknown_number_of_candidates_counts_as_several() -> None:
    layer = make()

    @tf.function(
        input_signature=[tf.TensorSpec([None, None], "int64"), tf.TensorSpec([None, None], "int64")]
    )
    def call(history: Any, candidate: Any) -> Any:
        return layer([history, candidate])

    found = call(HISTORY, CANDIDATE[:, None])
    assert found.shape == (4, 1, 8)
    assert_close(found[:, 0], layer(INPUTS))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "uint32", "int64"])
def test_integers_of_any_kind_are_ids(dtype: str) -> None:
    layer = make()
    found = layer([HISTORY.astype(dtype), CANDIDATE.astype(dtype)])
    np.testing.assert_array_equal(found, layer(INPUTS))


@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "bool"])
def test_other_ids_are_refused_with_their_own_dtype(dtype: str, policy: str) -> None:
    layer = OwnAttention(vocabulary_size=5000, dtype=policy)
    for place, name in enumerate(("history", "candidate")):
        ids: list[Any] = [HISTORY, CANDIDATE]
        ids[place] = ids[place].astype(dtype)
        said = f"{name} has dtype {dtype}; ids must be integers"
        with pytest.raises(ValueError, match=said):
            layer([tf.constant(part) for part in ids])
        with pytest.raises(ValueError, match=said):
            list(layer.steps(ids))


def test_a_functional_model_with_float_inputs_is_refused() -> None:
    # A float is what keras.Input is unless it is told otherwise.
    with pytest.raises(ValueError, match="history has dtype float32; ids must be integers"):
        OwnAttention(vocabulary_size=9)([keras.Input((5,)), keras.Input((), dtype="int32")])


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (HISTORY, r"inputs must be a list \[history, candidate\]"),
        ([HISTORY], r"inputs must be a list \[history, candidate\]"),
        ([HISTORY, CANDIDATE, CANDIDATE], r"inputs must be a list \[history, candidate\]"),
        ([HISTORY[0], CANDIDATE], r"history has the shape \(5,\); it must be \(B, T\)"),
        ([HISTORY, CANDIDATE[:, None, None]], r"candidate has the shape \(4, 1, 1\)"),
    ],
)
def test_other_shapes_are_refused(inputs: Any, said: str) -> None:
    for layer in (OwnAttention(vocabulary_size=VOCABULARY), make()):
        with pytest.raises(ValueError, match=said):
            layer(inputs)


def direct(layer: OwnAttention) -> Any:
    """Return the layer's steps as a call."""
    return lambda *given, **options: list(layer.steps(*given, **options))[-1].value


@pytest.mark.parametrize(
    ("history", "candidate", "said"),
    [
        (2, 1, r"candidate has the shape \(1,\); it must be .*, with B = 2 as in history"),
        (1, 2, r"candidate has the shape \(2,\); it must be .*, with B = 1 as in history"),
        (4, 3, r"candidate has the shape \(3,\); it must be .*, with B = 4 as in history"),
    ],
)
@pytest.mark.parametrize("axes", [1, 2])
def test_batches_of_different_sizes_are_refused(
    history: int, candidate: int, axes: int, said: str
) -> None:
    for arguments in ({}, {"mode": "multi_head"}, {"mode": "multi_head", "query": "history"}):
        ids = [HISTORY[:history], CANDIDATE[:candidate].reshape(-1, *[1] * (axes - 1))]
        layer = make(**arguments)
        for run in (layer, direct(layer), tf.function(layer), functional(layer)):
            with pytest.raises(ValueError, match=said.replace(",\\)", r",( 1)?\)")):
                run(ids)


def test_batches_of_different_sizes_are_an_error_of_a_graph_that_does_not_know_them() -> None:
    for arguments in ({}, {"mode": "multi_head"}, {"mode": "multi_head", "query": "history"}):
        layer = make(**arguments)
        sizes = [tf.TensorSpec([None, None], "int64"), tf.TensorSpec([None], "int64")]
        call = tf.function(lambda h, c, layer=layer: layer([h, c]), input_signature=sizes)
        assert_close(call(*INPUTS), layer(INPUTS))
        for ids in ([HISTORY[:2], CANDIDATE[:1]], [HISTORY[:1], CANDIDATE[:2]]):
            with pytest.raises(tf.errors.InvalidArgumentError, match="must have the same B"):
                call(*ids)


def test_symbolic_batches_of_different_sizes_are_refused() -> None:
    ids = [
        keras.Input(batch_shape=(2, 5), dtype="int32"),
        keras.Input(batch_shape=(1,), dtype="int32"),
    ]
    for layer in (make(), OwnAttention(vocabulary_size=VOCABULARY)):
        with pytest.raises(
            ValueError, match=r"candidate has the shape \(1,\).*B = 2 as in history"
        ):
            layer(ids)


def test_features_that_do_not_go_with_the_items_are_refused() -> None:
    layer = make(side_info=(3, 4))
    clicks, asked = np.zeros((4, 5, 2), int), np.zeros((4, 1, 2), int)
    for info, said in (
        ((clicks[:, :4], asked), r"history_info has the shape \(4, 4, 2\).*T = 5 as in history"),
        ((clicks[..., 0], asked), r"history_info has the shape \(4, 5\); it must be \(B, T, n\)"),
        ((clicks[..., :1], asked), r"history_info .*n = 2 as in side_info"),
        ((clicks, asked[:, 0]), r"candidate_info has the shape \(4, 2\); it must be \(B, C, n\)"),
        ((clicks, asked.repeat(2, 1)), r"candidate_info .*C = 1 as in candidate"),
        ((clicks[:1], asked), r"history_info .*B = 4 as in history"),
        ((clicks, asked[:1]), r"candidate_info .*B = 4 as in history"),
    ):
        for run in (layer, direct(layer)):
            with pytest.raises(ValueError, match=said):
                run([HISTORY, CANDIDATE, *info])


RAGGED = [[3, 1], [9], [], [6, 8, 7]]


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    "ids",
    [
        RAGGED,
        tf.ragged.constant(RAGGED),
        np.array(RAGGED, dtype=object),
        [np.array(r) for r in RAGGED],
    ],
    ids=["lists", "ragged tensor", "array of lists", "list of arrays"],
)
def test_ragged_ids_are_refused_by_name(ids: Any, place: int) -> None:
    inputs: list[Any] = [HISTORY, CANDIDATE]
    inputs[place] = ids
    for run in (make(), direct(make()), OwnAttention(vocabulary_size=VOCABULARY)):
        with pytest.raises(ValueError, match=f"^{('history', 'candidate')[place]} is ragged: its"):
            run(inputs)


def test_a_ragged_input_of_a_model_is_refused_by_name() -> None:
    ids = [keras.Input((None,), dtype="int32", ragged=True), keras.Input((), dtype="int32")]
    with pytest.raises(ValueError, match="history is ragged"):
        OwnAttention(vocabulary_size=9)(ids)


@pytest.mark.parametrize("mode", recipes.MODES)
def test_lists_of_one_length_and_padded_ragged_ids_are_read(mode: str) -> None:
    layer = make(mode=mode)
    expected = layer(INPUTS)
    for run in (layer, direct(layer)):
        np.testing.assert_array_equal(run([HISTORY.tolist(), CANDIDATE.tolist()]), expected)
    padded = tf.ragged.constant(RAGGED).to_tensor()
    by_hand = np.array([[3, 1, 0], [9, 0, 0], [0, 0, 0], [6, 8, 7]])
    np.testing.assert_array_equal(layer([padded, CANDIDATE]), layer([by_hand, CANDIDATE]))


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (tf.sparse.from_dense(HISTORY), "history is sparse"),
        (HISTORY.astype(str), "history has dtype str"),
        (None, "history has dtype object"),
        ([[]] * 4, "history has dtype float64"),
    ],
)
def test_what_holds_no_ids_is_refused_by_name(ids: Any, said: str) -> None:
    for run in (make(), direct(make())):
        with pytest.raises(ValueError, match=said):
            run([ids, CANDIDATE])


def test_a_graph_must_know_the_number_of_axes() -> None:
    call = tf.function(
        lambda h: make()([h, CANDIDATE]), input_signature=[tf.TensorSpec(None, "int64")]
    )
    with pytest.raises(ValueError, match="history has an unknown number of axes"):
        call(HISTORY)


def functional(layer: OwnAttention) -> keras.Model:
    inputs = [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]
    return keras.Model(inputs, keras.layers.Dense(1)(layer(inputs)))


def ways(layer: OwnAttention) -> dict[str, Any]:
    model, compiled = functional(layer), functional(layer)
    target = np.zeros((4, 1))
    model.compile("sgd", "mse")
    compiled.compile("sgd", "mse", jit_compile=True)
    return {
        "eager": layer,
        "tf.function": tf.function(layer),
        "predict": lambda ids: model.predict(ids, verbose=0),
        "fit": lambda ids: model.fit(ids, target, verbose=0),
        "predict, jit_compile": lambda ids: compiled.predict(ids, verbose=0),
        "fit, jit_compile": lambda ids: compiled.fit(ids, target, verbose=0),
    }


WAYS = [
    "eager",
    "tf.function",
    "predict",
    "fit",
    "predict, jit_compile",
    "fit, jit_compile",
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mode", recipes.MODES)
def test_ids_out_of_range_are_an_error_every_way(mode: str, way: str) -> None:
    run = ways(make(mode=mode))[way]
    run([HISTORY, CANDIDATE])
    for bad in (-1, VOCABULARY, 2**31 - 1):
        history, candidate = HISTORY.copy(), CANDIDATE.copy()
        history[1, 2] = candidate[3] = bad
        for ids in ([history, CANDIDATE], [HISTORY, candidate]):
            with pytest.raises(tf.errors.InvalidArgumentError) as error:
                run(ids)
            said = f"item ids must be 0 .. {VOCABULARY - 1} (vocabulary_size={VOCABULARY})"
            assert said in str(error.value)
            assert str(bad) in str(error.value)


def test_keras_is_kept_from_compiling_the_layer_without_its_checks() -> None:
    layer = make()
    assert not layer.supports_jit
    model = functional(layer)
    model.compile("sgd", "mse", jit_compile="auto")
    assert not model.jit_compile


@pytest.mark.parametrize("mode", recipes.MODES)
def test_a_candidate_of_id_0_masks_nothing(mode: str) -> None:
    layer = make(mode=mode)
    found = walk(layer, [HISTORY, np.zeros(4, int)])
    assert "candidate" in found
    lowest = found["weights"].reshape(4, -1, 5).min(axis=1)
    assert (lowest[HISTORY != 0] > 0).all()


@pytest.mark.parametrize("mode", recipes.MODES)
@pytest.mark.parametrize("dtype", ["bool", "int32"])
def test_true_in_the_mask_means_attend(mode: str, dtype: str) -> None:
    layer = make(mode=mode)
    mask = np.array([[1, 0, 1, 0, 0]] * 4)
    weights = walk(layer, attention_mask=mask.astype(dtype))["weights"].reshape(4, -1, 5)
    assert (weights[..., mask[0] == 1] > 0).all()
    assert (weights[..., mask[0] == 0] == 0).all()
    as_call = layer(INPUTS, attention_mask=mask.astype(dtype))
    np.testing.assert_array_equal(as_call, walk(layer, attention_mask=mask)["output"])


@pytest.mark.parametrize("mode", recipes.MODES)
def test_the_default_mask_is_where_the_history_is_not_0(mode: str) -> None:
    layer = make(mode=mode)
    np.testing.assert_array_equal(layer(INPUTS), layer(INPUTS, attention_mask=HISTORY != 0))
    unmasked = make(mode=mode, mask_padding=False)
    everywhere = layer(INPUTS, attention_mask=np.ones_like(HISTORY))
    np.testing.assert_array_equal(unmasked(INPUTS), everywhere)
    assert "mask" not in walk(unmasked)


def test_a_given_mask_holds_without_mask_padding() -> None:
    layer = make(mask_padding=False)
    weights = walk(layer, attention_mask=HISTORY != 0)["weights"]
    assert (weights[:, 0][HISTORY == 0] == 0).all()


@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_ignores_the_candidate_and_is_0_at_padding(causal: bool) -> None:
    layer = make(mode="multi_head", query="history", causal=causal)
    found = walk(layer)
    assert "candidate" not in found
    assert (found["output"][HISTORY == 0] == 0).all()
    assert (np.abs(found["output"][HISTORY != 0]).max(axis=-1) > 0).all()
    np.testing.assert_array_equal(layer([HISTORY, CANDIDATE[::-1]]), found["output"])
    later = found["weights"][:, :, *np.triu_indices(5, 1)]
    assert (later == 0).all() == causal
    unmasked = make(mode="multi_head", query="history", causal=causal, mask_padding=False)
    assert (np.abs(unmasked(INPUTS)).max(axis=-1) > 0).all()


def test_hashing_keeps_0_as_padding_and_fits_any_vocabulary_into_its_bins() -> None:
    layer = make(vocabulary_size=2**31 - 1, hash_bins=6, mask_padding=False)
    table = layer.embedding.get_weights()[0]
    assert table.shape == (6, 8)
    ids = np.arange(1, 2**31 - 1, 2**24)[None]
    key = walk(layer, [np.concatenate([[[0]], ids], axis=1), np.array([1])])["key"][0]
    rows = [int(np.flatnonzero((table == vector).all(axis=1))[0]) for vector in key]
    assert rows[0] == 0
    assert set(rows[1:]) == set(range(1, 6))
    again = walk(layer, [ids, np.array([1])])["key"][0]
    np.testing.assert_array_equal(key[1:], again)
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of range"):
        layer([np.array([[-5]]), np.array([1])])


@pytest.mark.parametrize("mode", recipes.MODES)
def test_side_info_of_click_and_candidate_changes_the_output(mode: str) -> None:
    layer = make(mode=mode, side_info=(3, 4))
    history_info, candidate_info = np.zeros((4, 5, 2), int), np.zeros((4, 1, 2), int)
    found = layer([HISTORY, CANDIDATE, history_info, candidate_info])
    assert found.shape == (4, 8)
    shapes = [HISTORY.shape, (4,), history_info.shape, candidate_info.shape]
    assert layer.compute_output_shape(shapes) == (4, 8)
    for column, size in enumerate((3, 4)):
        for info in (history_info, candidate_info):
            info[..., column] = size - 1
            other = layer([HISTORY, CANDIDATE, history_info, candidate_info])
            assert np.abs(found - other).max() > 1e-4
            info[..., column] = size
            with pytest.raises(tf.errors.InvalidArgumentError, match="out of range"):
                layer([HISTORY, CANDIDATE, history_info, candidate_info])
            info[..., column] = 0
    with pytest.raises(ValueError, match="history_info, candidate_info"):
        layer(INPUTS)


def test_a_history_longer_than_the_learned_places_is_an_error() -> None:
    layer = make(position_embedding="learned", max_sequence_length=4)
    with pytest.raises(tf.errors.InvalidArgumentError, match="max_sequence_length=4"):
        layer(INPUTS)
    assert layer([HISTORY[:, :4], CANDIDATE]).shape == (4, 8)
