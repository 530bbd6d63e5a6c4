"""Memory of a server with 1 and with 10 learners, each of them visiting all pages in a browser.

Every learner has a seed and users of their own, so that hardly a training or a trace is shared.
Prints a table for the README. Ends with 1 where a server takes 1 GB or more.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.screenshots import page_names
from tests.browser.servers import Server, serving
from tests.browser.visits import launched, opened, settle

MOST = 1000
"""Megabytes that a server may take: what the smallest hosts give."""
TIMEOUT_MS = 300_000


def megabytes(server: Server) -> float:
    """Return the memory that the server's process holds (its resident set)."""
    command = ["ps", "-o", "rss=", "-p", str(server.process.pid)]
    return int(subprocess.check_output(command)) * 1024 / 1e6


def visit_all(page: Page, server: Server, learner: int) -> None:
    """Visit every page by its link, as one learner."""
    mode = "multi_head" if learner % 2 else "attention"
    for name in page_names():
        page.goto(server.url(name, mode=mode, seed=learner, sample_seed=learner))
        settle(page, TIMEOUT_MS)


def measured(learners: int) -> tuple[list[tuple[str, float]], bool]:
    """Return a server's memory at each stage, and whether it stayed below the bound."""
    stages = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder, "server.log")) as server,
        launched() as browser,
        ExitStack() as learning,
    ):
        stages.append(("no learner yet", megabytes(server)))
        for learner in range(learners):
            page = learning.enter_context(opened(browser))
            visit_all(page, server, learner)
            if learner + 1 in (1, learners):
                stages.append((f"{learner + 1} on all pages", megabytes(server)))
            print(f"learner {learner + 1}: {megabytes(server):.0f} MB", file=sys.stderr, flush=True)
    return stages, all(value < MOST for _, value in stages)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=10)
    stages, fine = measured(parser.parse_args().learners)
    print("| learners | MB |", "|---|---|", sep="\n")
    for name, value in stages:
        print(f"| {name} | {value:.0f} |")
    raise SystemExit(not fine)


if __name__ == "__main__":
    main()
