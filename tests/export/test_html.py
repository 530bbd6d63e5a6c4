"""The page without a network: what it holds, before a browser opens it."""

import re
from xml.etree import ElementTree

import pytest

from attnviz import recipes
from attnviz.export import FORMATS
from attnviz.export.html import LARGEST, mathml
from attnviz.settings import Settings
from attnviz.trace import run
from attnviz.training import shipped
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
    views = [
        Settings(recipe=name, mode=mode, epoch=0, batch_size=1, **option)  # type: ignore[arg-type]  # texts for settings that are texts
        for name, modes in recipes.RECIPES.items()
        for mode in modes
        for option in OPTIONS
    ]
    views += [view for name, view in VIEWS.items() if "attention" in name or "causal" in name]
    traces = [run(view) for view in views]
    return {r.formula for t in traces for r in (*t.steps.values(), *t.score_steps.values())}


def test_every_formula_of_every_recipe_becomes_mathml() -> None:
    found = formulas()
    assert len(found) > 30
    for formula in found:
        root = ElementTree.fromstring(mathml(formula))
        assert root.tag == f"{MATHML}math"
        shown = "".join(root.itertext())
        # A command that is not known stays as text.
        assert not re.search(r"\\|[{}^_]", shown), (formula, shown)
        assert not list(root.iter(f"{MATHML}merror"))
        for word in re.findall(r"\\text\{\s*(\w+)", formula):
            assert word in shown


@pytest.mark.parametrize(
    "settings",
    [
        Settings(mode="multi_head", sequence_length=200, num_heads=2),
        Settings(sequence_length=200, batch_size=1, padding=0.0),
    ],
)
def test_a_page_of_long_histories_has_fewer_epochs_and_stays_below_its_limit(
    settings: Settings,
) -> None:
    training = shipped(settings)
    assert training is not None
    page = FORMATS["html"].written(run(settings, training), training)
    assert len(page) < LARGEST
    text = page.decode()
    last = re.search(r'id="epoch" min="0" max="(\d+)" value="(\d+)"', text)
    assert last is not None
    assert 0 < int(last[1]) <= 15
    assert last[1] == last[2]
