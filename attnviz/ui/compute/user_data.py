"""A learner's own clicks and all that is made of them: kept in the session, and gone with it."""

import json
import secrets
import threading
import weakref
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from attnviz.interactions.dataset import Interactions, fitted
from attnviz.learning.store import STORE, Shelf
from attnviz.learning.trained import trained_arguments
from attnviz.scenario.items import Items
from attnviz.scenario.samples import Samples, samples_of
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.learner import Learner, learner
from attnviz.ui.compute.training_queue import Trainer
from attnviz.ui.state import keys

_FILE, _JOB = "file", "job"
# A page asks for three trainings at most; of more than these the learner has gone on to others.
_MOST_WAITING = 3


class UserData:
    """Interactions, and what was trained on and computed from them.

    Nothing of it goes to the shelf that learners share.

    Attributes:
        shelf: Has the interactions, and what is made of them.
        learners: The sessions that have it, also a tab's of before its reload.
        name: What only this server and the tab that has brought them know them by.
        controls_before: What the controls showed that bringing them has moved, by setting.
    """

    def __init__(self, data: Interactions) -> None:
        titles = _unlike(data.items)
        self.learners: weakref.WeakSet[Learner] = weakref.WeakSet()
        self.name = secrets.token_urlsafe(16)
        self.controls_before: dict[str, Any] = {}
        self.shelf = Shelf(STORE)
        self.shelf.put(_FILE, (data, titles))
        # Those that have not ended; the others are on the shelf.
        self._jobs: dict[str, Job] = {}
        self._compared: set[str] = set()
        self._queue: OrderedDict[str, Settings] = OrderedDict()
        self._paused = False
        self._lock = threading.RLock()

    @property
    def data(self) -> Interactions:
        """The interactions.

        Raises:
            LookupError: if they had to go, as others needed the memory.
        """
        return self._file()[0]

    @property
    def titles(self) -> list[str]:
        """What a list of all items calls each id, no two alike.

        Raises:
            LookupError: as of `data`.
        """
        return self._file()[1]

    @property
    def gone(self) -> bool:
        """Whether the interactions had to go."""
        return self.shelf.find(_FILE) is None

    @property
    def there(self) -> Collection[object]:
        """Those of its sessions whose browsers are connected; itself where it is of no session."""
        learners = list(self.learners)
        return [one for learner in learners for one in learner.there] if learners else (self,)

    def _file(self) -> tuple[Interactions, list[str]]:
        found: tuple[Interactions, list[str]] | None = self.shelf.find(_FILE)
        if found is None:
            raise LookupError("the interactions are no longer kept")
        return found

    def key(self, settings: Settings) -> str:
        """Return the name of a training: two settings that share one have the same."""

        made = [trained_arguments(settings), settings.fit, settings.epochs]
        return json.dumps([*made, settings.sequence_length], sort_keys=True)

    def known(self, settings: Settings) -> Job | None:
        """Return the job of these settings if it was asked for before, and is still kept."""
        return self._known(self.key(settings))

    def job(self, settings: Settings, trainer: Trainer) -> Job:
        """Return the job of these settings, queued now if it is new."""
        key = self.key(settings)
        with self._lock:
            self._queue.pop(key, None)
            self._compared.discard(key)
            known = self._known(key)
            if known is not None and not known.cancelled:
                trainer.want(known, self)
                return known
            job = self._submit(key, settings, trainer)
            asked = [one for one in self._jobs if one not in self._compared]
            for one in asked[:-_MOST_WAITING]:
                self._drop(one)
            return job

    def compare(self, wanted: Sequence[Settings], trainer: Trainer) -> None:
        """Train all of these, one after the other: between two of them others have their turn."""
        with self._lock:
            self._queue |= {self.key(one): one for one in wanted if self.known(one) is None}
        self.resume(trainer)

    def pause(self) -> None:
        """Begin no more of a comparison until it is resumed."""
        self._paused = True

    def resume(self, trainer: Trainer) -> None:
        """Go on with a comparison, if there is one, and wait for what is under way for it."""
        with self._lock:
            self._paused = False
            for job in self.under_way():
                trainer.want(job, self)
        self._go_on(trainer)

    def under_way(self) -> list[Job]:
        """Return the jobs of a comparison that have not ended."""
        with self._lock:
            return [self._jobs[key] for key in self._compared & set(self._jobs)]

    def queued(self, settings: Settings) -> bool:
        """Return whether these settings are still to be trained for a comparison."""
        return self.key(settings) in self._queue

    def stop(self) -> None:
        """End the comparison: what runs for it ends soon, what has ended stays."""
        with self._lock:
            self._queue.clear()
            for key in self._compared & set(self._jobs):
                self._drop(key)

    def forget(self, settings: Settings) -> None:
        """Drop the job of these settings: asked for again, it is trained anew."""
        with self._lock:
            self._drop(self.key(settings))

    def end_all(self) -> None:
        """Drop all jobs that have not ended."""
        with self._lock:
            self._queue.clear()
            for key in list(self._jobs):
                self._drop(key)

    def _known(self, key: str) -> Job | None:
        with self._lock:
            return self._jobs.get(key) or self.shelf.find((_JOB, key))

    def _drop(self, key: str) -> None:
        self._compared.discard(key)
        self.shelf.drop((_JOB, key))
        if (job := self._jobs.pop(key, None)) is not None:
            job.cancel()

    def _submit(self, key: str, settings: Settings, trainer: Trainer) -> Job:
        job = self._jobs[key] = trainer.own(key, settings, self.data, self)
        # The worker calls this when the job has ended, also when its learner is gone by then.
        alive = weakref.ref(self)

        def ended(future: object) -> None:
            if (one := alive()) is not None:
                one._end(key, future, trainer)

        job.future.add_done_callback(ended)
        return job

    def _end(self, key: str, future: object, trainer: Trainer) -> None:
        """Put a job that has ended on the shelf, and go on with the next.

        What was compared and had to go, as others waited while it was not looked at, is queued
        again.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.future is future:
                del self._jobs[key]
                if not job.cancelled:
                    self.shelf.put((_JOB, key), job)
                elif key in self._compared:
                    self._compared.discard(key)
                    self._queue[key] = job.settings
                    self._queue.move_to_end(key, last=False)
        self._go_on(trainer)

    def _go_on(self, trainer: Trainer) -> None:
        """Train the next one of a comparison, unless one of it is under way."""
        with self._lock:
            if self._queue and not self._paused and not self._compared & set(self._jobs):
                key, settings = self._queue.popitem(last=False)
                self._compared.add(key)
                self._submit(key, settings, trainer)


def _unlike(items: Items) -> list[str]:
    """Return titles by id of which no two are alike: of those that are, all but the first are told
    apart by the ids that the file has.
    """
    titles = [items.title(number) for number in range(items.vocabulary_size)]
    first = {title: number for number, title in reversed(list(enumerate(titles)))}
    names = ("padding", *(items.file_ids or ()))
    names += tuple(map(str, range(len(names), items.vocabulary_size)))
    return [
        title if first[title] == number else f"{title} ({names[number]})"
        for number, title in enumerate(titles)
    ]


# As long as a session has them: Streamlit keeps one for two minutes after its tab was closed.
_by_name: weakref.WeakValueDictionary[str, UserData] = weakref.WeakValueDictionary()


def user_data() -> UserData | None:
    """Return the clicks that the learner has brought, if there are any."""
    found: UserData | None = st.session_state.get(keys.USER_DATA)
    return None if found is None or found.gone else found


def required_user_data() -> UserData:
    """Return the clicks that a view of them is of.

    Raises:
        LookupError: if there are none; the shell lets no page show such a view.
    """
    found = user_data()
    if found is None:
        raise LookupError("items='own' without interactions in the session")
    return found


def cache_tag(settings: Settings) -> str:
    """Return what tells a view of own clicks from one of others with the same settings."""
    return required_user_data().data.fingerprint if settings.items == "own" else ""


def keep_user_data(data: Interactions | None) -> None:
    """Keep interactions for the session in place of those before; None for none."""
    before = user_data()
    if before is not None:
        before.end_all()
        _by_name.pop(before.name, None)
    state: Any = st.session_state
    state[keys.USER_DATA] = None if data is None else UserData(data)
    if (now := user_data()) is not None:
        _by_name[now.name] = now
        now.learners.add(learner())


def take_up(name: str) -> bool:
    """Make the clicks of a name those of this session; return whether they are still kept."""
    found = _by_name.get(name)
    if found is not None and user_data() is None:
        st.session_state[keys.USER_DATA] = found
        found.learners.add(learner())
    return found is not None


def had_clicks() -> bool:
    """Whether this session had clicks of the learner's own that are no longer there."""
    return keys.USER_DATA in st.session_state and user_data() is None


def has_forgotten() -> bool:
    """Whether they are not there as the learner has forgotten them."""
    return had_clicks() and st.session_state[keys.USER_DATA] is None


def samples(settings: Settings) -> Samples:
    """Return the samples of a view, also where it is of the learner's own clicks."""
    return samples_of(settings, required_user_data().data if settings.items == "own" else None)


def as_user_data(settings: Settings) -> tuple[Settings, list[str]]:
    """Return settings as what there is can show them, and what does not fit, in words.

    A view of one's own clicks without them becomes one of the built-in clicks.
    """
    if settings.items != "own":
        return settings, []
    found = user_data()
    if found is None:
        return replace(
            settings, items="catalogue", vocabulary_size=None, history="", candidate="", change=()
        ), []

    return fitted(settings, found.data)
