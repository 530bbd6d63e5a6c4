"""The model of a trace as a .keras file."""

import tempfile
from pathlib import Path

from attnviz.export.model import model_of
from attnviz.learning.no_folder import NO_FOLDER, has_temporary_folder
from attnviz.learning.trained import Training
from attnviz.trace.record import Trace


def written(trace: Trace, _training: Training | None) -> bytes:
    """Return the click model with the trace's weights in Keras's own format.

    It holds attnviz's layers, so that reading it needs attnviz: `from attnviz import OwnAttention`,
    then `model = keras.saving.load_model(file)`. `model([history, candidate])` is the logit, which
    self-attention does not have; `model.attention(model.layer_inputs(history, candidate))` the
    layer's output, with side information where there is some.

    Raises:
        ValueError: where no file can be written, not even one that goes again: Keras needs it.
    """
    if not has_temporary_folder():
        raise ValueError(f"a Keras model is written by way of a file, and {NO_FOLDER}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.keras"
            model_of(trace).save(path)
            return path.read_bytes()
    except OSError as error:  # the disk is full
        raise ValueError(
            f"a Keras model is written by way of a file, which cannot be: {error.strerror or error}"
        ) from None
