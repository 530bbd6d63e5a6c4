"""A Jupyter notebook that makes this layer and its input again and walks through the steps."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from attnviz.export.model import (
    attribute,
    construction,
    embedded,
    info_literal,
    layers_of,
    literal,
    model_of,
    text_literal,
)
from attnviz.export.sources import Sources
from attnviz.export.still import labels, mixed, scale, still, table
from attnviz.layer.arithmetic import Features, Ids
from attnviz.layer.step import Step
from attnviz.learning.trained import Training
from attnviz.pictures.palette import SCALES
from attnviz.topics.claim import Name
from attnviz.topics.overview import overview_claim
from attnviz.topics.pens import in_markdown
from attnviz.trace.record import Trace, shape_text, source_of, walk_of

_COLOURS = {
    name: [colour for _, colour in SCALES[name][::2]] for name in ("weights", "signed", "grey")
}
_GIVEN = {
    "history": "HISTORY",
    "candidate": "CANDIDATE[:, None]",
    "history_info": "INFO[HISTORY]",
    "candidate_info": "INFO[CANDIDATE[:, None]]",
}


def written(trace: Trace, _training: Training | None) -> bytes:
    """Return a notebook (nbformat 4.5) that needs the packages of requirements.txt alone.

    Each step has its prose, the code of the function that ran, its call and its picture; `steps`
    holds every tensor in the end. Trained weights stand in it as base64; untrained ones are made
    again from their seeds.
    """
    cells = [
        {"id": f"cell-{number}", **cell} for number, cell in enumerate(_Notebook(trace).cells())
    ]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(
    text: str, *, folded: bool = False, outputs: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"jupyter": {"source_hidden": True}} if folded else {},
        "outputs": [*outputs],
        "source": text,
    }


def _written(colours: Sequence[str]) -> str:
    return f"[{', '.join(map(text_literal, colours))}]"


class _Notebook:
    """The cells of one trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.trained = trace.epoch > 0
        self.self_attention = trace.settings.self_attention
        self.walk = list(walk_of(model_of(trace), trace.samples.history, trace.samples.candidate))
        self.sources = Sources()
        self.layers = layers_of(self.walk)

    def cells(self) -> Iterator[dict[str, Any]]:
        yield _prose(self._introduction())
        yield _code("\n".join(self._imports()))
        yield _prose(
            "## What goes in\n\nIds of items, one row a user; 0 is padding. The pictures show "
            f"user {self.trace.settings.sample}.{self._claim()}"
        )
        yield _code(self._input())
        yield _prose(self._about_weights())
        if self.trained:
            weights = [
                path for path in self.trace.weights if path.rpartition("/")[0] in self.layers
            ]
            yield _code(
                f'EMBEDDED = """\n{embedded(self.trace, weights)}\n"""\n'
                "WEIGHTS = dict(np.load(io.BytesIO(base64.b64decode(EMBEDDED))))",
                folded=True,
            )
        yield _code(self._layer_code())
        yield _prose(
            "## How a tensor is drawn\n\n`picture` draws a user's part of tensors side by side: "
            "what a step is given, then what it makes. Weights have a scale from 0 to 1, other "
            "numbers one with 0 in the middle, from blue (below 0) to orange (above); ids and "
            "masks are grey. Empty is what is not a finite number."
        )
        yield _code(self._picture_code(), folded=True)
        for number, step in enumerate(self.walk, start=1):
            yield _prose(self._about(number, step))
            yield _code(self._step_code(step), outputs=[self._still(*step.parents, step.name)])
        yield _prose(
            "## Your turn\n\nChange `HISTORY`"
            f"{'' if self.self_attention else ' or `CANDIDATE`'}, or a step's code, and run the "
            "cells again. `steps` holds every tensor by its name."
        )

    def _introduction(self) -> str:
        settings = self.trace.settings
        what = (
            "multi-head attention"
            if settings.layer["mode"] == "multi_head"
            else ("target attention (DIN)")
        )
        if self.self_attention:
            what = "multi-head self-attention"
        texts = [in_markdown(Name(f"{name}={text}")) for name, text in settings.to_query().items()]
        own = f" Set apart from the defaults: {', '.join(texts)}." if texts else ""
        return (
            f"# Attention, step by step\n\nA user clicked some items. This notebook walks through "
            f"{what} over these clicks, one tensor at a time: each step's code is the code that "
            f"ran in attnviz, and the numbers are the same.{own}\n\n"
            "It needs TensorFlow, Keras, NumPy and Plotly, and no internet."
        )

    def _claim(self) -> str:
        if self.self_attention:
            return ""
        return f" {in_markdown(overview_claim(self.trace, self.trace.user))}"

    def _imports(self) -> Iterator[str]:
        yield "import base64\nimport html\nimport io" if self.trained else "import html"
        yield "import itertools\n"
        yield "import keras\nimport numpy as np\nimport plotly.io as pio"
        yield "import tensorflow as tf"
        names = ("layers",) if self.trained else ("initializers", "layers")
        yield f"from keras import {', '.join(names)}"
        yield "from plotly.io.base_renderers import MimetypeRenderer"
        yield "from plotly.subplots import make_subplots"

    def _input(self) -> str:
        samples = self.trace.samples
        parts = [literal("HISTORY", samples.history)]
        ids = samples.history
        if not self.self_attention:
            parts.append(literal("CANDIDATE", samples.candidate))
            ids = np.append(ids, samples.candidate)
        if self.trace.layer["side_info"]:
            parts.append(info_literal(samples.items))
        titles = {int(item): samples.items.title(int(item)) for item in np.unique(ids)}
        lines = "\n".join(f"    {item}: {text_literal(title)}," for item, title in titles.items())
        return "\n".join((*parts, f"TITLES = {{\n{lines}\n}}"))

    def _about_weights(self) -> str:
        if self.trained:
            return (
                f"## The layer's weights\n\nThese are the weights after epoch {self.trace.epoch} "
                "of a training on a click log, as base64 of NumPy arrays. Each layer is made and "
                "gets its own."
            )
        return (
            "## The layer's weights\n\nThe layer is untrained: its weights start from seeds, and "
            "so they are the same in every run."
        )

    def _layer_code(self) -> str:
        # Loads TensorFlow.
        from attnviz.layer.parts.embeddings import LearnedPositions

        classes, lines = [], []
        for path, layer in self.layers.items():
            own = isinstance(layer, LearnedPositions)
            if own:
                classes += [self.sources.of(type(layer)), "", ""]
            lines += construction(
                layer,
                seeded=not self.trained,
                before=f"{attribute(path)} = ",
                kind=LearnedPositions.__name__ if own else None,
            )
        if self.trained:
            lines += ["", "LAYERS = {"]
            lines += [f'    "{path}": {attribute(path)},' for path in self.layers]
            lines += ["}", _LEARNED]
        return "\n".join((*classes, *lines))

    def _picture_code(self) -> str:
        axes = [f'    "{step.name}": "{" ".join(step.axes)}",' for step in self.walk]
        shares = self.trace.normalization.bounded
        lines = [
            "AXES = {",
            *axes,
            "}",
            f"USER = {self.trace.settings.sample - 1}",
            f"CLICKS = ({', '.join(map(text_literal, self._clicks))})",
            f"SHARES = {shares}  # whether weights are from 0 to 1",
            "SCALES = {",
            *(f'    "{name}": {_written(colours)},' for name, colours in _COLOURS.items()),
            "}",
        ]
        code = [source_of(function) for function in (labels, table, scale, mixed, still)]
        return "\n".join((*lines, "", "", "\n\n\n".join((*code, _PICTURE))))

    def _about(self, number: int, step: Step) -> str:
        record = self.trace[step.name]
        given = ", ".join(f"`{name}` ({shape_text(self.trace[name])})" for name in step.parents)
        return (
            f"## {number}. {record.title}: `{step.name}`\n\n{record.sentence}\n\n"
            f"$${record.formula}$$\n\n"
            f"{given + ' → ' if given else ''}`{step.name}` ({shape_text(record)})"
        )

    def _step_code(self, step: Step) -> str:
        source = self.sources.of(step.function)
        names = {id(layer): attribute(path) for path, layer in self.layers.items()}
        if isinstance(step.arithmetic, Ids | Features):
            arguments = [f'tf.constant({_GIVEN[step.name]}, "{self.trace[step.name].dtype}")']
        else:
            arguments = [self._argument(given, names) for given in step.arguments]
        call = f'steps["{step.name}"] = {step.function.__name__}({", ".join(arguments)})'
        start = "steps = {}\n" if step is self.walk[0] else ""
        drawn = ", ".join(text_literal(name) for name in (*step.parents, step.name))
        head = f"{source}\n\n\n" if source else ""
        return f"{head}{start}{call}\npicture({drawn})"

    def _still(self, *names: str) -> dict[str, Any]:
        """Return what `picture` of these names shows where Plotly is not, as an output."""
        user = self.trace.settings.sample - 1
        items = self.trace.samples.items
        titles = [items.title(int(item)) for item in self.trace.samples.history[user]]
        clicks = dict.fromkeys(self._clicks, titles)
        drawn, scales = [], []
        for name in names:
            record = self.trace[name]
            own = table(record.value, list(record.axes), user, clicks)
            whole = record.value.dtype.kind != "f"
            kind, low, high = scale(name, own[0], whole, self.trace.normalization.bounded)
            drawn.append((name, *own))
            scales.append((_COLOURS[kind], low, high))
        shown = {"image/svg+xml": still(drawn, scales)}
        return {"output_type": "display_data", "data": shown, "metadata": {}}

    @property
    def _clicks(self) -> tuple[str, ...]:
        """The axes on which the user's clicks stand."""
        return ("T", "T_k", "T_q") if self.self_attention else ("T", "T_k")

    @staticmethod
    def _argument(given: Any, names: Mapping[int, str]) -> str:

        if isinstance(given, Step):
            return f'steps["{given.name}"]'
        if id(given) in names:
            return names[id(given)]
        if isinstance(given, str):
            return text_literal(given)
        if isinstance(given, float) and not math.isfinite(given):
            return f'float("{given}")'
        return repr(given) if isinstance(given, bool | float | int) else str(int(given))


