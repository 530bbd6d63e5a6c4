"""Weights from anywhere: what is shown and said of them is what they are."""

import re
from typing import Any
from xml.etree import ElementTree

import keras
import numpy as np
import pytest

import attnviz
from attnviz.trace.given_weights import WeightsWalk
from tests.processes import printed_by

KEYS = ["tent", "<stove>", "rope", "tea", "map"]
QUERIES = ["cup", "pan & lid", "axe"]


def random(*shape: int) -> np.ndarray:
    values = np.random.default_rng(3).random(shape)
    made: np.ndarray = values / values.sum(axis=-1, keepdims=True)
    return made


SHAPES = [(5,), (3, 5), (2, 3, 5), (4, 2, 3, 5), (1, 1, 1, 1), (1, 5), (2, 1, 5)]


@pytest.mark.parametrize("shape", SHAPES)
def test_any_number_of_axes_is_a_walk_that_shows_every_number(shape: tuple[int, ...]) -> None:
    given = random(*shape)
    walk = attnviz.from_weights(given)
    wanted = given.reshape((1,) * (4 - len(shape)) + shape)
    np.testing.assert_array_equal(walk["weights"].value, wanted)
    assert not walk["weights"].value.flags.writeable
    assert walk["weights"].axes == ("B", "h", "T_q", "T_k")
    assert walk.num_heads == wanted.shape[1]
    user = len(wanted) - 1
    for head in range(walk.num_heads):
        figure = attnviz.step_figure(walk, "weights", user, head)
        drawn = np.concatenate(
            [np.ravel(trace.z) for trace in figure.data if trace.type == "heatmap"]
        )
        shown = wanted[user, head] if wanted.shape[2] > 1 else wanted[user, :, 0]
        np.testing.assert_allclose(np.sort(drawn), np.sort(shown.ravel()), rtol=1e-6)
    last = tuple(size - 1 for size in wanted.shape)
    opened = attnviz.explain(walk, "weights", last)
    assert opened.value == opened.recomputed == wanted[last]
    assert "given" in opened.sentence


@pytest.mark.parametrize(
    "kind", ["list", "float16", "float32", "float64", "int64", "bool", "bfloat16", "tensor"]
)
def test_anything_that_is_an_array_is_taken(kind: str) -> None:
    given: Any = np.eye(3)[[0, 2]]
    taken = {
        "list": given.tolist(),
        "bfloat16": keras.ops.cast(given, "bfloat16"),
        "tensor": keras.ops.convert_to_tensor(given),
    }.get(kind)
    walk = attnviz.from_weights(given.astype(kind) if taken is None else taken)
    np.testing.assert_array_equal(walk["weights"].value[0, 0], given)
    assert walk["weights"].dtype == (
        "float64" if kind in ("list", "float64", "tensor") else "float32"
    )


