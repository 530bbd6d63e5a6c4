"""What a run of a page hands on to the next one."""

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from attnviz.ui import platform
from attnviz.ui.shell import parts
from attnviz.ui.state import keys, pacing
from attnviz.ui.state.visit import Around, Visit


def test_a_dialog_is_opened_again_by_the_next_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a later one, as after its cross was pressed, it would open though nobody asked for it."""
    here = Visit(dialog="Share this view")
    monkeypatch.setattr(pacing, "visit", lambda: here)
    pacing.let_dialog_stay()
    pacing.forget_dialog()
    assert (here.dialog, here.dialog_to_reopen) == ("", "Share this view")
    pacing.forget_dialog()
    assert (here.dialog, here.dialog_to_reopen) == ("", "")


@pytest.mark.parametrize(
    ("page", "by_history"), [("there", False), ("here", True)], ids=["a link", "Back"]
)
def test_a_press_leaves_a_link_of_the_same_moment(
    monkeypatch: pytest.MonkeyPatch, page: str, by_history: bool
) -> None:
    """Both are one run, of the page that the link leads to: it has none of these numbers."""

    def rerun(_: object) -> None:
        raise Asked

    context = SimpleNamespace(page_script_hash=page, is_history_navigation=by_history)
    seen = {"length": 10}
    here = Visit(around=Around(seen, lambda: {"length": 12}, "here"), is_drawn=True)
    monkeypatch.setattr(platform, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(pacing, "visit", lambda: here)
    monkeypatch.setattr(parts, "visit", lambda: here)
    monkeypatch.setattr(st, "rerun", rerun)
    pacing.redraw_numbers("length")
    parts.bring_links_up()
    context.page_script_hash, context.is_history_navigation = "here", False
    with pytest.raises(Asked):
        pacing.redraw_numbers("length")


class Asked(BaseException):
    """A run of parts has been asked for."""


@pytest.mark.parametrize(
    ("moved", "now", "alone"),
    [
        ("length", {"length": 12, "users": 5, "": "1 to 5"}, True),
        ("users", {"length": 10, "users": 7, "": "1 to 7"}, False),  # another control's range
        ("length", {"length": 12, "users": 4, "": "1 to 5"}, False),  # another control
        ("users", {"length": 12, "users": 5, "": "1 to 5"}, False),
    ],
    ids=["the numbers alone", "a range", "a control", "a control that nobody was told of"],
)
def test_a_press_draws_the_numbers_alone_where_nothing_around_them_changes(
    monkeypatch: pytest.MonkeyPatch, moved: str, now: dict[str, Any], alone: bool
) -> None:
    def rerun(parts: list[str]) -> None:
        raise Asked(*parts)

    around = Around({"length": 10, "users": 5, "": "1 to 5"}, lambda: now, "here")
    here = Visit(around=around)
    monkeypatch.setattr(pacing, "visit", lambda: here)
    monkeypatch.setattr(st, "rerun", rerun)
    if not alone:
        pacing.redraw_numbers(moved)
        assert here.around is None  # until the whole page has run
        return
    with pytest.raises(Asked) as asked:
        pacing.redraw_numbers(moved)
    assert asked.value.args == (keys.NUMBERS, keys.ENDING)
    assert pacing.takes_numbers_alone()
    assert not pacing.takes_numbers_alone()  # for a press among the numbers nobody has asked
    now |= {"users": 6}
    with pytest.raises(Asked):  # beside the length that is shown by now
        pacing.redraw_numbers("users")


def test_a_press_runs_the_whole_page_where_it_was_not_drawn_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = Visit(around=None)
    monkeypatch.setattr(pacing, "visit", lambda: here)
    monkeypatch.setattr(st, "rerun", pytest.fail)
    pacing.redraw_numbers("length")
    assert not pacing.takes_numbers_alone()