_LEARNED = """for path, layer in LAYERS.items():
    weights = [WEIGHTS[name] for name in WEIGHTS if name.startswith(f"{path}/")]
    layer.build((None, weights[0].shape[0]))
    layer.set_weights(weights)"""

_PICTURE = '''def as_text(title):
    """Return a title as Plotly shows it: it reads tags, entities and formulas."""
    return html.escape(title, quote=False).replace("$", "&#36;")


class Still(MimetypeRenderer):
    """Gives a figure its still picture, for pages that do not run Plotly."""

    def to_mimebundle(self, fig_dict):
        svg = fig_dict["layout"].get("meta")
        return {"image/svg+xml": svg} if isinstance(svg, str) else {}


pio.renderers["still"] = Still()
pio.renderers.default = "plotly_mimetype+still"


def picture(*names):
    """Draw tensors side by side: what a step is given, then what it makes."""
    clicks = dict.fromkeys(CLICKS, [TITLES[item] for item in HISTORY[USER]])
    tables = [table(np.array(steps[name]), AXES[name].split(), USER, clicks) for name in names]
    tallest = max(len(rows) for _, rows, _ in tables)
    widest = max(len(columns) for *_, columns in tables)
    figure = make_subplots(1, len(names), subplot_titles=names, horizontal_spacing=0.13)
    drawn, scales = [], []
    for place, (name, (values, rows, columns)) in enumerate(zip(names, tables, strict=True), 1):
        kind, low, high = scale(name, values, not steps[name].dtype.is_floating, SHARES)
        scales.append((SCALES[kind], low, high))
        figure.add_heatmap(
            z=np.where(np.isfinite(values), values, np.nan),
            zmin=low,
            zmax=high,
            colorscale=SCALES[kind],
            showscale=False,
            xgap=1,
            ygap=1,
            text=[[f"{value:.3g}" for value in row] for row in values],
            texttemplate="%{text}" if widest * len(names) <= 16 else None,
            hovertemplate="%{text}<extra></extra>",
            row=1,
            col=place,
        )
        spare = (tallest - len(rows)) / 2  # cells have one height in all tensors
        ticks = [as_text(column) for column in columns]
        figure.update_xaxes(tickvals=np.arange(len(columns)), ticktext=ticks, col=place)
        figure.update_yaxes(
            range=[len(rows) - 0.5 + spare, -0.5 - spare],
            tickvals=np.arange(len(rows)),
            ticktext=[as_text(row) for row in rows],
            showticklabels=rows not in drawn,
            col=place,
        )
        drawn.append(rows)
    svg = still([(name, *made) for name, made in zip(names, tables, strict=True)], scales)
    figure.update_layout(height=120 + 24 * tallest, plot_bgcolor="rgba(0,0,0,0)", meta=svg)
    return figure.update_layout(margin={"l": 10, "r": 10, "t": 50, "b": 10})'''
