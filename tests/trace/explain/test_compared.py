"""Numbers of walks that a page compares: each side's own arithmetic, and their difference."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.trace.cell import Cell
from attnviz.trace.explain import explain
from attnviz.trace.explain.compared import Compared
from attnviz.trace.explain.writing import uncoloured
from attnviz.trace.run import run
from tests.trace.explain.sound import assert_holds, traced
from tests.traces import changed

VIEWS: tuple[dict[str, Any], ...] = (
    {},
    {"mode": "multi_head", "num_heads": 4},
    {"normalization": "none", "epoch": 0},
    {"padding": 1.0, "empty_row": "nan", "epoch": 0},
)


def masks(**options: Any) -> Compared:
    trace = traced(**options)
    return Compared({name: changed(trace, mask_padding=name == "masked") for name in SIDES})


SIDES = ("unmasked", "masked")


@given(options=st.sampled_from(VIEWS), data=st.data())
@settings(max_examples=40)
def test_a_difference_is_one_number_less_the_other_and_both_open(
    options: dict[str, Any], data: st.DataObject
) -> None:
    compared = masks(**options)
    heads = ((*range(4), "mean", "max"),) if "mode" in options else ()
    axes = (range(5), *heads, (0,), range(10))
    cell = Cell("difference.weights", tuple(data.draw(st.sampled_from([*axis])) for axis in axes))
    assert compared.fits(cell)
    opened = compared.explain(cell)
    assert_holds(opened)
    assert opened.whose == "picture"
    minuend, subtrahend = opened.operands
    assert (minuend.step, subtrahend.step) == ("masked.weights", "unmasked.weights")
    numbers = [operand.plain.number(compared.walks[operand.side]) for operand in opened.operands]
    np.testing.assert_equal(opened.value, float(numbers[0] - numbers[1]))
    for operand, number in zip(opened.operands, numbers, strict=True):
        assert compared.fits(operand)
        inner = compared.explain(operand)
        np.testing.assert_equal(inner.value, float(number))
        assert_holds(inner)
        for further in inner.operands:
            assert further.side == operand.side
            assert compared.fits(further)


def test_the_subtraction_is_written_out() -> None:
    compared = masks()
    opened = compared.explain(Cell("difference.weights", (0, 0, 2)))
    texts = [strip.texts[0] for strip in opened.strips]
    assert opened.title.startswith("difference of weights[fire steel] = ")
    assert [strip.label for strip in opened.strips] == [
        "weights, masked",
        "weights, unmasked",
        "difference",
    ]
    assert uncoloured(opened.numbers()) == f"{texts[0]} - {texts[1]}"
    assert r"w_{3}\big|_{\text{masked}} - w_{3}\big|_{\text{unmasked}}" in uncoloured(
        opened.symbols
    )


def test_a_side_of_one_user_is_named_by_the_page_s_row() -> None:
    trace = traced(mode="multi_head", query="history", epoch=0)
    by_itself = run(trace.single_user(2))
    compared = Compared({"softmax": by_itself}, user=2)
    opened = compared.explain(Cell("softmax.weights", (2, 1, 3, 4)))
    assert opened.value == explain(trace, "weights", (2, 1, 3, 4)).value
    assert opened.title == explain(trace, "weights", (2, 1, 3, 4)).title
    assert {cell.index[0] for cell in opened.operands} == {2}
    assert opened.strips[1].sum_cell == Cell("softmax.exponential_sum", (2, 1, 3))


def test_a_number_of_each_walk_is_that_walk_s_own() -> None:
    compared = masks()
    for number, side in enumerate(SIDES):
        opened = compared.explain(Cell("each.context", (number, 0, 0, 3)))
        assert opened.step == f"{side}.context"
        assert opened.value == explain(compared.walks[side], "context", (0, 0, 3)).value
        assert {cell.side for cell in opened.operands} == {side}


@pytest.mark.parametrize(
    "cell",
    [
        Cell("weights", (0, 0, 2)),
        Cell("sigmoid.weights", (0, 0, 2)),
        Cell("masked.weights", (0, 0, 10)),
        Cell("each.weights", (2, 0, 0, 3)),
        Cell("difference.mask", (0, 2)),  # one side has no mask
    ],
)
def test_what_is_of_no_side_does_not_fit(cell: Cell) -> None:
    assert not masks().fits(cell)
    assert not Compared({}).fits(cell)
