"""The command line: `python -m attnviz COMMAND [settings]`.

Results go to stdout, progress and messages to stderr. What is wrong is one line, and exit code 2.
"""

import argparse
import dataclasses
import math
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from attnviz.export import FORMATS
from attnviz.export.lessons import LESSON_FORMATS, lesson_from
from attnviz.export.lessons.paper import LARGEST_VARIANT, paper
from attnviz.interactions.asked import Asked
from attnviz.interactions.options import add_options, asked_in
from attnviz.learning import weights_file
from attnviz.learning.onednn import leave_out_onednn
from attnviz.learning.quiet import with_tensorflow
from attnviz.learning.trained import Epoch, Training
from attnviz.scenario.settings import KINDS, MEANINGS, Settings
from attnviz.scenario.strict_json import json_text
from attnviz.scenario.values import InvalidValue
from attnviz.trace import article as test
from attnviz.trace.cell import OVER_HEADS
from attnviz.trace.explain import explain as explained
from attnviz.trace.explain.report import described, lines

if TYPE_CHECKING:
    from attnviz.interactions.dataset import Interactions


# TensorFlow greets on stderr otherwise.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
leave_out_onednn()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code.

    One whose reader goes away, as `head` does, or that is interrupted ends without a word.
    """
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would then complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(arguments: list[str] | None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    texts = {name: text for name in KINDS if (text := getattr(options, name, None)) is not None}
    try:
        data_file, weights = getattr(options, "data", None), getattr(options, "weights", None)
        asked, items_asked = asked_in(options), asked_in(options, of_items=True)
        if options.command is clicks:
            clicks(options, asked, items_asked)
            return 0
        settings, options.data, options.weights = load_inputs(
            texts, data_file, weights, asked, items_asked
        )
        options.command(settings, options)
    except ValueError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="attnviz", description="See what attention does in a recommender.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Any, meaning: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=meaning, description=meaning, allow_abbrev=False)
        added.set_defaults(command=function)
        return added

    def with_settings(added: argparse.ArgumentParser, *, json: bool = True) -> None:
        for name, kind in KINDS.items():
            flag = "--" + name.replace("_", "-")
            meaning = f"{MEANINGS[name]} {kind.allowed.capitalize()}.".replace("%", "%%")
            added.add_argument(flag, metavar="VALUE", dest=name, help=meaning)
        added.add_argument(
            "--data",
            metavar="FILE",
            help="A file of your own clicks: user, item, time. Then --items is a file of the "
            "items' titles and categories, and --vocabulary-size the most rows of the table.",
        )
        add_options(added.add_argument_group("how the file of --data is read"))
        if json:
            added.add_argument("--json", action="store_true", help="Print one JSON object.")

    def with_weights(added: argparse.ArgumentParser) -> None:
        added.add_argument("--weights", metavar="FILE", type=Path, help="What `train --out` wrote.")

    replaying = command("article", article, "Replay the article's test in both modes.")
    replaying.add_argument("--json", action="store_true", help="Print one JSON object.")
    reading = command("clicks", clicks, "Say how a file of your own clicks is read.")
    reading.add_argument("file", metavar="FILE", help="The file: a row for each click.")
    reading.add_argument("--items", metavar="FILE", dest="items_file", help="A file of its items.")
    add_options(reading)
    reading.add_argument("--json", action="store_true", help="Print one JSON object.")
    tracing = command("trace", trace, "Print every step of the walk: name, axes, shape, formula.")
    with_settings(tracing)
    with_weights(tracing)
    tracing.add_argument("--values", action="store_true", help="With --json: print values too.")
    explaining = command("explain", explain, "Print the arithmetic that made one number.")
    explaining.add_argument("of", metavar="STEP", help="A step of the walk, such as weights.")
    explaining.add_argument(
        "index",
        metavar="INDEX",
        type=_place,
        nargs="*",
        help="Its place: a number an axis, from 0; for the head also mean or max.",
    )
    with_settings(explaining)
    with_weights(explaining)
    explaining.add_argument("--all", action="store_true", help="Print all terms, not just 8.")
    fit = command("train", train, "Train the click model and print its epochs.")
    with_settings(fit)
    fit.add_argument("--out", metavar="FILE", type=Path, help="Write the weights: an npz.")
    fit.add_argument(
        "--ship", action="store_true", help="Train and write what comes with the package."
    )
    exporting = command("export", export, "Write a view to a file that others can open.")
    exporting.add_argument(
        "format",
        choices=FORMATS,
        metavar="FORMAT",
        help=" ".join(f"{name}: {made.meaning}" for name, made in FORMATS.items()),
    )
    exporting.add_argument("--out", metavar="FILE", type=Path, required=True, help="The file.")
    with_settings(exporting, json=False)
    with_weights(exporting)
    teaching = command("lesson", lesson, "Write a lesson's questions and answers to a file.")
    teaching.add_argument(
        "format",
        choices=LESSON_FORMATS,
        metavar="FORMAT",
        help=" ".join(f"{name}: {made.meaning}" for name, made in LESSON_FORMATS.items()),
    )
    teaching.add_argument(
        "of", metavar="LESSON", help="A lesson that comes along, by its name; a link; or a file."
    )
    teaching.add_argument("--out", metavar="FILE", type=Path, required=True, help="The file.")
    teaching.add_argument(
        "--variant",
        metavar="NUMBER",
        type=_variant,
        default=0,
        help="Other users and another order of answers, the same for the same number; 0 for the "
        "lesson's own.",
    )
    return parser


@with_tensorflow
def article(_settings: Settings, options: argparse.Namespace) -> None:
    """Print the article's samples, shapes and parameters, in its words."""

    print(json_text(test.described()) if options.json else "\n".join(test.lines()))


