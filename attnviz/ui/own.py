"""A learner's own clicks and all that is made of them: kept in the session, and gone with it."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from attnviz.samples import Samples, samples_of
from attnviz.settings import Settings
from attnviz.ui.trainer import Job, Trainer

if TYPE_CHECKING:
    from attnviz.interactions.dataset import Interactions
    from attnviz.measures import Further
    from attnviz.trace import Trace
    from attnviz.training import Training

T = TypeVar("T")

_OWN = "attnviz: own clicks"
_KEPT_JOBS = 6
_KEPT_RESULTS = 64
# A page asks for three trainings at most; of more than these the learner has gone on to others.
_MOST_WAITING = 3


class Own:
    """Interactions, and what was trained on and computed from them.

    Nothing of it goes to the caches that learners share.

    Attributes:
        data: The interactions.
        titles: What a list of all items calls each id, no two alike.
    """

    def __init__(self, data: "Interactions") -> None:
        self.data = data
        self._jobs: OrderedDict[str, Job] = OrderedDict()

        def run(settings: Settings, training: "Training | None") -> "Trace":
            from attnviz.trace import run

            return run(settings, training, data)

        def further(training: "Training", length: int) -> "tuple[Further, ...]":
            from attnviz.measures import further_measures

            return further_measures(training, data.logs(length))

        self.trace = lru_cache(maxsize=32)(run)
        self.further = lru_cache(maxsize=4)(further)
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self.titles = _unlike([data.items.title(n) for n in range(data.items.vocabulary_size)])

    def key(self, settings: Settings) -> str:
        """Return the name of a training: two settings that share one have the same."""
        from attnviz.training import trained_arguments

        made = [trained_arguments(settings), settings.fit, settings.epochs]
        return json.dumps([*made, settings.sequence_length], sort_keys=True)

    def known(self, settings: Settings) -> Job | None:
        """Return the job of these settings if it was asked for before, and is still kept."""
        return self._jobs.get(self.key(settings))

    def job(self, settings: Settings, trainer: Trainer) -> Job:
        """Return the job of these settings, queued now if it is new."""
        key = self.key(settings)
        if key not in self._jobs:
            self._jobs[key] = trainer.own(settings, self.data, self)
            waiting = [one for one in self._jobs.values() if not one.future.done()]
            for job in waiting[:-_MOST_WAITING]:
                job.cancel()
            self._jobs = OrderedDict(
                (name, job)
                for name, job in list(self._jobs.items())[-_KEPT_JOBS:]
                if not job.cancelled
            )
        return self._jobs[key]

    def forget(self, settings: Settings) -> None:
        """Drop the job of these settings: asked for again, it is trained anew."""
        job = self._jobs.pop(self.key(settings), None)
        if job is not None:
            job.cancel()

    def forget_all(self) -> None:
        """Drop all jobs."""
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` returns, kept by a name as long as few others were asked for."""
        if name not in self._found:
            self._found[name] = make()
        self._found.move_to_end(name)
        while len(self._found) > _KEPT_RESULTS:
            self._found.popitem(last=False)
        found: T = self._found[name]
        return found

    def epochs(self, settings: Settings, training: "Training") -> "tuple[Trace, ...]":
        """Return the traces of the settings after each epoch of their training."""
        epochs = (replace(settings, epoch=one.epoch) for one in training.epochs)
        return tuple(self.trace(one, training) for one in epochs)


def _unlike(titles: list[str]) -> list[str]:
    """Return titles by id of which no two are alike: of those that are, all but the first are told
    apart by their ids.
    """
    first = {title: number for number, title in reversed(list(enumerate(titles)))}
    return [
        title if first[title] == number else f"{title} ({number})"
        for number, title in enumerate(titles)
    ]


def own() -> Own | None:
    """Return the clicks that the learner has brought, if there are any."""
    found: Own | None = st.session_state.get(_OWN)
    return found


def mine() -> Own:
    """Return the clicks that a view of them is of.

    Raises:
        LookupError: if there are none; the shell lets no page show such a view.
    """
    found = own()
    if found is None:
        raise LookupError("items='own' without interactions in the session")
    return found


def mark(settings: Settings) -> str:
    """Return what tells a view of own clicks from one of others with the same settings."""
    return mine().data.fingerprint if settings.items == "own" else ""


def keep(data: "Interactions | None") -> None:
    """Keep interactions for the session in place of those before; None for none."""
    before = own()
    if before is not None:
        before.forget_all()
    state: Any = st.session_state
    state[_OWN] = None if data is None else Own(data)


def samples(settings: Settings) -> Samples:
    """Return the samples of a view, also where it is of the learner's own clicks."""
    return samples_of(settings, mine().data if settings.items == "own" else None)


def as_own(settings: Settings) -> tuple[Settings, list[str]]:
    """Return settings as what there is can show them, and what does not fit, in words.

    A view of one's own clicks without them becomes one of the built-in clicks.
    """
    if settings.items != "own":
        return settings, []
    found = own()
    if found is None:
        return replace(
            settings, items="catalogue", vocabulary_size=None, history="", candidate=""
        ), []
    from attnviz.interactions.dataset import fitted

    return fitted(settings, found.data)
