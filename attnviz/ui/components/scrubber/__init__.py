"""The scrubber over the epochs, with its play button: the page's epoch cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from attnviz.ui import components
from attnviz.ui.components.shared.told import is_index, when_told

_STICKY = Path(__file__).with_name("page.css")
_mount = components.component(
    "scrubber", "scrubber/main.js", "shared/stepper.css", "scrubber/style.css"
)


def scrubber(
    texts: Sequence[str], current: int, *, key: str, on_epoch: Callable[[int], None]
) -> None:
    """Show the scrubber, which stays in sight while the page is scrolled.

    Epochs are taken in the browser, by hand or in a replay of 4 s, and told to the page as its
    epoch cursor at once; to Python 300 ms after the last one, and after playing.

    Args:
        texts: What to say of each epoch, from epoch 0 on; at least two.
        current: The epoch to show.
        key: Streamlit's key.
        on_epoch: Called with the epoch before the page runs again.

    Raises:
        ValueError: if there are not two epochs, or none is called `current`.
    """
    if len(texts) < 2:
        raise ValueError(f"texts={list(texts)!r} is not allowed; allowed are two epochs or more")
    if not 0 <= current < len(texts):
        raise ValueError(f"current={current!r} is not allowed; allowed is 0 to {len(texts) - 1}")

    def is_epoch(epoch: Any) -> bool:
        return is_index(epoch, len(texts))

    st.html(_STICKY)
    with st.container(key="attnviz_scrubber"):
        _mount(
            key=key,
            data={"key": key, "current": current, "texts": list(texts)},
            on_epoch_change=when_told(key, "epoch", is_epoch, on_epoch),
        )
