"""What a press draws without the rest of the page leaves nothing of the rest out of date."""

from contextlib import suppress
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from attnviz.ui.state import controls, keys, pacing
from tests.pages.opening import opened, whole

# By page, what is set before; nothing is trained.
PAGES: dict[str, dict[str, object]] = {
    "walk": {"mode": "multi_head", "epoch": 0, "epochs": 3},
    "training": {"recipe": "din", "epoch": 0, "training_samples": 700},
}
# What the rest of the page has of the numbers, and gets with them or when a hand comes near.
FOLLOWS = ("page_link", "bidi_component")
# The mode decides what other controls do; epochs would train, and run the whole page anyway.
UNTOUCHED = ("mode", "epoch", "epochs")
MOST_VALUES = 2


class Alone(BaseException):
    """The numbers would be drawn alone."""


def around(app: AppTest, moved: str) -> dict[str, str]:
    """Return all that stands around a page's numbers but the control that has moved, by place."""
    found: dict[str, str] = {}

    def look(node: Any, place: str) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None and node.type not in FOLLOWS and getattr(node, "key", None) != moved:
            found[place] = f"{node.type} {proto}"
        for number, child in getattr(node, "children", {}).items():
            look(child, f"{place}.{number}")

    look(app.main.children[0], "over")
    look(app.sidebar, "beside")
    return found


def controls_of(app: AppTest) -> dict[str, Any]:
    """Return the controls of settings that can be moved, by the setting."""
    kinds = (app.selectbox, app.select_slider, app.slider, app.button_group, app.text_input)
    found = {widget.key: widget for kind in kinds for widget in kind}
    return {n: found[n] for n in controls.DRAWN if n in found and not found[n].proto.disabled}


def values(widget: Any) -> list[Any]:
    """Return some other values that a control can be moved to."""
    if widget.type == "slider":
        offered = [widget.min, widget.max]
    elif widget.type == "text_input":
        offered = ["moka pot"]
    elif widget.type == "button_group":
        offered = [one.content for one in widget.proto.options]
    else:
        offered = [*widget.options[-1:], *widget.options]
    shown = getattr(widget, "value", None)
    return [value for value in dict.fromkeys(offered) if value not in (shown, str(shown))][
        :MOST_VALUES
    ]


@pytest.mark.parametrize("page", PAGES)
def test_what_stands_around_the_numbers_is_drawn_wherever_a_press_changes_it(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the page decides which presses draw the numbers alone; here it is drawn whole, always."""
    alone: list[str] = []

    def rerun(*_parts: object) -> None:
        raise Alone

    def decide(name: str) -> None:
        with monkeypatch.context() as patch, suppress(Alone):
            patch.setattr(st, "rerun", rerun)
            pacing.redraw_numbers(name)
            return
        alone.append(name)

    monkeypatch.setattr(controls, "redraw_numbers", decide)
    app = opened(page, **PAGES[page])
    app.session_state[keys.VISIT].shows_more = True
    app = whole(app.run())
    stale: dict[str, list[str]] = {}
    pressed: set[str] = set()
    for name in controls_of(app):
        if name in UNTOUCHED:
            continue
        for value in values(controls_of(app).get(name)) if name in controls_of(app) else ():
            before, alone[:] = around(app, name), []
            app = whole(controls_of(app)[name].set_value(value).run())
            after = around(app, name)
            if alone:
                pressed.add(name)
                changed = {
                    place for place in before | after if before.get(place) != after.get(place)
                }
                if changed:
                    stale[f"{name}={value}"] = [after.get(place, "gone") for place in changed]
            if name not in controls_of(app):
                break
    assert stale == {}
    assert {"sequence_length", "sample"} <= pressed
