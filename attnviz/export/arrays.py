"""Every tensor of a walk as a NumPy file."""

import io
from typing import Any

import numpy as np

from attnviz.learning.trained import Training
from attnviz.trace.record import Trace


def written(trace: Trace, _training: Training | None) -> bytes:
    """Return a compressed .npz, which `numpy.load` reads without pickle.

    A step's tensor has the step's name, and `NAME.axes` the names of its axes. The model's weights
    are below `model/`, by path. `settings` has the view as NAME=VALUE texts.
    """
    records = {**trace.steps, **trace.score_steps}
    arrays: dict[str, Any] = {name: record.value for name, record in records.items()}
    arrays |= {f"{name}.axes": np.array(record.axes) for name, record in records.items()}
    arrays |= {f"model/{path}": values for path, values in trace.weights.items()}
    texts = trace.settings.to_query()
    arrays["settings"] = np.array([f"{name}={text}" for name, text in texts.items()], str)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
