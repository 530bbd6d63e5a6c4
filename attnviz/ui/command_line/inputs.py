"""What a command is about: its settings, a file of clicks, a file of weights."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.interactions.asked import Asked
from attnviz.interactions.options import asked_in
from attnviz.learning import weights_file
from attnviz.learning.trained import Training
from attnviz.scenario.settings import KINDS, Settings
from attnviz.scenario.values import InvalidValue

if TYPE_CHECKING:
    from attnviz.interactions.dataset import Interactions


def inputs_of(
    options: argparse.Namespace,
) -> "tuple[Settings, Interactions | None, Training | None]":
    """Return the settings, the interactions and the training that a command is about.

    Args:
        options: Settings by name, as far as they are said. With a file of data, "items" is a file
            of its items' titles and categories, and "vocabulary_size" the most rows that the
            embedding table may have.

    Raises:
        ValueError: if a file cannot be read, or the settings are not allowed or do not fit it.
    """
    said = {name: getattr(options, name, None) for name in KINDS}
    texts = {
        name: value if isinstance(value, str) else KINDS[name].write(value)
        for name, value in said.items()
        if value is not None
    }
    asked, items_asked = asked_in(options), asked_in(options, of_items=True)
    weights: Path | None = getattr(options, "weights", None)
    data = None
    if options.data is not None:
        data = _interactions(options.data, texts, asked, items_asked)
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
    if texts.get("candidate"):
        texts["candidate"] = _id("candidate", texts["candidate"], data)
    if "history" in texts:
        parts = [part for part in texts["history"].split(",") if part.strip()]
        texts["history"] = ",".join(_id("history", part, data) for part in parts)
    return data


def _id(name: str, text: str, data: "Interactions") -> str:
    try:
        return str(data.items.find(text))
    except LookupError as error:
        raise InvalidValue(name, text.strip(), str(error)) from None
