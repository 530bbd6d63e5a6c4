"""The published hash, and the layer's: they are one."""

import keras
import numpy as np
import pytest

from attnviz.scenario.hashing import hashed_rows
from attnviz.scenario.settings import MOST_ITEMS


@pytest.mark.parametrize("rows", [2, 3, 1025])
def test_every_id_has_the_row_that_keras_hashes_it_to(rows: int) -> None:
    ids = np.arange(MOST_ITEMS)
    expected = keras.ops.convert_to_numpy(keras.layers.Hashing(rows, mask_value=0)(ids))
    np.testing.assert_array_equal(hashed_rows(MOST_ITEMS, rows), expected)


def test_row_0_is_paddings_alone_and_every_other_is_used() -> None:
    assert np.flatnonzero(hashed_rows(1000, 9) == 0).tolist() == [0]
    assert set(hashed_rows(1000, 9).tolist()) == set(range(9))
    assert hashed_rows(1, 2).tolist() == [0]
