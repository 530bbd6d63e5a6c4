"""Write the trees anew."""

import tempfile
from pathlib import Path

from tests.browser.servers import serving
from tests.browser.trees import FOLDER, TREES, tree
from tests.browser.visits import launched, opened


def main() -> None:
    """Write all trees."""
    with (
        tempfile.TemporaryDirectory() as logs,
        serving(Path(logs, "server.log")) as server,
        launched() as browser,
    ):
        for name, go in TREES.items():
            with opened(browser) as page:
                go(server, page)
                FOLDER.joinpath(f"{name}.txt").write_text(tree(page), encoding="utf-8")


if __name__ == "__main__":
    main()
