"""Torch's own layer, walked: weights and output are those that torch was recorded with."""

import re
from typing import Any

import numpy as np
import pytest

import attnviz
from attnviz.trace.torch_layer import TorchWalk
from tests.layers import assert_close
from tests.processes import printed_by
from tests.trace.torch.cases import BY_SAMPLE, CASES, EMPTY, PADDING, PAIRS, RECORDED, inputs_of
from tests.trace.torch.stand_in import MultiheadAttention, Tensor, install


@pytest.fixture(autouse=True)
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def recorded(name: str) -> dict[str, np.ndarray]:
    with np.load(RECORDED) as found:
        return {
            key.partition("/")[2]: found[key] for key in found.files if key.startswith(f"{name}/")
        }


def walked(name: str, **changed: Any) -> TorchWalk:
    arguments, made = CASES[name].arguments, recorded(name)
    given = {key: Tensor(values) for key, values in inputs_of(name).items()}
    if CASES[name].itself:
        given = dict.fromkeys(given, given["query"])
    layer = MultiheadAttention(**arguments, state=made)
    return attnviz.from_torch(layer, **{**given, **changed})


@pytest.mark.parametrize("name", CASES)
def test_weights_and_output_are_torchs(name: str) -> None:
    walk, made, case = walked(name), recorded(name), CASES[name]
    output, weights = made["output"], made["weights"]
    if case.unbatched:
        output, weights = output[None], weights[None]
    elif not case.arguments["batch_first"]:
        output = output.swapaxes(0, 1)
    assert_close(walk["weights"].value, weights)
    assert_close(walk["output"].value, output, rtol=2e-5)
    assert walk["output"].dtype == case.arguments.get("dtype", "float32")
    assert walk.num_heads == case.arguments["num_heads"]


@pytest.mark.parametrize("name", CASES)
def test_every_number_can_be_opened_and_every_step_drawn(name: str) -> None:
    walk = walked(name)
    assert list(walk.steps)[-1] == "output"
    for step, record in walk.steps.items():
        for head in range(walk.num_heads):
            assert attnviz.step_figure(walk, step, 0, head).data
        for index in {(0,) * record.value.ndim, tuple(size - 1 for size in record.shape)}:
            opened = attnviz.explain(walk, step, index)
            assert abs(opened.difference) <= 1e-5 * max(1.0, opened.magnitude)
    assert walk.title in walk._repr_html_()


def test_the_recorded_masks_change_something() -> None:
    for name in ("padding", "pairs", "added", "by sample", "both"):
        made = recorded(name)["weights"]
        assert (made == 0).any()
        assert not np.isnan(made).any()


def test_true_is_ignored_by_torch_and_attended_to_in_the_walk() -> None:
    both = walked("both")
    np.testing.assert_array_equal(both["mask"].value, ~(PADDING[:, None] | PAIRS))
    np.testing.assert_array_equal(walked("added")["mask"].value[1], ~PAIRS)
    np.testing.assert_array_equal(walked("by sample")["mask"].value, ~BY_SAMPLE[::2])
    assert "the other way round" in both["mask"].sentence
    assert "mask" not in walked("plain").steps


def test_where_no_key_may_be_attended_to_torchs_two_paths_are_told() -> None:
    made, walk = recorded("an empty row"), walked("an empty row")
    assert np.isnan(made["output"][:, 1]).all()
    assert not np.isnan(made["output"][:, ::2]).any()
    # What is told of the other path: weights of 0 leave the bias alone.
    assert_close(made["other"][:, 1], np.tile(made["out_proj.bias"], (2, 1)))
    np.testing.assert_array_equal(walk["mask"].value[0].any(axis=-1), ~EMPTY.all(axis=-1))
    for step in ("weights", "output"):
        assert "Query 2 of sample 1, and 1 more, may attend to no key." in walk[step].sentence
    assert "left so: not a number" in attnviz.explain(walk, "weights", (0, 0, 1, 0)).sentence
    assert "no key" not in walked("pairs")["weights"].sentence


def test_titles_are_those_given() -> None:
    walk = walked("plain", keys=["tent", "stove", "rope", "tea"], queries=["a", "b", "c"])
    assert attnviz.explain(walk, "weights", (1, 1, 2, 0)).title.startswith(
        "weights[head 2, c, tent]"
    )
    assert walk.title == "torch.nn.MultiheadAttention, 2 heads, sample 1"


def test_half_precision_is_walked_in_float32() -> None:
    query = np.ones((1, 3, 8), "float16")
    layer = MultiheadAttention(8, 2, batch_first=True)
    half = Tensor(query, half=True)
    walk = attnviz.from_torch(layer, half, half, half)
    assert walk["query"].dtype == "float32"
    assert walk["weights"].value[0, 0, 0, 0] == pytest.approx(1 / 3)


def test_anything_else_is_refused_in_words() -> None:
    class Other(MultiheadAttention):
        pass

    plain = inputs_of("plain")
    layer = MultiheadAttention(6, 2, batch_first=True)
    by_head = BY_SAMPLE.copy()
    by_head[0] = ~by_head[0]
    refused: dict[str, tuple[Any, dict[str, Any]]] = {
        "layer='a list' is not allowed; allowed is a torch.nn.MultiheadAttention itself": ([], {}),
        "layer='a Other'": (Other(6, 2), {}),
        "add_bias_kv=True": (MultiheadAttention(6, 2, add_bias_kv=True), {}),
        "add_zero_attn=True": (MultiheadAttention(6, 2, add_zero_attn=True), {}),
        "query's shape=(2, 3, 5)": (layer, {"query": plain["query"][..., :5]}),
        "value's shape=(2, 3, 6)": (layer, {"value": plain["value"][:, :3]}),
        "query='float32 (6,)' is not allowed; allowed is floats of the shape (B, T, D)": (
            layer,
            {"query": plain["query"][0, 0]},
        ),
        "value='int64 (2, 4, 6)'": (layer, {"value": np.ones((2, 4, 6), int)}),
        "attn_mask=-1000000000.0": (layer, {"attn_mask": np.full((3, 4), -1e9)}),
        "attn_mask=1.0 is not allowed; allowed is true where a key is ignored, which is the": (
            layer,
            {"attn_mask": np.ones((3, 4))},
        ),
        "the type of key_padding_mask='int64'": (layer, {"key_padding_mask": PADDING.astype(int)}),
        "key_padding_mask's shape=(4,)": (layer, {"key_padding_mask": PADDING[0]}),
        "attn_mask's shape=(4, 3)": (layer, {"attn_mask": PAIRS.T}),
        "the same for all heads of a sample": (layer, {"attn_mask": by_head}),
        "the number of titles in keys=1": (layer, {"keys": ["a"]}),
    }
    for said, (asked, changed) in refused.items():
        with pytest.raises(ValueError, match=re.escape(said)):
            attnviz.from_torch(asked, **{**plain, **changed})


def test_without_torch_no_layer_is_one_of_torchs() -> None:
    code = (
        "import attnviz, sys, numpy\n"
        "try: attnviz.from_torch(object(), *[numpy.ones((1, 2, 3))] * 3)\n"
        "except ValueError as error: print(error, 'torch' in sys.modules)"
    )
    told = "layer='a object' is not allowed; allowed is a torch.nn.MultiheadAttention itself False"
    assert printed_by(code) == told
