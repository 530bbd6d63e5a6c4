"""Files of weights: what is written is read again, and what does not fit is told in a line."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.learning import weights_file
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Training
from attnviz.learning.weights_file import Mismatch
from attnviz.scenario.settings import Settings

VIEW = replace(SHIPPED["multi_head_2"], epochs=2)


def training() -> Training:
    found = shipped(VIEW)
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weights.npz"
    path.write_bytes(weights_file.written(training(), VIEW))
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
    path.write_bytes(weights_file.written(replace(training(), epochs=tuple(dark)), VIEW))
    assert weights_file.read(path, VIEW).epochs == tuple(dark)


def test_a_file_from_before_there_was_an_argument_has_its_default(tmp_path: Path) -> None:
    arrays = weights_file.arrays_of(training())
    made = weights_file.made_of(VIEW, "")
    assert made.pop("side_info") == ()
    path = tmp_path / "older.npz"
    np.savez(path, allow_pickle=False, made_of=json.dumps(made), **arrays)
    assert weights_file.read(path, VIEW).epochs == training().epochs
    with pytest.raises(Mismatch, match=r"with side_info=\[\]; these settings have side_info="):
        weights_file.read(path, replace(VIEW, side_info=True))


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
    path.write_bytes(weights_file.written(training(), own, "these"))
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


# What reading may take beside the weights themselves: a hostile file is refused before.
MEGABYTES = 30


def members(file: Path) -> dict[str, bytes]:
    """Return the members of a file by name, unpacked."""
    with zipfile.ZipFile(file) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def array(values: Any, **said: Any) -> bytes:
    """Return an array as npy has it; `said` is what its header says instead."""
    values = np.asarray(values)
    stream = io.BytesIO()
    header = {"descr": values.dtype.str, "fortran_order": False, "shape": values.shape} | said
    np.lib.format.write_array_header_2_0(stream, header)
    return stream.getvalue() + values.tobytes()


KERNEL = "weights/hidden/kernel.npy"
LONG_HEADER = b"\x93NUMPY\x02\x00" + (200_000_000).to_bytes(4, "little") + b" " * 200_000_000
HOSTILE: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "more numbers than it says": (
        lambda: {KERNEL: array(np.zeros(50_000_000, np.float32), shape=(1,))},
        "is no file of weights",
    ),
    "a huge shape": (
        lambda: {KERNEL: array(np.zeros(1, np.float32), shape=(1 << 40, 1 << 20))},
        "is no file of weights",
    ),
    "a huge array": (
        lambda: {KERNEL: array(np.zeros((3, 5_000_000), np.float32))},
        r"shape \(3, 5000000\) for hidden/kernel",
    ),
    "a negative shape": (
        lambda: {KERNEL: array(np.zeros(1, np.float32), shape=(-1,))},
        "is no file of weights",
    ),
    "a long header": (lambda: {KERNEL: LONG_HEADER}, "is no file of weights"),
    "a header that is nested": (
        lambda: {KERNEL: b"\x93NUMPY\x01\x00\xb8\x0b" + b"[" * 3000},
        "is no file of weights",
    ),
    "a huge text": (
        lambda: {"made_of.npy": array(np.array("x" * 20_000_000))},
        "is no file of weights",
    ),
    "huge measures": (
        lambda: {"measures.npy": array(np.zeros((2_000_000, 6)))},
        "has 1999999 epochs",
    ),
    "epochs that are no numbers": (
        lambda: {"measures.npy": array(np.full((3, 6), np.nan))},
        "is no file of weights",
    ),
    "measures of objects": (
        lambda: {"measures.npy": array(np.zeros((3, 6)), descr="|O")},
        "is no file of weights",
    ),
    "doubles": (
        lambda: {KERNEL: array(np.zeros((3, 24, 32)))},
        "float64 for hidden/kernel; float32 is needed",
    ),
    "whole numbers": (
        lambda: {KERNEL: array(np.zeros((3, 24, 32), np.int32))},
        "int32 for hidden/kernel",
    ),
    "one array too many": (
        lambda: {"weights/other.npy": array(np.zeros(3, np.float32))},
        "'weights/other', which these settings do not have",
    ),
    "a path": (
        lambda: {"../../etc/passwd.npy": array(np.zeros(3, np.float32))},
        "which these settings do not have",
    ),
    "no array": (lambda: {"README": b"hello"}, "is no file of weights"),
    "a thousand arrays": (
        lambda: {f"weights/{n}.npy": array(np.zeros(1, np.float32)) for n in range(1000)},
        "is no file of weights",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_before_it_takes_memory(file: Path, name: str) -> None:
    weights_file.read(file, VIEW)  # what is loaded once is no part of what is measured
    change, said = HOSTILE[name]
    content = members(file) | change()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for member, data in content.items():
            zipped.writestr(member, data)
    del content
    tracemalloc.start()
    try:
        with pytest.raises(Mismatch, match=said) as raised:
            weights_file.read(file, VIEW)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1_000_000
    finally:
        tracemalloc.stop()
    assert len(str(raised.value).splitlines()) == 1


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """Return a file with bytes flipped, cut, put in, or written over."""
    kind, at = rng.integers(5), int(rng.integers(len(content)))
    many = int(rng.integers(1, 40))
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + rng.bytes(many) + content[at:]
    if kind == 2:
        return content[:at] + content[at + many :]
    changed = bytearray(content)
    if kind == 3:
        for place in rng.integers(len(content), size=many):
            changed[place] ^= 1 << int(rng.integers(8))
    else:  # where the names, sizes and offsets stand
        end = len(content) - int(rng.integers(1, 2000))
        changed[end : end + 4] = rng.bytes(4)
    return bytes(changed)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_file_is_read_or_refused_in_one_line(file: Path, method: int) -> None:
    content = members(file)
    with zipfile.ZipFile(file, "w", method) as zipped:
        for member, data in content.items():
            zipped.writestr(member, data)
    whole, rng = file.read_bytes(), np.random.default_rng(0)
    refused = []
    for _ in range(300):
        file.write_bytes(damaged(whole, rng))
        try:
            found = weights_file.read(file, VIEW)
        except Mismatch as error:
            refused.append(str(error))
        else:
            assert found.weights.keys() == training().weights.keys()
    assert len(refused) > 200
    assert all(len(message.splitlines()) == 1 and len(message) < 600 for message in refused)
