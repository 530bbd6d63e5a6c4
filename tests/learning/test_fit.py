"""Training: what is learned, that it is the same everywhere, and what ships with the package."""

import dataclasses
import hashlib
import json
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import attnviz
from attnviz.learning import fit
from attnviz.learning.metrics import area_under_curve, attention_mass, measure
from attnviz.learning.model import make_model, paths
from attnviz.learning.shipped import SHIPPED, shipped, shipped_fingerprint
from attnviz.learning.shipped.making import fingerprint
from attnviz.learning.trained import Epoch, Training, trained_arguments
from attnviz.scenario.catalogue import HELD_OUT, HELD_OUT_SEED, click_log
from attnviz.scenario.settings import FIT, Settings
from attnviz.trace.run import run
from tests.processes import printed_by

LEARNERS = {
    "din": Settings(recipe="din"),
    "two heads": Settings(mode="multi_head", num_heads=2),
    "article": Settings(recipe="article", mode="attention"),
}
# They show what they show early: each is compared with another after as many epochs.
EARLY = 8
COMPARED = {
    "no normalization": (Settings(recipe="din", normalization="none", epochs=EARLY), "din"),
    "eight heads": (Settings(mode="multi_head", num_heads=8, epochs=EARLY), "two heads"),
}
SEEDS = [0, 1, 2]


@cache
def trained(view: Settings) -> Training:
    """Train once in a run of the tests."""
    return fit.train(view)


def of(name: str, seed: int) -> Training:
    return trained(dataclasses.replace(LEARNERS[name], seed=seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", LEARNERS)
def test_the_untrained_mass_is_chance(name: str, seed: int) -> None:
    first = of(name, seed).epochs[0]
    assert first.mass == pytest.approx(first.chance, abs=0.05)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "least"), [("din", 0.95), ("two heads", 0.85)])
def test_attention_is_learned(name: str, seed: int, least: float) -> None:
    last = of(name, seed).epochs[-1]
    assert last.mass is not None
    assert last.mass >= least
    assert last.accuracy > 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_articles_attention_cannot_attend_however_long_it_learns(seed: int) -> None:
    epochs = of("article", seed).epochs
    for epoch in epochs:
        assert epoch.mass is not None
        assert epoch.chance is not None
        assert abs(epoch.mass - epoch.chance) < 0.05
    # Not for want of learning: its click model tells clicks all the same.
    assert epochs[-1].accuracy > 0.9
    assert epochs[-1].auc > 0.99
    assert epochs[-1].loss < epochs[0].loss / 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", COMPARED)
def test_less_is_attended_without_normalization_and_in_small_heads(name: str, seed: int) -> None:
    view, than = COMPARED[name]
    epoch = trained(dataclasses.replace(view, seed=seed)).epochs[EARLY]
    other = of(than, seed).epochs[EARLY]
    assert epoch.mass is not None
    assert other.mass is not None
    assert epoch.mass < other.mass - 0.1
    assert epoch.auc > 0.95


def test_every_epoch_is_kept_from_the_untrained_on() -> None:
    learned = of("din", 0)
    assert [epoch.epoch for epoch in learned.epochs] == list(range(16))
    assert len({epoch.chance for epoch in learned.epochs}) == 1
    assert learned.epochs[0].chance == pytest.approx(0.52, abs=0.02)
    start = paths(make_model(learned.layer))
    assert set(start) == set(learned.weights)
    for path, values in learned.weights.items():
        assert len(values) == 16
        np.testing.assert_array_equal(values[0], start[path].numpy())
        for before, after in pairwise(values):
            assert (before != after).any(), path


def digest(learned: Training, epoch: int) -> str:
    values = sorted(learned.weights_after(epoch).items())
    return hashlib.sha256(b"".join(p.encode() + w.tobytes() for p, w in values)).hexdigest()


def test_another_process_learns_the_same_and_fewer_epochs_are_its_beginning() -> None:
    code = (
        "from attnviz.scenario.settings import Settings\n"
        "from attnviz.learning.fit import train\n"
        "from tests.learning.test_fit import digest\n"
        "for mode in ('attention', 'multi_head'):\n"
        "    print(digest(train(Settings(mode=mode, epochs=2, dropout=0.2)), 2))"
    )
    here = []
    for number, mode in enumerate(("attention", "multi_head")):
        keras.utils.set_random_seed(number)  # which nothing may depend on
        view = Settings(mode=mode, epochs=3, dropout=0.2)
        here.append(digest(fit.train(view), 2))
    assert printed_by(code).split() == here


def test_each_epoch_is_told_and_what_is_raised_ends_the_training() -> None:
    class EnoughError(Exception):
        pass

    told: list[int] = []

    def on_epoch(epoch: Epoch) -> None:
        told.append(epoch.epoch)
        if epoch.epoch == 1:
            raise EnoughError

    with pytest.raises(EnoughError):
        fit.train(Settings(mode="multi_head"), on_epoch)
    assert told == [0, 1]


