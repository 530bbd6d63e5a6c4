"""What a view would look at in vain is told."""

from dataclasses import replace

import pytest

from attnviz.trace.explain.compared import Compared
from attnviz.trace.missing import missing_side, missing_targets
from tests.traces import traced


@pytest.mark.parametrize(
    ("mode", "looking", "said"),
    [
        ("attention", {}, []),
        ("attention", {"pin": "weights:0,0,2", "step": "score"}, []),
        (
            "attention",
            {"pin": "weights:0,0,0,2"},
            ["The opened number of weights is not there"],
        ),
        ("attention", {"pin": "difference.weights:0,0,2"}, []),
        (
            "attention",
            {"pin": ":::", "step": "<b>"},
            ["The pinned number is not there", "The step <b>"],
        ),
        ("attention", {"head": 8}, []),
        ("multi_head", {"pin": "weights:0,0,0,2", "head": 2}, []),
        ("multi_head", {"head": 3}, ["Head 3 is not there: this layer has 2 heads."]),
    ],
)
def test_what_is_not_there_is_told(mode: str, looking: dict[str, object], said: list[str]) -> None:
    trace = traced(mode=mode)
    told = missing_targets(replace(trace.settings, **looking), trace)  # type: ignore[arg-type]  # by name
    assert [message[: len(start)] for message, start in zip(told, said, strict=True)] == said


@pytest.mark.parametrize(
    ("pin", "by_link", "said"),
    [
        ("masked.weights:0,0,2", True, ""),  # one of the page's sides
        ("each.weights:1,0,0,2", True, ""),
        ("difference.weights:0,0,2", True, ""),
        ("softmax.weights:0,0,2", True, ""),  # the page's own number is opened
        ("weights:0,0,0,2", True, ""),  # without a side: told by `missing_targets`
        ("softmax.weights:0,0,0,2", True, "not of what this page compares; no number"),
        ("masked.weights:9,9,9", True, "not of what this page compares; no number"),
        ("masked.weights:9,9,9", False, ""),  # kept from another page
        ("other.weights:0,0,2", False, "a side that no page has; the page's own number is meant."),
        ("other.weights:9,0,2", False, "a side that no page has; no number is opened."),
    ],
)
def test_a_pin_of_a_side_is_told_where_a_learner_would_miss_its_number(
    pin: str, by_link: bool, said: str
) -> None:
    trace = traced()
    compared = Compared({"unmasked": traced(mask_padding=False), "masked": trace})
    told = missing_side(pin, trace, compared, by_link)
    assert said in told
    assert bool(told) == bool(said)
    assert told.startswith(f"The pinned cell {pin}" if said else "")
