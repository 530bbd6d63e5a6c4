"""The address is the state: what a run asks of it."""

from typing import Any

import pytest

from attnviz.ui.state import address
from attnviz.ui.state.control_values import meant
from tests.pages.opening import link
from tests.ui.state.test_controls import app


def test_a_run_makes_settings_of_what_controls_show_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page = app(epoch=0)
    asked: list[str] = []

    def counted(name: str, shown: Any) -> Any:
        asked.append(name)
        return meant(name, shown)

    monkeypatch.setattr(address, "meant", counted)
    page.slider(key="sequence_length").set_value(12).run()
    assert asked.count("sequence_length") == 1
    assert link(page)["sequence_length"] == "12"
    page.run()
    assert asked.count("sequence_length") == 1
