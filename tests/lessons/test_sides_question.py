"""What is asked over a comparison: of both sides, or of side B, with the weights that each has."""

from dataclasses import replace

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.posing import Sides, needed, posed
from attnviz.lessons.question import OwnQuestion, Question, WeightQuestion
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.traces import traced, with_weights

A, B = Settings(), Settings(normalization="none", same_weights=True)


def walks(question: Question, sides: Sides) -> list[Trace]:
    """Return the traces that a question needs, with the weights that it needs them with."""
    return [
        run(settings, shipped(one.trained))
        for one in needed(question, sides)
        for settings in one.settings
    ]


def put(question: Question, sides: Sides) -> Asked | Drawing:
    return posed(question, sides, walks(question, sides))


def about_sum(*sums: float) -> Asked:
    """Return the question on which side the weights sum to more, of two sums."""
    traces = [with_weights(traced(), np.full(10, total / 10)) for total in sums]
    return SidesQuestion("sum").ask(traces, 0, 0)


@pytest.mark.parametrize(
    ("sums", "right", "near", "said"),
    [
        ((1.0, 2.0), 2, set(), "The sum of the weights is 1.0 on side A and 2.0 on side B."),
        ((2.0, 1.0), 0, set(), "The sum of the weights is 2.0 on side A and 1.0 on side B."),
        ((1.0, 1.0), 1, set(), "On both sides, the sum of the weights is 1.0."),
        (
            (1.0, 1.001),
            2,
            {1},
            "On both sides, the sum of the weights reads 1.0; with more digits it is larger on "
            "side B.",
        ),
    ],
)
def test_the_larger_side_is_right(
    sums: tuple[float, float], right: int, near: set[int], said: str
) -> None:
    made = about_sum(*sums)
    assert str(made.prompt) == "On which side is the sum of the weights larger?"
    assert [str(option) for option in made.options] == [
        "On side A",
        "The same on both",
        "On side B",
    ]
    assert (set(made.right), set(made.near)) == ({right}, near)
    assert str(made.answer).replace("1.00", "1.0").replace("2.00", "2.0") == said


def test_each_side_has_its_own_user() -> None:
    first, second = traced(sample=1), traced(sample=3)
    made = SidesQuestion("heaviest").ask([first, second], 0, 0)
    shares = [first["weights"].value[0].max(), second["weights"].value[2].max()]
    assert made.right == {0 if shares[0] > shares[1] else 2}
    assert abs(shares[0] - shares[1]) > 0.01
    assert "On which side is the share of the heaviest click larger?" in str(made.prompt)
    assert str(made.prompt).startswith("On side A: The candidate is ")
    assert " of user 3 " in str(made.prompt)


def test_a_measure_that_one_side_lacks_is_told() -> None:
    with pytest.raises(ValueError, match="a measure that both sides have"):
        SidesQuestion("score").ask([traced(), traced(mode="multi_head", query="history")], 0, 0)


def test_both_sides_have_the_weights_of_a_where_that_is_asked_for() -> None:
    first, second = walks(SidesQuestion("sum"), (A, B))
    assert first.weights["attention/embedding/embeddings"] is not None
    for path, weight in first.weights.items():
        np.testing.assert_array_equal(second.weights[path], weight)
    assert second["weights"].value[0].sum() != pytest.approx(1)
    shared = replace(B, epochs=A.epochs, seed=A.seed)
    (one,) = needed(WeightQuestion(), (A, B))  # one training is waited for, and made, once
    assert (one.settings, one.trained) == ((A, shared, shared), A)
    # Of a question about a later epoch too: the training that has it.
    (one,) = needed(MeasureQuestion("sum", {"epoch": "3"}), (replace(A, epoch=0), B))
    assert [settings.shown_epoch for settings in one.settings] == [0, 0, 0, 3]
    assert (one.trained.shown_epoch, one.trained.normalization) == (3, None)


def test_each_side_has_its_own_weights_else() -> None:
    apart = replace(B, same_weights=False)
    assert [one.trained for one in needed(SidesQuestion("sum"), (A, apart))] == [A, apart]
    wider = replace(B, embedding_dim=4)  # cannot have A's weights
    assert [one.trained for one in needed(SidesQuestion("sum"), (A, wider))] == [A, wider]
    assert [one.trained for one in needed(WeightQuestion(), (A, apart))] == [A, apart]


def test_what_is_asked_of_one_view_is_asked_of_side_b() -> None:
    asked = put(WeightQuestion(), (replace(A, sample=1), Settings(sample=3)))
    alone = put(WeightQuestion(), (Settings(sample=3),))
    differs = "User: 1 on side A, 3 on B."
    assert str(asked.prompt) == f"{differs}\nOn side B: {alone.prompt}"
    assert isinstance(asked, Asked)
    assert isinstance(alone, Asked)
    assert (asked.options, asked.right) == (alone.options, alone.right)
    own = OwnQuestion("Why?", ("a", "b"), (0,))
    weights = "Normalization: softmax on side A, none on B. Both have the weights of A."
    assert str(put(own, (A, B)).prompt) == f"{weights}\nWhy?"
    assert str(put(own, (A, A)).prompt) == "Sides A and B have the same settings.\nWhy?"
    article = Settings(recipe="article", mode="attention", sample=2)
    recipes = "Recipe: article on side A, default on B; User: 2 on side A, 1 on B."
    assert str(put(own, (article, A)).prompt) == f"{recipes}\nWhy?"
