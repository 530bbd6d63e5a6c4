"""3,000 clicks at random through one server, by learners who come and go, half with own clicks.

Ends with 1 where a learner has seen an exception, or has lost a setting or a file.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.random_clicks import KEPT, KEPT_WITH_A_FILE, RandomClicks, begin, bring_file
from tests.browser.servers import Server, serving
from tests.browser.visits import launched, opened

SEED = 14
CLICKS = 3000
_A_LEARNER = 250


def walk(browser: Browser, server: Server, seed: int, clicks: int, has_file: bool) -> str:
    """Let one learner click; return how many clicks of each kind there were, in words.

    Raises:
        AssertionError: if something has raised, or a setting or the file is lost.
    """
    with opened(browser, own_tab=True) as page:
        if has_file:
            begin(page, server.url("", seed=KEPT_WITH_A_FILE["seed"]))
            bring_file(page)
        else:
            begin(page, server.url("", **KEPT))
        learner = RandomClicks(page, seed, KEPT_WITH_A_FILE if has_file else KEPT, has_file)
        learner.click(clicks // 2)
        learner.adds = True
        learner.click(clicks - clicks // 2)
    return ", ".join(f"{name} {count}" for name, count in sorted(learner.done.items()))


def soak(server: Server, clicks: int, seed: int) -> int:
    """Let learners click one after the other; return how many of them were let down."""
    let_down, made, began = 0, 0, time.monotonic()
    each = min(_A_LEARNER, max(1, clicks // 2))
    with launched() as browser:
        for number, first in enumerate(range(0, clicks, each)):
            has_file, share = number % 2 == 1, min(each, clicks - first)
            try:
                told = walk(browser, server, seed + number, share, has_file)
            except AssertionError as error:
                let_down += 1
                told = "let down"
                print(f"seed {seed + number}: {error}", file=sys.stderr, flush=True)
            made += share
            whose = "own clicks" if has_file else "the catalogue"
            seconds = time.monotonic() - began
            print(f"{made:5} clicks {seconds:5.0f} s, {whose}: {told}", flush=True)
    return let_down


def main() -> None:
    """Print the clicks as they go, and end with 1 where a learner was let down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=CLICKS)
    parser.add_argument("--seed", type=int, default=SEED, help="of the first learner")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "server.log")) as server:
        let_down = soak(server, asked.clicks, asked.seed)
    print(f"{let_down} learners were let down.")
    raise SystemExit(let_down > 0)


if __name__ == "__main__":
    main()
