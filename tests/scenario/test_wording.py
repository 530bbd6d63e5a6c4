"""How settings read in words, where pages list what is set or what differs."""

import re
from typing import Any

import pytest

from attnviz.scenario.changes import Added, Deleted, Emptied, Moved, Number
from attnviz.scenario.settings import KINDS, Settings
from attnviz.scenario.values import Choice, Flag
from attnviz.scenario.wording import set_words, setting_words, value_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("batch_size", 64, "Batch size: 64"),
        ("padding", 0.2, "Padding: 20 %"),
        ("padding", 0.0, "Padding: 0 %"),
        ("mask_padding", False, "Mask padding: no"),
        ("padding_varies", True, "Padding varies: yes"),
        ("mode", "multi_head", "Mode: multi-head attention"),
        ("unit_layers", (80, 40), "Unit layers: 80, 40"),
        ("unit_layers", (), "Unit layers: none"),
        ("query", "history", "Query: every click"),
        ("learning_rate", 0.1, "Learning rate: 0.1"),
        ("candidate", "moka pot", "Candidate: moka pot"),
        ("candidate", "", "Candidate: –"),
        ("change", (), "What if: –"),
        ("change", (Deleted(0, 0), Moved(1, 2, 4)), None),
        ("change", (Number("weights", (0, 0, 3), -0.5),), "What if: weights at 1, 1, 4 is −0.5"),
    ],
)
def test_a_setting_reads_as_its_control_is_called(name: str, value: Any, words: str | None) -> None:
    two = "What if: click 1 of user 1 deleted; click 3 of user 2 moved to place 5"
    assert setting_words(name, value) == (words or two)


def test_changes_of_clicks_count_from_one() -> None:
    assert Emptied(0).words == "all clicks of user 1 deleted"
    assert Added(1, 2, 12).words == "item 12 added as click 3 of user 2"


def test_no_flag_and_no_choice_of_a_few_reads_as_code() -> None:
    for name, kind in KINDS.items():
        options: list[Any] = [True, False] if isinstance(kind, Flag) else []
        options += kind.options if isinstance(kind, Choice) else []
        if name in ("recipe", "embeddings_initializer", "unit_initializer"):
            continue  # names of published code
        for option in options:
            assert not re.search(r"[_=:]|true|false", value_words(name, option)), (name, option)


def test_what_is_set_is_listed_by_name() -> None:
    settings = Settings(padding=0.5, mask_padding=False)
    assert set_words(settings) == {"mask_padding": "Mask padding: no", "padding": "Padding: 50 %"}
