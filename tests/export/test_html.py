"""The page without a network: what it holds, before a browser opens it."""

import json
import re
from xml.etree import ElementTree

import pytest

from attnviz.export import FORMATS, html
from attnviz.learning.shipped import shipped
from attnviz.scenario import recipes
from attnviz.scenario.settings import Settings
from attnviz.topics.pens import mathml
from attnviz.trace.run import run
from tests.export.views import VIEWS

MATHML = "{http://www.w3.org/1998/Math/MathML}"
OPTIONS: list[dict[str, str]] = [
    {},
    {"normalization": "none"},
    {"normalization": "sigmoid"},
    {"position_embedding": "learned"},
    {"position_embedding": "sinusoidal"},
]


def formulas() -> set[str]:
    walks = [(name, mode) for name, modes in recipes.RECIPES.items() for mode in modes]
    views = [
        Settings(recipe=name, mode=mode, epoch=0, batch_size=1, **option)  # type: ignore[arg-type]  # texts for settings that are texts
        for name, mode in walks
        for option in (OPTIONS if name == "default" else OPTIONS[:1])
    ]
    views += [view for name, view in VIEWS.items() if "attention" in name or "causal" in name]
    traces = [run(view) for view in views]
    return {r.formula for t in traces for r in (*t.steps.values(), *t.score_steps.values())}


def test_every_formula_of_every_recipe_becomes_mathml() -> None:
    found = formulas()
    assert len(found) > 30
    for formula in found:
        root = ElementTree.fromstring(mathml(formula, block=True))
        assert root.tag == f"{MATHML}math"
        shown = "".join(root.itertext())
        # A command that is not known stays as text.
        assert not re.search(r"\\|[{}^_]", shown), (formula, shown)
        assert not list(root.iter(f"{MATHML}merror"))
        for word in re.findall(r"\\text\{\s*(\w+)", formula):
            assert word in shown


@pytest.mark.parametrize("epoch", [None, 7])
def test_a_page_with_little_room_has_fewer_epochs(
    epoch: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(epoch=epoch)
    training = shipped(settings)
    assert training is not None
    trace = run(settings, training)
    limit = 500_000
    monkeypatch.setattr(html, "LARGEST", limit)
    page = FORMATS["html"].written(trace, training)
    assert len(page) < limit
    scrubber = re.search(r'id="epoch" min="0" max="(\d+)" value="(\d+)"', page.decode())
    assert scrubber is not None
    last, shown = map(int, scrubber.groups())
    assert 0 < last < len(training.epochs) - 1
    data = re.search(r'id="data">(.*?)</script>', page.decode())
    assert data is not None
    measures = json.loads(data[1])["measures"]
    assert len(measures) == last + 1
    assert measures[shown].startswith(f"{trace.epoch}: ")
