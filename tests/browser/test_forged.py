"""What a browser sends for a widget is input: whatever it is, the page is shown and tells of it."""

import json
import math
from collections.abc import Callable

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from attnviz.lessons import lesson_text
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.question import ChangeQuestion, ShapeQuestion
from attnviz.scenario.packing import pack
from attnviz.scenario.settings import Settings
from tests.browser.screenshots import page_names
from tests.browser.servers import Server
from tests.browser.visitor import alerts, exceptions, visiting, widgets

Forge = Callable[[WidgetState], None]


def _value(field: str, value: object) -> Forge:
    return lambda state: setattr(state, field, value)


def _array(field: str, values: list[object]) -> Forge:
    return lambda state: getattr(state, field).data.extend(values)


# What a component may be said to show: all of its states at once, each wrong in a way of its own.
_TOLD: list[object] = [
    {"pin": 5, "step": [1], "opened": 3, "epoch": "x", "chosen": {"a": 1}},
    {"pin": {"position": "a"}, "step": {"a": 1}, "opened": ["a", "b"], "epoch": -1, "chosen": "z"},
    {"pin": {"position": 9999}, "step": "none", "opened": [9999, 9999], "epoch": 9999},
    {"pin": {"cell": {"step": 5, "index": "ab"}}, "opened": "nonsense", "chosen": True},
    {"pin": {"cell": {"step": "weights", "index": [{"a": 1}]}}, "opened": None, "epoch": True},
    {"pin": {"cell": {"step": "x" * 500, "index": [10**30]}}, "chosen": 10**30},
    [1, 2],
    None,
]
FORGES: dict[str, Forge] = {
    "an unknown option": _value("string_value", "nonsense"),
    "a long text": _value("string_value", "x" * 5000),
    "texts": _array("string_array_value", ["a", "b"]),
    "no texts": _array("string_array_value", []),
    "a number": _value("double_value", 1e300),
    "no number": _value("double_value", math.nan),
    "numbers": _array("double_array_value", [1e9, 2.0]),
    "a number below": _array("double_array_value", [-5.0]),
    "not a number": _array("double_array_value", [math.nan]),
    "a whole number": _value("int_value", 99_999),
    "whole numbers": _array("int_array_value", [77]),
    "bytes": _value("bytes_value", b"\x00\xff"),
    "not JSON": _value("json_value", "{{{"),
    **{f"told {number}": _value("json_value", json.dumps(t)) for number, t in enumerate(_TOLD)},
}


_VIEWS = [
    View("masks", Settings(), controls=("padding",), limits={"padding": (0.1, 0.5)}),
    View("walk", Settings(), question=ChangeQuestion("weights", {"mask_padding": "false"})),
    View("walk", Settings(), question=ShapeQuestion("key")),
]
_LESSON = Lesson("Forged", "", tuple(_VIEWS))
_DRAFT = pack({"title": "Forged", "note": "", "views": [view.data() for view in _VIEWS]})
LINKS: dict[str, tuple[str, dict[str, str]]] = {
    **{name or "overview": (name, {}) for name in page_names()},
    "heads of a multi-head layer": ("heads", {"mode": "multi_head", "query": "history"}),
    "an opened number": ("walk", {"pin": "context:0,2", "step": "context"}),
    "a draft": ("teach", {"draft": _DRAFT}),
    "a lesson": ("masks", {"lesson": lesson_text(_LESSON), "at": "1"}),
    "a question": ("walk", {"lesson": lesson_text(_LESSON), "at": "2"}),
}


@pytest.mark.parametrize("link", LINKS)
def test_a_page_is_shown_whatever_its_widgets_are_said_to_show(server: Server, link: str) -> None:
    with visiting(server) as visitor:
        shown = widgets(visitor.visit(*LINKS[link]))
        assert shown
        for name, forge in FORGES.items():
            states = [WidgetState(id=widget) for widget in shown]
            for state in states:
                forge(state)
            assert exceptions(visitor.tell(states)) == [], name
        assert exceptions(visitor.tell([])) == []


def _said(server: Server, key: str, forge: Forge) -> list[str]:
    with visiting(server) as visitor:
        (widget,) = (one for one in widgets(visitor.visit("masks", {})) if one.endswith(f"-{key}"))
        state = WidgetState(id=widget)
        forge(state)
        return alerts(visitor.tell([state]))


def test_what_a_control_cannot_choose_is_told(server: Server) -> None:
    (said,) = _said(server, "candidate", FORGES["a long text"])
    assert said.startswith("Candidate: xxx")
    assert "is not allowed; allowed is text of at most" in said


def test_what_a_control_cannot_read_is_told(server: Server) -> None:
    assert _said(server, "batch_size", FORGES["an unknown option"]) == [
        "The browser sent what a control cannot have. It was passed over."
    ]


def test_a_client_may_send_only_what_was_moved(server: Server) -> None:
    """And not wait for the runs to end, as a load does; browsers send the states of all widgets."""
    for seed in range(10):
        with visiting(server) as visitor:
            shown = widgets(visitor.visit("", {"seed": str(seed)}))
            (slider,) = (one for one in shown if one.endswith("-sequence_length"))
            for length in range(11, 19):
                state = WidgetState(id=slider)
                state.double_array_value.data.append(length)
                visitor.press([state])
            assert exceptions(visitor.rest()) == []
