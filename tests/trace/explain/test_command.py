"""`python -m attnviz explain` prints what the pages show."""

import json
import re
import subprocess
import sys

import pytest

from attnviz.__main__ import main
from attnviz.trace.explain import explain
from attnviz.trace.explain.writing import uncoloured
from tests.trace.explain.sound import traced


def test_the_command_line_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    explanation = explain(traced(), "context", (0, 0, 3))
    assert main(["explain", "context", "0", "0", "3"]) == 0
    printed = capsys.readouterr().out
    for part in (explanation.title, explanation.sentence, explanation.note):
        assert part in printed
    assert uncoloured(explanation.latex()) in printed
    for number in (explanation.value, explanation.recomputed, explanation.difference):
        assert repr(number) in printed
    for label, *texts in zip(
        explanation.columns, *(s.texts for s in explanation.strips), strict=True
    ):
        assert re.search(rf"^{label} +{' +'.join(texts)}$", printed, re.MULTILINE)


def test_the_command_line_counts_what_it_does_not_print(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "scores", "0", "0", "1"])
    assert "+ 33 more" in capsys.readouterr().out
    main(["explain", "scores", "0", "0", "1", "--all"])
    assert "more" not in capsys.readouterr().out


def test_the_command_line_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "masked", "0", "0", "9", "--epoch", "0", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["step"], content["index"]) == ("masked", [0, 0, 9])
    assert (content["value"], content["recomputed"]) == ("-inf", "-inf")
    assert (content["difference"], content["settings"]["epoch"]) == (0, 0)
    operands = [{"step": "scores", "index": [0, 0, 9]}, {"step": "mask", "index": [0, 9]}]
    assert content["operands"] == operands


def test_the_command_line_opens_what_is_made_of_all_heads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = ["--mode", "multi_head", "--epoch", "0", "--json"]
    assert main(["explain", "weights", "0", "max", "0", "3", *settings]) == 0
    content = json.loads(capsys.readouterr().out)
    weights = traced(mode="multi_head", epoch=0)["weights"].value[0, :, 0, 3]
    assert content["index"] == [0, "max", 0, 3]
    assert content["value"] == content["recomputed"] == float(weights.max())


def test_it_needs_neither_tensorflow_nor_streamlit() -> None:
    modules = "{name.partition('.')[0] for name in sys.modules}"
    script = f"import sys, attnviz.trace.explain; print(sorted({modules}))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = result.stdout
    assert "'attnviz'" in loaded
    for absent in ("tensorflow", "keras", "streamlit"):
        assert f"'{absent}'" not in loaded
