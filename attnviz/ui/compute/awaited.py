"""A training that a page needs: returned when it is there; else how far it is, or why not."""

from functools import partial

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.ui.compute.cache import forget_training, ships, trainer, training_key, training_of
from attnviz.ui.compute.job import Job
from attnviz.ui.state.announced import announce
from attnviz.ui.state.visit import visit

_LONGEST_REASON = 200
_TRAINING, _RUNS = "training", "These settings are being trained."
_UNTRAINED = " The untrained layer is shown."


def awaited(
    settings: Settings, place: str, *, untrained_meanwhile: bool = False
) -> Training | None:
    """Return the training of the settings; while it is not there, tell why, and return None.

    What this learner has cancelled is not started again by another page that needs it, but by its
    button alone.

    Args:
        settings: The view.
        place: Where on the page this is; no two places of a page have the same name.
        untrained_meanwhile: Whether the page shows the untrained layer until then, and says so.
    """
    if settings.shown_epoch == 0:
        return None
    meanwhile = _UNTRAINED if untrained_meanwhile else ""
    if training_key(settings) in visit().cancelled:
        st.info(f"The training was cancelled.{meanwhile}")
        st.button("Train", on_click=train, args=(settings,), key=f"train_{place}")
        return None
    found = training_of(settings, here=asked_again(settings))
    if not isinstance(found, Job):
        if visit().heard[1].get(_TRAINING) == _RUNS:
            announce(_TRAINING, "The training has ended.")
        return found
    if found.failure is not None:
        st.warning(f"The training failed: {reason(found.failure)}{meanwhile}")
        st.button("Try again", on_click=train, args=(settings,), key=f"try_{place}")
        return None
    announce(_TRAINING, _RUNS)
    if place == "page":
        visit().run.tell_training = partial(_running, found, settings, "page", meanwhile)
    else:
        _running(found, settings, place, meanwhile)
    return None


def tell_running() -> None:
    """Tell of the training that the page waits for, if there is one, in the page's corner."""
    run = visit().run
    tell, run.tell_training = run.tell_training, None
    if tell is not None:
        tell()


def _running(job: Job, settings: Settings, place: str, meanwhile: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"training_{place}"):
        _progress(job, meanwhile)
        st.button("Cancel", on_click=_cancel, args=(settings,), key=f"cancel_{place}")


def asked_again(settings: Settings) -> bool:
    """Return whether the learner has asked for this training to be made anew."""
    return visit().trained_again == training_key(settings)


def train(settings: Settings) -> None:
    """Train the settings anew, also what was cancelled, has failed, or comes with the package."""
    forget_training(settings)
    visit().trained_again = training_key(settings)
    visit().cancelled.discard(training_key(settings))


def allow_all() -> None:
    """Forget what was cancelled: pages train again what they need."""
    visit().cancelled.clear()


def reason(error: BaseException) -> str:
    """Return what a training failed of, as a sentence."""
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return "the server has not enough memory for it. Take a smaller batch, D or history."
    first = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return f"{in_markdown(first[:_LONGEST_REASON]).rstrip('.')}."


def _cancel(settings: Settings) -> None:
    forget_training(settings)
    if asked_again(settings):
        visit().trained_again = ""
    if not ships(settings):  # what comes with the package is there without being trained
        visit().cancelled.add(training_key(settings))


@st.fragment(run_every=0.25)
def _progress(job: Job, meanwhile: str) -> None:
    """Show how far a training is, and run the page again when it has ended."""
    if job.future.done():
        st.rerun()
    where = how_far(job, trainer().ahead(job), trainer().seconds_before(job))
    st.progress(job.share, f"Training these settings: {where}.{meanwhile}")


def how_far(job: Job, ahead: int, before: float | None) -> str:
    """Return how far a training is, in words.

    Args:
        job: The training.
        ahead: How many come before it.
        before: About how many seconds these take; None where nothing tells.
    """
    if ahead:
        where = f"{ahead} {'training is' if ahead == 1 else 'trainings are'} before it"
        return where if before is None else f"{where}, about {max(1, round(before))} s"
    left = job.seconds_left
    where = (
        "it starts"
        if left is None
        else f"epoch {job.done} of {job.epochs}, about {max(1, round(left))} s to go"
    )
    return where if job.speed is None else f"{where}, {job.speed:,.0f} rows a second"
