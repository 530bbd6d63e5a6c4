"""The records of the views that open first: what the layer gives, and never out of date."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.scenario.settings import KINDS, Settings
from attnviz.trace.record import Record
from attnviz.ui.compute import first_views
from attnviz.ui.compute.first_views import RECORDS, SOURCES, first_view
from attnviz.ui.compute.first_views.making import live_views
from tests.processes import printed_by

# As for what ships: the same sums on another processor. What is shown has three digits.
RTOL, ATOL = 1e-5, 1e-6
MADE_BY = """
import json
import attnviz.ui.compute.first_views.__main__
from attnviz.ui.compute.first_views.making import made_by
print(json.dumps(made_by()))
"""


@pytest.fixture
def anew() -> Iterator[None]:
    """Read the files again in a test, and after it."""
    first_views._contents.cache_clear()
    yield
    first_views._contents.cache_clear()


def test_what_is_recorded_is_what_the_layer_gives() -> None:
    for live, training in live_views():
        found = first_view(live.settings, training)
        assert found is not None, live.settings
        assert (found.settings, found.epoch) == (live.settings, live.epoch)
        assert found.training is live.training
        assert_alike(found.weights, live.weights)
        for name in ("history", "candidate"):
            assert (getattr(found.samples, name) == getattr(live.samples, name)).all()
        for ours, theirs in ((found.steps, live.steps), (found.score_steps, live.score_steps)):
            assert list(ours) == list(theirs)
            assert_alike(
                {name: record.value for name, record in ours.items()},
                {name: record.value for name, record in theirs.items()},
            )
            for record in ours.values():
                assert said(record) == said(theirs[record.name])
                assert not record.value.flags.writeable


def assert_alike(ours: Mapping[str, np.ndarray], theirs: Mapping[str, np.ndarray]) -> None:
    assert list(ours) == list(theirs)
    for name, values in ours.items():
        assert values.dtype == theirs[name].dtype, name
        np.testing.assert_allclose(values, theirs[name], RTOL, ATOL, err_msg=name)


def said(record: Record) -> dict[str, object]:
    return {one.name: getattr(record, one.name) for one in fields(record) if one.name != "value"}


def test_the_records_are_of_the_sources_as_they_stand() -> None:
    # If this fails: python -m attnviz.ui.compute.first_views
    assert json.loads(SOURCES.read_text(encoding="utf-8")) == json.loads(printed_by(MADE_BY))


@pytest.mark.usefixtures("anew")
def test_nothing_is_shown_once_a_source_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, training = Settings(), shipped(Settings())
    made_by = json.loads(SOURCES.read_text(encoding="utf-8"))
    for path in ("layer/weighting.py", "ui/compute/first_views/making.py"):
        first_views._contents.cache_clear()
        (tmp_path / "sources.json").write_text(json.dumps(made_by | {path: "0" * 64}))
        monkeypatch.setattr(first_views, "SOURCES", tmp_path / "sources.json")
        assert first_view(view, training) is None
    for gone in ({"layer/gone.py": "0" * 64}, None):
        first_views._contents.cache_clear()
        if gone is None:
            (tmp_path / "sources.json").unlink()
        else:
            (tmp_path / "sources.json").write_text(json.dumps(made_by | gone))
        assert first_view(view, training) is None
    first_views._contents.cache_clear()
    monkeypatch.setattr(first_views, "SOURCES", SOURCES)
    assert first_view(view, training) is not None


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.9999, None])
def test_nothing_is_shown_of_damaged_records(
    kept: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, damaged = RECORDS.read_bytes(), tmp_path / "records.npz"
    monkeypatch.setattr(first_views, "RECORDS", damaged)
    if kept is not None:
        damaged.write_bytes(content[: int(len(content) * kept)])
    else:  # what the file says of itself is whole, the numbers are not
        with zipfile.ZipFile(RECORDS) as file:
            place = file.getinfo("0/float32.npy").header_offset + 200
        damaged.write_bytes(content[:place] + bytes(200) + content[place + 200 :])
    views = [first_view(view, shipped(view)) for view in SHIPPED.values()]
    assert views.count(None) == (1 if kept is None else len(SHIPPED))


def test_a_record_is_of_the_weights_that_ship() -> None:
    view, training = Settings(), shipped(Settings())
    assert training is not None
    weights = dict(training.weights)
    path = next(iter(weights))
    weights[path] = np.nextafter(weights[path], np.float32(1))
    assert first_view(view, replace(training, weights=weights)) is None
    assert first_view(view, training.first(14)) is None
    assert first_view(view, None) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 1},
        {"sample_seed": 1},
        {"batch_size": 4},
        {"sequence_length": 9},
        {"epoch": 3},
        {"scale": False},
        {"candidate": "7"},
        {"change": KINDS["change"].parse("delete:0,3")},
        {"items": "numbered"},
    ],
)
def test_another_view_is_not_recorded(changes: dict[str, Any]) -> None:
    other = replace(Settings(), **changes)
    assert first_view(other, shipped(Settings())) is None


@pytest.mark.parametrize("name", SHIPPED)
def test_what_only_chooses_the_picture_needs_no_record_of_its_own(name: str) -> None:
    view = SHIPPED[name]
    found = first_view(replace(view, sample=3, pin="weights.2.0.4", step="weights"), shipped(view))
    assert found is not None
    assert found.user == 2


def test_a_view_is_found_however_it_is_asked_for() -> None:
    asked = Settings(mode="multi_head"), SHIPPED["multi_head_2"]
    names = {first_views.name_of(one, training) for one in asked if (training := shipped(one))}
    assert len(names) == 1


def test_the_records_are_small_and_hold_arrays_alone() -> None:
    assert RECORDS.stat().st_size < 300_000
    with np.load(RECORDS, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "fibU" for name in file)
