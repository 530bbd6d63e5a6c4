"""Two settings side by side: A is kept, B follows the controls."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import KINDS, LABELS, Settings
from attnviz.topics.compared.differences import Difference
from attnviz.topics.compared.pictures import ComparedStep
from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import SIDES
from attnviz.trace.missing import shown_step
from attnviz.trace.record import Trace
from attnviz.ui.components.tables import number_table
from attnviz.ui.components.told import when_shown
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.sections.props import another_item
from attnviz.ui.state import address, kept, keys
from attnviz.ui.state.pages import page_link
from attnviz.ui.state.visit import present


def kept_side(settings: Settings) -> Trace:
    """Return the trace of A, with the weights of its own training.

    While these are being trained, were cancelled or failed, it is the untrained layer's.

    Args:
        settings: Those of the page, which are B's.
    """
    asked = kept.kept(settings)
    wanted, unfit = as_user_data(asked)
    with st.container():  # as in `view`
        if wanted.items != asked.items:
            st.caption(
                f"Side {SIDES[0]} is of somebody's own clicks, and needs their file. Meanwhile it "
                "shows the built-in clicks."
            )
        for message in unfit:
            st.caption(in_markdown(f"Side {SIDES[0]}: {message}"))
        training = awaited(wanted, keys.KEPT_SIDE)
    return trace_of(wanted if training is not None else wanted.untrained, training)


def step_choice(settings: Settings, first: Trace, second: Trace) -> str:
    """Let the learner choose, and return a step that both sides have."""
    steps = [name for name in _names(second) if name in _names(first)]
    step = shown_step(settings, second)
    step = step if step in steps else "weights"
    present(keys.COMPARED_STEP, step)
    st.selectbox(
        LABELS["step"],
        steps,
        steps.index(step),
        key=keys.COMPARED_STEP,
        format_func=lambda name: second[name].words,
        on_change=when_shown(keys.COMPARED_STEP, lambda name: address.put("step", name)),
        width=240,
    )
    return step


def _names(trace: Trace) -> list[str]:
    return [*trace.steps, *trace.score_steps]


def what_differs(
    settings: Settings, compared: ComparedStep, differing: tuple[Difference, ...]
) -> None:
    """List what differs, with the ways to exchange the sides and to open each by itself.

    Args:
        settings: Those of the page, which are B's.
        compared: The step that is shown.
        differing: What differs; where nothing does, it is offered what B can have otherwise.
    """
    if differing:
        number_table(one.row for one in differing)
    else:
        _suggest(settings, compared.second)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Swap A and B", on_click=address.swap, icon=":material/swap_horiz:")
        st.button("Keep B as A", on_click=_keep_own, icon=":material/push_pin:")
        page_link("walk", address.kept_link(), f"Open {SIDES[0]}")
        page_link("walk", address.link(), f"Open {SIDES[1]}")
    for text in filter(None, (_only(compared, side) for side in (0, 1))):
        st.caption(text)


def _keep_own() -> None:
    kept.keep(address.current()[0])


def _only(compared: ComparedStep, side: int) -> str:
    """Return which steps one side alone has, as a line; "" for none."""
    traces = compared.first, compared.second
    others = _names(traces[1 - side])
    own = [traces[side][name].words for name in _names(traces[side]) if name not in others]
    return f"Only {SIDES[side]} has the steps {', '.join(own)}." if own else ""


@dataclass(frozen=True)
class Suggestion:
    """What B can have otherwise.

    Attributes:
        label: What its button says.
        name: The setting.
        value: Its value.
    """

    label: str
    name: str
    value: Any


def _suggest(settings: Settings, trace: Trace) -> None:
    """Offer what B can have otherwise, a press each."""
    st.markdown(f"Nothing yet. Move any control, or let {SIDES[1]} have:")
    with st.container(horizontal=True):
        for one in _suggestions(settings, trace):
            st.button(
                one.label,
                key=f"{keys.SUGGESTED}{one.name}",
                on_click=address.put,
                args=(one.name, one.value),
            )


def _suggestions(settings: Settings, trace: Trace) -> Iterator[Suggestion]:
    layer = settings.layer
    names = [*NORMALIZATIONS]
    other = names[(names.index(layer["normalization"]) + 1) % len(names)]
    yield Suggestion(NORMALIZATIONS[other].word, "normalization", other)
    if not trace.self_attention:
        item = another_item(trace, trace.user)
        candidate = str(item) if settings.items != "catalogue" else trace.samples.items.title(item)
        yield Suggestion(f"the candidate {trace.samples.items.title(item)}", "candidate", candidate)
    if settings.batch_size > 1:
        user = settings.sample % settings.batch_size + 1
        yield Suggestion(f"user {user}", "sample", user)
    if settings.shown_epoch:
        yield Suggestion("no training", "epoch", 0)
    if KINDS["seed"].accepts(settings.seed + 1):
        yield Suggestion(f"seed {settings.seed + 1}", "seed", settings.seed + 1)
    if layer["mode"] == "attention":
        yield Suggestion("heads", "mode", "multi_head")
