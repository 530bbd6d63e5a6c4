"""Settings: what they allow, how links and the command line are read, and what is told."""

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.layer.arguments import ARGUMENTS
from attnviz.scenario import catalogue, recipes
from attnviz.scenario.changes import Changes, Deleted, Number
from attnviz.scenario.lenient import from_query_lenient
from attnviz.scenario.settings import (
    ACTIVATIONS,
    DEFAULTS,
    INITIALIZERS,
    KINDS,
    LABELS,
    MEANINGS,
    VIEW,
    Settings,
    divisors,
    nearest_divisor,
)
from attnviz.scenario.values import Choice, Float, Integer, Kind, Sizes, Text
from tests.layers import make

RANGES = {
    "batch_size": (1, 64),
    "sequence_length": (1, 200),
    "embedding_dim": (1, 64),
    "num_heads": (1, 8),
    "epochs": (1, 30),
    "training_samples": (500, 20_000),
    "training_batch": (16, 1024),
}


@pytest.mark.parametrize("name", RANGES)
def test_the_ranges(name: str) -> None:
    low, high = RANGES[name]
    kind = KINDS[name]
    assert isinstance(kind, Integer)
    assert (kind.low, kind.high) == (low, high)
    for value in (low - 1, high + 1):
        beyond: dict[str, Any] = {name: value}
        with pytest.raises(ValueError, match=f"{name}={value} is not allowed.* {low} to {high}"):
            Settings(**beyond)


def test_every_argument_of_the_layer_has_a_setting() -> None:
    assert set(Settings().layer) == {*recipes.DEFAULTS, "vocabulary_size"}
    assert set(Settings().layer) <= set(KINDS)
    assert set(KINDS) == set(LABELS) == set(MEANINGS) == set(DEFAULTS)
    assert set(VIEW) < set(KINDS)


def samples_of_kind(kind: Kind) -> list[Any]:
    if isinstance(kind, Choice):
        return list(kind.options)
    if isinstance(kind, Integer):
        return [kind.low, kind.high]
    if isinstance(kind, Float):
        return [kind.low, kind.high]
    if isinstance(kind, Sizes):
        return [(), (kind.high,) * kind.most]
    if isinstance(kind, Changes):
        return [(), (Deleted(0, 3), Number("weights", (0, 0, 1), 0.5))]
    return [True, False]


def test_what_a_setting_allows_the_layer_allows() -> None:
    for name in ARGUMENTS.keys() & KINDS.keys():
        for value in samples_of_kind(KINDS[name]):
            # Of side information the layer is told how many values each feature has.
            given = Settings(side_info=value).layer[name] if name == "side_info" else value
            assert ARGUMENTS[name].accepts(given), (name, value)


@pytest.mark.parametrize("name", ["unit_activation", "embeddings_initializer"])
def test_the_layer_knows_every_activation_and_initializer(name: str) -> None:
    for value in ACTIVATIONS if name == "unit_activation" else INITIALIZERS:
        assert make(**{name: value, "unit_layers": (3,)}).built


def test_an_unset_field_is_as_the_recipe_says_and_a_set_one_overrides() -> None:
    for recipe, mode in [(r, m) for r, modes in recipes.RECIPES.items() for m in modes]:
        said = recipes.layer_arguments(recipe, mode)
        view = Settings(recipe=recipe, mode=mode)
        assert view.layer == {**said, "vocabulary_size": 65, "seed": 0}
        changed = Settings(recipe=recipe, mode=mode, normalization="sigmoid", scale=False)
        assert changed.layer == {**view.layer, "normalization": "sigmoid", "scale": False}
    assert Settings(recipe="keras").layer["mode"] == "multi_head"
    assert Settings(items="numbered").rows == 1000
    assert Settings(vocabulary_size=70).rows == 70


