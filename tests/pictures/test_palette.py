import re
import tomllib

import numpy as np
import pytest

from attnviz.pictures import palette
from attnviz.ui import components
from tests.pictures.colour_vision import distance, smallest_distance
from tests.processes import ROOT

HEX = re.compile(r"#[0-9A-F]{6}")


def test_every_light_colour_has_one_dark_partner() -> None:
    partners: dict[str, set[str]] = {}
    for light, dark in palette._PAIRS:
        partners.setdefault(light, set()).add(dark)
    assert {light: dark for light, dark in partners.items() if len(dark) > 1} == {}
    assert set(palette.DARK) == set(partners)


def test_every_colour_is_an_upper_case_hex() -> None:
    for light, dark in palette.DARK.items():
        assert HEX.fullmatch(light)
        assert HEX.fullmatch(dark)


@pytest.mark.parametrize("scale", palette.SCALES)
def test_scales_run_from_0_to_1_and_have_the_same_stops_in_both_themes(scale: str) -> None:
    light, dark = palette.SCALES[scale], palette.SCALES_DARK[scale]
    positions = [position for position, _ in light]
    assert positions == [position for position, _ in dark]
    assert positions == sorted(positions)
    assert (positions[0], positions[-1]) == (0, 1)
    assert [palette.DARK[colour] for _, colour in light] == [colour for _, colour in dark]


def test_weights_have_squared_stops() -> None:
    assert palette.SCALES["weights"][1][0] == pytest.approx((1 / 7) ** 2)


@pytest.mark.parametrize("role", ["query", "key", "value", "weights", "context", "ink", "soft"])
def test_text_in_a_roles_colour_can_be_read_on_the_page(role: str) -> None:
    light = palette.ROLES[role]
    assert palette.contrast(light, palette.PAGE) >= 4.5
    assert palette.contrast(palette.DARK[light], palette.DARK[palette.PAGE]) >= 4.5


@pytest.mark.parametrize("scale", palette.SCALES)
def test_numbers_can_be_read_on_every_cell_in_both_themes(scale: str) -> None:
    colours = palette.NUMBER_COLOURS[scale]
    for step, number in enumerate(colours):
        position = step / (len(colours) - 1)
        light = palette.scale_colour(palette.SCALES[scale], position)
        dark = palette.scale_colour(palette.SCALES_DARK[scale], position)
        assert palette.contrast(number, light) >= 4.5
        assert palette.contrast(palette.DARK[number], dark) >= 4.5


def test_a_number_on_ink_can_be_read_in_both_themes() -> None:
    number = palette.NUMBER_ON_INK
    assert palette.contrast(number, palette.INK) >= 7
    assert palette.contrast(palette.DARK[number], palette.DARK[palette.INK]) >= 7


HEADS = [palette.head_colour(head) for head in range(8)]
INTERESTS = [light for light, _ in palette.INTERESTS.values()]
ROLES = [palette.ROLES[role] for role in ("query", "key", "value", "weights")]


@pytest.mark.parametrize(
    ("colours", "least"),
    [(HEADS, 14), (ROLES, 10), (INTERESTS, 8)],
    ids=["heads", "roles", "items"],
)
def test_colours_that_tell_things_apart_are_apart_in_every_vision(
    colours: list[str], least: float
) -> None:
    for shown in (colours, [palette.DARK[colour] for colour in colours]):
        nearest, which = smallest_distance(shown)
        assert nearest >= least, which


def test_the_distance_of_colours_is_that_of_its_authors() -> None:
    pairs = {
        ((50, 2.6772, -79.7751), (50, 0, -82.7485)): 2.0425,
        ((50, 2.5, 0), (73, 25, -18)): 27.1492,
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619)): 2.0373,
        ((50, -1, 2), (50, 0, 0)): 2.3669,
    }
    for (one, other), known in pairs.items():
        found = distance(np.array([one], float), np.array([other], float))
        assert float(found[0]) == pytest.approx(known, abs=5e-5)