def clicks(options: argparse.Namespace, asked: Asked, items_asked: Asked) -> None:
    """Print how a file is read: columns, losses, doubts and histories; nothing is trained."""
    # Loads Arrow.
    from attnviz.interactions.histories import dry_run, written
    from attnviz.interactions.reading import content_of, read_files

    items = None if options.items_file is None else content_of(options.items_file)
    found = dry_run(*read_files(content_of(options.file), asked, items, items_asked))
    if options.json:
        print(json_text(found))
        return
    print("\n".join(written(found)))


@with_tensorflow
def trace(settings: Settings, options: argparse.Namespace) -> None:
    """Print every step of the walk."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    if options.values and not options.json:
        raise ValueError("--values goes with --json")
    steps = run(settings, options.weights, options.data).steps.values()
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
def explain(settings: Settings, options: argparse.Namespace) -> None:
    """Print the arithmetic that made one number."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    explanation = explained(run(settings, options.weights, options.data), options.of, options.index)
    most = None if options.all else 8
    if options.json:
        print(json_text({"settings": _resolved(settings), **described(explanation, most)}))
        return
    print("\n".join(lines(explanation, most)))


@with_tensorflow
def train(settings: Settings, options: argparse.Namespace) -> None:
    """Train and print the table of epochs."""
    # Loads TensorFlow.
    from attnviz.learning.metrics import further_measures
    from attnviz.learning.shipped import ship

    if options.ship:
        ship()
        return
    learned = _trained(settings, options)
    if options.out is not None:
        fingerprint = "" if options.data is None else options.data.fingerprint
        try:
            weights_file.write(options.out, learned, settings, fingerprint)
        except OSError as error:
            raise ValueError(f"--out {options.out} cannot be written: {error.strerror}") from None
    entropies: list[float | None] = []
    if options.data is not None:
        logs = options.data.logs(settings.sequence_length)
        entropies = [one.entropy for one in further_measures(learned, logs)]
    epochs = learned.epochs
    if options.json:
        rows = [dataclasses.asdict(epoch) for epoch in epochs]
        for row, entropy in zip(rows, entropies, strict=False):  # none for the catalogue
            row["entropy"] = entropy
        told = {} if options.data is None else {"data": options.data.summary()}
        print(json_text({"settings": _resolved(settings), **told, "epochs": rows}))
        return
    print("epoch     loss     auc  accuracy    mass  chance" + "  entropy" * bool(entropies))
    for epoch in epochs:
        shares = [epoch.auc, epoch.accuracy, epoch.mass, epoch.chance]
        shares += entropies[epoch.epoch : epoch.epoch + 1]
        words = ["-" if share is None or math.isnan(share) else f"{share:.3f}" for share in shares]
        cells = [f"{word:>{width}}" for word, width in zip(words, (8, 10, 8, 8, 9), strict=False)]
        print(f"{epoch.epoch:5}{epoch.loss:9.4f}" + "".join(cells))


@with_tensorflow
def export(settings: Settings, options: argparse.Namespace) -> None:
    """Write a view to a file in one of the formats of `attnviz.export`."""
    # Loads TensorFlow.
    from attnviz.learning.shipped import shipped
    from attnviz.trace.run import run

    made = options.weights
    if settings.shown_epoch and made is None:
        comes_with = None if options.data else shipped(settings)
        made = comes_with or _trained(settings, options)
    trace = run(settings, made, options.data)
    _write(options.out, FORMATS[options.format].written(trace, made if trace.epoch else None))


@with_tensorflow
def lesson(_settings: Settings, options: argparse.Namespace) -> None:
    """Write a lesson in one of the formats of `attnviz.export.lessons`; say what is left out."""
    # Loads TensorFlow.
    from attnviz.trace.run import run

    made = paper(lesson_from(options.of), options.variant, run)
    _write(options.out, LESSON_FORMATS[options.format].written(made))
    print(*made.left_out, sep="\n", end="\n" * bool(made.left_out), file=sys.stderr)


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise ValueError(f"--out {out} cannot be written: {error.strerror}") from None
    print(f"{out}: {len(content):,} bytes", file=sys.stderr)


def _trained(settings: Settings, options: argparse.Namespace) -> Training:
    """Train on the interactions that were given, or the catalogue's log, and tell how far it is."""
    # Loads TensorFlow.
    from attnviz.learning.fit import train

    progress = Progress(settings)
    if options.data is None:
        return train(settings, progress.epoch)
    logs = options.data.logs(settings.sequence_length)
    return train(settings, progress.epoch, logs, progress.rows)