def test_numbered_items_have_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="items='numbered' has no click log"):
        fit.train(Settings(items="numbered"))


SAME: dict[str, Any] = {
    "batch_size": 9,
    "sequence_length": 50,
    "padding": 0.5,
    "padding_side": "left",
    "sample": 3,
    "sample_seed": 4,
    "history": "capo",
    "candidate": "capo",
    "epoch": 3,
    "empty_row": "nan",
    "max_sequence_length": 100,
}


def test_only_what_changes_the_weights_trains_anew() -> None:
    anew: dict[str, Any] = {"seed": 1, "embedding_dim": 16, "normalization": "none", "dropout": 0.1}
    for mode, idle in (("attention", {"num_heads": 4}), ("multi_head", {"unit_inputs": "key"})):
        view = Settings(mode=mode)
        arguments = trained_arguments(view)
        itself = {"query": "history", "causal": True}
        for name, value in {**SAME, **idle, **itself, **anew}.items():
            changes: dict[str, Any] = {name: value}
            other = trained_arguments(dataclasses.replace(view, **changes))
            assert (other == arguments) == (name not in anew), name
    learned = Settings(position_embedding="learned")
    fewer = dataclasses.replace(learned, max_sequence_length=50)
    assert trained_arguments(learned) != trained_arguments(fewer)


# Another value of each setting of a training.
FITS: dict[str, Any] = {
    "training_samples": 600,
    "training_batch": 64,
    "optimizer": "sgd",
    "learning_rate": 0.03,
}


@pytest.mark.parametrize("name", FITS)
def test_how_it_is_trained_changes_what_is_learned(name: str) -> None:
    assert set(FITS) == set(FIT)
    view = Settings(training_samples=500, epochs=1)
    changes: dict[str, Any] = {name: FITS[name]}
    other = trained(dataclasses.replace(view, **changes))
    assert other.fit == {**view.fit, **changes}
    assert digest(other, 0) == digest(trained(view), 0)
    assert digest(other, 1) != digest(trained(view), 1)
    assert shipped(dataclasses.replace(Settings(), **changes)) is None


def test_an_epoch_takes_whole_batches_in_an_order_of_its_own() -> None:
    log = click_log(500, 0)
    ids = np.arange(500)
    numbered = dataclasses.replace(log, candidate=ids)
    seen = [candidate.numpy() for (_, candidate), _ in fit._batches(numbered, 64, 2, 0).take(14)]
    first, second = np.concatenate(seen[:7]), np.concatenate(seen[7:])
    for one in (first, second):
        assert len(set(one.tolist())) == 7 * 64
    assert (first != second).any()


def test_a_run_of_too_large_steps_diverges_and_is_measured_all_the_same() -> None:
    view = Settings(optimizer="sgd", learning_rate=3.0, normalization="none", epochs=3)
    learned = trained(view)
    assert np.isfinite(learned.epochs[0].loss)
    last = learned.epochs[-1]
    assert not np.isfinite(last.loss)
    assert np.isnan(last.auc)
    assert last.mass is None
    assert not np.isfinite(learned.weights["attention/embedding/embeddings"][-1]).all()
    # Weights that a softmax bounds do not run away.
    bounded = trained(dataclasses.replace(view, normalization=None))
    assert all(np.isfinite(epoch.loss) for epoch in bounded.epochs)


def test_the_loss_is_the_models_own() -> None:
    model = make_model(trained_arguments(Settings(seed=3)))
    log = click_log(300, 5)
    measured = measure(model, log, 0)
    model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    inputs = (log.history, log.candidate)
    loss, accuracy = model.evaluate(inputs, log.clicked, verbose=0)
    assert measured.loss == pytest.approx(loss, rel=1e-5)
    keras_accuracy = (model.predict(inputs, verbose=0) > 0) == log.clicked
    assert measured.accuracy == keras_accuracy.mean()
    assert 0 <= accuracy <= 1


def test_the_click_model_is_saved_and_loaded(tmp_path: Path) -> None:
    model = make_model(trained_arguments(Settings()))
    for variable in model.trainable_variables:
        variable.assign(np.random.default_rng(0).normal(size=variable.shape))
    log = click_log(20, 5)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    inputs = (log.history, log.candidate)
    np.testing.assert_array_equal(
        again.predict(inputs, verbose=0), model.predict(inputs, verbose=0)
    )


