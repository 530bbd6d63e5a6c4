"""The Python side of the picture component."""

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from attnviz.pictures import Block, Panel, equation, grid
from attnviz.pictures.payload import frame_view, pack
from attnviz.ui.components import picture as module


def unpack(payload: bytes) -> Any:
    start = 4 + int.from_bytes(payload[:4], "little")
    content = json.loads(payload[4:start])
    arrays = []
    for entry in content["arrays"]:
        first = start + entry["offset"]
        flat = np.frombuffer(payload[first : first + entry["size"]], f"<{entry['dtype']}")
        arrays.append(flat.reshape(entry["shape"]))

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(part) for part in value]
        if not isinstance(value, dict):
            return value
        if "packed" in value:
            return arrays[value["packed"]]
        return {name: filled(part) for name, part in value.items()}

    return filled(content["view"])


def small_app() -> None:
    import numpy as np
    import streamlit as st

    from attnviz.pictures import Panel, equation
    from attnviz.trace.cell import Cell
    from attnviz.ui.components.picture import picture

    figure = equation(Panel("value", np.ones((2, 3)), "value", at=(0, "row", "column")))
    st.write(picture(figure, "walk", pinned=Cell("value", (0, 1, None))))


def test_a_picture_is_one_component_with_its_payload() -> None:
    app = AppTest.from_function(small_app).run()
    assert not app.exception
    element = app.main.children[0]
    assert element.type == "bidi_component"
    assert len(element.proto.js_content) < 1000  # the script is a file that the browser keeps
    view = unpack(element.proto.bytes)
    assert view["pinned"] == {"step": "value", "index": [0, 1, None]}
    assert view["alt"] == "value (2 by 3)"
    np.testing.assert_array_equal(view["frames"][0]["data"][0]["z"], np.ones((2, 3)))


def test_without_the_component_the_figure_is_shown_with_a_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_mount", AttributeError("no components here"))
    app = AppTest.from_function(small_app).run()
    assert not app.exception
    assert app.main.children[0].type == "plotly_chart"
    assert "no components here" in app.warning[0].value
    assert "cannot be clicked" in app.warning[0].value
    assert "signed −1 to +1" in app.caption[0].value


def test_frames_must_be_there() -> None:
    with pytest.raises(ValueError, match="at least one picture"):
        module.picture([], "none")
    with pytest.raises(ValueError, match=r"frame must be in 0..0, got 3"):
        module.picture(equation(Panel("value", np.ones((1, 1)))), "one", frame=3)


def test_arrays_come_back_from_the_payload_as_they_were() -> None:
    values = np.array([[0.25, -np.inf], [np.nan, 3e38]], np.float32)
    sent = {"z": values, "n": np.arange(5), "texts": ["a", "−"], "rest": {"x": [1.5, None]}}
    view = unpack(pack(sent))
    np.testing.assert_array_equal(view["z"], values)
    np.testing.assert_array_equal(view["n"], np.arange(5))
    assert (view["texts"], view["rest"]) == (["a", "−"], {"x": [1.5, None]})


def test_eight_heads_of_200_by_200_arrive_as_the_layers_float32() -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(200), (8, 200)).astype(np.float32)
    weights[:, 0] = 0.005
    masked = np.zeros((200, 200), bool)
    masked[:, 150:] = True
    labels = tuple(f"item {i}" for i in range(200))
    blocks = [
        Block(
            f"head {h}", (Panel("weights", w, row_labels=labels, scale="weights", masked=masked),)
        )
        for h, w in enumerate(weights)
    ]
    payload = pack({"frames": [frame_view(grid(blocks))]})
    assert len(payload) < 4 * weights.size + 100_000
    z = unpack(payload)["frames"][0]["data"][0]["z"]
    assert z.dtype == np.float32
    np.testing.assert_array_equal(z[:200, :150], weights[0][:, :150])


def test_a_default_picture_is_small() -> None:
    figure = equation(Panel("value", np.ones((10, 8)), "value"))
    assert len(pack({"frames": [frame_view(figure)]})) < 20_000


def test_figures_of_others_get_our_colours() -> None:
    foreign = frame_view(go.Figure(go.Heatmap(z=[[1, 2]])))
    assert foreign["layout"]["template"]["data"]["heatmap"][0]["colorscale"][0] == [0.0, "#FFFFFF"]
