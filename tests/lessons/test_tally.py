"""What a class has answered, as bars: counted by hand."""

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.room import Answer, Tally
from attnviz.lessons.tally import columns, fits, outcome

CHOICE = Asked("Which?", ("one", "two", "three"), frozenset({1}), "It is two.", frozenset({2}))
DRAWING = Drawing("How?", ("a", "b"), (0.75, 0.25), "Most to a.")


def tally(*rounds: tuple[Answer, ...], shown: int = 2, revealed: bool = False) -> Tally:
    return Tally(rounds, 5, shown, revealed)


def test_choices_are_counted() -> None:
    (column,) = columns(CHOICE, tally((0, 1, 1, 1)))
    assert column.title == "The class: 4 answers"
    assert [bar.share for bar in column.bars] == [0.25, 0.75, 0]
    assert [bar.text for bar in column.bars] == ["1 · 25 %", "3 · 75 %", "0"]
    assert all(bar.spread is None for bar in column.bars)


def test_a_present_vote_is_not_shown_before_its_time() -> None:
    assert columns(CHOICE, tally((0, 1), shown=0)) == ()
    assert columns(CHOICE, tally((0, 1), (1,), shown=0)) == ()
    (first,) = columns(CHOICE, tally((0, 1), (1,), shown=1))
    assert first.title == "First vote: 2 answers"
    both = columns(CHOICE, tally((0, 1), (1,)))
    assert [column.title for column in both] == ["First vote: 2 answers", "Second vote: 1 answer"]
    assert both[1].bars[1].text == "1 · 100 %"


def test_nobody_has_answered() -> None:
    (column,) = columns(CHOICE, tally(()))
    assert column.title == "The class: 0 answers"
    assert {(bar.share, bar.text) for bar in column.bars} == {(0, "0")}
    (column,) = columns(DRAWING, tally(()))
    assert {(bar.share, bar.text, bar.spread) for bar in column.bars} == {(0, "–", None)}
    assert not outcome(CHOICE, tally(()))


def test_drawings_have_a_mean_and_the_middle_half() -> None:
    drawn = ((100, 0), (60, 40), (50, 50), (40, 60), (0, 100))
    (column,) = columns(DRAWING, tally(drawn))
    assert [bar.share for bar in column.bars] == [0.5, 0.5]
    assert column.bars[0].spread == (0.4, 0.6)
    assert column.bars[0].text == "50 % (40 to 60)"
    (column,) = columns(DRAWING, tally(((70, 30),)))
    assert [bar.text for bar in column.bars] == ["70 %", "30 %"]


def test_the_layer_stands_beside_drawings_once_it_is_revealed() -> None:
    made = columns(DRAWING, tally(((75, 25),), revealed=True))
    assert [column.title for column in made] == ["The class: 1 answer", "The layer"]
    assert [(bar.share, bar.text) for bar in made[1].bars] == [(0.75, "75 %"), (0.25, "25 %")]


def test_how_many_were_right_is_said_of_each_vote() -> None:
    said = str(outcome(CHOICE, tally((0, 1, 1, 2), (1, 1))))
    assert said == "First vote: 2 of 4 right, 50 %. Second vote: 2 of 2 right, 100 %."
    assert str(outcome(DRAWING, tally(((70, 30), (0, 100))))) == "The class: 1 of 2 right, 50 %."


def test_what_is_no_answer_to_the_question_is_left_out() -> None:
    assert not fits(CHOICE, 3)
    assert not fits(CHOICE, -1)
    assert not fits(CHOICE, (1, 2, 3))
    assert not fits(DRAWING, (100,))
    assert not fits(DRAWING, 1)
    assert not fits(CHOICE, None)
    (column,) = columns(CHOICE, tally((0, 7, (50, 50))))
    assert column.bars[0].text == "1 · 100 %"
    assert str(outcome(CHOICE, tally((0, 7)))) == "The class: 0 of 1 right, 0 %."
