"""The Python side of the chart component."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.pictures import Dots, dots
from attnviz.trace.cell import Cell
from attnviz.ui.components import chart as module
from tests.ui.components.test_picture import unpack


def app() -> None:
    import plotly.graph_objects as go

    from attnviz.ui.components.chart import chart

    chart(go.Figure(go.Scatter(x=[1, 2], y=[3, 4], name="dots")), "map", alt="Two dots.")


def test_a_chart_is_told_where_plotly_is() -> None:
    (element,) = AppTest.from_function(app).run().get("bidi_component")
    view = unpack(element.proto.bytes)
    assert (view["key"], view["alt"], view["count"]) == ("map", "Two dots.", 1)
    assert view["plotly"].endswith("/plotly.min.js")
    assert view["frames"][0]["data"][0]["name"] == "dots"


@pytest.mark.parametrize(
    ("answer", "clicked"),
    [
        ({"cell": {"step": "coffee", "index": [3]}}, [Cell("coffee", (3,))]),
        ({"cell": None}, []),
        (None, []),
        ({"cell": {"step": "coffee", "index": [-3]}}, []),
        ({"cell": {"step": 3, "index": [3]}}, []),
        ("coffee", []),
    ],
)
def test_a_click_is_passed_on_if_the_chart_can_have_meant_it(
    answer: Any, clicked: list[Cell], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Dots("key", (0.5,))]
    figure = dots(rows, bounds=(0, 1), level=("chance", 0.5), names=("mean", "one"))
    told: dict[str, Any] = {}
    monkeypatch.setattr(module, "_mount", lambda **given: told.update(given))
    found: list[Cell] = []
    monkeypatch.setattr(
        module, "when_told", lambda key, name, allowed, then: allowed(answer) and then(answer)
    )
    module.chart(figure, "map", on_click=found.append)
    assert found == clicked
    assert told["key"] == "map"
