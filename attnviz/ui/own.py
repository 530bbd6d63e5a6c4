"""A learner's own clicks and all that is made of them: kept in the session, and gone with it."""

import json
import secrets
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
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
# More than a page of comparisons asks for, of three seeds and of a hundred numbers each at most.
_KEPT_RESULTS = 128
# A page asks for three trainings at most; of more than these the learner has gone on to others.
_MOST_WAITING = 3


class Own:
    """Interactions, and what was trained on and computed from them.

    Nothing of it goes to the caches that learners share.

    Attributes:
        data: The interactions.
        titles: What a list of all items calls each id, no two alike.
        name: What only this server and the tab that has brought them know them by.
    """

    def __init__(self, data: "Interactions") -> None:
        self.data = data
        self.name = secrets.token_urlsafe(16)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._compared: set[str] = set()
        self._queue: OrderedDict[str, Settings] = OrderedDict()
        self._lock = threading.RLock()

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
        with self._lock:
            self._queue.pop(key, None)
            self._compared.discard(key)
            if key not in self._jobs:
                self._jobs[key] = trainer.own(settings, self.data, self)
                waiting = [one for one in self._asked() if not self._jobs[one].future.done()]
                for one in waiting[:-_MOST_WAITING]:
                    self._jobs[one].cancel()
                for one in self._asked():
                    old = one in self._asked()[:-_KEPT_JOBS]
                    if old or self._jobs[one].cancelled:
                        del self._jobs[one]
            return self._jobs[key]

    def compare(self, wanted: Sequence[Settings], trainer: Trainer) -> None:
        """Train all of these, one after the other: between two of them others have their turn."""
        with self._lock:
            self._queue |= {self.key(one): one for one in wanted if self.known(one) is None}
        self._go_on(trainer)

    def queued(self, settings: Settings) -> bool:
        """Return whether these settings are still to be trained for a comparison."""
        return self.key(settings) in self._queue

    def stop(self) -> None:
        """End the comparison: what runs for it ends soon, what has ended stays."""
        with self._lock:
            self._queue.clear()
            for key in [one for one in self._compared if not self._jobs[one].future.done()]:
                self._drop(key)

    def forget(self, settings: Settings) -> None:
        """Drop the job of these settings: asked for again, it is trained anew."""
        with self._lock:
            self._drop(self.key(settings))

    def forget_all(self) -> None:
        """Drop all jobs."""
        with self._lock:
            self._queue.clear()
            for key in list(self._jobs):
                self._drop(key)

    def _asked(self) -> list[str]:
        """Return the jobs that pages have asked for, the last one last."""
        return [key for key in self._jobs if key not in self._compared]

    def _drop(self, key: str) -> None:
        self._compared.discard(key)
        job = self._jobs.pop(key, None)
        if job is not None:
            job.cancel()

    def _go_on(self, trainer: Trainer) -> None:
        """Train the next one of a comparison, unless one of it is under way."""
        with self._lock:
            if not self._queue or any(not self._jobs[one].future.done() for one in self._compared):
                return
            key, settings = self._queue.popitem(last=False)
            job = self._jobs[key] = trainer.own(settings, self.data, self)
            self._compared.add(key)
        # The worker calls this when the job has ended, also when its learner is gone by then.
        alive = weakref.ref(self)

        def ended(_: object) -> None:
            if (one := alive()) is not None:
                one._go_on(trainer)

        job.future.add_done_callback(ended)

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


# As long as a session has them: Streamlit keeps one for two minutes after its tab was closed.
_by_name: weakref.WeakValueDictionary[str, Own] = weakref.WeakValueDictionary()


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
        _by_name.pop(before.name, None)
    state: Any = st.session_state
    state[_OWN] = None if data is None else Own(data)
    if (now := own()) is not None:
        _by_name[now.name] = now


def take_up(name: str) -> bool:
    """Make the clicks of a name those of this session; return whether they are still kept."""
    found = _by_name.get(name)
    if found is not None and own() is None:
        st.session_state[_OWN] = found
    return found is not None


def forgotten() -> bool:
    """Whether the learner had clicks in this session, and has forgotten them."""
    return _OWN in st.session_state and own() is None


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
