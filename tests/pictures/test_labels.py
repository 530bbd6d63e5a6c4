"""What is written under and over the columns of a panel."""

import itertools

import pytest

from attnviz.pictures import Band
from attnviz.pictures.labels import add_bands, column_labels, text_width
from attnviz.pictures.scene import NARROW, WIDE, Box, Label, Sketch
from tests.pictures.examples import panel

# What a page at a desk, of 1280 px, and a small phone leave of the width of a picture.
NARROWEST = {WIDE: 800 / 1040, NARROW: 326 / 358}
NAMES = {
    "words": ("sleeping bag", "hammock", "fire steel", "bib shorts", "tyre levers", "moka pot"),
    "numbers": tuple(str(number) for number in range(1, 41)),
    "wide letters": ("MMMMMMMM",) * 8,
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
