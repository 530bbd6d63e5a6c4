"""A link may name what its settings do not have: a head, a step, a pin, a user, an epoch."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from attnviz.export import FORMATS
from attnviz.lessons.question import WeightQuestion
from attnviz.pictures import to_figure
from attnviz.scenario.settings import Settings
from attnviz.topics.heads.pictures import band_figure, click_figure, user_figure
from attnviz.topics.walk import step_figure
from attnviz.trace.cell import Cell
from attnviz.trace.explain import explain
from attnviz.trace.missing import missing_targets, shown_head, shown_step
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.pages.opening import opened, words
from tests.pages.test_overview import overview

PAGES = ("samples", "walk", "heads", "masks", "normalization", "training")
# Five numbers an item: the two heads that are the default become one.
ONE_HEAD = {"embedding_dim": 5, "mode": "multi_head", "epoch": 0}
LINKS: list[dict[str, Any]] = [
    {**ONE_HEAD, "head": 2, "query": "history"},
    {**ONE_HEAD, "head": 8, "pin": "weights:0,1,0,2", "step": "unit_hidden_1"},
    {"head": 3, "pin": "weights:0,2,0,1", "step": "concat", "epoch": 0},
    {
        "mode": "multi_head",
        "query": "history",
        "num_heads": 4,
        "head": 5,
        "sample": 9,
        "pin": "each.weights:7,0,5,1,1",
        "step": "score",
        "epoch": 31,
    },
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("link", LINKS)
def test_a_page_shows_something_else_in_its_place(page: str, link: dict[str, Any]) -> None:
    app = opened(page, **link)
    assert app.title[0].value


@pytest.mark.parametrize("link", LINKS)
def test_the_overview_shows_something_else_in_its_place(link: dict[str, Any]) -> None:
    assert overview(**link).title[0].value


def test_a_head_that_is_not_there_is_told_on_the_walk() -> None:
    said = words(opened("walk", **LINKS[0]))
    assert "Head 2 is not there: this layer has one head." in said.replace("\\", "")


HEADS = st.sampled_from([(5, 1), (8, 2), (8, 8)])


@st.composite
def views(draw: st.DrawFn) -> tuple[Settings, Trace]:
    """Return settings that look at anything, and the trace of what they compute."""
    dim, heads = draw(HEADS)
    mode = draw(st.sampled_from(["attention", "multi_head"]))
    settings = Settings(
        mode=mode,
        embedding_dim=dim,
        num_heads=heads,
        query=draw(st.sampled_from(["candidate", "history"])) if mode == "multi_head" else None,
        head=draw(st.integers(0, 8)),
        step=draw(st.sampled_from(["", "weights", "concat", "score", "unit_hidden_1", "nothing"])),
        epoch=0,
    )
    return settings, run(settings)


@examples(max_examples=60)
@given(views())
def test_what_is_shown_is_in_the_trace(view: tuple[Settings, Trace]) -> None:
    settings, trace = view
    head, step = shown_head(settings, trace), shown_step(settings, trace)
    heads = trace["weights"].shape[1] if trace["weights"].axes[1] == "h" else 0
    assert head == (settings.head if settings.head <= heads else 0)
    assert step in (settings.step, "weights")
    for name in (*trace.steps, *trace.score_steps):
        step_figure(trace, name, 0, max(head - 1, 0))
    explain(trace, step, tuple(0 for _ in trace[step].axes))
    if heads:
        if (users := user_figure(trace, head)) is not None:
            to_figure(users)
        to_figure(
            click_figure(trace, 0, head)
            if trace.self_attention
            else band_figure(trace, 0, head, [""] * heads)
        )
    said = "\n".join(missing_targets(settings, trace))
    assert ("Head " in said) == (heads > 0 and settings.head > heads)
    assert ("The step " in said) == (settings.step not in ("", step))


@pytest.mark.parametrize(
    ("mode", "head", "said"),
    [("attention", 3, ""), ("multi_head", 3, ""), ("multi_head", 2, " in head 2")],
)
def test_a_question_names_the_head_that_it_is_about(mode: str, head: int, said: str) -> None:
    settings = Settings(mode=mode, head=head, epoch=0)
    trace = run(settings)
    prompt = WeightQuestion().ask([trace], 0, shown_head(settings, trace)).prompt
    assert str(prompt).endswith(f"Which click gets the most weight{said}?")


def test_an_exported_page_shows_another_head_in_its_place() -> None:
    trace = run(Settings(**{**LINKS[0], "num_heads": 1}))
    page = FORMATS["html"].written(trace, None).decode()
    assert 'data-step="0"' in page


@examples(max_examples=200)
@given(
    st.sampled_from(["weights", "scores", "hidden/kernel", "nothing", "exponentials", "context"]),
    st.lists(st.sampled_from([0, 1, 2, 9, 70, "mean", "max"]), min_size=1, max_size=5),
    st.sampled_from(["attention", "multi_head"]),
)
def test_a_pin_that_fits_can_be_opened(step: str, index: list[int | str], mode: str) -> None:
    trace = run(Settings(mode=mode, epoch=0))
    cell = Cell(step, tuple(index))
    if cell.fits(trace):
        assert explain(trace, cell.step, cell.index).step == step
    else:
        assert missing_targets(Settings(mode=mode, epoch=0, pin=str(cell)), trace)
