"""Into the course: the draft as a sheet, for Moodle, or as a page without a network."""

from functools import partial

import streamlit as st

from attnviz.export.lessons import LESSON_FORMATS, LessonFormat
from attnviz.export.lessons.paper import LARGEST_VARIANT, paper
from attnviz.learning.shipped import shipped
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.posing import needed
from attnviz.ui.compute.view import tensorflow_is_there
from attnviz.ui.state import keys


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
        if not _is_learned(lesson):
            st.caption(
                "Some views are of settings that are not trained yet, which takes a while: the "
                "command line makes these files of them as well."
            )
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
                partial(_written, made, lesson, int(variant)),
                f"attnviz-lesson-{variant}{made.suffix}",
                made.mime,
                key=f"course_{name}",
                on_click="ignore",
                width="stretch",
            )
            st.caption(made.meaning)


def _written(made: LessonFormat, lesson: Lesson, variant: int) -> bytes:
    # Loads TensorFlow.
    from attnviz.trace.run import run

    try:
        return made.written(paper(lesson, variant, run))
    except ValueError as error:  # what is downloaded says why there is nothing else in it
        return str(error).encode()


def _is_learned(lesson: Lesson) -> bool:
    """Whether the weights of all views that ask come with the package, or need no training."""
    return all(_has_weights(view) for view in lesson.views)


def _has_weights(view: View) -> bool:
    if view.question is None:
        return True
    try:
        trained = [one.trained for one in needed(view.question, view.sides)]
    except ValueError:  # it cannot be asked, which the files say
        return True
    return all(not one.shown_epoch or shipped(one) is not None for one in trained)