def test_attention_mass_by_hand() -> None:
    related = np.array([[True, False, True, False]])
    filled = np.array([[True, True, True, False]])
    weights = np.array([[[0.5, -0.25, 0.25, 9.0]]])
    assert attention_mass(weights, related, filled) == 0.75
    heads = np.array([[[[0.5, 0.5, 0.0, 0.0]], [[0.0, 0.0, 0.25, 0.0]]]])
    assert attention_mass(heads, related, filled) == 0.75
    # A head that is all 0 says nothing, and is left out of the mean.
    silent = np.array([[[[0.5, 0.5, 0.0, 0.0]], [[0.0, 0.0, 0.0, 7.0]]]])
    assert attention_mass(silent, related, filled) == 0.5
    assert attention_mass(np.zeros((1, 1, 4)), related, filled) is None


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=30))
def test_the_area_under_the_curve_counts_pairs(pairs: list[tuple[int, bool]]) -> None:
    pairs = [*pairs, (0, True), (1, False)]
    scores, clicked = (np.array(part) for part in zip(*pairs, strict=True))
    differences = scores[clicked][:, None] - scores[~clicked][None, :]
    expected = ((differences > 0) + (differences == 0) / 2).mean()
    assert area_under_curve(scores.astype(float), clicked) == pytest.approx(expected)


FOLDER = Path(fit.__file__).parent / "weights"


def test_what_ships_is_current() -> None:
    # If this fails: python -m attnviz train --ship
    assert {path.stem for path in FOLDER.iterdir()} == set(SHIPPED)
    for name, view in SHIPPED.items():
        assert shipped_fingerprint(name) == fingerprint(view), name


def test_a_fingerprint_tells_any_change_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    view = Settings(mode="multi_head")
    prints = {
        fingerprint(view),
        fingerprint(Settings(mode="multi_head", epochs=3)),
    }
    prints.add(fingerprint(Settings(mode="multi_head", seed=1)))
    for name, value in FITS.items():
        changes: dict[str, Any] = {name: value}
        prints.add(fingerprint(dataclasses.replace(view, **changes)))
    monkeypatch.setattr("attnviz.learning.shipped.making.LOG_SEED", 7)
    prints.add(fingerprint(view))
    assert len(prints) == 4 + len(FITS)


def test_what_ships_is_small_and_holds_arrays_alone() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_200_000
    for path in FOLDER.iterdir():
        with np.load(path, allow_pickle=False) as file:
            assert all(file[key].dtype.kind in "fU" for key in file)


# The same sums in another order, on another processor: not bit for bit the same after 465 steps.
MASS_TOLERANCE, LOSS_TOLERANCE = 0.02, 0.02


@pytest.mark.parametrize(
    ("name", "learner"), [("multi_head_2", "two heads"), ("article_attention", "article")]
)
def test_training_again_gives_what_ships(name: str, learner: str) -> None:
    here, there = of(learner, 0), shipped(SHIPPED[name])
    assert there is not None
    assert there.layer == here.layer
    assert there.weights.keys() == here.weights.keys()
    for ours, theirs in zip(here.epochs, there.epochs, strict=True):
        assert ours.mass is not None
        assert theirs.mass is not None
        assert abs(ours.mass - theirs.mass) < MASS_TOLERANCE
        assert abs(ours.loss - theirs.loss) < LOSS_TOLERANCE
        assert ours.chance == theirs.chance


@pytest.mark.parametrize("name", SHIPPED)
def test_the_measures_that_ship_are_those_of_the_weights_that_ship(name: str) -> None:
    there = shipped(SHIPPED[name])
    assert there is not None
    model = make_model(there.layer)
    for path, variable in paths(model).items():
        variable.assign(there.weights_after(15)[path])
    log = click_log(HELD_OUT, HELD_OUT_SEED)
    found = dataclasses.asdict(measure(model, log, 15))
    assert found == pytest.approx(dataclasses.asdict(there.epochs[15]), abs=1e-4)


def test_only_trainings_that_ship_are_found_and_their_beginnings() -> None:
    assert shipped(Settings(seed=1)) is None
    assert shipped(Settings(epochs=16)) is None
    assert shipped(Settings(mode="multi_head", num_heads=4, batch_size=1, epoch=2)) is not None
    whole, part = shipped(Settings()), shipped(Settings(epochs=4))
    assert whole is not None
    assert part is not None
    assert part.epochs == whole.epochs[:5]
    for path, values in part.weights.items():
        np.testing.assert_array_equal(values, whole.weights[path][:5])
        assert not values.flags.writeable


def test_the_views_that_open_first_need_no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a view that opens first was trained")

    monkeypatch.setattr(sys.modules[run.__module__], "train", refuse)
    for view in (*SHIPPED.values(), Settings(mode="multi_head", query="history")):
        assert run(view).epoch == 15
    with pytest.raises(AssertionError, match="was trained"):
        run(Settings(seed=1))


def test_the_table_of_epochs_can_be_written_as_json() -> None:
    rows = [dataclasses.asdict(epoch) for epoch in of("two heads", 0).epochs]
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert attnviz.train is fit.train


@pytest.mark.filterwarnings("error:Model doesn't support `jit_compile=True`")
def test_a_large_log_of_hashed_ids_is_learned_from_without_xla(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fit, "_COMPILED_FROM", 1)
    made = fit.train(Settings(hash_bins=9, epochs=1, training_samples=500))
    assert made.weights["attention/embedding/embeddings"].shape == (2, 9, 8)
    assert made.epochs[1].loss != made.epochs[0].loss