@pytest.mark.parametrize(
    ("given", "more", "said"),
    [
        ([], {}, "the shape of weights=(0,) is not allowed; allowed is 1 to 4 axes"),
        (0.5, {}, "the shape of weights=() is not allowed"),
        (np.ones((1,) * 5), {}, "the shape of weights=(1, 1, 1, 1, 1) is not allowed"),
        (np.ones((2, 0)), {}, "the shape of weights=(2, 0)"),
        (["a", "b"], {}, "the type of weights='str32' is not allowed; allowed is numbers"),
        (None, {}, "the type of weights='object'"),
        ([1j], {}, "the type of weights='complex128'"),
        ([[1.0], [0.5, 0.5]], {}, "weights is no array"),
        (
            random(3, 5),
            {"keys": KEYS[:4]},
            "the number of titles in keys=4 is not allowed; allowed is 5",
        ),
        (random(3, 5), {"queries": KEYS}, "the number of titles in queries=5"),
        (
            random(3, 5),
            {"keys": "tents"},
            "keys='tents' is not allowed; allowed is a list of titles: 5",
        ),
        (random(3, 5), {"keys": 5}, "keys=5 is not allowed"),
        (random(2, 1, 3, 5), {"keys": [KEYS] * 3}, "the number of lists in keys=3 is not allowed"),
        (random(2, 1, 3, 5), {"keys": [KEYS, KEYS[:1]]}, "titles in keys=1 is not allowed"),
        (random(3, 5), {"mask": np.ones(4)}, "mask's shape=(1, 4) is not allowed"),
        (random(2, 3, 5), {"mask": np.ones((2, 3, 5))}, "mask's shape=(2, 3, 5)"),
        (random(3, 5), {"mask": [0.0, -1e9, 0, 0, 0]}, "mask=-1000000000.0 is not allowed"),
        (random(3, 5), {"mask": ["x"] * 5}, "the type of mask='str32'"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    given: Any, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        attnviz.from_weights(given, **more)


def test_titles_are_those_of_rows_and_columns() -> None:
    walk = attnviz.from_weights(random(3, 5), keys=KEYS, queries=QUERIES)
    panel = attnviz.step_figure(walk, "weights", 0).layout.meta
    (drawn,) = panel["panels"]
    assert panel["labels"][drawn["row_labels"]] == QUERIES
    assert panel["labels"][drawn["column_labels"]] == KEYS
    assert attnviz.explain(walk, "weights", (0, 0, 1, 2)).title.startswith(
        "weights[head 1, pan & lid, rope]"
    )
    table = ElementTree.fromstring(walk._repr_html_()).find(".//table[@class='weights']")
    assert table is not None
    assert [cell.text for cell in table.findall(".//th[@scope='col']")] == KEYS
    assert [cell.text for cell in table.findall(".//th[@scope='row']")] == QUERIES


def test_each_sample_may_have_titles_of_its_own() -> None:
    others = [title.upper() for title in KEYS]
    walk = attnviz.from_weights(random(2, 2, 1, 5), keys=[KEYS, others], queries=[["a"], ["b"]])
    assert attnviz.explain(walk, "weights", (1, 0, 0, 4)).title.startswith("weights[head 1, MAP]")
    assert [walk.query_title(user, 0) for user in (0, 1)] == ["a", "b"]
    assert [str(attnviz.weights_claim(walk, user))[:6] for user in (0, 1)] == ["For a,", "For b,"]
    shared = attnviz.from_weights(random(2, 2, 1, 5), keys=np.array(KEYS))
    assert str(shared.samples.items.title(int(shared.samples.history[1, 4]))) == "map"


def test_the_display_has_a_table_a_head_with_every_weight() -> None:
    given = random(2, 3, 5)
    root = ElementTree.fromstring(attnviz.from_weights(given, keys=KEYS)._repr_html_())
    tables = root.findall(".//table[@class='weights']")
    assert len(tables) == 2
    for head, table in enumerate(tables):
        cells = [float(cell.text or "") for cell in table.findall(".//tbody//td")]
        np.testing.assert_allclose(cells, given[head].ravel(), atol=0.005)
        assert f"Head {head + 1}." in "".join(table.itertext())


def test_the_display_of_large_weights_says_what_it_leaves_out() -> None:
    text = attnviz.from_weights(random(12, 60, 50))._repr_html_()
    assert "The first 20 by 12 of 60 by 50." in text
    assert "Heads 1 to 4 of 12." in text
    assert len(text) < 120_000


def test_a_mask_is_shown_and_hatched() -> None:
    given = random(2, 2, 3, 5)
    mask = np.ones((2, 1, 5), bool)
    mask[1, 0, 3:] = False
    given[1, ..., 3:] = 0
    walk = attnviz.from_weights(given, mask=mask)
    np.testing.assert_array_equal(walk["mask"].value, np.broadcast_to(mask, (2, 3, 5)))
    assert "mask is false" not in walk["weights"].sentence
    (drawn,) = attnviz.step_figure(walk, "weights", 1).layout.meta["panels"]
    assert [tuple(place) for place in drawn["masked"]] == [(0, 3, 3, 2)]
    assert attnviz.step_figure(walk, "mask", 1).data
    one = attnviz.from_weights([0.5, 0.5, 0.0], mask=[1, 1, 0])
    assert one["mask"].value.tolist() == [[[True, True, False]]]


def test_a_weight_that_the_mask_speaks_against_is_shown_all_the_same() -> None:
    walk = attnviz.from_weights([[0.7, 0.0, 0.3]] * 2, mask=[True, False, False])
    (drawn,) = attnviz.step_figure(walk, "weights", 0).layout.meta["panels"]
    assert [tuple(place) for place in drawn["masked"]] == [(0, 1, 2, 1)]
    assert walk._repr_html_().count('<td class="masked">') == 2


def told(given: Any, **more: Any) -> str:
    sentence = attnviz.from_weights(given, **more)["weights"].sentence
    return sentence.removeprefix("The weights as they were given: a row a query, a number a key.")


def test_nothing_is_told_of_weights_that_are_as_weights_are() -> None:
    assert told(random(4, 2, 3, 5)) == ""
    assert told(random(3, 5).astype("float16")) == ""
    assert told([1 / 3, 1 / 3, 0.333]) == ""


def test_what_is_unusual_is_told() -> None:
    assert told([0.5, 0.3]) == " 1 row does not sum to 1: the only one sums to 0.8."
    assert told([[0.5, 0.5], [0.5, 0.3], [2, 2]]) == (
        " 2 rows do not sum to 1: the first of query 2 sums to 0.8."
    )
    assert told([[0, 0], [0.5, 0.5]]) == " 1 row is all 0, that of query 1."
    assert told([[np.nan, np.inf], [0.5, 0.5]]) == (
        " 2 numbers are not finite, the first of query 1, key 1."
    )
    assert told([1.5, -0.5]) == " 1 weight is below 0: shares are of their sizes."
    assert told([0.5, 0.5], mask=[True, False]) == (
        " 1 weight is not 0 where the mask is false, that of key 2."
    )


def test_only_what_shares_one_is_called_shares() -> None:
    def normalization(given: Any) -> tuple[bool, bool]:
        made = attnviz.from_weights(given).normalization
        return made.sums_to_one, made.bounded

    assert normalization(random(2, 3, 5)) == (True, True)
    assert normalization([0.9, 0.8]) == (False, True)
    assert normalization([1.5, -0.5]) == (True, False)
    assert normalization([np.nan, np.nan]) == (False, True)
    assert normalization([0, 0]) == (False, True)
    walk = attnviz.from_weights([0.9, 0.8])
    assert "rows do not all sum to 1" in str(attnviz.step_figure(walk, "weights", 0).to_dict())


def test_tensorflow_is_not_loaded() -> None:
    code = (
        "import attnviz, sys\nwalk = attnviz.from_weights([0.5, 0.5])\nwalk._repr_html_()\n"
        "attnviz.heads_figure(walk), attnviz.explain(walk, 'weights', (0, 0, 0, 0))\n"
        "print(sorted({'tensorflow', 'keras', 'torch'} & set(sys.modules)))"
    )
    assert printed_by(code) == "[]"


def test_it_is_a_walk_of_its_own_kind() -> None:
    walk = attnviz.from_weights(random(2, 3, 5))
    assert isinstance(walk, WeightsWalk)
    assert walk.title == "Attention weights, 2 heads, 3 queries, 5 keys, sample 1"
    assert walk.names == ("weights",)
    assert (
        attnviz.from_weights([1.0]).title == "Attention weights, 1 head, 1 query, 1 key, sample 1"
    )
