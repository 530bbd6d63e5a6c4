"""What a reader takes away of a trace: files in formats that others can open.

Each format is one file of this package; `FORMATS` names them. Nothing here is imported before a
file is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from attnviz.export.file_format import FileFormat
from attnviz.learning.trained import Training
from attnviz.trace.record import Trace

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True)
class Format(FileFormat):
    """A kind of file of a trace; `module` is of this package, with `written(trace, training)`.

    Attributes:
        by_file: Whether it is written into a file first, in a folder for temporary ones.
    """

    by_file: bool = False

    def written(self, trace: Trace, training: Training | None) -> bytes:
        """Return the content of the file.

        Args:
            trace: What is written.
            training: The training that the trace's weights are of; None for an untrained layer.
        """
        content: bytes = import_module(f"{__name__}.{self.module}").written(trace, training)
        return content


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "notebook": Format(
            "Jupyter notebook",
            "notebook",
            ".ipynb",
            "application/x-ipynb+json",
            "A Jupyter notebook of the walk with prose, code and pictures, without attnviz.",
        ),
        "html": Format(
            "Web page",
            "html",
            ".html",
            "text/html",
            "A page of the walk with pictures, formulas and epochs that needs no internet.",
        ),
        "code": Format(
            "Keras script",
            "code",
            ".py",
            "text/x-python",
            "A short Keras script of this layer alone, with its weights.",
        ),
        "npz": Format(
            "NumPy arrays",
            "arrays",
            ".npz",
            "application/octet-stream",
            "Every tensor of the walk with the names of its axes, for NumPy.",
        ),
        "keras": Format(
            "Keras model",
            "keras_file",
            ".keras",
            "application/octet-stream",
            "The model with its weights, for Keras with attnviz installed: "
            "`from attnviz import OwnAttention`, then `keras.saving.load_model`.",
            by_file=True,
        ),
    }
)