def test_settings_are_frozen_and_have_a_hash() -> None:
    view = Settings(unit_layers=[3, 4])  # type: ignore[arg-type]  # a list is taken, too
    assert view.unit_layers == (3, 4)
    assert hash(view) == hash(Settings(unit_layers=(3, 4)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.seed = 3  # type: ignore[misc]  # that is what is tested


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"recipe": "dien"}, "recipe='dien' .*'article'"),
        ({"recipe": "din", "mode": "multi_head"}, "mode='multi_head' .*'attention' alone"),
        ({"epochs": 3, "epoch": 4}, "epoch=4 .*0 to the number of epochs, 3"),
        (
            {"training_samples": 500, "training_batch": 512},
            "training_batch=512 .*at most the training samples, 500",
        ),
        ({"learning_rate": 0.0}, "learning_rate=0.0 .*0.0001 to 3"),
        ({"sample": 6}, "sample=6 .*1 to the batch size, 5"),
        (
            {"mode": "multi_head", "embedding_dim": 7},
            "num_heads=2 .*divisor of the embedding dimension, 7",
        ),
        (
            {"mode": "multi_head", "num_heads": 3},
            "num_heads=3 .*divisor of the embedding dimension, 8",
        ),
        (
            {"max_sequence_length": 20, "sequence_length": 30},
            "max_sequence_length=20 .*the sequence length, 30, or more",
        ),
        ({"vocabulary_size": 64}, "vocabulary_size=64 .*65 or more with the catalogue"),
        (
            {"history": "capo, bell", "sequence_length": 1},
            "history='capo, bell' .*the sequence length, 1",
        ),
        ({"candidate": "0"}, "candidate='0' .*padding"),
        ({"candidate": "padding"}, "candidate='padding' .*padding"),
        ({"candidate": "65"}, "candidate='65' .*from 0 to 64"),
        ({"history": "capo, guitar string"}, "history='guitar string' .*near it: guitar strings"),
        ({"candidate": "trial shoes"}, "candidate='trial shoes' .*near it: trail shoes"),
        ({"candidate": "qqqq"}, "candidate='qqqq' .*id from 0 to 64$"),
        ({"items": "numbered", "history": "3, 1000"}, "history=1000 .*0 to 999"),
        ({"items": "numbered", "history": "capo"}, "history='capo' .*0 to 999"),
        ({"padding": float("nan")}, "padding=nan .*0 to 1"),
        ({"seed": None}, "seed=None"),
        ({"items": None}, "items=None"),
    ],
)
def test_values_that_do_not_go_together_are_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Settings(**values)


def test_a_typed_history_and_candidate_are_titles_or_ids_in_any_case() -> None:
    view = Settings(history=" Trail  Shoes,9, ESPRESSO CUPS ,,padding, 0", candidate="gps watch")
    assert [catalogue.TITLES[item] for item in view.typed_history] == [
        "trail shoes",
        "burr grinder",
        "espresso cups",
        "padding",
        "padding",
    ]
    assert catalogue.TITLES[view.typed_candidate] == "GPS watch"
    numbered = Settings(items="numbered", history="417, 0,5", candidate="999")
    assert (numbered.typed_history, numbered.typed_candidate) == ((417, 0, 5), 999)


def test_the_shown_epoch() -> None:
    assert Settings().shown_epoch == 15
    assert Settings(epochs=4).shown_epoch == 4
    assert Settings(epoch=3).shown_epoch == 3
    assert Settings(epoch=0).shown_epoch == 0
    assert Settings(items="numbered").shown_epoch == 0


