"""A short Keras script of a layer alone: only what its settings need, with its weights."""

from collections.abc import Iterator

from attnviz.export.expressions import Lines
from attnviz.export.model import (
    attribute,
    construction,
    embedded,
    info_literal,
    layers_of,
    literal,
    model_of,
)
from attnviz.layer.arithmetic import (
    Drop,
    Features,
    Join,
    Kind,
    LookupWithFeatures,
    Sinusoid,
    Split,
    path_of,
)
from attnviz.layer.step import Step
from attnviz.learning.trained import Training
from attnviz.trace.record import Trace

_INDENT = "    "


def written(trace: Trace, _training: Training | None) -> bytes:
    """Return a Python script whose `output` is the trace's.

    It needs NumPy and Keras with any backend. Untrained weights are made again from their seeds;
    trained ones stand at its end.
    """
    return _Script(trace).text().encode()


class _Script:
    """The script of one trace, part by part."""

    def __init__(self, trace: Trace) -> None:
        samples, layer = trace.samples, trace.settings.layer
        self.trace = trace
        self.trained = trace.epoch > 0
        self.self_attention = trace.settings.self_attention
        self.name = "TargetAttention"
        if layer["mode"] == "multi_head":
            self.name = "SelfAttention" if self.self_attention else "MultiHeadAttention"
        # As in training, where there may be a step more; the numbers are not looked at.
        model = model_of(trace)
        given = model.layer_inputs(samples.history, samples.candidate)
        walk = list(model.attention.steps(given, training=True))
        self.walk = Lines(walk, layer["empty_row"])
        self.layers = layers_of(self.walk.steps)

    def text(self) -> str:
        parts = [self._header(), self._sinusoids(), self._class(), self._data(), self._weights()]
        return "\n\n\n".join(part for part in parts if part) + self._end()

    def _header(self) -> str:
        what = {
            "TargetAttention": "Target attention over clicks (Zhou et al., 2018)",
            "MultiHeadAttention": "Multi-head attention over clicks (Vaswani et al., 2017)",
            "SelfAttention": "Self-attention over clicks (Kang and McAuley, 2018)",
        }[self.name]
        weights = (
            f"The weights are those after epoch {self.trace.epoch} of a training on a click log."
            if self.trained
            else "The weights are untrained: they start from fixed seeds."
        )
        names = ["layers", "ops"] if self.trained else ["initializers", "layers", "ops"]
        packages = ["import base64", "import io", ""] if self.trained else []
        imports = (*packages, "import numpy as np", f"from keras import {', '.join(names)}")
        return "\n".join((f'"""{what}, in Keras.', "", weights, '"""', "", *imports))

    def _sinusoids(self) -> str:
        if not self._made_by(Sinusoid):
            return ""
        return '''def sinusoids(length, dim):
    """Return sines and cosines of each place, of falling frequency: (length, dim)."""
    column = np.arange(dim)
    angle = np.arange(length)[:, None] / 10000.0 ** (2 * (column // 2) / dim)
    return np.where(column % 2 == 0, np.sin(angle), np.cos(angle)).astype("float32")'''

    def _made_by(self, kind: type[Kind]) -> Step | None:
        """Return the first step of a kind of arithmetic; None if there is none."""
        return next((s for s in self.walk.steps if isinstance(s.arithmetic, kind)), None)

    def _class(self) -> str:
        axes = "B users, T clicks, D numbers of an item's vector"
        if self._made_by(Split):
            axes += ", h heads of d = D / h"
        body = [
            *self._init(),
            "",
            *self._call(),
            *self._look_up(),
            *self._split(),
            *self._join(),
        ]
        lines = "\n".join(f"{_INDENT}{line}" if line else "" for line in body)
        return f'class {self.name}(layers.Layer):\n    """Axes: {axes}."""\n\n{lines}'

    def _init(self) -> Iterator[str]:
        yield "def __init__(self, **kwargs):"
        yield f"{_INDENT}super().__init__(**kwargs)"
        for path, layer in self.layers.items():
            # In the class, so that there is one more indent to come.
            lines = construction(
                layer, seeded=not self.trained, before=f"self.{attribute(path)} = ", indent=8
            )
            yield from (line[4:] for line in lines)

    def _call(self) -> Iterator[str]:
        needed = [step.name for step in self.walk.steps]
        inputs = "history" if self.self_attention else "inputs"
        training = ", training=False" if self._made_by(Drop) else ""
        yield f"def call(self, {inputs}{training}):"
        if not self.self_attention:
            candidate = "candidate" if "candidate" in needed else "_"
            yield f"{_INDENT}history, {candidate} = inputs  # ids: (B, T), (B,)"
        for line in self.walk.lines:
            yield f"{_INDENT}{line}"

    def _look_up(self) -> Iterator[str]:
        if (step := self._made_by(LookupWithFeatures)) is None:
            return
        kind = step.arithmetic
        assert isinstance(kind, LookupWithFeatures)
        items, *features = (f"self.{attribute(path)}" for path in kind.paths)
        rows = [f"{table}(info[..., {number}])" for number, table in enumerate(features)]
        yield ""
        yield "def look_up(self, ids, info):"
        yield f'{_INDENT}"""Return the rows of items and of their features, side by side."""'
        yield f"{_INDENT}rows = [{', '.join(rows)}]"
        yield f"{_INDENT}return ops.concatenate([{items}(ids), *rows], axis=-1)"

    def _split(self) -> Iterator[str]:
        if (step := self._made_by(Split)) is None:
            return
        _, heads, _, width = step.value.shape
        yield ""
        yield "def split(self, vectors):"
        yield f'{_INDENT}"""Return (B, T, D) as (B, h, T, d)."""'
        yield f"{_INDENT}bands = ops.reshape(vectors, (-1, vectors.shape[1], {heads}, {width}))"
        yield f"{_INDENT}return ops.transpose(bands, (0, 2, 1, 3))"

    def _join(self) -> Iterator[str]:
        if (step := self._made_by(Join)) is None:
            return
        yield ""
        yield "def join(self, heads):"
        yield f'{_INDENT}"""Return (B, h, T, d) as (B, T, D)."""'
        yield f"{_INDENT}bands = ops.transpose(heads, (0, 2, 1, 3))"
        yield f"{_INDENT}return ops.reshape(bands, (-1, bands.shape[1], {step.value.shape[-1]}))"

    def _data(self) -> str:
        samples = self.trace.samples
        parts = [literal("HISTORY", samples.history)]
        if not self.self_attention:
            parts.append(literal("CANDIDATE", samples.candidate))
        if self._made_by(Features):
            parts += ["", info_literal(samples.items)]
        return "# Ids of items, one row a user; 0 is padding.\n" + "\n".join(parts)

    def _weights(self) -> str:
        if not self.trained:
            return ""
        # In the order in which the script's layer makes them.
        paths = [path_of(weight) for layer in self.layers.values() for weight in layer.weights]
        return (
            "# A compressed .npz in base64, an array a weight.\n"
            f'WEIGHTS = """\n{embedded(self.trace, paths)}\n"""'
        )

    def _end(self) -> str:
        inputs = "HISTORY" if self.self_attention else "[HISTORY, CANDIDATE]"
        lines = [f"layer = {self.name}()", f"output = layer({inputs})"]
        if self.trained:
            lines += [
                "with np.load(io.BytesIO(base64.b64decode(WEIGHTS))) as weights:",
                f"{_INDENT}layer.set_weights([weights[path] for path in weights.files])",
                f"output = layer({inputs})",
            ]
        return "\n\n" + "\n".join((*lines, "print(ops.convert_to_numpy(output))")) + "\n"
