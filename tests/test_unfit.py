"""What a view would look at in vain is told."""

from dataclasses import replace

import pytest

from attnviz.unfit import unfit
from tests.traces import traced


@pytest.mark.parametrize(
    ("mode", "looking", "said"),
    [
        ("attention", {}, []),
        ("attention", {"pin": "weights:0,0,2", "step": "score"}, []),
        ("attention", {"pin": "weights:0,0,0,2"}, ["pin='weights:0,0,0,2'"]),
        ("attention", {"pin": "difference.weights:0,0,2"}, []),
        ("attention", {"pin": ":::", "step": "<b>"}, ["pin=':::'", "step='<b>'"]),
        ("attention", {"head": 8}, []),
        ("multi_head", {"pin": "weights:0,0,0,2", "head": 2}, []),
        ("multi_head", {"head": 3}, ["head=3 is not there: this layer has 2."]),
    ],
)
def test_what_is_not_there_is_told(mode: str, looking: dict[str, object], said: list[str]) -> None:
    trace = traced(mode=mode)
    told = unfit(replace(trace.settings, **looking), trace)  # type: ignore[arg-type]  # by name
    assert [message[: len(start)] for message, start in zip(told, said, strict=True)] == said
