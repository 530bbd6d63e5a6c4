"""What a run of a page hands on to the next one."""

import pytest

from attnviz.ui.state import pacing
from attnviz.ui.state.visit import Visit


def test_a_dialog_is_opened_again_by_the_next_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a later one, as after its cross was pressed, it would open though nobody asked for it."""
    here = Visit(dialog="Share this view")
    monkeypatch.setattr(pacing, "visit", lambda: here)
    pacing.let_dialog_stay()
    pacing.forget_dialog()
    assert (here.dialog, here.dialog_to_reopen) == ("", "Share this view")
    pacing.forget_dialog()
    assert (here.dialog, here.dialog_to_reopen) == ("", "")
