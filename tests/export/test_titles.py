"""Titles that another language would read as its own are shown as they are, wherever they go."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from markdown_it import MarkdownIt

from attnviz.export import FORMATS
from attnviz.export.model import text_literal
from attnviz.export.still import still
from attnviz.scenario.settings import Settings
from attnviz.topics.walk import step_figure
from attnviz.trace.run import run
from tests.export.odd import IN_HTML, TITLES, odd_trace
from tests.processes import printed_by
from tests.said import Page, claims_in

# As Plotly's text markup shows them.
IN_PLOTLY = {
    "Tom & Jerry": "Tom &amp; Jerry",
    "<b>": "&lt;b&gt;",
    "$x$": "&#36;x&#36;",
    '"quotes"': '"quotes"',
    "🎬 film": "🎬 film",
    "&amp; #1": "&amp;amp; #1",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_page_shows_the_candidates_title(title: str) -> None:
    page = FORMATS["html"].written(odd_trace(title), None).decode()
    assert f'<p class="claim" data-epoch="0">For <b dir="auto">{IN_HTML[title]}</b>, ' in page
    # No title ends the script that holds the pictures, nor any other.
    assert page.count("</script>") == page.count("<script")


@pytest.mark.parametrize("shown", IN_PLOTLY.items())
def test_a_picture_has_the_title_on_its_axis(shown: tuple[str, str]) -> None:
    title, markup = shown
    trace = odd_trace()
    place = trace.samples.items.find(title)
    user = int(np.flatnonzero((trace.samples.history == place).any(axis=1))[0])
    figure = step_figure(trace, "weights", user)
    written = [text for one in figure.select_traces({"mode": "text"}) for text in one.text]
    assert markup in written
    assert title in [label for labels in figure.layout.meta["labels"] for label in labels]


RUN = """
import json, pathlib, sys
sys.modules["attnviz"] = None  # an import of it fails
names = {{}}
for cell in json.loads(pathlib.Path({path!r}).read_text(encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec(cell["source"], names)
figure = names["picture"]("weights")
shown = [text for axis in figure.select_yaxes() for text in axis.ticktext]
print(json.dumps([list(names["TITLES"].values()), shown]))
"""


def test_a_notebook_runs_and_has_the_titles(tmp_path: Path) -> None:
    trace = odd_trace()
    path = tmp_path / "odd.ipynb"
    path.write_bytes(FORMATS["notebook"].written(trace, None))
    titles, shown = json.loads(printed_by(RUN.format(path=str(path))).splitlines()[-1])
    assert set(TITLES) <= set(titles)
    clicks = [trace.samples.items.title(int(item)) for item in trace.samples.history[0]]
    for title, markup in IN_PLOTLY.items():
        assert (markup in shown) == (title in clicks)


@pytest.mark.parametrize("title", TITLES)
def test_a_page_reads_as_the_claim(title: str) -> None:
    page = FORMATS["html"].written(odd_trace(title), None).decode()
    (claim,) = claims_in(page, "p")
    assert claim.startswith(f"For {title}, ")


IN_MARKDOWN = {
    "Tom & Jerry": "`Tom & Jerry`",
    "<b>": "`<b>`",
    "a </script> b": "`a </script> b`",
    "$x$": "`$x$`",
    '"quotes"': '`"quotes"`',
    "**bold** `code` _it_": "`` **bold** `code` _it_ ``",
    "{x} [y](https://z.org)": "`{x} [y](https://z.org)`",
    "مرحبا": "`مرحبا`",
}


@pytest.mark.parametrize("title", IN_MARKDOWN)
def test_a_notebook_shows_the_candidates_title(title: str) -> None:
    notebook = json.loads(FORMATS["notebook"].written(odd_trace(title), None))
    prose = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    (cell,) = (text for text in prose if text.startswith("## What goes in"))
    assert f"The pictures show user 1. For {IN_MARKDOWN[title]}, " in cell
    page = Page(MarkdownIt("gfm-like", {"linkify": False}).render(cell))
    assert f"The pictures show user 1. For {title}, " in page.text
    assert set(page.tags) == {"h2", "p", "code", "strong"}


@pytest.mark.parametrize("text", [*TITLES, "", "\ud83d half", "a\x1bb", "tab\there", "\u202e"])
def test_a_text_is_a_literal_of_python(text: str) -> None:
    source = text_literal(text)
    assert eval(source) == text  # the source that a notebook has
    source.encode()


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("weights", "`step=weights`"),
        ("<b>$x$ & *y*", "`step=<b>$x$ & *y*`"),
        ("a `tick` b", "`` step=a `tick` b ``"),
    ],
)
def test_a_notebook_shows_settings_as_they_are(step: str, shown: str) -> None:
    notebook = json.loads(FORMATS["notebook"].written(run(Settings(step=step, epoch=0)), None))
    introduction: dict[str, Any] = notebook["cells"][0]
    assert f"Set apart from the defaults: `epoch=0`, {shown}." in introduction["source"]


@pytest.mark.parametrize("title", TITLES)
def test_a_card_of_a_walk_has_no_title_as_markup(title: str) -> None:
    shown = odd_trace(title)._repr_html_()
    assert not re.search(r"</script>|<i>", shown)
    root = ElementTree.fromstring(shown)
    said = next(text for text in root.findall("p") if "For " in (text.text or ""))
    assert said.findall("b")[0].text == title
    # Of bold texts, steps have a role, names are marked as such, and the others are numbers.
    plain = [bold.text or "" for bold in root.iter("b") if not bold.attrib]
    assert all(text.isdecimal() for text in plain)


def test_a_still_picture_has_titles_as_text() -> None:
    trace = odd_trace(sample=1)
    notebook = json.loads(FORMATS["notebook"].written(trace, None))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    stills = [output["data"]["image/svg+xml"] for output in outputs]
    assert len(stills) == len(trace.steps) + len(trace.score_steps)
    items = trace.samples.items
    clicked = {items.title(int(item)) for item in trace.samples.history[0]}
    told = set()
    for svg in stills:
        root = ElementTree.fromstring(svg)
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
            "svg",
            "rect",
            "text",
        }
        told |= {text.text for text in root.iter() if text.tag.endswith("text")}
    assert clicked <= told
    made = ("weights", np.ones((1, 1)), ["a\x0bb & <c>"], ["\t"])
    drawn = ElementTree.fromstring(still([made], [(["#FFFFFF", "#000000"], 0.0, 1.0)]))
    assert "ab & <c>" in [text.text for text in drawn.iter()]
