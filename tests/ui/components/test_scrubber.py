import pytest

from attnviz.ui.components.scrubber import scrubber
from tests.ui.components.mounting import sent


def test_the_browser_gets_the_epochs_in_words() -> None:
    def app() -> None:
        from attnviz.ui.components.scrubber import scrubber

        scrubber(["epoch 0", "epoch 1"], 1, key="shown", on_epoch=lambda epoch: None)

    assert sent(app) == {"key": "shown", "current": 1, "texts": ["epoch 0", "epoch 1"]}


@pytest.mark.parametrize(
    ("texts", "current", "message"),
    [
        (["epoch 0"], 0, "two epochs or more"),
        (["epoch 0", "epoch 1"], 2, "current=2 .*0 to 1"),
        (["epoch 0", "epoch 1"], -1, "current=-1 .*0 to 1"),
    ],
)
def test_what_is_no_epoch_is_refused(texts: list[str], current: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scrubber(texts, current, key="refused", on_epoch=lambda epoch: None)
