"""The layers that are compared on one log, and what is there of their trainings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from statistics import median
from typing import Any

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.recipes import RECIPES
from attnviz.scenario.settings import FIT, Settings
from attnviz.scenario.values import InvalidValue
from attnviz.ui.compute.cache import known_training, seconds_of, ships, training_key
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.user_data import required_user_data
from attnviz.ui.state import keys

SEEDS = (0, 1, 2)
_HEADS = (1, 2, 4, 8)
# What the claims compare.
_COMPARED: Mapping[str, dict[str, Any]] = {
    "article": {"recipe": "article", "mode": "attention"},
    "default": {},
    "none": {"normalization": "none"},
    "heads 2": {"mode": "multi_head", "num_heads": 2},
    "heads 8": {"mode": "multi_head", "num_heads": 8},
}
# What layers that learn from one's own clicks have in common with the view.
_OF_THE_VIEW = ("items", "vocabulary_size", "sequence_length", "embedding_dim", "epochs", "seed")


@dataclass
class ComparedLayer:
    """A layer that is trained.

    Attributes:
        names: The recipes that share it.
        settings: Its settings with the first seed.
        seeds: From which seeds it is trained.
    """

    names: list[str]
    settings: Settings
    seeds: tuple[int, ...] = SEEDS

    @cached_property
    def views(self) -> dict[int, Settings]:
        """Its settings by seed."""
        return {seed: replace(self.settings, seed=seed) for seed in self.seeds}

    @property
    def name(self) -> str:
        """The names of the recipes."""
        return ", ".join(self.names)


@dataclass
class Trained:
    """What is there of the layers' trainings.

    Attributes:
        found: By the layer's training key, then by seed.
        waiting: Jobs that are queued or run.
        queued: How many trainings on one's own clicks come after them.
        missing: Settings that were not trained yet, or not to the end.
        failed: What trainings failed of.
        seconds: How long a training took here, the median; None if none was made here.
    """

    found: dict[str, dict[int, Training]] = field(default_factory=dict)
    waiting: list[Job] = field(default_factory=list)
    queued: int = 0
    missing: list[Settings] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)
    seconds: float | None = None

    @property
    def to_go(self) -> int:
        """How many trainings have yet to end."""
        return len(self.waiting) + self.queued

    @property
    def seconds_left(self) -> float | None:
        """About how long all of them still take; None where nothing tells."""
        if self.seconds is None:
            return None
        known = (job.seconds_left for job in self.waiting)
        running = [left for left in known if left is not None]
        return sum(running) + self.seconds * (self.to_go - len(running))


def compared_layers(settings: Settings) -> tuple[ComparedLayer, ...]:
    """Return every recipe and number of heads once: recipes that train alike share one.

    On the catalogue's log they are as the recipes are. On one's own clicks they learn as the
    view's layer does, which is one of them, and its seed is the first of theirs.
    """
    return _user_data_layers(settings) if settings.items == "own" else _catalogue_layers()


@cache
def _catalogue_layers() -> tuple[ComparedLayer, ...]:
    return _once(_all({}), SEEDS)


def _user_data_layers(settings: Settings) -> tuple[ComparedLayer, ...]:
    view = replace(settings, epoch=None, query=None)
    return _once([("these settings", view), *_all(_shared(settings))], seeds_of(settings))


def seeds_of(settings: Settings) -> tuple[int, ...]:
    """Return from which seeds the layers are trained, the one that is trained first as the first.

    Args:
        settings: The view.
    """
    if settings.items != "own":
        return SEEDS
    others = (seed for seed in SEEDS if seed != settings.seed)
    return (settings.seed, *others)[: len(SEEDS)]


def _once(
    named: Iterable[tuple[str, Settings]], seeds: tuple[int, ...]
) -> tuple[ComparedLayer, ...]:
    found: dict[str, ComparedLayer] = {}
    for name, settings in named:
        key = training_key(settings)
        if key in found:
            found[key].names.append(name)
        else:
            found[key] = ComparedLayer([name], settings, seeds)
    return tuple(found.values())


def _shared(settings: Settings) -> dict[str, Any]:
    if settings.items != "own":
        return {}
    return {name: getattr(settings, name) for name in (*_OF_THE_VIEW, *FIT)}


def _all(shared: Mapping[str, Any]) -> Iterator[tuple[str, Settings]]:
    for name, modes in RECIPES.items():
        for mode in modes:
            heads = _HEADS if (name, mode) == ("default", "multi_head") else (None,)
            for count in heads:
                made = _made({**shared, "recipe": name, "mode": mode, "num_heads": count})
                if made is not None:
                    yield name, made


def _made(values: dict[str, Any]) -> Settings | None:
    """Return settings, or None where a layer cannot be so: eight heads do not divide every D."""
    try:
        return Settings(**values)
    except InvalidValue:
        return None


def compared(settings: Settings, there: Trained) -> dict[str, Mapping[int, Training]]:
    """Return the trainings that are there of what the claims compare, by name and by seed."""
    made = {name: _made({**_shared(settings), **values}) for name, values in _COMPARED.items()}
    return {
        name: there.found.get(training_key(one), {})
        for name, one in made.items()
        if one is not None
    }


def asked(settings: Settings) -> list[Settings]:
    """Return the trainings that this learner has asked for here, for the items of a view."""
    wanted: list[Settings] = st.session_state.setdefault(
        keys.COMPARED_TRAININGS + settings.items, []
    )
    return wanted


def comparable(settings: Settings) -> Training | Job | None:
    """Return what is known of a training that this learner may see compared.

    It comes with the package, is of their own clicks, or was asked for by them: so nobody's page
    grows by what another visitor of the server has trained.
    """
    theirs = settings.items == "own" or ships(settings) or settings in asked(settings)
    return known_training(settings) if theirs else None


def trained(shown: Sequence[ComparedLayer]) -> Trained:
    """Return what is there of these layers' trainings; starts nothing."""
    result, seconds = Trained(), []
    for layer in shown:
        by_seed = result.found.setdefault(training_key(layer.settings), {})
        for seed, settings in layer.views.items():
            known = comparable(settings)
            if isinstance(known, Job) and known.failure is not None:
                result.failed.append(known.failure)
                result.missing.append(settings)
            elif isinstance(known, Job):
                result.waiting.append(known)
            elif known is not None:
                by_seed[seed] = known
                seconds.append(seconds_of(settings))
            elif settings.items == "own" and required_user_data().queued(settings):
                result.queued += 1
            else:
                result.missing.append(settings)
    spent = [one for one in seconds if one is not None]
    result.seconds = median(spent) if spent else None
    return result
