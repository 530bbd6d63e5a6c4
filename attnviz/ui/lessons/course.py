"""Into the course: the draft as a sheet, for Moodle, or as a page without a network."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

import streamlit as st

from attnviz.export.lessons import LESSON_FORMATS, LessonFormat
from attnviz.export.lessons.paper import LARGEST_VARIANT, paper
from attnviz.learning.trained import Training
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.posing import needed
from attnviz.lessons.question import OwnQuestion
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import training_key
from attnviz.ui.compute.view import tensorflow_is_there
from attnviz.ui.state import keys

Trainings = Mapping[str, Training]
"""What was learned, by the names of the trainings."""


def course(lesson: Lesson) -> None:
    """Show the button that opens the files of a lesson, each made when it is asked for."""
    if not any(view.question for view in lesson.views):
        return
    files = st.popover(
        "Into the course", icon=":material/school:", key=keys.COURSE, on_change="rerun"
    )
    if not files.open:
        return
    with files:
        if not tensorflow_is_there():
            return
        trainings = _trainings(lesson)
        if trainings is None:
            st.caption("The files are made of what the layers have learned, so that comes first.")
            return
        variant = st.number_input(
            "Variant: other users and another order of answers; 0 is the lesson as it is",
            0,
            LARGEST_VARIANT,
            key=keys.VARIANT,
        )
        for name, made in LESSON_FORMATS.items():
            st.download_button(
                made.label,
                partial(_written, made, lesson, int(variant), trainings),
                f"attnviz-lesson-{variant}{made.suffix}",
                made.mime,
                key=f"course_{name}",
                on_click="ignore",
                width="stretch",
            )
            st.caption(made.meaning)


def _trainings(lesson: Lesson) -> Trainings | None:
    """Return the trainings of all that is asked, by name; while one is not there, tell of it."""
    found: dict[str, Training] = {}
    for trained in _learned(lesson):
        key = training_key(trained)
        if key not in found:
            training = awaited(trained, "course")
            if training is None:  # one after the other, so that one place tells of them
                return None
            found[key] = training
    return found


def _learned(lesson: Lesson) -> Iterator[Settings]:
    """Yield the settings whose trainings the questions of a lesson need."""
    for view in lesson.views:
        question, sides = view.question, view.sides
        if question is None or any(side.items == "own" for side in sides):
            continue  # the files say that they have no place for clicks of one's own
        if isinstance(question, DrawQuestion):
            continue  # nor for what is drawn
        if isinstance(question, OwnQuestion) and len(sides) == 1:
            continue  # nothing is computed
        with suppress(ValueError):  # it cannot be asked, which the files say
            wanted = needed(question, sides)
            yield from (one.trained for one in wanted if one.trained.shown_epoch)


def _written(made: LessonFormat, lesson: Lesson, variant: int, trainings: Trainings) -> bytes:
    # Loads TensorFlow.
    from attnviz.trace.run import run

    def traced(settings: Settings, training: Training | None) -> Trace:
        return run(settings, training or trainings.get(training_key(settings)))

    try:
        return made.written(paper(lesson, variant, traced))
    except ValueError as error:  # what is downloaded says why there is nothing else in it
        return str(error).encode()