def test_texts_name_what_differs_from_the_defaults() -> None:
    assert Settings().to_query() == {}
    view = Settings(
        recipe="din", num_heads=4, padding=0.5, scale=False, unit_layers=(), history="capo, 3"
    )
    assert view.to_query() == {
        "recipe": "din",
        "num_heads": "4",
        "padding": "0.5",
        "scale": "false",
        "unit_layers": "none",
        "history": "capo, 3",
    }
    assert Settings.from_query(view.to_query()) == view


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"heads": "2"}, "setting='heads' .*num_heads"),
        ({"num_heads": "two"}, "num_heads='two' .*1 to 8"),
        ({"num_heads": "9"}, "num_heads=9 .*1 to 8"),
        ({"scale": "yes"}, "scale='yes' .*true or false"),
        ({"unit_layers": "80,"}, "unit_layers='80,' .*'80,40'"),
        ({"seed": "9" * 5000}, "seed='999.*0 to 9999"),
        ({"recipe": "din", "mode": "multi_head"}, "mode='multi_head'"),
    ],
)
def test_strict_reading_refuses(texts: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        Settings.from_query(texts)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 1000


TOO_MANY = "^Batch size: 65 is not allowed; allowed is a whole number, 1 to 64.$"


@pytest.mark.parametrize(
    ("texts", "expected", "said"),
    [
        (
            {"batch_size": "65"},
            Settings(),
            [TOO_MANY],
        ),
        (
            {"batch_size": "65", "seed": "3"},
            Settings(seed=3),
            [TOO_MANY],
        ),
        ({"no_setting": "1"}, Settings(), []),
        (
            {"scale": "<script>"},
            Settings(),
            ["^Scale: <script> is .*; allowed is true or false.$"],
        ),
        (
            {"recipe": "din", "mode": "multi_head", "seed": "2"},
            Settings(mode="multi_head", seed=2),
            ["The recipe din has no multi-head attention; the default"],
        ),
        (
            {"recipe": "dien", "mode": "multi_head"},
            Settings(mode="multi_head"),
            ["^Recipe: dien is .* default, article, din,"],
        ),
        (
            {"mode": "multi_head", "embedding_dim": "7", "num_heads": "4"},
            Settings(mode="multi_head", embedding_dim=7, num_heads=1),
            ["^4 heads do not divide an embedding dimension of 7; 1 head is used.$"],
        ),
        (
            {"mode": "multi_head", "embedding_dim": "12", "num_heads": "5"},
            Settings(mode="multi_head", embedding_dim=12, num_heads=4),
            ["^5 heads do not divide an embedding dimension of 12; 4 heads are used.$"],
        ),
        (
            {"mode": "multi_head", "embedding_dim": "9"},
            Settings(mode="multi_head", embedding_dim=9, num_heads=1),
            ["^2 heads do not divide an embedding dimension of 9; 1 head is used.$"],
        ),
        (
            {"epochs": "3", "epoch": "9"},
            Settings(epochs=3),
            ["^Training epoch: 9 is .* 0 to the number of epochs, 3.$"],
        ),
        (
            {"history": "moka pot, banana, sea novel"},
            Settings(history="moka pot, sea novel"),
            ["^History: banana is not allowed; .* kept.$"],
        ),
        (
            {"history": "moka pot, banana,, capo,99"},
            Settings(history="moka pot, capo"),
            ["^History: banana is not", "^History: 99 is not .* 0 to 64. It is left out"],
        ),
        ({"history": "banana"}, Settings(), ["^History: banana is .* No click is left of it.$"]),
        (
            {"history": "1,007,99", "items": "numbered", "vocabulary_size": "7"},
            Settings(history="1", items="numbered", vocabulary_size=7),
            ["^History: 7 is not allowed; .*, 0 to 6. It is left out", "^History: 99 is not"],
        ),
        (
            {"history": "1,2,3", "sequence_length": "2"},
            Settings(history="1,2", sequence_length=2),
            ["sequence length, 2. Those that are too many are left out.$"],
        ),
        (
            {"sample": "9", "candidate": "nope", "history": "capo"},
            Settings(history="capo"),
            ["^User: 9 is not allowed; .* the batch size, 5.$", "^Candidate: nope is not"],
        ),
    ],
)
def test_forgiving_reading_leaves_out_what_is_wrong_and_tells(
    texts: dict[str, str], expected: Settings, said: list[str]
) -> None:
    found, messages = from_query_lenient(texts)
    assert found == expected
    assert len(messages) == len(said)
    for message, pattern in zip(messages, said, strict=True):
        assert re.search(pattern, message), message


HOSTILE = st.one_of(
    st.text(max_size=20),
    st.integers(-(10**6), 10**6).map(str),
    st.floats().map(str),
    st.sampled_from(
        [
            "",
            "none",
            "None",
            "true",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "1;import os",
            "__class__",
            "\x00",
            "9" * 5000,
            "1e309",
            "nan",
            "٣",
            "²",
            "a" * 5000,
            "{}",
            "[1,2]",
            "🙂",
        ]
    ),
)
LIKELY = {
    name: st.sampled_from([kind.write(v) for v in samples_of_kind(kind)])
    for name, kind in KINDS.items()
    if not isinstance(kind, Text)
}
ITEMS = st.lists(st.sampled_from([*catalogue.TITLES, "3", "417", "capoo"]), max_size=4)
LIKELY |= {"history": ITEMS.map(", ".join), "candidate": st.sampled_from(["capo", "3", "capoo"])}


@settings(max_examples=400)
@given(
    st.dictionaries(st.sampled_from([*KINDS, "nonsense"]), HOSTILE),
    st.fixed_dictionaries({}, optional=LIKELY),
)
def test_any_link_gives_settings_that_its_own_link_gives_again(
    hostile: dict[str, str], likely: dict[str, str]
) -> None:
    view, messages = from_query_lenient({**hostile, **likely})
    assert all(message and len(message) < 1500 for message in messages)
    assert from_query_lenient(view.to_query()) == (view, [])
    assert Settings.from_query(view.to_query()) == view
    assert hash(view) == hash(Settings.from_query(view.to_query()))


def test_divisors() -> None:
    assert divisors(8) == (1, 2, 4, 8)
    assert divisors(12) == (1, 2, 3, 4, 6)
    assert divisors(7) == (1, 7)
    assert divisors(64) == (1, 2, 4, 8)
    assert [nearest_divisor(12, heads) for heads in (1, 5, 8)] == [1, 4, 6]
