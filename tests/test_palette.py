import re

import pytest

from attnviz import palette

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
        assert palette.contrast(number, light) >= 4
        assert palette.contrast(palette.DARK[number], dark) >= 4


def test_a_number_on_ink_can_be_read_in_both_themes() -> None:
    number = palette.NUMBER_ON_INK
    assert palette.contrast(number, palette.INK) >= 7
    assert palette.contrast(palette.DARK[number], palette.DARK[palette.INK]) >= 7


def test_heads_repeat_their_colours_after_four() -> None:
    assert len({palette.head_colour(head) for head in range(4)}) == 4
    assert palette.head_colour(5) == palette.head_colour(1)
