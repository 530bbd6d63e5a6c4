"""One page that works without a network: the walk with pictures, formulas, steps and epochs."""

import base64
import dataclasses
import gzip
import html
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from attnviz.export.modules import one_script
from attnviz.learning.trained import Epoch, Training
from attnviz.pictures.palette import palette_styles
from attnviz.pictures.payload import pack, picture_view
from attnviz.topics.overview import overview_claim
from attnviz.topics.pens import TERMS, glossary_in_html, in_html, mathml
from attnviz.topics.terms import with_terms
from attnviz.topics.walk import step_picture
from attnviz.topics.words import number
from attnviz.trace.explain.normalizing import sentence_of
from attnviz.trace.missing import shown_head, shown_step
from attnviz.trace.record import Record, Trace

_FOLDER = Path(__file__).parent
# The page draws with the very modules that the app's pictures are drawn with.
_COMPONENTS = _FOLDER.parent / "ui" / "components"
# The page itself and nothing else: neither a network nor another file.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)


LARGEST = 4_000_000
"""Bytes of a page, at most."""
_WORDS = 300_000


def written(trace: Trace, training: Training | None) -> bytes:
    """Return the page, at most `LARGEST`.

    It shows the user and the head of the settings. The epochs of the training are in it, each as
    the pictures of all steps; where tensors are large, as many epochs as there is room for.
    """
    return _Page(trace, training).text().encode()


class _Page:
    """The page of one trace."""

    def __init__(self, trace: Trace, training: Training | None) -> None:
        self.trace = trace
        self.user = trace.user
        self.records = {**trace.steps, **trace.score_steps}
        self.traces = [trace]
        self.epochs: list[Epoch] = []
        first = self._view(trace)
        if training is not None:
            room = LARGEST - _WORDS
            self.epochs = _some(training.epochs, trace.epoch, room // len(first))
            self.traces = list(_traces(trace, training, self.epochs))
        self.shown = next((n for n, t in enumerate(self.traces) if t.epoch == trace.epoch), 0)

    def text(self) -> str:
        numbered = list(enumerate(self.records.values()))
        words = "\n".join(self._words(n, record) for n, record in numbered)
        maths = "\n".join(self._maths(n, record) for n, record in numbered)
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(self._title())} · attnviz</title>
<style>
{palette_styles(":root")}
{_read(TERMS)}
{_read(_FOLDER / "page.css")}
</style>
</head>
<body>
<main>
<h1>{html.escape(self._title())}</h1>
{self._opening()}
<nav aria-label="Steps">
{"".join(self._buttons())}</nav>
<div class="bar">
<button id="previous" aria-label="Previous step">‹</button>
<button id="next" aria-label="Next step">›</button>
<span class="soft">← and → step too. Point at a cell to read it.</span>
</div>
{self._scrubber()}
<div class="words">
{words}
</div>
<div id="picture"><noscript>The pictures need JavaScript; the rest does not.</noscript></div>
{maths}
</main>
{glossary_in_html()}
<script type="application/json" id="data">{self._data()}</script>
<script type="module">
{one_script(_FOLDER / "page.js")}
</script>
</body>
</html>
"""

    def _title(self) -> str:
        if self.trace.self_attention:
            return "Self-attention, step by step"
        many = self.trace.layer["mode"] == "multi_head"
        return f"{'Multi-head' if many else 'Target'} attention, step by step"

    def _opening(self) -> str:
        parts = [f"User {self.user + 1}."]
        if not self.epochs:
            parts.append("The weights are untrained.")
        if texts := self.trace.settings.to_query():
            own = ", ".join(f"{name} {text}" for name, text in texts.items())
            parts.append(f"Set apart from the defaults: {own}.")
        words = f'<p class="soft">{html.escape(" ".join(parts))}</p>'
        return f"{self._claims()}\n{words}"

    def _claims(self) -> str:
        """The claim of each epoch; one at a time is seen."""
        if self.trace.self_attention:
            return ""
        claims = (in_html(with_terms(overview_claim(trace, self.user))) for trace in self.traces)
        return "\n".join(
            f'<p class="claim" data-epoch="{n}"{"" if n == self.shown else " hidden"}>{claim}</p>'
            for n, claim in enumerate(claims)
        )

    def _buttons(self) -> Iterator[str]:
        for n, record in enumerate(self.records.values()):
            yield f'<button data-step="{n}" data-role="{record.role}">{record.words}</button>\n'

    def _scrubber(self) -> str:
        if len(self.epochs) < 2:
            return ""
        last = len(self.epochs) - 1
        return (
            f'<label class="epoch">Training epoch <input type="range" id="epoch" min="0" '
            f'max="{last}" value="{self.shown}"> <output id="measures"></output></label>'
        )

    def _words(self, n: int, record: Record) -> str:
        return f"""<header data-step="{n}">
