"""Memory of a server that is asked for 3,000 random settings, one after the other.

Ends with 1 where at the end it holds more than 80 MB more than after the first 500, or where a
page has shown an exception.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from attnviz.scenario.lenient import from_query_lenient
from attnviz.scenario.settings import KINDS
from attnviz.scenario.values import Choice, Flag, Float, Integer, Kind
from tests.browser.screenshots import page_names
from tests.browser.servers import Server, serving
from tests.browser.visitor import exceptions, visiting

SEED = 14
SETTINGS, FIRST, EVERY = 3000, 500, 100
MOST_GROWTH = 80.0
"""Megabytes between the first 500 settings and the end."""

# Learners come and go: so many settings are one session's.
_A_SESSION = 20
_AGAIN, _TRAINED = 0.2, 0.1
_MOST_SET = 6
# A training of these takes half a second.
_SHORT_FIT = {"training_samples": "500", "epochs": "2"}
# Settings that are drawn: all numbers, flags and choices but these.
_OTHERS = ("epoch", "epochs", "training_samples", "projector", "items", "vocabulary_size")
_DRAWN = {
    name: kind
    for name, kind in KINDS.items()
    if isinstance(kind, Integer | Float | Flag | Choice) and name not in _OTHERS
}


def random_links(seed: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield pages with random settings without end: mostly new ones, some that were there."""
    choose = random.Random(seed)
    pages = page_names()
    seen: list[tuple[str, dict[str, str]]] = []
    while True:
        if seen and choose.random() < _AGAIN:
            yield choose.choice(seen)
            continue
        link = choose.choice(pages), _texts(choose)
        seen.append(link)
        yield link


def _texts(choose: random.Random) -> dict[str, str]:
    """Return texts of settings that go together."""
    names = choose.sample(list(_DRAWN), choose.randint(1, _MOST_SET))
    texts = {name: _text(choose, _DRAWN[name]) for name in names}
    texts |= _SHORT_FIT if choose.random() < _TRAINED else {"epoch": "0"}
    return from_query_lenient(texts)[0].to_query()


def _text(choose: random.Random, kind: Kind) -> str:
    if isinstance(kind, Integer):
        return str(choose.randint(kind.low, 10_000 if kind.high is None else kind.high))
    if isinstance(kind, Float):
        return kind.write(round(choose.uniform(kind.low, kind.high), 2))
    if isinstance(kind, Choice):
        return choose.choice(tuple(kind.options))
    return choose.choice(("true", "false"))


def megabytes(server: Server) -> float:
    """Return the memory of the server's process (its resident set)."""
    command = ["ps", "-o", "rss=", "-p", str(server.process.pid)]
    return int(subprocess.check_output(command)) * 1024 / 1e6


def soak(server: Server, settings: int) -> tuple[list[float], list[str]]:
    """Ask a server for random settings.

    Returns:
        The megabytes that it holds after each `EVERY` settings, and what exceptions were shown.
        What a run needs while it lasts is not held: the least counts of what was found behind each
        of the last `_A_SESSION` settings.
    """
    links, found, held, shown = random_links(SEED), [], [], []
    began = time.monotonic()
    for first in range(0, settings, _A_SESSION):
        with visiting(server) as visitor:
            for number in range(first + 1, min(first + _A_SESSION, settings) + 1):
                page, texts = next(links)
                shown += [f"/{page} {texts}: {e}" for e in exceptions(visitor.visit(page, texts))]
                found.append(megabytes(server))
                if number % EVERY == 0:
                    held.append(min(found[-_A_SESSION:]))
                    seconds = time.monotonic() - began
                    print(f"{number:5} settings {held[-1]:6.0f} MB {seconds:5.0f} s", flush=True)
    return held, shown


def main() -> None:
    """Print the memory as it goes, and end with 1 where it has grown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=int, default=SETTINGS, help="a multiple of 100")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "server.log")) as server:
        held, shown = soak(server, arguments.settings)
    grown = held[-1] - held[min(FIRST, arguments.settings) // EVERY - 1]
    print(f"{grown:+.0f} MB since the first {FIRST}; allowed is {MOST_GROWTH:+.0f}")
    for exception in shown:
        print(exception, file=sys.stderr)
    raise SystemExit(bool(shown) or grown > MOST_GROWTH)


if __name__ == "__main__":
    main()
