import re
from pathlib import Path

import pytest

from attnviz.pictures.palette import DARK, INTERESTS, ROLES, SCALES, palette_styles
from attnviz.ui import components
from tests.ui.components import palette

FOLDER = components.FOLDER
SHEETS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.css"))
SCRIPTS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js"))
# One is the page's own, and one is the palette.
OWN_SHEETS = [name for name in SHEETS if name not in ("scrubber/page.css", "shared/palette.css")]
MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function"


def test_the_palette_is_there_for_both_themes() -> None:
    styles = palette_styles()
    for light in (*ROLES.values(), *(pair[0] for pair in INTERESTS.values())):
        assert f"light-dark({light}, {DARK[light]})" in styles
    for scale, stops in SCALES.items():
        assert len(re.findall(rf"--{scale}-\d: ", styles)) == len(stops)


def test_the_sheet_that_components_fetch_is_the_palette() -> None:
    assert palette.FILE.read_text(encoding="utf-8") == palette.written()


@pytest.mark.parametrize("name", OWN_SHEETS)
def test_every_colour_comes_from_the_palette(name: str) -> None:
    sheet = (FOLDER / name).read_text() + (FOLDER / "shared/base.css").read_text()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet)
    known = set(re.findall(r"(--[\w-]+):", palette_styles() + sheet))
    places = {"--height", "--timeline", "--first", "--rows", "--top", "--stack", "--card-height"}
    used = {use for use in re.findall(r"var\((--[\w-]+)", sheet) if not use.startswith("--st-")}
    assert used <= known | places | {"--projector"}  # which are set by scripts


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_have_no_colours_and_make_no_markup_of_text(name: str) -> None:
    script = (FOLDER / name).read_text()
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", script)
    assert not re.findall(MARKUP, script)


def test_all_scripts_are_seen() -> None:
    assert {"picture/main.js", "ribbons/main.js", "shared/dom.js"} <= set(SCRIPTS)
    assert len(SCRIPTS) > 20


def test_the_address_of_the_folder_changes_with_any_script_or_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "FOLDER", tmp_path)
    digests = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", "2"), ("c.css", "")):
        (tmp_path / name).write_text(text)
        digests.add(components._digest())
    assert len(digests) == 4