@pytest.mark.parametrize("colours", [HEADS, INTERESTS], ids=["heads", "items"])
def test_marks_that_mean_something_are_seen_on_the_page(colours: list[str]) -> None:
    for colour in colours:
        assert palette.contrast(colour, palette.PAGE) >= 3
        assert palette.contrast(palette.DARK[colour], palette.DARK[palette.PAGE]) >= 3


def test_a_heads_name_can_be_read_in_its_colour() -> None:
    for colour in HEADS:
        assert palette.contrast(colour, palette.PAGE) >= 4.5
        assert palette.contrast(palette.DARK[colour], palette.DARK[palette.PAGE]) >= 4.5


def test_a_share_can_be_read_on_its_ribbon() -> None:
    sheet = (components.FOLDER / "ribbons" / "style.css").read_text()
    mixes = re.findall(r"color-mix\(in srgb, var\(--hue\) (\d+)%, transparent\)", sheet)
    light, dark = (int(mix) / 100 for mix in mixes[:2])
    for colour in (*INTERESTS, palette.SOFT):
        on_light = mixed(colour, palette.PAGE, light)
        on_dark = mixed(palette.DARK[colour], palette.DARK[palette.PAGE], dark)
        assert palette.contrast(palette.INK, on_light) >= 4.5
        assert palette.contrast(palette.DARK[palette.INK], on_dark) >= 4.5


def mixed(colour: str, below: str, share: float) -> str:
    """Return what is seen of a colour of some opacity on another."""
    pairs = ((int(colour[i : i + 2], 16), int(below[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in pairs)


def test_no_sheet_of_styles_has_a_colour_of_its_own() -> None:
    # But the palette's, which is written from it (`tests/ui/components/test_components.py`).
    written = components.FOLDER / "shared" / "palette.css"
    sheets = {*(ROOT / "attnviz").rglob("*.css")} - {written}
    assert len(sheets) > 10
    own = {sheet.name: re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()) for sheet in sheets}
    assert {name: colours for name, colours in own.items() if colours} == {}


def test_the_letters_of_a_formula_have_their_roles_colours_in_both_themes() -> None:
    sheet = (components.FOLDER.parent / "shell" / "styles" / "page.css").read_text()
    for role, latex in palette.LATEX.items():
        rgb = ", ".join(str(int(latex[i : i + 2], 16)) for i in (1, 3, 5))
        assert f'.katex [style*="{rgb}"] {{\n  color: var(--{role})' in sheet


def test_streamlits_theme_has_the_palettes_colours() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    wanted = {
        "primaryColor": "ink",
        "backgroundColor": "page",
        "secondaryBackgroundColor": "wash",
        "textColor": "ink",
        "borderColor": "line",
        "linkColor": "query",
        "blueTextColor": "query",
        "orangeTextColor": "key",
        "greenTextColor": "value",
        "violetTextColor": "weights",
    }
    for name, role in wanted.items():
        light = palette.ROLES[role]
        assert theme["light"][name] == light
        assert theme["dark"][name] == palette.DARK[light], name


@pytest.mark.parametrize(
    ("scale", "limit", "value", "position", "stop"),
    [
        ("weights", 1.0, 0.0, 0.0, 0),
        ("weights", 1.0, 0.25, 0.25, 3),  # (3 / 7) ** 2 = 0.18, (4 / 7) ** 2 = 0.33
        ("weights", 1.0, 7.0, 1.0, 7),
        ("signed", 2.0, -3.0, 0.0, 0),
        ("signed", 2.0, 0.0, 0.5, 4),
        ("signed", 2.0, 0.5, 0.625, 5),
        ("grey", 4.0, 3.0, 0.75, 3),
        ("grey", 4.0, np.inf, 1.0, 4),
    ],
)
def test_a_value_has_a_place_on_its_scale(
    scale: str, limit: float, value: float, position: float, stop: int
) -> None:
    found = palette.scale_positions([value, np.nan], palette.scale_bounds(scale, limit))
    assert found[0] == position
    assert np.isnan(found[1])
    assert palette.nearest_stop(scale, found[:1]).tolist() == [stop]
