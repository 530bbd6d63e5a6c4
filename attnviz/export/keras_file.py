"""The model of a trace as a .keras file."""

import tempfile
from pathlib import Path

from attnviz.export.model import model_of
from attnviz.learning.trained import Training
from attnviz.trace.record import Trace


def written(trace: Trace, _training: Training | None) -> bytes:
    """Return the click model with the trace's weights in Keras's own format.

    It holds attnviz's layers, so that reading it needs attnviz: `from attnviz import OwnAttention`,
    then `model = keras.saving.load_model(file)`. `model.attention([history, candidate])` is the
    layer's output; `model([history, candidate])` the logit, which self-attention does not have.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model_of(trace).save(path)
        return path.read_bytes()
