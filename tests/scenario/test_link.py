"""Links: short, with a version, and open about what they hold in vain."""

from urllib.parse import parse_qs, urlsplit

import pytest

from attnviz.scenario.lenient import from_query_lenient
from attnviz.scenario.link import VERSION, link_of, oddities
from attnviz.scenario.settings import Settings


def test_defaults_leave_a_link_short() -> None:
    assert link_of("https://host/walk", Settings()) == f"https://host/walk?v={VERSION}"


def test_a_link_gives_its_view_back() -> None:
    settings = Settings(mode="multi_head", num_heads=4, history="sea novel, 7", pin="weights:0,1")
    query = parse_qs(urlsplit(link_of("https://host/", settings)).query)
    assert oddities(query) == []
    texts = {name: values[-1] for name, values in query.items()}
    assert from_query_lenient(texts) == (settings, [])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", []),
        ("v=1&seed=3", []),
        ("embed=true&embed_options=dark_theme&embed_options=hide_footer", []),
        ("lesson=x", []),
        ("colour=red", ["not a setting, so ignored: “colour”."]),
        ("Seed=3", ["“Seed”"]),
        ("seed=3&seed=4", ["seed is in the link more than once; the last one is used."]),
        ("v=2", [f"made by a newer attnviz (version 2, here {VERSION})"]),
        ("v=-1", ["The link's version, “-1”, is none"]),
        ("v=²", ["is none"]),
        (f"v={'9' * 5000}", ["is none"]),
        ("&".join(f"x{n}=1" for n in range(900)), ["“x4” and 895 more."]),
        (f"{'y' * 5000}=1", [f"“{'y' * 40}…”."]),
    ],
)
def test_what_is_not_read_is_told(query: str, said: list[str]) -> None:
    told = oddities(parse_qs(query), known=("lesson",))
    assert len(told) == len(said)
    assert all(part in message for part, message in zip(said, told, strict=True))
