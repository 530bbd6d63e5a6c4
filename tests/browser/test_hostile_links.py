"""The worst of the hostile links, through the server: a page, a sentence, and no exception."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from attnviz.scenario.settings import DEFAULTS
from tests.browser.servers import Server
from tests.browser.visitor import alerts, exceptions, visiting
from tests.browser.visits import problems, settle
from tests.lessons.hostile import ALL_KINDS, text_of

OWN = {"items": "own", "vocabulary_size": "50", "epoch": "0"}


def one(page: str = "overview", **fields: Any) -> dict[str, Any]:
    """Return the data of a lesson of one view."""
    view = {"page": page, "settings": {"epoch": "0"}, **fields}
    return {"title": "Hostile", "note": "", "views": [view]}


def asking(**question: Any) -> dict[str, Any]:
    return one(question={"kind": "shape", "step": "weights", **question})


# What is refused, in words, and what is read although it looks odd.
REFUSED: dict[str, Any] = {
    "a kind that is a list": asking(kind=["shape"]),
    "a kind that is an object": asking(kind={"shape": "shape"}),
    "a step that is a list": asking(step=["weights"]),
    "a reason that is an object": asking(why={"a": "b"}),
    "limits on a text": one(controls=["candidate"], limits={"candidate": ["moka pot"]}),
    "limits on sizes": one(controls=["unit_layers"], limits={"unit_layers": ["80,40"]}),
    "limits twice": one(controls=["query"], limits={"query": ["history", "history"]}),
    "a control twice": one(controls=["scale", "scale"]),
    "a control that is a list": one(controls=[["scale"]]),
    "deep below a note": one(note="nested 960 deep"),
    "deep below a question": asking(step="nested 900 deep"),
    "deep instead of views": {"title": "t", "note": "", "views": "nested 600 deep"},
    "a number of 4,500 digits": one(settings={"seed": "9" * 4500}),
    "no number": one(note=float("nan")),
    "a change that does not go": one(
        question={"kind": "change", "step": "score", "settings": {"history": "x," * 300}}
    ),
}
READ: dict[str, Any] = {
    "a shape of own items": one("walk", settings=OWN, question={"kind": "shape", "step": "key"}),
    "a click of own items": one(settings=OWN, question={"kind": "weight"}),
    "one option": one(
        settings={"epoch": "0", "mode": "multi_head", "num_heads": "1", "embedding_dim": "7"},
        controls=["num_heads", "normalization", "scale"],
        limits={"num_heads": ["1", "2"], "normalization": ["none"], "scale": ["true"]},
    ),
    "a value outside of its limits": one(
        settings={"epoch": "0", "batch_size": "20"},
        controls=["batch_size", "learning_rate"],
        limits={"batch_size": ["2", "3"], "learning_rate": ["0.5", "0.50001"]},
    ),
    "signs that are none": one(note="\u202e\x00\x1b[31m</style><script>alert(1)</script>"),
    "another mode's step": asking(step="unit_output"),
    "of everything": ALL_KINDS.data(),
}


def visit(server: Server, page: str, query: dict[str, str]) -> list[str]:
    """Return what a visit tells, and refuse exceptions."""
    with visiting(server) as visitor:
        messages = visitor.visit(page, query)
    assert exceptions(messages) == []
    assert any(message.delta.new_element.HasField("heading") for message in messages)
    return alerts(messages)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_lesson_or_a_draft_is_told(server: Server, name: str) -> None:
    text = text_of(REFUSED[name])
    told = visit(server, "", {"lesson": text, "epoch": "0"})
    assert [one[:33] for one in told] == ["The lesson of this link cannot be"]
    told = visit(server, "teach", {"draft": text})
    assert any(one.startswith("The draft of this link cannot be read") for one in told)


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_shown(server: Server, name: str) -> None:
    data = READ[name]
    for place, view in enumerate(data["views"], start=1):
        page = "" if view["page"] == "overview" else view["page"]
        visit(server, page, {"lesson": text_of(data), "at": str(place)})
    told = visit(server, "teach", {"draft": text_of(data)})
    assert not any("cannot be read" in text for text in told)


@pytest.mark.parametrize(
    "name", ["one option", "a value outside of its limits", "signs that are none"]
)
def test_a_browser_shows_what_is_odd(
    server: Server, new_page: Callable[..., Page], name: str
) -> None:
    for path, what, found in (("", "lesson", []), ("teach", "draft", ["no picture"])):
        page = new_page()
        page.goto(server.url(path, **{what: text_of(READ[name])}))
        settle(page)
        assert problems(page) == found


@pytest.mark.parametrize("text", ["", "[]", "\x00", "9" * 3000, "nan", "1e999", "٣", "-1", "own"])
def test_any_text_of_any_setting_is_a_page(server: Server, text: str) -> None:
    link = dict.fromkeys(DEFAULTS, text) | {"epoch": "0", "at": text, "v": text}
    for page in ("", "walk"):
        visit(server, page, link)
