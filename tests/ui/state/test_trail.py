"""The way through opened numbers: back, and forward again."""

from attnviz.ui.state.trail import Place, Trail

WEIGHT, SCORE, KEY = Place("weights:0,0,2", ""), Place("scores:0,0,2", "scores"), Place("key:0", "")


def walked(*places: Place) -> Trail:
    trail = Trail()
    for place in places:
        trail.follow(place)
    return trail


def test_what_was_opened_before_can_be_gone_back_to_and_forward_again() -> None:
    trail = walked(WEIGHT, SCORE, KEY)
    assert (trail.beside(-1), trail.beside(1)) == (SCORE, None)
    trail.follow(SCORE)
    assert (trail.beside(-1), trail.beside(1)) == (WEIGHT, KEY)
    trail.follow(WEIGHT)
    assert (trail.beside(-1), trail.beside(1)) == (None, SCORE)
    trail.follow(SCORE)
    assert (trail.beside(-1), trail.beside(1)) == (WEIGHT, KEY)


def test_another_number_takes_the_place_of_what_lay_ahead() -> None:
    other = Place("context:0,0,1", "context")
    trail = walked(WEIGHT, SCORE, WEIGHT, other)
    assert (trail.beside(-1), trail.beside(1)) == (WEIGHT, None)


def test_a_step_that_is_taken_beside_an_open_number_belongs_to_it() -> None:
    trail = walked(WEIGHT, Place(WEIGHT.pin, "output"), SCORE)
    assert trail.beside(-1) == Place(WEIGHT.pin, "output")


def test_closing_ends_the_way() -> None:
    trail = walked(WEIGHT, SCORE, Place("", ""))
    assert (trail.beside(-1), trail.beside(1)) == (None, None)
    trail.follow(KEY)
    assert trail.beside(-1) is None


def test_a_long_way_is_kept_from_its_end() -> None:
    trail = walked(*(Place(f"weights:0,0,{n}", "") for n in range(500)))
    steps = 0
    while (before := trail.beside(-1)) is not None:
        trail.follow(before)
        steps += 1
    assert 50 <= steps < 200
