import re
from pathlib import Path

import pytest

from attnviz.palette import DARK, INTERESTS, ROLES, SCALES, palette_styles
from attnviz.ui import components

FOLDER = Path(components.__file__).parent
SCRIPTS = ("candidates", "ribbons", "diagram", "filmstrip")
SHEETS = (*(f"{name}/style" for name in SCRIPTS), "ribbons/small")


def test_the_palette_is_there_for_both_themes() -> None:
    styles = palette_styles()
    for light in (*ROLES.values(), *(pair[0] for pair in INTERESTS.values())):
        assert f"light-dark({light}, {DARK[light]})" in styles
    for scale, stops in SCALES.items():
        assert len(re.findall(rf"--{scale}-\d: ", styles)) == len(stops)


@pytest.mark.parametrize("name", SHEETS)
def test_every_colour_comes_from_the_palette(name: str) -> None:
    sheet = (FOLDER / f"{name}.css").read_text() + (FOLDER / "shared/base.css").read_text()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet)
    known = set(re.findall(r"(--[\w-]+):", components.styles(name)))
    set_elsewhere = {"--height", "--top", "--stack", "--card-height"}
    used = {use for use in re.findall(r"var\((--[\w-]+)", sheet) if not use.startswith("--st-")}
    assert used <= known | set_elsewhere


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_have_no_colours_and_make_no_markup_of_text(name: str) -> None:
    script = components.script(f"{name}/main")
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", script)
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script)
