"""What a command is about: settings, and files of interactions and of weights."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.interactions.asked import Asked
from attnviz.learning import weights_file
from attnviz.scenario.settings import Settings
from attnviz.scenario.values import Refusal

if TYPE_CHECKING:
    from attnviz.interactions.dataset import Interactions
    from attnviz.learning.trained import Epoch, Training

# Rows a second are told of epochs that take longer than this, while they run.
_TOLD_EVERY = 5.0


def opened(
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
    settings = Settings.from_texts(texts)
    if settings.items == "own" and data is None:
        raise ValueError("items='own' needs the interactions: --data FILE")
    if data is not None and settings.first_user > len(data.users):
        raise Refusal("first_user", settings.first_user, f"1 to {len(data.users)}, as in the file")
    if weights is None:
        return settings, data, None
    fingerprint = "" if data is None else data.fingerprint
    return settings, data, weights_file.read(weights, settings, fingerprint)


def _interactions(
    data_file: str, texts: dict[str, str], asked: Asked, items_asked: Asked
) -> "Interactions":
    """Read interactions, tell what became of them, and make `texts` settings of a view of them."""
    from attnviz.interactions.dataset import VOCABULARY_SIZE, interactions_of
    from attnviz.interactions.reading import content_of

    items_file = texts.pop("items", None)
    size = texts.pop("vocabulary_size", None)
    most = VOCABULARY_SIZE if size is None else Settings.from_texts({"vocabulary_size": size}).rows
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
        raise Refusal(name, text.strip(), str(error)) from None


class Progress:
    """Tells on stderr how far a training is, and how many rows of the log it learns a second."""

    def __init__(self, settings: Settings) -> None:
        self._epochs = settings.epochs
        self._rows = self._done = 0
        self._began = self._told = time.monotonic()

    def epoch(self, epoch: "Epoch") -> None:
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
