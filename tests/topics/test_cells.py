"""A click on any cell of any picture answers with a number that the page's trace has."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.topics.heads.pictures import band_figure, click_figure, user_figure
from attnviz.topics.masks.pictures import mask_figure
from attnviz.topics.normalization.pictures import interest_figure, weighting_figure
from attnviz.topics.samples.pictures import candidate_figure, lookup_figure
from attnviz.topics.walk import step_figure
from attnviz.trace.cell import Cell
from attnviz.trace.explain.compared import Compared
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.topics.reading import answer, drawn, panels
from tests.traces import changed, traced

USER = 2
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"normalization": "none"},
    {"mode": "multi_head"},
    {"mode": "multi_head", "num_heads": 1},
    {"mode": "multi_head", "query": "history"},
)


def own_figures(trace: Trace, head: int) -> Iterator[go.Figure]:
    """All pictures of a trace's own numbers."""
    yield lookup_figure(trace, USER)
    for name in (*trace.steps, *trace.score_steps):
        yield step_figure(trace, name, USER, max(head - 1, 0))
    if not trace.self_attention:
        yield candidate_figure(trace, USER)
    if trace["weights"].axes[1] == "h":
        yield (
            click_figure(trace, USER, head)
            if trace.self_attention
            else band_figure(trace, USER, head, [""] * 4)
        )
        users = user_figure(trace, head)
        assert users is not None
        yield users


def compared_figures(trace: Trace, head: int) -> Iterator[tuple[go.Figure, Compared]]:
    """All pictures that compare a trace with others, and the sides that they show."""
    by_itself = run(trace.single_user(USER))
    named = {name: changed(by_itself, normalization=name) for name in ("softmax", "none")}
    weighted = Compared(named, USER)
    yield weighting_figure(named, USER, head, dict.fromkeys(named, "")), weighted
    compared = by_itself if trace.self_attention else trace
    without, masked = (changed(compared, mask_padding=on) for on in (False, True))
    row = 0 if trace.self_attention else USER
    sides = Compared(
        {"unmasked": without, "masked": masked}, USER if trace.self_attention else None
    )
    yield mask_figure(without, masked, row, head, USER), sides
    if not trace.self_attention:
        yield interest_figure(named, USER), weighted


def answers(figure: go.Figure) -> Iterator[tuple[Cell, float, str]]:
    """What the corners of each panel answer, what they show, and what the panel is called."""
    for panel in panels(figure):
        values = drawn(figure, panel)
        rows, columns = values.shape
        for row, column in (
            {(0, 0), (rows - 1, columns - 1), (0, columns - 1)} if panel["at"] else ()
        ):
            yield answer(panel, row, column), float(values[row, column]), panel["title"]


@pytest.mark.parametrize("head", [0, 1])
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_every_picture_answers_with_numbers_of_its_trace(
    settings: dict[str, Any], head: int
) -> None:
    trace = traced(**settings)
    same = beside = 0
    for figure in own_figures(trace, head):
        for cell, shown, title in answers(figure):
            assert cell.fits(trace), (cell, title)
            if title in (cell.step, "mean", "max") and not np.isnan(shown):
                np.testing.assert_allclose(shown, cell.number(trace), rtol=1e-6, err_msg=str(cell))
                same += 1
    assert same > 40
    for figure, sides in compared_figures(trace, head):
        for cell, shown, title in answers(figure):
            assert sides.named(cell).plain.fits(trace), (cell, title)
            if cell.side and not np.isnan(shown):
                value = sides.explain(cell).value
                np.testing.assert_allclose(shown, value, rtol=1e-6, atol=1e-7, err_msg=str(cell))
                beside += 1
    assert beside >= 8
