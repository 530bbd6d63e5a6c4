"""Learned numbers: their start, what training added, and what Keras really drew them from."""

import json
import re

import numpy as np
import pytest

from attnviz.__main__ import main
from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import INITIALIZERS
from attnviz.trace.cell import Cell
from attnviz.trace.explain import explain
from attnviz.trace.explain.writing import written
from tests.trace.explain.sound import assert_sound, some_cells, traced

KERNEL = "attention/activation_unit/hidden_1/kernel"


def test_a_trained_number_is_its_start_and_what_each_epoch_added() -> None:
    trace = traced(epoch=3)
    opened = explain(trace, KERNEL, (3, 2))
    training = shipped(trace.settings)
    assert training is not None
    there = training.weights[KERNEL][:4, 3, 2]
    added, so_far = opened.strips
    assert opened.columns == ("start", "epoch 1", "epoch 2", "epoch 3")
    assert so_far.values == tuple(map(float, there))
    np.testing.assert_allclose(np.cumsum(added.values), so_far.values, atol=1e-12)  # type: ignore[arg-type]  # no None here
    assert opened.value == so_far.values[-1]
    assert opened.title == f"{KERNEL}[4, 3] = {written([there[3]], 3)[0]}"
    assert opened.symbols == r"W_{4,3} = W_{4,3}^{\,\text{start}} + \sum_{e=1}^{3} \Delta_e"
    assert "one of 32 × 80 in" in opened.sentence
    assert opened.sentence.endswith("Each epoch moved it.")


def test_a_number_that_no_sample_needs_does_not_move() -> None:
    padding = explain(traced(), "attention/embedding/embeddings", (0, 4))
    changes = padding.strips[0].values[1:]
    moved = "No epoch moved it" not in padding.sentence
    assert moved == any(changes)


def test_an_untrained_number_stands_among_those_used_with_it() -> None:
    trace = traced(mode="multi_head", epoch=0)
    path = "attention/key_dense/kernel"
    opened = explain(trace, path, (3, 2))
    (column,) = opened.strips
    np.testing.assert_array_equal(column.values, trace.weights[path][:, 2])
    assert column.cells == tuple(Cell(path, (row, 2)) for row in range(8))
    assert opened.focus == 3
    assert "glorot_uniform, seed 0" in opened.sentence
    assert "It began at 0." in explain(trace, "attention/key_dense/bias", (1,)).sentence


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_the_start_is_what_keras_drew_from(initializer: str) -> None:
    trace = traced(
        embedding_dim=64,
        embeddings_initializer=initializer,
        unit_initializer=initializer,
        epoch=0,
    )
    for path in ("attention/embedding/embeddings", KERNEL):
        values = trace.weights[path]
        said = explain(trace, path, (1, 1)).sentence
        if (constant := re.search(r"began at (\d)", said)) is not None:
            assert (values == float(constant[1])).all()
        elif (limit := re.search(r"uniform distribution, −.* to ([\d.]+) ", said)) is not None:
            assert np.abs(values).max() == pytest.approx(float(limit[1]), rel=0.03)
        else:
            deviation = re.search(r"standard deviation ([\d.]+) ", said)
            assert deviation is not None, said
            assert values.std() == pytest.approx(float(deviation[1]), rel=0.05)


def test_weights_of_learned_positions_and_of_the_click_model_open() -> None:
    trace = traced(mode="multi_head", position_embedding="learned", epoch=0)
    for path in ("attention/position/embeddings", "hidden/kernel", "click/kernel", "click/bias"):
        for index in some_cells(trace, path):
            assert_sound(trace, explain(trace, path, index))
    position = explain(trace, "attention/position/embeddings", (2, 1))
    assert position.title.startswith("attention/position/embeddings[place 3, 2]")
    assert explain(trace, "positions", (2, 1)).operands == (
        Cell("attention/position/embeddings", (2, 1)),
    )


def test_the_command_line_opens_a_weight(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", KERNEL, "3", "2", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["step"] == KERNEL
    assert content["value"] == float(traced().weights[KERNEL][3, 2])
    assert len(content["columns"]) == 16
