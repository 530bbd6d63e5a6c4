"""A walk that displays itself in a notebook: whole, small, without scripts."""

import re
from xml.etree import ElementTree

import keras
import numpy as np
import pytest

import attnviz
from attnviz import run
from attnviz.pictures.palette import DARK, ROLES
from attnviz.topics.slices import Slices
from attnviz.trace.record import Walk
from tests.export.views import VIEWS

SMALL = 120_000


def keras_walk() -> Walk:
    layer = keras.layers.MultiHeadAttention(2, 4)
    query, value = np.ones((1, 3, 6), "float32"), np.ones((1, 5, 7), "float32")
    layer(query, value)
    mask = np.ones((1, 3, 5), bool)
    mask[0, 1] = False
    return attnviz.from_keras(layer, query, value, mask=mask)


@pytest.fixture(scope="module", params=["default", "self-attention", "not a number", "long", ""])
def walk(request: pytest.FixtureRequest) -> Walk:
    return run(VIEWS[request.param]) if request.param else keras_walk()


def test_every_step_has_a_row_with_all_its_numbers(walk: Walk) -> None:
    root = ElementTree.fromstring(walk._repr_html_())
    records = {**walk.steps, **walk.score_steps}
    rows = root.findall(".//table[@class='steps']/tr")
    assert len(rows) == len(records)
    for row, record in zip(rows, records.values(), strict=True):
        words = " ".join(row.itertext())
        for part in (record.name, record.title, record.sentence):
            assert part in words
        panel = Slices(walk, walk.user).panel(record.name, hatched=True)
        heads = 1
        if walk.by_query and record.name == "weights":
            heads = record.shape[1]
        if panel.values.size == 1:
            assert row.find(".//svg") is None
            continue
        paths = "".join(path.get("d", "") for path in row.findall(".//path"))
        cells = sum(int(w) * int(h) for w, h in re.findall(r"h(\d+)v(\d+)h-", paths))
        assert cells == heads * min(panel.rows, 64) * min(panel.columns, 64)


def test_it_is_small_and_fetches_and_runs_nothing(walk: Walk) -> None:
    text = walk._repr_html_()
    assert len(text) < SMALL
    for banned in ("<script", "http:", "https:", "url(", "@import", " on"):
        assert banned not in re.sub(r">[^<]*<", "><", text.split("</style>")[1])
    assert walk.title in text


def test_both_themes_of_notebooks_are_known() -> None:
    style = run(VIEWS["default"])._repr_html_().partition("</style>")[0]
    assert f"light-dark({ROLES['ink']}, {DARK[ROLES['ink']]})" in style
    for dark in ('[data-jp-theme-light="false"]', ".vscode-dark", 'html[theme="dark"]'):
        assert f"{dark} .attnviz" in style


def test_the_card_of_keras_layer_tells_of_its_two_paths() -> None:
    walk = keras_walk()
    assert "Query 2 of sample 1 may attend to no key" in walk._repr_html_()
    assert walk.title == "keras.layers.MultiHeadAttention, 2 heads, sample 1"
