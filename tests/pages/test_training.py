"""The page on training."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import keras
import pytest
from streamlit.testing.v1 import AppTest

import attnviz.learning.fit
from attnviz.learning.trained import Epoch, Training
from attnviz.scenario.recipes import RECIPES as ALL_RECIPES
from attnviz.scenario.settings import Settings
from attnviz.ui.compute import cache
from attnviz.ui.compute.cache import ships, training_of
from attnviz.ui.compute.compared_layers import ComparedLayer, compared_layers
from attnviz.ui.compute.job import Job
from attnviz.ui.sections import recipe_comparison
from attnviz.ui.state import keys
from tests.layers import RECIPES
from tests.pages.opening import (
    EDGES,
    link,
    opened,
    pictures,
    pressed,
    whole,
    whole_training,
    words,
)
from tests.said import headings

SHELL, RIBBONS, SCRUBBER, CURVES, MAP, LEARNERS = 1, 1, 1, 4, 2, 1
real = attnviz.learning.fit.train


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the worker train for one epoch in place of many, from a queue of its own."""

    def train(settings: Settings, on_epoch: Callable[[Epoch], None] | None = None) -> Training:
        return real(replace(settings, epochs=1), on_epoch)

    monkeypatch.setattr(attnviz.learning.fit, "train", train)
    cache.trainer.clear()
    yield
    cache.trainer.clear()


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_recipe(recipe: str, mode: str) -> None:
    app = whole_training(opened("training", recipe=recipe, mode=mode, epochs=1))
    assert headings(app)[0].startswith("After 1 epoch")
    heads = mode == "multi_head"
    assert pictures(app) == SHELL + RIBBONS + SCRUBBER + heads + CURVES + MAP + LEARNERS
    assert "Who learns to attend?" in words(app)


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    settings = {**EDGES[edge], "epochs": 1}
    settings.pop("epoch", None)
    app = whole_training(opened("training", **settings))
    if settings.get("items") == "numbered":
        assert "there is nothing to learn from" in words(app)
        assert pictures(app) == SHELL + RIBBONS
        assert "Who learns to attend?" not in words(app)
        return
    heads = settings.get("mode") == "multi_head"
    assert pictures(app) == SHELL + RIBBONS + SCRUBBER + heads + CURVES + MAP + LEARNERS
    asks = settings.get("query") == "history"
    assert bool([box for box in app.info if "the candidate asks" in box.value]) == asks


def test_what_ships_shows_at_once_at_any_epoch() -> None:
    for epoch, said in (
        ("0", "Untrained,"),
        ("4", "After 4 epochs"),
        ("15", "After 15"),
    ):
        app = opened("training", epoch=epoch)
        assert not app.get("progress")
        assert headings(app)[0].startswith(said)
        assert pictures(app) == SHELL + RIBBONS + SCRUBBER + CURVES + MAP + LEARNERS


def test_training_is_cancelled_and_taken_up_again() -> None:
    app = opened("training", seed=5, epochs=1)
    assert app.get("progress")
    app = pressed(app, "Cancel")
    assert [box.value for box in app.info] == [
        "The training was cancelled. The untrained layer is shown."
    ]
    assert headings(app)[0].startswith("Untrained,")
    app = whole_training(pressed(app, "Train"))
    assert headings(app)[0].startswith("After 1 epoch")
    assert not app.info


def test_what_ships_can_be_trained_again() -> None:
    app = opened("training", epochs=1)
    before = headings(app)[0]
    app = pressed(app, "Train again")
    assert app.get("progress")
    app = whole_training(app)
    assert headings(app)[0] == before
    assert "Trained anew" in words(app)


def test_a_dead_unit_is_told() -> None:
    app = whole_training(
        opened("training", recipe="article", unit_initializer="zeros", epochs=1, seed=3)
    )
    assert any("This unit is dead" in box.value for box in app.warning)


def table(app: AppTest) -> list[dict[str, str]]:
    (frame,) = app.dataframe
    return list(frame.value.to_dict("records"))


