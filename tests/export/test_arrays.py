"""The NumPy file: every step with its axes, read without pickle."""

import io

import numpy as np
import pytest

from attnviz.export import FORMATS
from attnviz.trace.run import run
from tests.export.views import VIEWS


@pytest.mark.parametrize("name", ["default", "self-attention", "not a number"])
def test_every_tensor_and_weight_is_in_the_file(name: str) -> None:
    trace = run(VIEWS[name])
    with np.load(io.BytesIO(FORMATS["npz"].written(trace, None)), allow_pickle=False) as file:
        found = {key: file[key] for key in file.files}
    records = {**trace.steps, **trace.score_steps}
    for step, record in records.items():
        np.testing.assert_array_equal(found.pop(step), record.value)
        assert tuple(found.pop(f"{step}.axes").tolist()) == record.axes
    for path, values in trace.weights.items():
        np.testing.assert_array_equal(found.pop(f"model/{path}"), values)
    texts = dict(text.split("=", 1) for text in found.pop("settings").tolist())
    assert texts == trace.settings.to_query()
    assert not found
