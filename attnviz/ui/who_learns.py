"""Who learns to attend? Every recipe and number of heads on the same log, side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from statistics import median
from typing import TYPE_CHECKING

import streamlit as st

from attnviz.claims.learners import learner_row, learners_claims
from attnviz.claims.words import listed, plural
from attnviz.figures.learners import learners_figure
from attnviz.recipes import RECIPES
from attnviz.settings import Settings
from attnviz.ui.awaited import reason
from attnviz.ui.cache import (
    forget_training,
    known_training,
    seconds_of,
    training_key,
    training_of,
)
from attnviz.ui.number_table import number_table
from attnviz.ui.picture import picture
from attnviz.ui.trainer import Job

if TYPE_CHECKING:
    from attnviz.training import Training

SEEDS = (0, 1, 2)
_HEADS = (1, 2, 4, 8)
# What the claims compare.
_COMPARED = {
    "article": Settings(recipe="article", mode="attention"),
    "default": Settings(),
    "none": Settings(normalization="none"),
    "heads 2": Settings(mode="multi_head", num_heads=2),
    "heads 8": Settings(mode="multi_head", num_heads=8),
}
# The settings whose trainings this learner has asked for here: these may be cancelled.
_ASKED = "attnviz: compared"


@dataclass
class Learner:
    """A layer that is trained: the recipes that share it, and its settings with the first seed."""

    names: list[str]
    settings: Settings

    @cached_property
    def views(self) -> dict[int, Settings]:
        """Its settings by seed."""
        return {seed: replace(self.settings, seed=seed) for seed in SEEDS}

    @property
    def name(self) -> str:
        """The names of the recipes."""
        return ", ".join(self.names)


@dataclass
class Trained:
    """What is there of the learners' trainings.

    Attributes:
        found: By learner's training key, then by seed.
        waiting: Jobs that are queued or run.
        missing: Settings that were not trained yet, or not to the end.
        failed: What trainings failed of.
    """

    found: "dict[str, dict[int, Training]]" = field(default_factory=dict)
    waiting: list[Job] = field(default_factory=list)
    missing: list[Settings] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)


@cache
def learners() -> tuple[Learner, ...]:
    """Return every recipe and number of heads once: recipes that train alike share one."""
    found: dict[str, Learner] = {}
    for name, settings in _all():
        key = training_key(settings)
        if key in found:
            found[key].names.append(name)
        else:
            found[key] = Learner([name], settings)
    return tuple(found.values())


def _all() -> Iterator[tuple[str, Settings]]:
    for name, modes in RECIPES.items():
        for mode in modes:
            heads = _HEADS if (name, mode) == ("default", "multi_head") else (None,)
            for count in heads:
                yield name, Settings(recipe=name, mode=mode, num_heads=count)


def trained(compared: Sequence[Learner]) -> Trained:
    """Return what is there of these learners' trainings; starts nothing."""
    result = Trained()
    for learner in compared:
        by_seed = result.found.setdefault(training_key(learner.settings), {})
        for seed, settings in learner.views.items():
            known = known_training(settings)
            if isinstance(known, Job) and known.failure is not None:
                result.failed.append(known.failure)
                result.missing.append(settings)
            elif isinstance(known, Job):
                result.waiting.append(known)
            elif known is None:
                result.missing.append(settings)
            else:
                by_seed[seed] = known
    return result


def who_learns() -> None:
    """Show those that are trained, what that says, and buttons that train the others."""
    compared = learners()
    there = trained(compared)
    known = {name: there.found.get(training_key(one), {}) for name, one in _COMPARED.items()}
    st.markdown(
        "Every layer learns from the same log for 15 epochs. *Mass* is the share of the weights on "
        "clicks of the candidate's own interest over held-out users, *chance* what equal weights "
        "would give it. " + " ".join(learners_claims(known))
    )
    shown = [
        (learner, found)
        for learner in compared
        if (found := there.found[training_key(learner.settings)])
    ]
    picture(learners_figure([(one.name, found) for one, found in shown]), "learners", hint="")
    st.caption(
        "Attention mass: a dot is a seed, the line their median; equal weights would lie on the "
        "dotted line. The table has the medians; seconds are those of a training in this server."
    )
    number_table(learner_row(one.name, found, _seconds(one, found)) for one, found in shown)
    if there.waiting:
        _progress(there.waiting)
        if st.session_state.get(_ASKED):
            st.button("Cancel", on_click=_cancel, key="cancel_compared")
    if there.failed:
        count = plural(len(there.failed), "training")
        st.warning(f"{count} failed, the last one: {reason(there.failed[-1])}")
    _buttons(there.missing)


def _seconds(learner: Learner, found: "Mapping[int, Training]") -> float | None:
    spent = (seconds_of(learner.views[seed]) for seed in found)
    known = [seconds for seconds in spent if seconds is not None]
    return median(known) if known else None


def _buttons(missing: list[Settings]) -> None:
    first = [settings for settings in missing if settings.seed == SEEDS[0]]
    with st.container(horizontal=True):
        if first:
            named = f"the other {len(first)}" if len(first) > 1 else "the last one"
            st.button(f"Train {named}", on_click=_train, args=(first,))
        if len(missing) > len(first):
            label = f"Train on seeds {listed([str(seed) for seed in SEEDS])}: {len(missing)} more"
            st.button(label, on_click=_train, args=(missing,))


def _train(missing: list[Settings]) -> None:
    under_way = [asked for asked in st.session_state.get(_ASKED, ()) if not _ended(asked)]
    for settings in missing:
        if isinstance(known := known_training(settings), Job) and known.failure is not None:
            forget_training(settings)
        training_of(settings)
    st.session_state[_ASKED] = [*under_way, *missing]


def _ended(settings: Settings) -> bool:
    known = known_training(settings)
    return not isinstance(known, Job) or known.future.done()


def _cancel() -> None:
    for settings in st.session_state.pop(_ASKED):
        if not _ended(settings):
            forget_training(settings)


@st.fragment(run_every=0.5)
def _progress(jobs: list[Job]) -> None:
    """Show how far all of them are, and run the page again whenever one has ended."""
    if any(job.future.done() for job in jobs):
        st.rerun()
    whole = max(len(jobs), len(st.session_state.get(_ASKED, ())))
    share = (whole - len(jobs) + sum(job.share for job in jobs)) / whole
    many = f"{len(jobs)} trainings to go, one after the other" if len(jobs) > 1 else "One to go"
    st.progress(share, f"{many}. What is there is shown meanwhile.")
