"""Whose numbers a page shows: which head, one user or all, which candidate."""

from dataclasses import replace

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.trace.missing import shown_head
from attnviz.trace.record import Trace
from attnviz.ui.components.candidates import candidates
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.compute.user_data import samples
from attnviz.ui.sections.props import candidate_choices
from attnviz.ui.state import address, keys
from attnviz.ui.state.visit import present


def head_choice(settings: Settings, trace: Trace, everything: str = "") -> int:
    """Let the learner choose a head, and return it, counted from 1; 0 stands for all.

    Target attention has but one, and nothing to choose.

    Args:
        settings: The page's settings.
        trace: The page's trace.
        everything: What 0 means on the page, such as "all" or "mean"; "" where one is shown.
    """
    weights = trace["weights"]
    if weights.axes[1] != "h":
        return 0
    heads = weights.value.shape[1]
    # Of one head there is nothing to choose, but what is below must not move.
    first = 1 if heads == 1 or not everything else 0
    head = max(shown_head(settings, trace), first)
    present(keys.HEAD, head)
    chosen = st.segmented_control(
        "Head",
        range(first, heads + 1),
        format_func=lambda head: f"head {head}" if head else everything,
        default=head,
        key=keys.HEAD,
        required=True,
        disabled=heads == 1,
        on_change=when_shown(keys.HEAD, lambda head: address.put("head", head)),
    )
    return 0 if heads == 1 else chosen or 0


def show_all_users(settings: Settings) -> bool:
    """Let the learner choose, and return whether all users of the batch are shown."""
    if settings.batch_size == 1:
        return False
    present(keys.ALL_USERS, settings.all_users)
    chosen = st.segmented_control(
        "Users",
        (False, True),
        format_func=lambda everyone: "all" if everyone else f"user {settings.sample}",
        default=settings.all_users,
        key=keys.ALL_USERS,
        required=True,
        on_change=when_shown(keys.ALL_USERS, lambda all_: address.put("all_users", all_)),
    )
    return bool(chosen)


def candidate_choice(settings: Settings, trace: Trace, user: int) -> None:
    """Let the learner choose among a few candidates, where their interests are known."""

    def choose(item: int) -> None:
        address.put_candidate(trace.samples.items, None if item == own else item)

    if trace.samples.items.interests is None or not address.free("candidate"):
        return
    shown = trace.samples.candidate
    owns = samples(replace(settings, candidate="")).candidate if settings.candidate else shown
    own = int(owns[user])
    choices = candidate_choices(trace, user, own)
    candidates(choices, int(shown[user]), key=keys.CANDIDATES, on_choose=choose)
