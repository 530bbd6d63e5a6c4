"""Learning from interactions of one's own: the training, the samples and the trace of them."""

import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.interactions import splitting
from attnviz.interactions.dataset import Interactions, fitted, interactions_of
from attnviz.learning import fit
from attnviz.learning.metrics import further_measures, measure
from attnviz.learning.model import make_model
from attnviz.learning.trained import Training, trained_arguments
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings
from attnviz.trace.run import run
from tests.interactions import written

ASKED = Settings(items="own", mode="multi_head", embedding_dim=16, sequence_length=8, epochs=4)


@pytest.fixture(scope="module")
def data() -> Interactions:
    content, items = written.tasted()
    return interactions_of(content, items_content=items)


@pytest.fixture(scope="module")
def view(data: Interactions) -> Settings:
    settings, messages = fitted(ASKED, data)
    assert messages == []
    return settings


@pytest.fixture(scope="module")
def learned(data: Interactions, view: Settings) -> Training:
    return fit.train(view, logs=data.logs(view.sequence_length))


def test_attention_is_learned_from_ones_own_clicks(learned: Training) -> None:
    first, last = learned.epochs[0], learned.epochs[-1]
    assert abs(first.auc - 0.5) < 0.1
    assert last.auc > 0.75
    assert first.mass == pytest.approx(first.chance, abs=0.05)
    assert last.mass is not None
    assert last.chance is not None
    assert last.mass > last.chance + 0.1


def test_a_large_log_is_learned_compiled_and_as_well(
    data: Interactions, view: Settings, learned: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "_COMPILED_FROM", 1)
    logs, short = data.logs(view.sequence_length), replace(view, epochs=1)
    compiled, again = (fit.train(short, logs=logs) for _ in range(2))
    assert compiled.epochs == again.epochs
    assert compiled.epochs[0] == learned.epochs[0]
    assert compiled.epochs[1].loss == pytest.approx(learned.epochs[1].loss, rel=1e-3)
    few = replace(short, vocabulary_size=data.items.vocabulary_size - 1)
    with pytest.raises(ValueError, match="ids from 0 to 60; allowed is 0 to 59"):
        fit.train(few, logs=logs)


def test_the_same_clicks_give_the_same_training(
    data: Interactions, view: Settings, learned: Training
) -> None:
    content, items = written.tasted()
    again = interactions_of(content, items_content=items)
    short = fit.train(replace(view, epochs=1), logs=again.logs(view.sequence_length))
    assert short.epochs == learned.epochs[:2]


def test_without_categories_there_is_entropy_and_no_mass(view: Settings) -> None:
    data = interactions_of(written.tasted(60)[0])
    settings, _ = fitted(replace(view, epochs=1, vocabulary_size=None), data)
    logs = data.logs(settings.sequence_length)
    learned = fit.train(settings, logs=logs)
    assert [(epoch.mass, epoch.chance) for epoch in learned.epochs] == [(None, None)] * 2
    for one in further_measures(learned, logs):
        assert one.entropy is not None
        assert 0 < one.entropy <= 1


def test_rows_are_reported_while_an_epoch_runs(
    data: Interactions, view: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "_STEPS_AT_ONCE", 4)
    logs = data.logs(view.sequence_length)
    told: list[int] = []

    def stop(rows: int) -> None:
        told.append(rows)
        if len(told) == 3:
            raise InterruptedError

    settings = replace(view, epochs=1, training_batch=64)
    with pytest.raises(InterruptedError):
        fit.train(settings, logs=logs, on_rows=stop)
    assert told[0] % 64 == 0
    assert np.diff(told).tolist() == [told[0]] * 2
    assert told[-1] < len(logs.train.clicked)


def test_what_is_measured_in_parts_is_as_measured_at_once(
    data: Interactions, view: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs, model = data.logs(8), make_model(trained_arguments(view))
    whole = measure(model, logs.held_out, 0, logs.items)
    monkeypatch.setattr("attnviz.learning.metrics._ROWS_AT_ONCE", 77)
    parts = measure(model, logs.held_out, 0, logs.items)
    assert parts.loss == pytest.approx(whole.loss, rel=1e-6)
    assert parts.mass == pytest.approx(whole.mass, rel=1e-6)
    assert parts.auc == pytest.approx(whole.auc, abs=1e-3)  # float32 ties may fall otherwise


def test_a_view_is_of_the_learners_users(data: Interactions, view: Settings) -> None:
    samples = samples_of(replace(view, first_user=7), data)
    history, candidate = data.view(6, view.batch_size, 8)
    np.testing.assert_array_equal(samples.history, history)
    np.testing.assert_array_equal(samples.candidate, candidate)
    assert samples.items is data.items
    typed = samples_of(replace(view, history="3,5", candidate="9", padding_side="left"), data)
    assert typed.history[0].tolist() == [0] * 6 + [3, 5]
    assert typed.candidate.tolist() == [9] * view.batch_size
    with pytest.raises(ValueError, match="items='own' needs the file"):
        samples_of(view)


def test_a_trace_of_ones_own_has_its_weights(
    data: Interactions, view: Settings, learned: Training
) -> None:
    trace = run(view, learned, data)
    assert trace.epoch == view.epochs
    np.testing.assert_array_equal(
        trace.weights["attention/embedding/embeddings"],
        learned.weights["attention/embedding/embeddings"][-1],
    )
    again = run(replace(view, epochs=1), None, data)  # trains by itself
    np.testing.assert_array_equal(
        again.weights["hidden/kernel"], learned.weights["hidden/kernel"][1]
    )


def test_what_was_made_of_ones_own_clicks_goes_with_them() -> None:
    data = interactions_of(written.tasted(60)[0])
    settings, _ = fitted(replace(ASKED, epochs=1), data)
    learned = fit.train(settings, logs=data.logs(settings.sequence_length))
    for _ in range(4):  # the layer runs as a graph from the third time on
        run(settings, learned, data)
    left: list[Any] = [weakref.ref(data), weakref.ref(learned), weakref.ref(data.items)]
    del data, learned
    gc.collect()
    assert [one() for one in left] == [None] * 3


def test_settings_are_fitted_to_the_interactions(
    data: Interactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fitted(Settings(sequence_length=200), data)[0].sequence_length == 200
    monkeypatch.setattr(splitting, "MOST_CELLS", 2 * len(data.clicks) * 7)
    short, (told,) = fitted(Settings(sequence_length=8), data)
    assert short.sequence_length == 7
    assert "Sequence length: 8 is not allowed; allowed is 1 to 7" in told
    settings, messages = fitted(
        Settings(items="own", sequence_length=5, first_user=500, candidate="77", history="1,2"),
        data,
    )
    assert settings.vocabulary_size == data.items.vocabulary_size == 61
    assert (settings.first_user, settings.candidate, settings.history) == (1, "", "1,2")
    assert "Candidate: 77 is not allowed" in messages[0]
    assert "1 to 400, as in the file" in messages[1]
