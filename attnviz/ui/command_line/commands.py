"""What each command prints or writes. Results go to stdout, progress and messages to stderr."""

import argparse
import dataclasses
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnviz.export import FORMATS
from attnviz.export.lessons import LESSON_FORMATS, lesson_from
from attnviz.export.lessons.paper import paper
from attnviz.interactions.options import asked_in
from attnviz.learning import weights_file
from attnviz.learning.quiet import with_tensorflow
from attnviz.learning.shipped import shipped
from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.scenario.strict_json import json_text
from attnviz.trace import article as test
from attnviz.trace.explain import explain as explained
from attnviz.trace.explain.report import described, lines
from attnviz.ui.command_line.inputs import inputs_of
from attnviz.ui.command_line.progress import Progress

if TYPE_CHECKING:
    from attnviz.interactions.dataset import Interactions

STDOUT = Path("-")
"""What --out calls stdout."""


@with_tensorflow
def article(options: argparse.Namespace) -> None:
    """Print the article's samples, shapes and parameters, in its words."""
    print(json_text(test.described()) if options.json else "\n".join(test.lines()))


def clicks(options: argparse.Namespace) -> None:
    """Print how a file is read: columns, losses, doubts and histories; nothing is trained."""
    # Loads Arrow.
    from attnviz.interactions.histories import dry_run, written
    from attnviz.interactions.reading import content_of, read_files

    items = None if options.items_file is None else content_of(options.items_file)
    found = dry_run(
        *read_files(
            content_of(options.file), asked_in(options), items, asked_in(options, of_items=True)
        )
    )
    if options.json:
        print(json_text(found))
        return
    print("\n".join(written(found)))


@with_tensorflow
def trace(options: argparse.Namespace) -> None:
    """Print every step of the walk."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    if options.values and not options.json:
        raise ValueError("--values goes with --json")
    settings, data, weights = inputs_of(options)
    steps = run(settings, weights, data).steps.values()
    if not options.json:
        for record in steps:
            print(f"{record.name:18}{' '.join(record.axes):14}{record.shape!s:18}{record.formula}")
        return
    described = []
    for record in steps:
        one: dict[str, Any] = {
            "name": record.name,
            "axes": list(record.axes),
            "shape": list(record.shape),
            "dtype": record.dtype,
            "formula": record.formula,
        }
        if options.values:
            one["values"] = record.value
        described.append(one)
    print(json_text({"settings": _resolved(settings), "steps": described}))


@with_tensorflow
def explain(options: argparse.Namespace) -> None:
    """Print the arithmetic that made one number."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    settings, data, weights = inputs_of(options)
    explanation = explained(run(settings, weights, data), options.of, options.index)
    most = None if options.all else 8
    if options.json:
        print(json_text({"settings": _resolved(settings), **described(explanation, most)}))
        return
    print("\n".join(lines(explanation, most)))


@with_tensorflow
def train(options: argparse.Namespace) -> None:
    """Train and print the table of epochs."""
    # Loads TensorFlow.
    from attnviz.learning.metrics import further_measures
    from attnviz.learning.shipped.making import ship

    if options.ship:
        ship()
        return
    settings, data, _ = inputs_of(options)
    learned = _trained(settings, data)
    # What is written to stdout stands there alone.
    table = sys.stderr if options.out == STDOUT else sys.stdout
    if options.out is not None:
        fingerprint = "" if data is None else data.fingerprint
        _put(options.out, weights_file.written(learned, settings, fingerprint))
    entropies: list[float | None] = []
    if data is not None:
        logs = data.logs(settings.sequence_length)
        entropies = [one.entropy for one in further_measures(learned, logs)]
    epochs = learned.epochs
    if options.json:
        rows = [dataclasses.asdict(epoch) for epoch in epochs]
        for row, entropy in zip(rows, entropies, strict=False):  # none for the catalogue
            row["entropy"] = entropy
        told = {} if data is None else {"data": data.summary()}
        print(json_text({"settings": _resolved(settings), **told, "epochs": rows}), file=table)
        return
    header = "epoch     loss     auc  accuracy    mass  chance" + "  entropy" * bool(entropies)
    print(header, file=table)
    for epoch in epochs:
        shares = [epoch.auc, epoch.accuracy, epoch.mass, epoch.chance]
        shares += entropies[epoch.epoch : epoch.epoch + 1]
        words = ["-" if share is None or math.isnan(share) else f"{share:.3f}" for share in shares]
        cells = [f"{word:>{width}}" for word, width in zip(words, (8, 10, 8, 8, 9), strict=False)]
        print(f"{epoch.epoch:5}{epoch.loss:9.4f}" + "".join(cells), file=table)


@with_tensorflow
def export(options: argparse.Namespace) -> None:
    """Write a view to a file in one of the formats of `attnviz.export`."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    settings, data, made = inputs_of(options)
    if settings.shown_epoch and made is None:
        comes_with = None if data else shipped(settings)
        made = comes_with or _trained(settings, data)
    trace = run(settings, made, data)
    content = FORMATS[options.format].written(trace, made if trace.epoch else None)
    _put(options.out, content)
    print(f"{options.out}: {len(content):,} bytes", file=sys.stderr)


@with_tensorflow
def lesson(options: argparse.Namespace) -> None:
    """Write a lesson in one of the formats of `attnviz.export.lessons`; say what is left out."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    made = paper(lesson_from(options.of), options.variant, run)
    content = LESSON_FORMATS[options.format].written(made)
    _put(options.out, content)
    print(*made.left_out, f"{options.out}: {len(content):,} bytes", sep="\n", file=sys.stderr)


def _put(out: Path, content: bytes) -> None:
    """Write a file, or to stdout."""
    if out == STDOUT:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise ValueError(f"--out {out} cannot be written: {error.strerror}") from None


def _trained(settings: Settings, data: "Interactions | None") -> Training:
    """Train on the interactions that were given, or the catalogue's log, and tell how far it is."""
    # Loads TensorFlow.
    from attnviz.learning.fit import train

    progress = Progress(settings)
    if data is None:
        return train(settings, progress.epoch)
    logs = data.logs(settings.sequence_length)
    return train(settings, progress.epoch, logs, progress.rows)


def _resolved(settings: Settings) -> dict[str, Any]:
    return {**dataclasses.asdict(settings), **settings.layer}
