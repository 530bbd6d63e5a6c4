"""Files of weights: what is written is read again, and what does not fit is told in a line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz import weights_file
from attnviz.settings import Settings
from attnviz.training import SHIPPED, Training, shipped
from attnviz.weights_file import Mismatch

VIEW = replace(SHIPPED["multi_head_2"], epochs=2)


def training() -> Training:
    found = shipped(VIEW)
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weights.npz"
    weights_file.write(path, training(), VIEW)
    return path


def test_what_is_written_is_read_again(file: Path) -> None:
    found = weights_file.read(file, VIEW)
    assert found.epochs == training().epochs
    assert found.layer == training().layer
    assert set(found.weights) == set(training().weights)
    for path, values in training().weights.items():
        np.testing.assert_array_equal(found.weights[path], values)
        assert not found.weights[path].flags.writeable
    assert weights_file.epochs_in(file) == 2


def test_measures_that_are_not_known_stay_so(tmp_path: Path) -> None:
    dark = [replace(epoch, mass=None, chance=None) for epoch in training().epochs]
    path = tmp_path / "of any name"
    weights_file.write(path, replace(training(), epochs=tuple(dark)), VIEW)
    assert weights_file.read(path, VIEW).epochs == tuple(dark)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (replace(VIEW, num_heads=4), "trained with num_heads=2; these settings have num_heads=4"),
        (replace(VIEW, seed=3), "with seed=0; these settings have seed=3"),
        (
            replace(VIEW, mode="attention"),
            "mode='multi_head'; these settings have mode='attention'",
        ),
        (replace(VIEW, epochs=3), "has 2 epochs; these settings have epochs=3"),
        (
            Settings(
                mode="multi_head", num_heads=2, epochs=2, items="numbered", vocabulary_size=65
            ),
            "items='catalogue'; these settings have items='numbered'",
        ),
    ],
)
def test_other_settings_are_a_mismatch(file: Path, settings: Settings, said: str) -> None:
    with pytest.raises(Mismatch, match=said) as raised:
        weights_file.read(file, settings)
    assert "\n" not in str(raised.value)


def test_other_data_or_another_length_are_a_mismatch(tmp_path: Path) -> None:
    own, path = replace(VIEW, items="own", vocabulary_size=65), tmp_path / "own.npz"
    weights_file.write(path, training(), own, "these")
    assert weights_file.read(path, own, "these").epochs == training().epochs
    with pytest.raises(Mismatch, match="trained on other clicks"):
        weights_file.read(path, own, "those")
    with pytest.raises(Mismatch, match="sequence_length=10; these settings have sequence_length=9"):
        weights_file.read(path, replace(own, sequence_length=9), "these")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights/hidden/kernel": None}, "has nothing for hidden/kernel"),
        ({"weights/click/bias": np.zeros((3, 2))}, r"shape \(3, 2\) for click/bias.*\(3, 1\)"),
        ({"measures": np.zeros((3, 4))}, "is no file of weights"),
        ({"measures": None}, "is no file of weights"),
        ({"made_of": np.array("[]")}, "is no file of weights"),
        ({"made_of": np.array({}, object)}, "is no file of weights"),  # a pickle
    ],
)
def test_a_file_with_another_content_is_told(file: Path, change: dict[str, Any], said: str) -> None:
    with np.load(file) as found:
        arrays = {name: found[name] for name in found} | change
    kept = {name: values for name, values in arrays.items() if values is not None}
    np.savez(file, **kept)
    with pytest.raises(Mismatch, match=said):
        weights_file.read(file, VIEW)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    with pytest.raises(Mismatch, match="No such file"):
        weights_file.read(path, VIEW)
    for content in (b"", b"text", json.dumps({}).encode(), b"PK\x03\x04 broken"):
        path.write_bytes(content)
        with pytest.raises(Mismatch, match="is no file of weights"):
            weights_file.epochs_in(path)
    np.save(tmp_path / "array.npy", np.zeros(3))
    with pytest.raises(Mismatch, match="is no file of weights"):
        weights_file.read(tmp_path / "array.npy", VIEW)
