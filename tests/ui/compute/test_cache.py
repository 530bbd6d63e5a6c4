"""What the server keeps: one training for all settings that are trained alike."""

from dataclasses import replace
from typing import Any

import pytest

from attnviz.scenario.settings import FIT, Settings
from attnviz.ui.compute.cache import training_key
from tests.processes import printed_by

ALIKE: dict[str, Any] = {"batch_size": 9, "sample": 2, "padding": 0.5, "epoch": 3, "pin": "key:0,0"}
ANEW: dict[str, Any] = {
    "epochs": 4,
    "seed": 1,
    "dropout": 0.1,
    "embeddings_initializer": "he_normal",
    "training_samples": 500,
    "training_batch": 64,
    "optimizer": "sgd",
    "learning_rate": 0.1,
}


@pytest.mark.parametrize("name", ALIKE)
def test_settings_that_are_trained_alike_share_a_training(name: str) -> None:
    assert training_key(replace(Settings(), **{name: ALIKE[name]})) == training_key(Settings())


@pytest.mark.parametrize("name", ANEW)
def test_settings_that_are_trained_otherwise_have_one_of_their_own(name: str) -> None:
    assert set(FIT) < set(ANEW)
    assert training_key(replace(Settings(), **{name: ANEW[name]})) != training_key(Settings())


# Keras numbers what has the same name, and begins anew where its state was cleared.
CLEARED = """
from streamlit.runtime.scriptrunner.script_runner import _clean_problem_modules
from attnviz.ui.compute.cache import tensorflow_loading
import keras
def begins_anew():
    keras.Sequential()
    _clean_problem_modules()
    return keras.Sequential().name == "sequential"
before = begins_anew()
tensorflow_loading().join()
print(before, begins_anew())
"""


def test_streamlit_does_not_clear_keras_after_a_run() -> None:
    assert printed_by(CLEARED) == "True False"
