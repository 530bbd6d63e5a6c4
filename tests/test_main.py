"""The command line: what it prints, and how it refuses."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.__main__ import main
from attnviz.export import FORMATS
from attnviz.scenario.settings import KINDS, Settings
from attnviz.trace.run import run
from tests.processes import python

ARTICLE = """\
[[684 559 629 192 835 763 707 359   9 723]
 [277 754 804 599  70 472 600 396 314 705]
 [486 551  87 174 600 849 677 537 845  72]
 [777 916 115 976 755 709 847 431 448 850]
 [ 99 984 177 755 797 659 147 910 423 288]]
[[961]
 [265]
 [697]
 [639]
 [544]]
Q Shape: (5, 1, 8)
K Shape: (5, 10, 8)
V Shape: (5, 10, 8)
Attention Output Shape: (5, 8)
Parameters: 80,009
Q Shape: (5, 1, 8)
K Shape: (5, 10, 8)
V Shape: (5, 10, 8)
Weight Shape: (10, 1, 10) Value Shape: (10, 10, 4) Weighted-Sum Shape: (10, 1, 4)
Multi-Head Attention Output Shape: (5, 8)
Parameters: 80,144
"""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_articles_lines_in_a_process_of_their_own() -> None:
    done = python("-m", "attnviz", "article")
    assert (done.stdout, done.returncode) == (ARTICLE, 0)


def test_the_article_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = strict(printed(capsys, "article", "--json"))
    assert found["history"][0] == [684, 559, 629, 192, 835, 763, 707, 359, 9, 723]
    assert found["candidate"] == [[961], [265], [697], [639], [544]]
    assert found["vocabulary_size"] == 10_000
    attention, heads = found["modes"]
    assert attention == {
        "mode": "Attention",
        "parameters": 80_009,
        "shapes": {"Q": [5, 1, 8], "K": [5, 10, 8], "V": [5, 10, 8], "Output": [5, 8]},
    }
    assert (heads["mode"], heads["parameters"]) == ("Multi-Head Attention", 80_144)
    assert heads["shapes"]["Weight"] == [10, 1, 10]
    assert heads["shapes"]["Value"] == [10, 10, 4]
    assert heads["shapes"]["Weighted-Sum"] == [10, 1, 4]


def test_a_trace_is_a_line_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "trace", "--mode", "multi_head", "--epoch", "0").splitlines()
    steps = run(Settings(mode="multi_head", epoch=0)).steps
    assert len(lines) == len(steps)
    for line, record in zip(lines, steps.values(), strict=True):
        assert line.split()[0] == record.name
        assert " ".join(record.axes) in line
        assert str(record.shape) in line
        assert line.endswith(record.formula)


def test_a_trace_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "trace", "--json", "--recipe", "din", "--batch-size", "3")
    found = json.loads(out)
    view = Settings(recipe="din", batch_size=3)
    assert set(found) == {"settings", "steps"}
    assert found["settings"]["batch_size"] == 3
    assert found["settings"]["scale"] is True
    assert found["settings"]["mode"] == "attention"
    for step, record in zip(found["steps"], run(view).steps.values(), strict=True):
        assert step["name"] == record.name
        assert tuple(step["axes"]) == record.axes
        assert tuple(step["shape"]) == record.shape
        assert step["dtype"] == record.dtype
        assert "values" not in step


def numbers(values: Any) -> Any:
    """Return values as JSON writes them, with words and null as numbers."""
    if isinstance(values, list):
        return [numbers(value) for value in values]
    return math.nan if values is None else float(values)


def words(values: Any) -> set[str | None]:
    if isinstance(values, list):
        return set().union(*(words(value) for value in values))
    return {values} if values is None or isinstance(values, str) else set()


def strict(out: str) -> Any:
    """Return what a parser that knows no NaN reads."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(out, parse_constant=refuse)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], {"-inf"}),
        (["--mode", "multi_head"], {"-inf"}),
        (["--empty-row", "nan", "--padding", "1"], {"-inf", None}),
        (["--normalization", "none", "--padding", "1"], set()),
    ],
)
def test_values_in_json_name_what_is_not_finite(
    flags: list[str], expected: set[str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(capsys, "trace", "--json", "--values", "--epoch", "0", *flags)
    steps = strict(out)["steps"]
    pairs = zip(flags[::2], flags[1::2], strict=True)
    texts = {flag.removeprefix("--").replace("-", "_"): text for flag, text in pairs}
    trace = run(Settings.from_query({**texts, "epoch": "0"}))
    for step in steps:
        value = trace[step["name"]].value
        np.testing.assert_array_equal(np.array(numbers(step["values"])), value.astype(float))
    assert set().union(*(words(step["values"]) for step in steps)) == expected


def test_training_as_json_and_progress_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--json", "--mode", "multi_head", "--epochs", "2"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert set(found) == {"settings", "epochs"}
    assert found["settings"]["epochs"] == 2
    assert [row["epoch"] for row in found["epochs"]] == [0, 1, 2]
    for row in found["epochs"]:
        assert set(row) == {"epoch", "loss", "auc", "accuracy", "mass", "chance"}
        assert all(math.isfinite(value) for value in row.values())
    assert found["epochs"][2]["loss"] < found["epochs"][0]["loss"]
    assert captured.err.splitlines() == [f"epoch {epoch} of 2" for epoch in range(3)]


# Without kernels the unit gives no score, so no weight either, and the mass is not defined.
SILENT = ["--normalization", "none", "--unit-initializer", "zeros", "--epochs", "1"]


def test_training_as_a_table_with_a_dash_where_nothing_is_defined(
    capsys: pytest.CaptureFixture[str],
) -> None:
    header, *rows = printed(capsys, "train", *SILENT).splitlines()
    assert header.split() == ["epoch", "loss", "auc", "accuracy", "mass", "chance"]
    assert [row.split()[0] for row in rows] == ["0", "1"]
    assert rows[0].split()[4] == "-"
    assert len({len(row) for row in (header, *rows)}) == 1
    found = json.loads(printed(capsys, "train", "--json", *SILENT))
    assert found["epochs"][0]["mass"] is None


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_writes_the_file_and_says_so(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"view{FORMATS[name].suffix}"
    assert main(["export", name, "--out", str(file), "--recipe", "article", "--epoch", "0"]) == 0
    assert capsys.readouterr().err == f"{file}: {file.stat().st_size:,} bytes\n"
    assert file.stat().st_size > 0


def test_an_export_trains_what_is_not_shipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "view.npz"
    assert main(["export", "npz", "--out", str(file), "--seed", "7", "--epochs", "1"]) == 0
    progress, end = capsys.readouterr().err.split(f"{file}: ")
    assert progress.splitlines() == ["epoch 0 of 1", "epoch 1 of 1"]
    assert end.endswith(" bytes\n")
    with np.load(file) as arrays:
        trained = run(Settings(seed=7, epochs=1))
        np.testing.assert_allclose(arrays["output"], trained["output"].value, rtol=1e-5)


def test_a_training_that_diverges_is_json_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--optimizer", "sgd", "--learning-rate", "3", "--normalization", "none"]
    out = printed(capsys, "train", "--json", "--epochs", "2", *flags)
    last = strict(out)["epochs"][-1]
    assert (last["loss"], last["auc"], last["mass"]) == (None, None, None)


ERRORS: dict[str, list[str]] = {
    "invalid choice: 'docx'": ["export", "docx", "--out", "a"],
    "required: --out": ["export", "npz"],
    "--out no/such/folder/a.npz cannot be written: No such file": [
        "export",
        "npz",
        "--epoch",
        "0",
        "--out",
        "no/such/folder/a.npz",
    ],
    "invalid choice: 'explode'": ["explode"],
    "arguments are required": [],
    "unrecognized arguments: --heads 3": ["trace", "--heads", "3"],
    "unrecognized arguments: --num 4": ["trace", "--num", "4"],
    "unrecognized arguments: two lines": ["trace", "two\nlines"],
    "--seed: expected one argument": ["trace", "--seed"],
    "num_heads='two' is not allowed; allowed is a whole number, 1 to 8": [
        "trace",
        "--num-heads",
        "two",
    ],
    "batch_size=65 is not allowed": ["trace", "--batch-size", "65"],
    "divisor of the embedding dimension, 7": [
        "trace",
        "--mode",
        "multi_head",
        "--embedding-dim",
        "7",
    ],
    "mode='multi_head' is not allowed": ["trace", "--recipe", "din", "--mode", "multi_head"],
    "near it: trail shoes": ["trace", "--candidate", "trial\nshoes"],
    "history='item\\n9'": ["trace", "--items", "numbered", "--history", "item\n9"],
    "--values goes with --json": ["trace", "--values"],
    "step='wieghts' is not allowed; allowed is one of history": ["explain", "wieghts", "0"],
    "index=(0, 0, 99) is not allowed": ["explain", "weights", "0", "0", "99"],
    "'x' is not allowed; allowed is a whole number from 0, or mean, max": [
        "explain",
        "weights",
        "x",
    ],
    "arguments are required: STEP": ["explain"],
    "items='numbered' has no click log": ["train", "--items", "numbered"],
    "epoch=4 is not allowed; allowed is 0 to the number": [
        "train",
        "--epochs",
        "3",
        "--epoch",
        "4",
    ],
}


@pytest.mark.parametrize("said", ERRORS)
def test_an_error_is_one_line_on_stderr_and_exit_code_2(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: Any = main(ERRORS[said])
    except SystemExit as end:
        code = end.code
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.startswith("attnviz")
    assert captured.err.count("\n") == 1
    assert captured.err.endswith("\n")
    assert said in captured.err


def test_an_error_of_a_process_is_one_line_too() -> None:
    done = python("-m", "attnviz", "trace", "--unit-layers", "80;40")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("attnviz: unit_layers='80;40' is not allowed")
    assert done.stderr.count("\n") == 1


def test_every_setting_is_a_flag(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("trace", "train", "export"):
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        assert end.value.code == 0
        said = capsys.readouterr().out
        for name in KINDS:
            assert f"--{name.replace('_', '-')} VALUE" in said
