"""A pinned cell and its way through a link."""

import pytest

from attnviz.pin import Pin
from tests.traces import traced


def test_written_and_read() -> None:
    pin = Pin("weights", (0, 1, 0, 3))
    assert str(pin) == "weights:0,1,0,3"
    assert Pin.parse(str(pin)) == pin


@pytest.mark.parametrize("text", ["", "weights", "weights:", ":0", "weights:0,-1", "weights:0;1"])
def test_other_texts_are_no_pins(text: str) -> None:
    assert Pin.parse(text) is None


def test_fits_a_trace_that_has_the_cell() -> None:
    trace = traced()
    assert Pin("weights", (4, 0, 9)).fits(trace)
    assert Pin("score", (4,)).fits(trace)
    assert not Pin("weights", (5, 0, 9)).fits(trace)
    assert not Pin("weights", (0, 0)).fits(trace)
    assert not Pin("scaled", (0, 0, 0)).fits(trace)


def test_click_and_query_of_a_cell() -> None:
    trace = traced(mode="multi_head", query="history", epoch=0)
    pin = Pin("weights", (0, 1, 7, 3))
    assert (pin.click(trace), pin.query(trace), pin.place(trace, "B")) == (3, 7, 0)
    assert Pin("concat", (0, 2, 5)).click(trace) is None
