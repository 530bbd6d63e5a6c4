"""What the benchmark of a class in a room makes of what it has measured."""

from bench.room import Lesson, row


def test_each_answer_is_counted_and_each_learner_is_shown_what_is_right() -> None:
    lesson = Lesson(1.5, (0.01, 0.02, 0.03, 0.5), (0.1, 0.1, 0.2, 1.25), "4 of 4", 4)
    assert lesson.faults(4) == []
    assert row(4, lesson) == "| 4 | 1.5 | 20 | 500 | 100 | 1,250 |"


def test_what_is_lost_is_told() -> None:
    lesson = Lesson(1.5, (0.01,), (0.1,), "3 of 4", 2)
    assert lesson.faults(4) == [
        "3 of 4 answers were counted, of 4 learners",
        "2 of 4 learners were shown what is right",
    ]
