"""An explanation that displays itself in a notebook: the formula, and the table of its operands."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import attnviz
from attnviz.trace.record import Walk
from tests.processes import printed_by
from tests.trace.explain.sound import some_cells

MATH = "{http://www.w3.org/1998/Math/MathML}"


def shown(walk: Walk, step: str, index: tuple[int, ...]) -> ElementTree.Element:
    return ElementTree.fromstring(attnviz.explain(walk, step, index)._repr_html_())


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_any_number_of_a_walk_shows_its_formula_and_every_operand(mode: str) -> None:
    walk = attnviz.run(attnviz.Settings(mode=mode, batch_size=2, sequence_length=5, padding=0.2))
    for step in walk:
        for cell in some_cells(walk, step, 2):
            opened = attnviz.explain(walk, step, cell)
            root = ElementTree.fromstring(opened._repr_html_())
            words = "".join(root.itertext())
            assert opened.title in words
            assert opened.sentence in words
            assert opened.note in words
            assert len(root.findall(f".//{MATH}math")) == 1
            rows = root.findall(".//table[@class='operands']/tbody/tr")
            assert len(rows) == len(opened.strips)
            for row, strip in zip(rows, opened.strips, strict=True):
                found = [cell.text or "" for cell in row.findall("td")]
                assert found[: min(len(strip.texts), 24)] == list(strip.texts)[:24]


def test_the_numbers_of_the_table_are_the_traces() -> None:
    walk = attnviz.run()
    root = shown(walk, "weights", (0, 0, 2))
    rows = {
        "".join(row.find("th").itertext()): [cell.text or "" for cell in row.findall("td")]  # type: ignore[union-attr]  # each row has one
        for row in root.findall(".//table[@class='operands']/tbody/tr")
    }
    clicks = walk.samples.history[0] != 0
    masked = walk["masked"].value[0, 0, clicks]
    written = [float(text.replace("−", "-")) for text in rows["masked"][: len(masked)]]
    np.testing.assert_allclose(written, masked, atol=0.06)
    assert sum(cell == "" for cell in rows["masked"]) == 1  # the column of sums
    own = root.findall(".//th[@class='own']")
    assert [cell.text for cell in own] == ["fire steel"]


def test_of_many_terms_the_own_one_is_shown_and_the_others_are_counted() -> None:
    weights = attnviz.from_weights(np.full((1, 60), 1 / 60))
    root = shown(weights, "weights", (0, 0, 0, 50))
    names = [cell.text for cell in root.findall(".//thead//th")]
    assert len(names) == 25
    assert names[-2:] == ["key 51", "36 more"]


def test_it_has_the_colours_of_the_notebooks_theme_and_nothing_that_runs() -> None:
    text = attnviz.explain(attnviz.run(), "scores", (0, 0, 0))._repr_html_()
    body = text.rpartition("</style>")[2]
    assert "mathcolor" not in body
    assert "var(--weights)" in body
    assert "light-dark(" in text
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|@import|url\(", text)


def test_explain_registers_it_alone() -> None:
    code = (
        "import attnviz\nfrom attnviz.trace.display import html\nattnviz.explain\n"
        "from attnviz.trace.explain import Explanation\nprint(html.dispatch(Explanation).__name__)"
    )
    assert printed_by(code) == "explanation_card"
