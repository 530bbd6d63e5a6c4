"""The legend below a picture."""

import numpy as np

from attnviz.pictures import Panel, legend, legend_text


def test_the_legend_has_what_occurs_and_only_that() -> None:
    weights = Panel("weights", np.array([[0.5]]), scale="weights")
    special = Panel("scores", np.array([[np.nan, np.inf, 1]]), limit=2)
    entries = legend([weights])
    assert [(entry.before, entry.after) for entry in entries] == [("weights 0", "1")]
    entries = legend([weights, special])
    assert [entry.swatch for entry in entries] == ["scale", "scale", "nan", "infinite"]
    assert "signed −2 to +2" in legend_text(entries)
    assert "crossed: NaN" in legend_text(entries)
