import math
from typing import Any

import pytest

from attnviz.ui.components.ribbons import Reading, Ribbons, ribbons
from attnviz.ui.components.shared.item import Item
from tests.ui.components.mounting import sent

CLICKS = (Item(1, "trail shoes", "running"), Item(10, "pour-over", "coffee"), None)
CUPS = Item(12, "espresso cups", "coffee")
READING = Reading((0.25, 0.75, 0.0), (0.5, -0.5), (1.0, 2.0), 0.9)


def picture(**changes: Any) -> Ribbons:
    fields: dict[str, Any] = {
        "clicks": CLICKS,
        "candidate": CUPS,
        "reading": READING,
        "normalization": "softmax",
    }
    return Ribbons(**fields | changes)


def test_the_browser_gets_clicks_readings_and_pin() -> None:
    def app() -> None:
        from attnviz.ui.components.ribbons import Reading, ribbons
        from tests.ui.components.test_ribbons import READING, picture

        untrained = Reading((0.5, 0.5, 0.0), (0.0, 0.0), (1.0, 2.0), None)
        ribbons(picture(epochs=(untrained, READING)), key="shown", pinned=1)

    data = sent(app)
    assert [click and click["title"] for click in data["clicks"]] == [
        "trail shoes",
        "pour-over",
        None,
    ]
    assert data["reading"] == data["epochs"][1]
    assert data["reading"]["weights"] == [0.25, 0.75, 0.0]
    assert data["epochs"][0]["score"] is None
    assert (data["key"], data["pinned"], data["normalized"]) == ("shown", 1, True)


def test_numbers_that_json_lacks_arrive_as_text() -> None:
    def app() -> None:
        import math

        from attnviz.ui.components.ribbons import Reading, ribbons
        from tests.ui.components.test_ribbons import picture

        odd = Reading((math.nan, math.inf, -math.inf), (math.nan,), (1 / 3,), math.nan)
        ribbons(picture(reading=odd, normalization="none"), key="odd")

    data = sent(app)
    assert data["reading"]["weights"] == ["NaN", "Infinity", "-Infinity"]
    assert data["reading"]["score"] == "NaN"
    assert math.isclose(data["reading"]["query"][0], 1 / 3, rel_tol=1e-5)
    assert data["normalized"] is False


def test_a_long_history_with_all_its_epochs_is_small() -> None:
    def app() -> None:
        from attnviz.ui.components.ribbons import Reading, ribbons
        from attnviz.ui.components.shared.item import Item
        from tests.ui.components.test_ribbons import picture

        clicks = tuple(Item(i, f"item number {i}", "coffee") for i in range(200))
        reading = Reading((1 / 200,) * 200, (1 / 3,) * 64, (2 / 3,) * 64, 0.5)
        ribbons(picture(clicks=clicks, reading=reading, epochs=(reading,) * 16), key="long")

    data = sent(app)
    assert len(data["epochs"]) == 16
    assert len(str(data)) < 100_000


def test_a_reading_must_fit_the_history() -> None:
    short = Reading((1.0,), (0.0,), (0.0,), None)
    with pytest.raises(ValueError, match=r"1 weights.*each of the 3 positions"):
        picture(reading=short)
    with pytest.raises(ValueError, match="1 weights"):
        picture(epochs=(READING, short))


def test_losses_go_with_the_epochs() -> None:
    def app() -> None:
        import math

        from attnviz.ui.components.ribbons import ribbons
        from tests.ui.components.test_ribbons import READING, picture

        losses = (0.7, math.nan)
        ribbons(picture(epochs=(READING, READING), epoch=1, losses=losses), key="by_epoch")

    data = sent(app)
    assert data["losses"] == [0.7, "NaN"]
    assert data["epoch"] == 1
    with pytest.raises(ValueError, match=r"1 losses are not allowed.*2 epochs"):
        picture(epochs=(READING, READING), losses=(0.7,))


@pytest.mark.parametrize("at", [(0, 0), ("click", "click")])
def test_one_axis_is_the_clicks(at: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match='one "click"'):
        picture(at=at)


@pytest.mark.parametrize("pinned", [-1, 3])
def test_only_a_click_can_be_pinned(pinned: int) -> None:
    with pytest.raises(ValueError, match=f"pinned={pinned} .*0 to 2"):
        ribbons(picture(), key="refused", pinned=pinned)


def test_candidates_send_their_items() -> None:
    def app() -> None:
        from attnviz.ui.components.candidates import candidates
        from attnviz.ui.components.shared.item import Item

        items = [Item(12, "espresso cups", "coffee"), Item(2, "road shoes", "running")]
        candidates(items, 2, key="chips", on_choose=lambda item: None)

    data = sent(app)
    assert [item["item_id"] for item in data["items"]] == [12, 2]
    assert data["chosen"] == 2