def _variant(text: str) -> int:
    if not text.isdecimal() or int(text) > LARGEST_VARIANT:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed; allowed is a whole number, 0 to {LARGEST_VARIANT}"
        )
    return int(text)


def _place(text: str) -> int | str:
    """Return an entry of an index as it is meant."""
    if text in OVER_HEADS:
        return text
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed; allowed is a whole number from 0, or {', '.join(OVER_HEADS)}"
        )
    return int(text)


def _resolved(settings: Settings) -> dict[str, Any]:
    return {**dataclasses.asdict(settings), **settings.layer}


# Rows a second are told of epochs that take longer than this, while they run.
_TOLD_EVERY = 5.0


def load_inputs(
    texts: dict[str, str],
    data_file: str | None,
    weights: Path | None,
    asked: Asked,
    items_asked: Asked,
) -> "tuple[Settings, Interactions | None, Training | None]":
    """Return the settings, the interactions and the training that a command is about.

    Args:
        texts: Settings by name. With a file of data, "items" is a file of its items' titles and
            categories, and "vocabulary_size" the most rows that the embedding table may have.
        data_file: A file of interactions.
        weights: A file of weights, as `weights_file.write` makes it.
        asked: How the file of interactions is read, as far as a person says so.
        items_asked: How the file of items is read.

    Raises:
        ValueError: if a file cannot be read, or the settings are not allowed or do not fit it.
    """
    texts, data = dict(texts), None
    if data_file is not None:
        data = _interactions(data_file, texts, asked, items_asked)
    elif asked != Asked() or items_asked != Asked():
        raise ValueError("options that say how a file is read need the file: --data FILE")
    if weights is not None:
        texts.setdefault("epochs", str(weights_file.epochs_in(weights)))
    settings = Settings.from_query(texts)
    if settings.items == "own" and data is None:
        raise ValueError("items='own' needs the interactions: --data FILE")
    if data is not None and settings.first_user > len(data.users):
        raise InvalidValue(
            "first_user", settings.first_user, f"1 to {len(data.users)}, as in the file"
        )
    if weights is None:
        return settings, data, None
    fingerprint = "" if data is None else data.fingerprint
    return settings, data, weights_file.read(weights, settings, fingerprint)


def _interactions(
    data_file: str, texts: dict[str, str], asked: Asked, items_asked: Asked
) -> "Interactions":
    """Read interactions, tell what became of them, and make `texts` settings of a view of them."""
    # Loads Arrow.
    from attnviz.interactions.dataset import VOCABULARY_SIZE, interactions_of
    from attnviz.interactions.reading import content_of

    items_file = texts.pop("items", None)
    size = texts.pop("vocabulary_size", None)
    most = VOCABULARY_SIZE if size is None else Settings.from_query({"vocabulary_size": size}).rows
    data = interactions_of(
        content_of(data_file),
        asked,
        None if items_file is None else content_of(items_file),
        items_asked,
        most,
    )
    report = data.report
    print(
        f"{data_file}: {report.used:,} of {report.rows:,} rows are used, "
        f"{len(data.users):,} users and {data.items.vocabulary_size - 1:,} items",
        *(f"not used, {drop}" for drop in report.drops),
        *report.notes,
        *(doubt.told for doubt in report.doubts),
        sep="\n",
        file=sys.stderr,
    )
    texts |= {"items": "own", "vocabulary_size": str(data.items.vocabulary_size)}
    for name in ("history", "candidate"):
        if name in texts:
            texts[name] = ",".join(_id(name, part, data) for part in texts[name].split(","))
    return data


def _id(name: str, text: str, data: "Interactions") -> str:
    try:
        return str(data.items.find(text))
    except LookupError as error:
        raise InvalidValue(name, text.strip(), str(error)) from None


class Progress:
    """Tells on stderr how far a training is, and how many rows of the log it learns a second."""

    def __init__(self, settings: Settings) -> None:
        self._epochs = settings.epochs
        self._rows = self._done = 0
        self._began = self._told = time.monotonic()

    def epoch(self, epoch: Epoch) -> None:
        """Tell that an epoch has ended."""
        self._done = epoch.epoch
        speed = f", {self._speed()}" if self._rows else ""
        print(f"epoch {epoch.epoch} of {self._epochs}{speed}", file=sys.stderr)
        self._rows = 0
        self._began = self._told = time.monotonic()

    def rows(self, rows: int) -> None:
        """Tell how many rows of an epoch have been learned from, if that was not told lately."""
        self._rows = rows
        if time.monotonic() - self._told > _TOLD_EVERY:
            self._told = time.monotonic()
            print(f"  in epoch {self._done + 1}: {rows:,} rows, {self._speed()}", file=sys.stderr)

    def _speed(self) -> str:
        seconds = max(time.monotonic() - self._began, 1e-3)
        return f"{self._rows / seconds:,.0f} rows a second"


if __name__ == "__main__":
    sys.exit(main())
