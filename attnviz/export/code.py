"""A short Keras script of a layer alone: only what its settings need, with its weights."""

from collections.abc import Iterator, Mapping
from typing import Any

from attnviz.export.model import construction, embedded, literal, model_of
from attnviz.learning.trained import Training
from attnviz.scenario.normalizations import EXPONENTIALS
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
        self.trace = trace
        self.layer: Mapping[str, Any] = trace.settings.layer
        self.attention = model_of(trace).attention
        self.trained = trace.epoch > 0
        self.self_attention = trace.settings.self_attention
        self.multi_head = self.layer["mode"] == "multi_head"
        self.name = "MultiHeadAttention" if self.multi_head else "TargetAttention"
        if self.self_attention:
            self.name = "SelfAttention"

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
        if not self.multi_head:
            names.insert(0, "Sequential")
        packages = ["import base64", "import io", ""] if self.trained else []
        imports = (*packages, "import numpy as np", f"from keras import {', '.join(names)}")
        return "\n".join((f'"""{what}, in Keras.', "", weights, '"""', "", *imports))

    def _sinusoids(self) -> str:
        if self.layer["position_embedding"] != "sinusoidal":
            return ""
        return '''def sinusoids(length, dim):
    """Return sines and cosines of each place, of falling frequency: (length, dim)."""
    column = np.arange(dim)
    angle = np.arange(length)[:, None] / 10000.0 ** (2 * (column // 2) / dim)
    return np.where(column % 2 == 0, np.sin(angle), np.cos(angle)).astype("float32")'''

    def _class(self) -> str:
        axes = "B users, T clicks, D numbers of an item's vector"
        if self.multi_head:
            axes += ", h heads of d = D / h"
        body = [*self._init(), "", *self._call()]
        if self.multi_head:
            body += ["", *self._split()]
        lines = "\n".join(f"{_INDENT}{line}" if line else "" for line in body)
        return f'class {self.name}(layers.Layer):\n    """Axes: {axes}."""\n\n{lines}'

    def _made(self, layer: Any, before: str = "", after: str = "", indent: int = 4) -> list[str]:
        seeded = not self.trained
        # In the class, so that there is one more indent to come.
        lines = construction(layer, seeded=seeded, before=before, after=after, indent=indent + 4)
        return [line[4:] for line in lines]

    def _init(self) -> Iterator[str]:
        yield "def __init__(self, **kwargs):"
        yield f"{_INDENT}super().__init__(**kwargs)"
        for name in (
            "embedding",
            "position",
            "query_dense",
            "key_dense",
            "value_dense",
            "output_dense",
            "weights_dropout",
        ):
            layer = getattr(self.attention, name)
            if layer is not None:
                yield from self._made(layer, f"self.{name} = ")
        unit = self.attention.activation_unit
        if unit is not None:
            yield f"{_INDENT}self.unit = Sequential("
            yield f"{_INDENT * 2}["
            for dense in (*unit.hidden_layers, unit.output_layer):
                yield from self._made(dense, after=",", indent=12)
            yield f"{_INDENT * 2}]"
            yield f"{_INDENT})"

    def _call(self) -> Iterator[str]:
        inputs = "history" if self.self_attention else "inputs"
        drops = self.attention.weights_dropout is not None
        yield f"def call(self, {inputs}{', training=False' if drops else ''}):"
        walk = self._heads if self.multi_head else self._target
        for line in (*self._lookup(), *walk()):
            yield f"{_INDENT}{line}" if line else ""

    def _lookup(self) -> Iterator[str]:
        if self.layer["unit_inputs"] == "key" and not self.multi_head:
            yield "history, _ = inputs  # ids: (B, T), (B,)"
        elif not self.self_attention:
            yield "history, candidate = inputs  # ids: (B, T), (B,)"
            yield "query = self.embedding(candidate)[:, None]  # (B, 1, D)"
        yield "key = value = self.embedding(history)  # (B, T, D)"
        if self.attention.position is not None:
            yield "key = value = key + self.position(ops.arange(history.shape[1]))"
        elif self.layer["position_embedding"] == "sinusoidal":
            yield f"key = value = key + sinusoids(history.shape[1], {self.layer['embedding_dim']})"
        if self.self_attention:
            yield "query = key"
        if self.layer["mask_padding"]:
            yield "mask = ops.not_equal(history, 0)  # padding has the id 0"

    def _target(self) -> Iterator[str]:
        yield ""
        if self.layer["unit_inputs"] == "query_key":
            yield "query = ops.broadcast_to(query, ops.shape(key))"
            yield "features = ops.concatenate([query, key, query - key, query * key], axis=-1)"
            yield "scores = ops.squeeze(self.unit(features), axis=-1)  # (B, T)"
        else:
            yield "# The unit sees the click alone, so no candidate can re-weight it."
            yield "scores = ops.squeeze(self.unit(key), axis=-1)  # (B, T)"
        if self.layer["scale"]:
            yield f"scores = scores / {self.layer['embedding_dim']}**0.5"
        yield from self._weighting("mask" if self.layer["mask_padding"] else "")
        yield 'return ops.einsum("bt,btd->bd", weights, value)'

    def _heads(self) -> Iterator[str]:
        width = self.layer["embedding_dim"] // self.layer["num_heads"]
        shared = self.layer["projections"] == "shared"
        asks = "history.shape[1]" if self.self_attention else "1"
        yield ""
        for role in ("query", "key", "value"):
            dense = "query_dense" if shared else f"{role}_dense"
            yield f"{role} = self.split(self.{dense}({role}))"
        yield "scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2)))  # (B, h, T_q, T)"
        if self.attention.scales:
            yield f"scores = scores / {width}**0.5"
        lines, allowed = self._allowed()
        yield from lines
        yield from self._weighting(allowed)
        yield "context = ops.transpose(ops.matmul(weights, value), (0, 2, 1, 3))"
        yield f"context = ops.reshape(context, (-1, {asks}, {self.layer['embedding_dim']}))"
        if not self.self_attention:
            yield "return self.output_dense(context)[:, 0]"
        elif self.layer["mask_padding"]:
            yield "return ops.where(mask[:, :, None], self.output_dense(context), 0.0)"
        else:
            yield "return self.output_dense(context)"

    def _allowed(self) -> tuple[list[str], str]:
        """Return the lines that say what a query may attend to, and its name; "" if to all."""
        masks = self.layer["mask_padding"]
        lines = ["mask_of_keys = mask[:, None, None, :]  # the same for all heads"] if masks else []
        if not (self.self_attention and self.layer["causal"]):
            return lines, "mask_of_keys" if masks else ""
        lines.append("place = ops.arange(history.shape[1])")
        lines.append("earlier = place[:, None] >= place  # (T_q, T)")
        if not masks:
            return lines, "earlier"
        return [*lines, "allowed = ops.logical_and(mask_of_keys, earlier)"], "allowed"

    def _weighting(self, mask: str) -> Iterator[str]:
        normalization, empty = self.trace.normalization, self.layer["empty_row"]
        shares = normalization.sums_to_one
        # Of equal scores, also of −1e9, a softmax makes equal weights, and of −∞ what is no number.
        by_itself = EXPONENTIALS in normalization.within
        if mask:
            nothing = "-np.inf" if by_itself and empty == "nan" else "-1e9"
            fill = nothing if normalization.masked_score < 0 else "0.0"
            yield f"scores = ops.where({mask}, scores, {fill})"
        yield from normalization.code
        if mask and shares and empty != "zero" and not by_itself:
            yield f"attends = ops.any({mask}, axis=-1, keepdims=True)"
            share = "np.nan" if empty == "nan" else f"1 / {mask}.shape[-1]"
            yield f"weights = ops.where(attends, weights, {share})"
        if mask and shares and empty == "zero":
            yield f"weights = ops.where({mask}, weights, 0.0)  # nothing to attend to: no weight"
        if self.attention.weights_dropout is not None:
            yield "weights = self.weights_dropout(weights, training=training)"

    def _split(self) -> Iterator[str]:
        heads = self.layer["num_heads"]
        width = self.layer["embedding_dim"] // heads
        yield "def split(self, vectors):"
        yield f'{_INDENT}"""Return (B, T, D) as (B, h, T, d)."""'
        yield f"{_INDENT}bands = ops.reshape(vectors, (-1, vectors.shape[1], {heads}, {width}))"
        yield f"{_INDENT}return ops.transpose(bands, (0, 2, 1, 3))"

    def _data(self) -> str:
        samples = self.trace.samples
        parts = [literal("HISTORY", samples.history)]
        if not self.self_attention:
            parts.append(literal("CANDIDATE", samples.candidate))
        return "# Ids of items, one row a user; 0 is padding.\n" + "\n".join(parts)

    def _weights(self) -> str:
        if not self.trained:
            return ""
        paths = [v.path.removeprefix("click_model/") for v in self.attention.trainable_variables]
        return (
            "# A compressed .npz in base64, an array a weight.\n"
            f'WEIGHTS = """\n{embedded(self.trace, self._in_order(paths))}\n"""'
        )

    def _in_order(self, paths: list[str]) -> list[str]:
        """Return the layer's paths in the order in which the script's layer makes them."""
        return sorted(paths, key=lambda path: "activation_unit" in path)

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
