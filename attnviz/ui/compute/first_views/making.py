"""How the views that open first are recorded: the real layer is run, and written down."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Training
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Record, Trace
from attnviz.trace.run import run
from attnviz.ui.compute.first_views import PACKAGE, RECORDS, SOURCES, digest_of, name_of


def live_views() -> Iterator[tuple[Trace, Training]]:
    """Run what is recorded, and return it with the training whose weights it shows.

    That is the view of each training that comes with the package, and what pages show first beside
    that of the defaults.
    """
    training = _that_ships(Settings())
    for settings in SHIPPED.values():
        yield run(settings), _that_ships(settings)
    view = run()
    user = view.single_user(view.user)
    beside = [
        replace(view.settings, mask_padding=not view.layer["mask_padding"]),
        *(replace(user, normalization=name) for name in NORMALIZATIONS),
        *(replace(user, epoch=epoch.epoch) for epoch in training.epochs),
    ]
    for settings in beside:
        yield run(settings, training), training


def _that_ships(settings: Settings) -> Training:
    training = shipped(settings)
    assert training is not None, settings
    return training


def record() -> None:
    """Write the records, and the digests of the sources that have made them."""
    steps: list[dict[str, Any]] = []
    views: dict[str, Any] = {}
    arrays: dict[str, np.ndarray] = {}
    for trace, training in live_views():
        if (name := name_of(trace.settings, training)) in views:
            continue
        place, numbers = len(views), _numbers((*trace.steps.values(), *trace.score_steps.values()))
        views[name] = {
            "place": place,
            "types": list(numbers),
            "layer": _said(trace.steps.values(), steps),
            "score": _said(trace.score_steps.values(), steps),
        }
        arrays |= {f"{place}/{kind}": values for kind, values in numbers.items()}
    contents = json.dumps({"steps": steps, "views": views})
    np.savez_compressed(RECORDS, allow_pickle=False, contents=np.array(contents), **arrays)
    SOURCES.write_text(json.dumps(made_by(), indent=1) + "\n", encoding="utf-8")


def made_by() -> dict[str, str]:
    """Return the digest of each of the package's sources that this process has imported."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    ours = {Path(file) for file in files if file and Path(file).is_relative_to(PACKAGE)}
    paths = sorted(file.relative_to(PACKAGE).as_posix() for file in ours)
    return {path: digest_of(path) for path in paths}


def _numbers(records: Iterable[Record]) -> dict[str, np.ndarray]:
    """Return all numbers of records by their type, one behind the other."""
    flat: dict[str, list[np.ndarray]] = {}
    for one in records:
        flat.setdefault(one.dtype, []).append(one.value.ravel())
    return {kind: np.concatenate(values) for kind, values in flat.items()}


def _said(
    records: Iterable[Record], steps: list[dict[str, Any]]
) -> list[tuple[int, str, tuple[int, ...]]]:
    """Return of records the places of what is said of them, their types and shapes.

    Args:
        records: The records.
        steps: What is said of steps so far, to which is added what is new.
    """
    found = []
    for one in records:
        parts = {field.name: getattr(one, field.name) for field in fields(one)}
        said = {name: _written(part) for name, part in parts.items() if name != "value"}
        if said not in steps:
            steps.append(said)
        found.append((steps.index(said), one.dtype, one.shape))
    return found


def _written(value: Any) -> Any:
    """Return a text, a tuple or a kind of arithmetic as JSON can hold it."""
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _written(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, "with": parts}
    return value
