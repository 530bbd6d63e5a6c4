"""The .keras file: Keras loads it, and it computes what the trace has."""

from pathlib import Path

import keras
import numpy as np
import pytest

from attnviz.export import FORMATS
from attnviz.trace.run import run
from tests.export.views import VIEWS


@pytest.mark.parametrize(
    "name",
    [
        "default",
        "multi-head",
        "self-attention",
        "learned places",
        "article attention",
        "side information",
        "side information, hashed, self-attention",
    ],
)
def test_the_loaded_model_gives_the_traces_numbers(name: str, tmp_path: Path) -> None:
    trace = run(VIEWS[name])
    path = tmp_path / "view.keras"
    path.write_bytes(FORMATS["keras"].written(trace, None))
    model = keras.saving.load_model(path)
    inputs = [trace.samples.history, trace.samples.candidate]
    output = model.attention(model.layer_inputs(*inputs))
    np.testing.assert_allclose(output, trace["output"].value, rtol=1e-5, atol=1e-6)
    if trace.score_steps:
        np.testing.assert_allclose(model(inputs), trace["click_logit"].value, rtol=1e-5, atol=1e-6)
