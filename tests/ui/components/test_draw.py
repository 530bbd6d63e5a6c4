"""What the bars are sent, and what of a browser's answer is passed on."""

from typing import Any

import pytest
import streamlit as st

from attnviz.ui.components import draw as component
from attnviz.ui.components.draw import draw
from tests.ui.components.mounting import sent


def test_the_browser_gets_the_bars_as_text() -> None:
    def app() -> None:
        from attnviz.ui.components.draw import drawn_beside

        drawn_beside(["1 · <b>"], (100,), (1.0,), key="shown")

    assert sent(app) == {"bars": ["1 · <b>"], "drawn": [100], "layer": [100.0]}


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ([20, 30, 50], (20, 30, 50)),
        ([0, 0, 100], (0, 0, 100)),
        ([20, 30, 51], None),
        ([-10, 60, 50], None),
        ([50, 50], None),
        ([25, 25, 25, 25], None),
        ([20.0, 30, 50], None),
        ([True, 49, 50], None),
        (["20", "30", "50"], None),
        ([float("nan"), 50, 50], None),
        ({"0": 100}, None),
        ("100", None),
        (None, None),
    ],
)
def test_only_shares_that_sum_to_100_are_passed_on(
    told: Any, taken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted: dict[str, Any] = {}
    monkeypatch.setattr(component, "_mount", lambda **given: mounted.update(given))
    heard: list[tuple[int, ...]] = []
    draw(["a", "b", "c"], key="draw", on_answer=heard.append)

    class State:
        drawn = told

    monkeypatch.setattr(st, "session_state", {"draw": State()})
    mounted["on_drawn_change"]()
    assert heard == ([] if taken is None else [taken])
