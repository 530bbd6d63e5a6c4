"""Records of the views that open first, read without TensorFlow; `making` makes them.

A page shows them while TensorFlow loads. Each is of one training that comes with the package, and
all are of the sources that made them: where one of these has changed since, there is no record.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from attnviz.layer import arithmetic
from attnviz.learning.archive import DAMAGED
from attnviz.learning.trained import Training
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Record, Trace

_FOLDER = Path(__file__).parent
RECORDS, SOURCES = _FOLDER / "records.npz", _FOLDER / "sources.json"
"""The records; and, by its path below the package, the digest of each source that made them."""
PACKAGE = _FOLDER.parents[2]


def first_view(settings: Settings, training: Training | None) -> Trace | None:
    """Return the recorded trace of a view; None where there is none, or it is out of date or
    damaged.

    Args:
        settings: The view.
        training: The training whose weights it shows.
    """
    if training is None:
        return None
    try:
        return _recorded(settings, training)
    except (OSError, *DAMAGED):
        return None


def _recorded(settings: Settings, training: Training) -> Trace | None:
    if (view := _contents()["views"].get(name_of(settings, training))) is None:
        return None
    with np.load(RECORDS, allow_pickle=False) as file:
        numbers = {kind: file[f"{view['place']}/{kind}"] for kind in view["types"]}
    epoch = settings.shown_epoch
    return Trace(
        samples_of(settings),
        _records(view["layer"], numbers),
        _records(view["score"], numbers),
        training.weights_after(epoch),
        settings,
        epoch,
        training if epoch else None,
    )


def name_of(settings: Settings, training: Training) -> str:
    """Return what a view is called: a digest of all that its walk depends on but the sources."""
    view = asdict(settings.computed) | dict(settings.layer) | {"epoch": settings.shown_epoch}
    for name in ("recipe", "sample"):  # its arguments are there; all users are walked
        del view[name]
    named = json.dumps([view, training.fingerprint], sort_keys=True, default=str)
    return hashlib.sha256(named.encode()).hexdigest()


def digest_of(source: str) -> str:
    """Return the digest of a source, by its path below the package, whatever ends its lines."""
    return hashlib.sha256((PACKAGE / source).read_text(encoding="utf-8").encode()).hexdigest()


@cache
def _contents() -> Mapping[str, Any]:
    """Return what the file says of its steps and views; no views where they are out of date."""
    try:
        made_by = json.loads(SOURCES.read_text(encoding="utf-8"))
        if any(digest_of(source) != digest for source, digest in made_by.items()):
            return {"views": {}}
        with np.load(RECORDS, allow_pickle=False) as file:
            contents: dict[str, Any] = json.loads(str(file["contents"]))
    except (OSError, *DAMAGED):  # a package without its sources, or without the records
        return {"views": {}}
    return contents


def _records(
    steps: Iterable[tuple[int, str, list[int]]], numbers: dict[str, np.ndarray]
) -> Mapping[str, Record]:
    """Return records by name, and take their numbers from those of the view.

    Args:
        steps: Of each its place among the steps of the file, its type and its shape.
        numbers: What is left of the view's numbers, by their type.
    """
    made = {}
    for place, kind, shape in steps:
        size = math.prod(shape)
        value, numbers[kind] = numbers[kind][:size].reshape(shape), numbers[kind][size:]
        value.flags.writeable = False
        said = {name: _read(part) for name, part in _contents()["steps"][place].items()}
        made[said["name"]] = Record(**said, value=value)
    return MappingProxyType(made)


def _read(data: Any) -> Any:
    """Return what JSON says of a step: texts, tuples, and kinds of arithmetic by their names."""
    if isinstance(data, list):
        return tuple(map(_read, data))
    if isinstance(data, dict):
        kind = getattr(arithmetic, data["kind"])
        return kind(**{name: _read(part) for name, part in data["with"].items()})
    return data
