"""Lessons: short walks through views that belong together."""

from attnviz.scenario.settings import Settings
from attnviz.ui.lessons.class_room.join import join_room
from attnviz.ui.lessons.lesson_list import lesson_from_file, lesson_list
from attnviz.ui.shell.shell import shell


@shell(
    "lessons",
    "Lessons",
    "A few views each, with one question at a time. Predict first, then look.",
)
def lessons(settings: Settings) -> None:
    join_room()
    lesson_list()
    lesson_from_file()