def test_only_what_is_trained_is_in_the_table_until_the_others_are_asked_for() -> None:
    app = opened("training")
    assert len(table(app)) == len(attnviz.learning.shipped.SHIPPED)
    assert {row["seconds"] for row in table(app)} == {"shipped"}
    (button,) = (b for b in app.button if b.label.startswith("Train the other"))
    missing = int(button.label.removeprefix("Train the other "))
    app = whole_training(pressed(app, button.label))
    assert len(table(app)) == len(attnviz.learning.shipped.SHIPPED) + missing
    spent = [row["seconds"] for row in table(app) if row["seconds"] != "shipped"]
    assert len(spent) == missing
    assert all(float(seconds) > 0 for seconds in spent)
    assert not [b for b in app.button if b.label.startswith("Train the")]
    assert "Without normalization it is" in words(app)


def test_more_seeds_are_trained_when_asked_for_and_can_be_cancelled() -> None:
    app = opened("training")
    (button,) = (b for b in app.button if b.label.startswith("Train on seeds"))
    assert button.label.startswith("Train on seeds 0, 1 and 2: ")
    app = pressed(app, button.label)
    assert "one after the other" in app.get("progress")[-1].proto.text
    app = pressed(app, "Cancel")
    app = whole_training(app)
    few = cache.trainer().known(cache.training_key(Settings(seed=2)))
    assert few is None or few.future.done()
    assert any(b.label.startswith("Train on seeds 0, 1 and 2: ") for b in app.button)


def test_seeds_are_spread_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (ComparedLayer(["x"], Settings()),)
    monkeypatch.setattr(recipe_comparison, "compared_layers", lambda _: shown)
    app = opened("training")
    (row,) = table(app)
    assert (row["seeds"], row["lowest to highest"]) == ("1", "–")
    app = whole_training(pressed(app, "Train on seeds 0, 1 and 2: 2 more"))
    (row,) = table(app)
    assert row["seeds"] == "3"
    low, high = map(float, row["lowest to highest"].split(" – "))
    assert low <= float(row["mass"]) <= high
    assert not [b for b in app.button if b.label.startswith("Train on")]


def test_the_pinned_number_is_opened() -> None:
    assert r"weights\[" in words(opened("training", pin="weights:0,0,2"))  # escaped


def test_a_page_leaves_kerass_session_to_the_models_that_others_make() -> None:
    names = {keras.layers.Dense(1).name for _ in range(2)}
    opened("training")
    assert keras.layers.Dense(1).name not in {*names, "dense"}  # Keras counts on


def test_left_out_clicks_are_compared_when_asked_for() -> None:
    app = opened("training")
    before = pictures(app)
    assert len(app.dataframe) == 1
    app = whole(app.toggle(key="explains").set_value(True).run())
    assert pictures(app) == before + 1
    rows = app.dataframe[1].value
    assert len(rows) == len(app.dataframe[0].value)
    assert "After training the weights agree" in words(app)


def test_all_recipes_stand_in_a_table_and_one_press_takes_one_over() -> None:
    app = opened("training", epoch=0, normalization="sigmoid", num_heads=4)
    assert "The unit sees the key alone" not in words(app)
    app.session_state[keys.RECIPE_TABLE] = True
    app = whole(app.run())
    said = words(app).replace("\\", "")
    for name, modes in ALL_RECIPES.items():
        for recipe in modes.values():
            assert f"**{name}**" in said
            assert recipe.apart in said
            assert recipe.source in said
    assert "Normalization: none" in said
    assert "Empty history: uniform" in said
    (shown,) = (button for button in app.button if button.key == "take default attention")
    assert (shown.label, shown.disabled) == ("Shown", True)
    (take,) = (button for button in app.button if button.key == "take keras multi_head")
    app = whole(take.click().run())
    assert {name: link(app).get(name) for name in ("recipe", "mode", "normalization")} == {
        "recipe": "keras",
        "mode": "multi_head",
        "normalization": None,  # what was set of the layer is the recipe's again
    }
    assert not app.exception


def test_nobodys_page_grows_by_what_another_visitor_has_trained() -> None:
    before = whole_training(opened("training", epoch=0))
    other = next(
        layer.settings for layer in compared_layers(Settings()) if not ships(layer.settings)
    )
    job = training_of(other)
    assert isinstance(job, Job)
    job.future.result()
    after = whole_training(opened("training", epoch=0))
    assert words(after) == words(before)
    assert len(after.dataframe[-1].value) == len(before.dataframe[-1].value)
