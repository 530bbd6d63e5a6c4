"""A lesson for a course: a sheet to print, questions for Moodle, a page that needs no network.

Answers are computed when a file is made, from the layer's own tensors; each variant asks about
other users. Each format is one file of this package; `LESSON_FORMATS` names them.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs

from attnviz.export.file_format import FileFormat
from attnviz.export.lessons.paper import Paper
from attnviz.lessons import SHIPPED, lesson_in_file, lesson_of
from attnviz.lessons.lesson import Lesson
from attnviz.scenario.packing import FORMAT
from attnviz.scenario.values import shortened

__all__ = ["LESSON_FORMATS", "LessonFormat", "lesson_from"]


class LessonFormat(FileFormat):
    """A kind of file of a lesson; `module` is of this package, with `written(paper)`."""

    def written(self, paper: Paper) -> bytes:
        """Return the content of the file, in UTF-8.

        Raises:
            ValueError: if nothing of the lesson can be asked in such a file.
        """
        if not paper.questions:
            why = f": {paper.left_out[0]}" if paper.left_out else ", as it has none."
            raise ValueError(f"No question of the lesson can be written{why}")
        text: str = import_module(f"{__name__}.{self.module}").written(paper)
        return text.encode()


LESSON_FORMATS: Mapping[str, LessonFormat] = MappingProxyType(
    {
        "sheet": LessonFormat(
            "Sheet to print",
            "sheet",
            ".sheet.html",
            "text/html",
            "A page to print, with the key on a page of its own.",
        ),
        "gift": LessonFormat(
            "Moodle GIFT",
            "gift",
            ".gift.txt",
            "text/plain",
            "The questions with feedback, for the question bank of Moodle.",
        ),
        "offline": LessonFormat(
            "Offline page",
            "offline",
            ".html",
            "text/html",
            "A page that asks and judges without a network.",
        ),
    }
)


def lesson_from(text: str) -> Lesson:
    """Return the lesson that is meant: by the name of a shipped one, a link, or a path of a file.

    Raises:
        ValueError: if there is none.
    """
    asked = parse_qs(text.partition("?")[2])
    if "lesson" in asked:
        return lesson_of(asked["lesson"][0])
    try:
        content = Path(text).read_bytes() if Path(text).is_file() else None
    except (OSError, ValueError):
        content = None
    if content is not None:
        return lesson_in_file(content)
    if text not in SHIPPED and text.partition(".")[0] != FORMAT:
        raise ValueError(
            f"The lesson {shortened(text)} cannot be read: it is no file and no link. Those that "
            f"come with attnviz are {', '.join(SHIPPED)}."
        )
    return lesson_of(text)
