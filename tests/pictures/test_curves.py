"""Curves over the epochs."""

import numpy as np
import pytest

from attnviz.pictures import Series, curves


def test_curves_name_their_lines_at_the_end() -> None:
    figure = curves(range(3), [Series("mass", np.array([0.5, 0.8, 0.9]))], chance=0.52)
    assert {"mass 0.90", "chance 0.52", "epoch 0"} <= set(figure.data[-1].text)


def test_names_at_the_end_do_not_cover_each_other() -> None:
    lines = [Series(f"head {h}", np.array([0.5, 0.9 + h / 1000]), head=h) for h in range(4)]
    texts = curves(range(2), lines).data[-1]
    heights = sorted(y for y, text in zip(texts.y, texts.text, strict=True) if "head" in text)
    assert min(np.diff(heights)) >= 14


def test_curves_refuse_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"'loss' must have 3 values, got 2"):
        curves(range(3), [Series("loss", np.zeros(2))])
    with pytest.raises(ValueError, match=r"current must be in 0..2, got 3"):
        curves(range(3), [], current=3)
    with pytest.raises(ValueError, match="two positions"):
        curves([0], [])
