"""What is written under and over the columns of a panel."""

import itertools

import pytest

from attnviz.pictures import Band
from attnviz.pictures.labels import add_bands, column_labels, cut_apart, row_labels, text_width
from attnviz.pictures.scene import NARROW, WIDE, Box, Label, Sketch
from tests.pictures.examples import panel

# What a page at a desk, of 1280 px, and a small phone leave of the width of a picture.
NARROWEST = {WIDE: 800 / 1040, NARROW: 326 / 358}
NAMES = {
    "words": ("sleeping bag", "hammock", "fire steel", "bib shorts", "tyre levers", "moka pot"),
    "numbers": tuple(str(number) for number in range(1, 41)),
    "wide letters": ("MMMMMMMM",) * 8,
    "one beginning": tuple(f"camping chair {number}" for number in range(6)),
}


def apart(labels: list[Label], width: int) -> bool:
    return all(
        (other.x - one.x) * NARROWEST[width]
        >= (text_width(one.text, one.size) + text_width(other.text, other.size)) / 2
        for one, other in itertools.pairwise(labels)
    )


@pytest.mark.parametrize("cell", [12.0, 28.4, 40.0, 50.0, 80.0, 120.0])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_column_labels_stay_apart_where_the_page_shrinks_the_picture(
    names: tuple[str, ...], width: int, cell: float
) -> None:
    shown = panel(2, len(names), column_labels=names)
    labels = column_labels(shown, Box(0, 0, cell, 30), width)
    assert labels[0].text.startswith(names[0][:2])
    assert apart(labels, width)


ALIKE = tuple(f"Noise-cancelling headphones of series {number} black" for number in range(20, 30))


def test_texts_that_begin_alike_keep_what_tells_them_apart() -> None:
    for room in (40.0, 60.0, 109.0, 200.0):
        texts = cut_apart(ALIKE, room)
        assert len({*texts}) == len(ALIKE), room
        assert all(text_width(text) <= room + 1e-9 for text in texts), room
    assert cut_apart((*ALIKE[:2], "trail shoes"), 109)[1:] == ("Noise-c…21 black", "trail shoes")
    assert cut_apart(("Donaudampfschiff1", "Donaudampfschiff2"), 60) == ("Donaud…1", "Donaud…2")
    assert cut_apart(("on one 1 x", "on one 1 y", "on one 2 x"), 40) == ("…1 x", "…1 y", "…2 x")
    assert cut_apart((ALIKE[0], ALIKE[0]), 109) == ("Noise-cancelling…",) * 2
    assert cut_apart((), 109) == ()


def test_row_and_column_labels_that_begin_alike_are_told_apart() -> None:
    rows = panel(10, 2, row_labels=ALIKE)
    assert len({label.text for label in row_labels(rows, Box(0, 0, 30, 30), 100, 100)}) == 10
    columns = panel(2, 10, column_labels=ALIKE)
    assert len({label.text for label in column_labels(columns, Box(0, 0, 80, 30), WIDE)}) == 10


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("cell", [10.0, 11.0, 12.0, 13.0, 14.0, 20.0])
def test_names_of_bands_stay_apart(cell: float, width: int) -> None:
    names = ("item", "interest", "price tier")
    bands = tuple(Band(name, 4 * n, 4, "#000000") for n, name in enumerate(names))
    sketch = Sketch()
    add_bands(panel(2, 12, bands=bands), Box(0, 0, cell, 30), sketch, width)
    assert len(sketch.bars) == 3
    assert apart(sketch.labels, width)
    assert len(sketch.labels) == (3 if cell == 20 else len(sketch.labels))
