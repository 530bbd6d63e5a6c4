"""Who learns to attend? Every recipe and number of heads on the same log, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from attnviz.claims.training import learner_row, learners_claims
from attnviz.recipes import RECIPES
from attnviz.settings import Settings
from attnviz.ui.cache import known_training, training_key, training_of
from attnviz.ui.number_table import number_table
from attnviz.ui.trainer import Job

if TYPE_CHECKING:
    from attnviz.training import Training

_HEADS = (1, 2, 4, 8)
# What the claims compare.
_COMPARED = {
    "article": Settings(recipe="article", mode="attention"),
    "default": Settings(),
    "none": Settings(normalization="none"),
    "heads 2": Settings(mode="multi_head", num_heads=2),
    "heads 8": Settings(mode="multi_head", num_heads=8),
}


@dataclass
class Learner:
    """A layer that is trained: the recipes that share it, and its settings."""

    names: list[str]
    settings: Settings


def learners() -> list[Learner]:
    """Return every recipe and number of heads once: recipes that train alike share one."""
    found: dict[str, Learner] = {}
    for name, settings in _all():
        key = training_key(settings)
        if key in found:
            found[key].names.append(name)
        else:
            found[key] = Learner([name], settings)
    return list(found.values())


def _all() -> Iterator[tuple[str, Settings]]:
    for name, modes in RECIPES.items():
        for mode in modes:
            heads = _HEADS if (name, mode) == ("default", "multi_head") else (None,)
            for count in heads:
                yield name, Settings(recipe=name, mode=mode, num_heads=count)


def who_learns() -> None:
    """Show the table of those that are trained, its claims, and a button that trains the others."""
    there: list[tuple[Learner, Training]] = []
    missing: list[Learner] = []
    waiting: list[Job] = []
    for learner in learners():
        found = known_training(learner.settings)
        if isinstance(found, Job):
            waiting.append(found)
        elif found is None:
            missing.append(learner)
        else:
            there.append((learner, found))
    compared = {name: known_training(settings) for name, settings in _COMPARED.items()}
    known = {n: t for n, t in compared.items() if t is not None and not isinstance(t, Job)}
    st.markdown(
        "Every layer learns from the same log, from seed 0, for 15 epochs. *Mass* is the share of "
        "the weights on clicks of the candidate's own interest over held-out users, *chance* what "
        "equal weights would give it. " + " ".join(learners_claims(known))
    )
    number_table(learner_row(", ".join(one.names), t) for one, t in there)
    if waiting:
        _progress(waiting)
    if missing:
        named = f"the other {len(missing)}" if len(missing) > 1 else "the last one"
        st.button(f"Train {named}", on_click=_train, args=(missing,))


def _train(missing: list[Learner]) -> None:
    for learner in missing:
        training_of(learner.settings)


@st.fragment(run_every=0.5)
def _progress(jobs: list[Job]) -> None:
    """Show how far all of them are, and run the page again whenever one has ended."""
    if any(job.future.done() for job in jobs):
        st.rerun()
    share = sum(job.share for job in jobs) / len(jobs)
    st.progress(share, f"{len(jobs)} are being trained, one after the other.")
