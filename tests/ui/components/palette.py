"""The palette as the style sheet that components fetch: python -m tests.ui.components.palette."""

from attnviz.pictures.palette import palette_styles
from attnviz.ui.components import FOLDER

FILE = FOLDER / "shared" / "palette.css"


def written() -> str:
    """Return what stands in the file."""
    return palette_styles() + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
