"""The model of a trace, made again, and how its layers are written in Python."""

import base64
import io
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from attnviz.layer.arithmetic import path_of
from attnviz.layer.step import Step
from attnviz.scenario.items import Items
from attnviz.trace.record import Trace

if TYPE_CHECKING:
    from attnviz.layer.click_model import ClickModel


LINE = 100
"""Characters of a line of code, at most."""
_INDENT = " " * 4


def model_of(trace: Trace) -> "ClickModel":
    """Return a new click model with the weights of the trace."""
    # Loads TensorFlow.
    from attnviz.learning.model import assign, make_model

    model = make_model(trace.settings.layer)
    assign(model, trace.weights)
    return model


def layers_of(walk: Iterable[Step]) -> dict[str, Any]:
    """Return the Keras layers that steps use by path, in the order in which they are used."""
    return {
        path_of(given): given
        for step in walk
        for given in step.arguments
        if hasattr(given, "get_config")
    }


def attribute(path: str) -> str:
    """Return what a layer is called in Python."""
    return path.removeprefix("attention/").replace("/", "_")


def construction(
    layer: Any,
    *,
    seeded: bool,
    before: str = "",
    after: str = "",
    indent: int = 0,
    kind: str | None = None,
) -> list[str]:
    """Return the lines of Python that make a Dense, Embedding, Hashing or Dropout layer.

    Args:
        layer: The layer.
        seeded: Whether its weights start from their own seeds; else they are to be set later.
        before: What stands before the expression, such as "self.embedding = ".
        after: What stands behind it.
        indent: Spaces at the beginning of each line.
        kind: What its class is called in the code; Keras's own in `keras.layers` by default.
    """
    own, *parts = _parts(layer, seeded)
    opening = f"{' ' * indent}{before}{kind or f'layers.{own}'}("
    arguments = ", ".join(parts)
    line = f"{opening}{arguments}){after}"
    if len(line) <= LINE:
        return [line]
    return [opening, f"{' ' * indent}{_INDENT}{arguments}", f"{' ' * indent}){after}"]


def _parts(layer: Any, seeded: bool) -> list[str]:
    """Return the name of a layer's class, then its arguments."""
    config = layer.get_config()
    if "rate" in config:
        return ["Dropout", repr(config["rate"]), f"seed={config['seed']!r}"]
    if "num_bins" in config:
        return ["Hashing", str(config["num_bins"]), f"mask_value={config['mask_value']}"]
    if "units" in config:
        parts, place = ["Dense", str(config["units"])], "kernel_initializer"
        if config["activation"] not in (None, "linear"):
            parts.append(f'"{config["activation"]}"')
        if not config["use_bias"]:
            parts.append("use_bias=False")
    else:
        place = "embeddings_initializer"
        parts = ["Embedding", str(config["input_dim"]), str(config["output_dim"])]
    if seeded:
        parts.append(f"{place}={_initializer(getattr(layer, place))}")
    return parts


def _initializer(initializer: Any) -> str:
    kind = type(initializer)
    default = kind().get_config()
    own = {k: v for k, v in initializer.get_config().items() if v != default[k]}
    return f"initializers.{kind.__name__}({', '.join(f'{k}={v!r}' for k, v in own.items())})"


def embedded(trace: Trace, paths: Iterable[str]) -> str:
    """Return weights as the lines of a base64 text: a compressed .npz of arrays by path."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **{path: trace.weights[path] for path in paths})
    return "\n".join(textwrap.wrap(base64.b64encode(file.getvalue()).decode("ascii"), LINE))


def text_literal(text: str) -> str:
    """Return a text as Python source, with double quotes unless it has some itself."""
    written = repr(text)
    if written[0] == "'" and '"' not in text:
        return f'"{written[1:-1]}"'
    return written


def info_literal(items: Items) -> str:
    """Return the assignment of what is known of each item as Python: `INFO` (ids, features)."""
    names = ", ".join(feature.name for feature in items.features)
    numbers = textwrap.fill(" ".join(map(str, items.info.ravel().tolist())), LINE)
    return (
        f"# What is known of each item by its id, of padding first: {names}.\n"
        f'KNOWN = """\n{numbers}\n"""\n'
        f"INFO = np.array(KNOWN.split(), int).reshape(-1, {len(items.features)})"
    )


def literal(name: str, ids: np.ndarray) -> str:
    """Return the assignment of ids (B,) or (B, T) as Python: a row a line where it fits."""
    if ids.ndim == 1:
        line = f"{name} = np.array({ids.tolist()})"
        return "\n".join(textwrap.wrap(line, LINE, subsequent_indent=_INDENT))
    rows = (
        textwrap.fill(f"{row},", LINE, initial_indent=_INDENT * 2, subsequent_indent=_INDENT * 3)
        for row in ids.tolist()
    )
    return "\n".join((f"{name} = np.array(", f"{_INDENT}[", *rows, f"{_INDENT}]", ")"))
