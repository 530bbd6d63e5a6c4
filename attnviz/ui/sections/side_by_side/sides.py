"""What differs between two settings side by side, and the ways to choose them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import KINDS, LABELS, MEANINGS, Settings
from attnviz.topics.compared.differences import Difference
from attnviz.topics.compared.pictures import ComparedStep
from attnviz.trace.cell import SIDES
from attnviz.trace.missing import shown_step
from attnviz.trace.record import Trace
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.components.tables import number_table
from attnviz.ui.sections.props import another_item
from attnviz.ui.state import address, kept, keys
from attnviz.ui.state.open_lesson import open_lesson
from attnviz.ui.state.pages import page_link
from attnviz.ui.state.visit import present


def _ways_to_compare(settings: Settings) -> None:
    """Let the learner choose whose weights B has, what the controls move, and what each side is."""
    present(keys.SAME_WEIGHTS, settings.same_weights)
    with st.container(horizontal=True):
        st.segmented_control(
            LABELS["same_weights"],
            (False, True),
            format_func=lambda same: f"{SIDES[0]}'s on both" if same else "each its own",
            default=settings.same_weights,
            key=keys.SAME_WEIGHTS,
            required=True,
            help=f"{MEANINGS['same_weights']} Then nothing else differs but what is computed.",
            on_change=when_shown(
                keys.SAME_WEIGHTS, lambda same: address.put("same_weights", bool(same))
            ),
        )
        kept.choose_what_moves()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Swap A and B", on_click=address.swap, icon=":material/swap_horiz:")
        st.button("Keep B as A", on_click=_keep_own, icon=":material/push_pin:")
        page_link("walk", address.kept_link(), f"Open {SIDES[0]}")
        page_link("walk", address.link(), f"Open {SIDES[1]}")


def compare_link(first: Settings, second: Settings, label: str) -> None:
    """Draw a link to the comparison of two views; none in a lesson, which it would leave.

    Args:
        first: Side A.
        second: Side B, which also says whether both have A's weights.
        label: What the link is called.
    """
    if open_lesson() is None:
        own = replace(second, pin="", step="")
        page_link(kept.PAGE, own.to_query() | kept.texts_beside(own, first), label)


def compare_otherwise(settings: Settings, name: str, labels: Mapping[Any, str]) -> None:
    """Draw a link to the comparison of a view with the same view and weights, for each value.

    Args:
        settings: The view, side A.
        name: The setting that B has otherwise.
        labels: What the links say, by its values there; the view's own is passed over.
    """
    with st.container(horizontal=True):
        for value, label in labels.items():
            if value != settings.layer[name]:
                other = replace(settings, **{name: value}, same_weights=True)
                compare_link(settings, other, label)


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

    In a lesson it is the list alone: the lesson says what can be moved.

    Args:
        settings: Those of the page, which are B's.
        compared: The step that is shown.
        differing: What differs; where nothing does, it is offered what B can have otherwise.
    """
    free = open_lesson() is None
    if differing:
        number_table(one.row for one in differing)
    elif free:
        _suggest(settings, compared.second)
    if free:
        _ways_to_compare(settings)
    for text in filter(None, (_only(compared, side) for side in (0, 1))):
        st.caption(text)


def _keep_own() -> None:
    kept.keep(address.current()[0])


def _only(compared: ComparedStep, side: int) -> str:
    """Return which steps one side alone has, as a line; "" for none."""
    traces = compared.first, compared.second
    others = _names(traces[1 - side])
    own = [traces[side][name].words for name in _names(traces[side]) if name not in others]
    steps = "step" if len(own) == 1 else "steps"
    return f"Only {SIDES[side]} has the {steps} {', '.join(own)}." if own else ""


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
                on_click=_set_apart,
                args=(one.name, one.value),
            )


def _set_apart(name: str, value: Any) -> None:
    kept.set_apart()
    address.put(name, value)


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
