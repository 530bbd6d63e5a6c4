"""What authors write: bold, formulas and line breaks, and never anything else."""

import json
import random
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from attnviz.lessons import lesson_of
from attnviz.lessons.lesson import VERSION, Lesson, read_lesson
from attnviz.lessons.marked import escaped, marked
from attnviz.scenario.packing import pack, unpack
from attnviz.topics.claim import Break, Formula, Strong
from attnviz.topics.pens import in_html, in_markdown, mathml
from attnviz.ui.state.draft import Draft, read_draft
from tests.said import Page


def links(version: int) -> Any:
    """Return links that a version has made, by what they are of, with the data that they hold."""
    file = Path(__file__).with_name(f"links_of_version_{version}.json")
    return json.loads(file.read_text(encoding="utf-8"))


LINKS, LATER_LINKS = links(1), links(2)
B, F, N = Strong, Formula, Break("\n")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain", ["plain"]),
        ("**bike pump**? $x^2$", [B("bike pump"), "? ", F("x^2")]),
        ("**a $x$ b**", [B("a "), F("x"), B(" b")]),
        ("one\n\n  two", ["one", N, "two"]),
        ("costs $5 and $6", ["costs $5 and $6"]),
        ("2 * 3 ** 4 ** 5", ["2 * 3 ** 4 ** 5"]),
        ("** a ** $ b $", ["** a ** $ b $"]),
        (r"\**a** \$b$ \\ \n", [r"**a** $b$ \ \n"]),
        ("**a\nb**", ["**a", N, "b**"]),
        ("$a\nb$", ["$a", N, "b$"]),
        ("$$a$$ $a$$b$", ["$$a$$ $a$$b$"]),
        (r"$\{a\}$", [F(r"\{a\}")]),
        (r"$a\$ b", [r"$a$ b"]),
        ("  **a**  ", [B("a")]),
        ("", []),
    ],
)
def test_marks_become_spans(text: str, spans: list[str]) -> None:
    found = marked(text).spans
    assert [(type(span), str(span)) for span in found] == [(type(s), str(s)) for s in spans]


@given(st.text(alphabet="ab\\*$ \u00e9", max_size=30))
def test_an_escaped_text_is_itself(text: str) -> None:
    assert str(marked(escaped(text))) == text.strip()
    assert all(type(span) is str for span in marked(escaped(text)).spans)


HOSTILE = (
    "<script>alert(1)</script>",
    r"$\text{<script>alert(1)</script>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background:url(javascript:alert(1))}{x}$",
    r"$\class{a}{x} \color{red\" onclick=\"a}{y}$",
    r"$\text{</math><img src=x onerror=alert(1)>}$",
    "**<img src=x onerror=alert(1)>**",
    "[a](javascript:b) ![c](d) :red[e] `f`",
    "$a`b$ `c`$d$ $<b>$",
    "$" + "{" * 400 + "$",
    "**" * 200 + "$" * 200,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_hostile_is_text(text: str) -> None:
    made = in_html(marked(text))
    page = Page(made)
    allowed = {"b", "br", "code", "math", "mrow", "mi", "mo", "mn", "mtext", "mstyle", "msup"}
    assert set(page.tags) <= allowed
    assert not re.search(r"<[^>]*(href|style=|class=|onclick|onerror)", made)
    shown = Page(MarkdownIt("gfm-like", {"linkify": False}).render(in_markdown(marked(text))))
    assert set(shown.tags) <= {"p", "strong", "code"}


def test_a_formula_of_any_commands_only_lays_out() -> None:
    choose = random.Random(1)
    commands = ("href", "style", "class", "color", "text", "sqrt", "frac", "left(", "sum")
    parts = [*"{}^_&<>\"'a1=", r"\\", *(f"\\{command}" for command in commands)]
    for _ in range(400):
        made = mathml(" ".join(choose.choices(parts, k=choose.randrange(1, 9))))
        for element in ElementTree.fromstring(made).iter():
            assert not {"href", "style", "class"} & set(element.attrib), made
            assert element.tag.split("}")[-1] in {"code"} or element.tag.startswith(
                "{http://www.w3.org/1998/Math"
            )


@pytest.mark.parametrize("name", LINKS)
def test_links_of_version_1_open_as_they_did(name: str) -> None:
    link, data = LINKS[name]["link"], LINKS[name]["data"]
    made: Lesson | Draft = lesson_of(link) if data["views"] else read_draft(link)
    assert made.title == data["title"]
    notes = [(made.note, data["note"]), (made.learned, data.get("learned", ""))]
    for view, was in zip(made.views, data["views"], strict=True):
        notes.append((view.note, was.get("note", "")))
        asks = {} if view.question is None else view.question.data()
        notes.append((asks.get("why", ""), was.get("question", {}).get("why", "")))
        now = view.data()
        for field in ("page", "settings", "controls", "fixed", "limits", "whole"):
            assert now.get(field) == was.get(field)
        assert asks.get("kind") == was.get("question", {}).get("kind")
    for now_said, was_said in notes:
        assert str(marked(now_said)).split() == was_said.split()
        assert {type(span) for span in marked(now_said).spans} <= {str, Break}


@pytest.mark.parametrize("name", LATER_LINKS)
def test_links_of_version_2_open_as_they_did(name: str) -> None:
    link, data = LATER_LINKS[name]["link"], LATER_LINKS[name]["data"]
    made: Lesson | Draft = lesson_of(link) if data["views"] else read_draft(link)
    assert made.data() == data | {"version": VERSION}


def test_a_lesson_of_a_newer_version_is_told_and_what_is_none_too() -> None:
    good = {"title": "t", "views": [{"page": "walk"}]}
    assert read_lesson({**good, "version": VERSION}) == read_lesson(good)
    with pytest.raises(ValueError, match=r"version=4 is not allowed.*a newer attnviz wrote it"):
        lesson_of(pack({**good, "version": 4}))
    for odd in (0, True, "2", None, 2.0, [2]):
        with pytest.raises(ValueError, match="version="):
            read_lesson({**good, "version": odd})


def test_todays_lessons_say_their_version() -> None:
    link = LINKS["every kind of question"]["link"]
    assert "version" not in unpack(link)
    assert lesson_of(link).data()["version"] == VERSION
