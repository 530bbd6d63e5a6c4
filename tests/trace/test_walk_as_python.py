"""A walk behaves as Python's own mappings do: `in`, iteration, one line, a pickle, and words."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

import attnviz
from attnviz.scenario.values import InvalidValue
from attnviz.topics.claim import Item, Number, Term, claim
from attnviz.topics.overview import overview_claim
from attnviz.trace.record import UnknownStep, Walk


def keras_walk() -> Walk:
    layer = keras.layers.MultiHeadAttention(2, 4)
    query, value = np.ones((1, 3, 6), "float32"), np.ones((1, 5, 7), "float32")
    layer.build(query.shape, value.shape)
    return attnviz.from_keras(layer, query, value, mask=np.tri(3, 5, dtype=bool))


@pytest.fixture(
    scope="module", params=["target", "multi-head", "self-attention", "keras", "weights"]
)
def walk(request: pytest.FixtureRequest) -> Walk:
    made: dict[str, Callable[[], Walk]] = {
        "target": lambda: attnviz.run(),
        "multi-head": lambda: attnviz.run(attnviz.Settings(mode="multi_head", epoch=0)),
        "self-attention": lambda: attnviz.run(
            attnviz.Settings(mode="multi_head", query="history", causal=True)
        ),
        "keras": keras_walk,
        "weights": lambda: attnviz.from_weights([[0.5, 0.5]], mask=[True, False]),
    }
    return made[request.param]()


def test_what_is_in_it_is_what_it_goes_over_and_has(walk: Walk) -> None:
    names = list(walk)
    assert tuple(names) == walk.names
    assert len(walk) == len(names) == len(set(names))
    for name in names:
        assert name in walk
        assert walk[name].name == name
    for other in ("weigts", "", 0, None):
        assert other not in walk


def test_a_name_that_is_not_there_is_refused_with_those_that_are(walk: Walk) -> None:
    told = "step='weigts' is not allowed; allowed is one of " + ", ".join(walk.names)
    asked: list[Any] = [
        lambda: walk["weigts"],
        lambda: attnviz.step_figure(walk, "weigts", 0),
        lambda: attnviz.explain(walk, "weigts", (0, 0)),
    ]
    for ask in asked:
        for kind in (UnknownStep, KeyError, ValueError):
            with pytest.raises(kind) as refused:
                ask()
            assert str(refused.value) == told


def test_users_and_heads_that_are_not_there_are_refused(walk: Walk) -> None:
    users = len(walk["weights"].value)
    heads = walk["weights"].shape[1] if walk["weights"].axes[1] == "h" else 1
    attnviz.step_figure(walk, "weights", users - 1, heads - 1)
    for user, head in ((users, 0), (-1, 0), (0, heads), (0, -1)):
        name, most = ("head", heads) if user == 0 else ("user", users)
        with pytest.raises(ValueError, match=f"{name}=.*a whole number, 0 to {most - 1}"):
            attnviz.step_figure(walk, "weights", user, head)
    refused: tuple[Any, ...] = (3, "abc", None)
    for index in refused:
        with pytest.raises(ValueError, match=r"index=.* for weights: B 0 to"):
            attnviz.explain(walk, "weights", index)


def test_all_that_it_holds_is_written_in_a_line(walk: Walk) -> None:
    opened = attnviz.explain(walk, "weights", (0,) * walk["weights"].value.ndim)
    for thing in (walk, walk["weights"], walk.samples, walk.samples.items, opened):
        assert len(repr(thing)) < 130
        assert "\n" not in repr(thing)
        assert type(thing).__name__ in repr(thing)
    assert walk.title in repr(walk)
    assert opened.title in repr(opened)
    assert "weights (B=" in repr(walk["weights"])


def test_lines_of_the_rest() -> None:
    trace = attnviz.run()
    assert repr(trace.training) == "<Training: attention, 15 epochs>"
    assert repr(attnviz.Settings()) == "Settings()"
    settings = attnviz.Settings(recipe="din", unit_layers=(8, 4), sequence_length=7)
    assert repr(settings) == "Settings(recipe='din', sequence_length=7, unit_layers=(8, 4))"
    assert eval(repr(settings), {"Settings": attnviz.Settings}) == settings
    assert repr(claim("For ", Item("tent"))) == "<Claim: For tent>"


@pytest.mark.parametrize("how", [copy.deepcopy, lambda walk: pickle.loads(pickle.dumps(walk))])
def test_it_comes_back_from_a_pickle_as_it_was(walk: Walk, how: Any) -> None:
    again = how(walk)
    assert type(again) is type(walk)
    assert again.names == walk.names
    for name in walk:
        assert again[name].axes == walk[name].axes
        assert again[name].arithmetic == walk[name].arithmetic
        assert again[name].sentence == walk[name].sentence
        np.testing.assert_array_equal(again[name].value, walk[name].value)
    for name in (*walk.steps, *walk.weights):
        assert not again[name].value.flags.writeable
    assert not again.samples.history.flags.writeable
    with pytest.raises(TypeError, match="does not support item assignment"):
        again.steps["mask"] = None  # type: ignore[index]  # it is refused
    assert again._repr_html_() == walk._repr_html_()
    index = (0,) * walk["weights"].value.ndim
    assert attnviz.explain(again, "weights", index) == attnviz.explain(walk, "weights", index)


def test_trainings_claims_and_refusals_come_back_too() -> None:
    trace = attnviz.run()
    training = pickle.loads(pickle.dumps(trace.training))
    assert trace.training is not None
    assert training.fingerprint == trace.training.fingerprint
    said = claim(overview_claim(trace, 0), Term("unit"), Term("heads", "head"), Number("1", "%"))
    again = pickle.loads(pickle.dumps(said))
    assert again == said
    assert [vars(span) for span in again.spans if type(span) is not str] == [
        vars(span) for span in said.spans if type(span) is not str
    ]
    refused = pickle.loads(pickle.dumps(InvalidValue("head", 7, "0 to 1")))
    assert str(refused) == "head=7 is not allowed; allowed is 0 to 1"
    assert refused.allowed == "0 to 1"
