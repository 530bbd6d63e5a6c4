"""An order of reading: questions that lead on to each other, with the lessons and page of each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """A question, and where it is answered.

    Attributes:
        asks: The question.
        lessons: Names of shipped lessons, in their order.
        page: The page to go on by oneself, by its key.
    """

    asks: str
    lessons: tuple[str, ...]
    page: str


ORDER = (
    Chapter("What is a click?", ("embeddings",), "samples"),
    Chapter("What does a layer make of it?", ("three_candidates", "one_number"), "walk"),
    Chapter("Whom must it not hear?", ("padding",), "masks"),
    Chapter("How do scores become weights?", ("softmax_or_not", "root_of_d"), "normalization"),
    Chapter("What can several look at?", ("two_heads", "self_attention"), "heads"),
    Chapter(
        "How is it learned, and when is it not?",
        ("how_learned", "flat_heatmap", "article_unit"),
        "training",
    ),
    Chapter("Does attention explain?", ("click_gone",), "training"),
)


def chapter_of(lesson: str) -> Chapter | None:
    """Return the chapter of a shipped lesson, by its name; None of any other."""
    return next((chapter for chapter in ORDER if lesson in chapter.lessons), None)