<h2>{n + 1}. {html.escape(record.title)}</h2>
<p>{html.escape(sentence_of(self.trace, record, self.user))}</p>
</header>"""

    def _maths(self, n: int, record: Record) -> str:
        parents = ", ".join(self._shape(self.trace[parent]) for parent in record.parents)
        arrow = " → " if parents else ""
        return f"""<section data-step="{n}">
<p>{parents}{arrow}{self._shape(record)}</p>
<div class="formula">{mathml(record.formula, block=True)}</div>
<details><summary>The code that ran</summary><pre>{html.escape(record.source)}</pre></details>
</section>"""

    @staticmethod
    def _shape(record: Record) -> str:
        axes = " ".join(
            f"<i>{axis}={size}</i>" for axis, size in zip(record.axes, record.shape, strict=True)
        )
        return f'<span class="shape"><b data-role="{record.role}">{record.name}</b> {axes}</span>'

    def _data(self) -> str:
        """What the page's script reads: the pictures of each epoch, packed and zipped."""
        data = {
            "step": self._first_step(),
            "epoch": self.shown,
            "measures": [_measures(epoch) for epoch in self.epochs],
            "views": [self._view(trace) for trace in self.traces],
            "styles": _styles(),
        }
        return json.dumps(data).replace("<", "\\u003c")

    def _first_step(self) -> int:
        return list(self.records).index(shown_step(self.trace.settings, self.trace))

    def _view(self, trace: Trace) -> str:
        head = max(shown_head(self.trace.settings, self.trace) - 1, 0)
        pictures = [step_picture(trace, name, self.user, head) for name in self.records]
        view = picture_view(
            pictures,
            "walk",
            alt="The step as an equation of pictures.",
            count=len(pictures),
            frame=self._first_step(),
        )
        return base64.b64encode(gzip.compress(pack(view), mtime=0)).decode("ascii")


def _traces(trace: Trace, training: Training, epochs: Sequence[Epoch]) -> Iterator[Trace]:
    """Walk over the trace's samples after each of these epochs."""
    # Loads TensorFlow.
    from attnviz.trace.run import traced
    from attnviz.trace.runner import Runner

    runner = Runner(trace.settings.layer)
    for epoch in epochs:
        settings = dataclasses.replace(trace.settings, epoch=epoch.epoch)
        weights = training.weights_after(epoch.epoch)
        yield traced(runner, settings, trace.samples, weights, training if epoch.epoch else None)


def _some(epochs: Sequence[Epoch], shown: int, most: int) -> list[Epoch]:
    """Return at most `most` epochs, evenly spread, and in any case the one that is shown."""
    step = next((n for n in range(1, len(epochs)) if len(epochs) / n < most), len(epochs))
    return [epoch for epoch in epochs if (shown - epoch.epoch) % step == 0]


def _styles() -> str:
    """Return what the picture looks like; it is in a tree of its own, as in the app."""
    sheets = ("shared/base.css", "frames/style.css", "picture/style.css")
    return "\n".join((palette_styles(), *(_read(_COMPONENTS / sheet) for sheet in sheets)))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _measures(epoch: Epoch) -> str:
    mass = "attention mass "
    mass += "not defined" if epoch.mass is None else number(epoch.mass)
    if epoch.chance is not None:
        mass += f" (chance {number(epoch.chance)})"
    auc = "not defined" if math.isnan(epoch.auc) else number(epoch.auc, 3)
    return f"{epoch.epoch}: {mass}, held-out loss {number(epoch.loss, 3)}, AUC {auc}"
