"""The command line: what it prints, and how it refuses."""

import io
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import attnviz
from attnviz.__main__ import main
from attnviz.export import FORMATS
from attnviz.learning.trained import trained_arguments
from attnviz.scenario.settings import KINDS, VIEW, Settings
from attnviz.trace.run import run
from attnviz.ui.command_line.flags import SHOWN, SWITCHES, TRAINED, WALKED
from attnviz.ui.command_line.parser import EXAMPLES, parser_of_commands
from attnviz.ui.command_line.reader import as_flags
from tests.processes import ROOT, python

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
    flags = ["--recipe", "din", "--batch-size", "3", "--epochs", "1"]
    out = printed(capsys, "trace", "--json", *flags)
    found = json.loads(out)
    view = Settings(recipe="din", batch_size=3, epochs=1)
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
    "unrecognized arguments: --heads 3; did you mean --header?": ["trace", "--heads", "3"],
    "unrecognized arguments: --num 4; did you mean --num-heads?; see": ["trace", "--num", "4"],
    "unrecognized arguments: two lines": ["trace", "two\nlines"],
    "attnviz train: unrecognized arguments: --pin weights:0,0,3": [
        "train",
        "--pin",
        "weights:0,0,3",
    ],
    "--optimiser sgd; did you mean --optimizer?": ["train", "--optimiser", "sgd"],
    "unrecognized arguments: maybe": ["trace", "--mask-padding", "maybe"],
    "'torch_easyrec', 'easyrec', 'keras'; did you mean din?": ["trace", "--recipe", "dni"],
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
    "arguments are required: INDEX": ["explain", "weights"],
    "items='numbered' has no click log": ["train", "--items", "numbered"],
    "epoch=4 is not allowed; allowed is 0 to the number": [
        "trace",
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


SAID = {"tracee": "did you mean trace?", "notebok": "did you mean notebook?"}


@pytest.mark.parametrize("word", SAID)
def test_a_word_that_is_near_another_is_told(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([word] if word == "tracee" else ["export", word, "--out", "a"])
    assert end.value.code == 2
    assert SAID[word] in capsys.readouterr().err


def test_a_step_that_is_near_another_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "wieghts", "0", "--epoch", "0"]) == 2
    assert capsys.readouterr().err.endswith("; did you mean weights?\n")


def helped(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


USED = {"trace": WALKED, "explain": WALKED, "train": TRAINED, "export": SHOWN}


@pytest.mark.parametrize("command", USED)
def test_a_command_has_a_flag_for_each_setting_that_it_uses(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = helped(capsys, command)
    flags = set(re.findall(r"^  (--[a-z-]+)", said, re.MULTILINE))
    settings = {name for name in KINDS if "--" + name.replace("_", "-") in flags}
    assert settings == set(USED[command])
    groups = re.findall(r"^(\w+):$", said, re.MULTILINE)
    wanted = {"files", "layer", "samples", "training", *(["view"] * (command != "train"))}
    assert wanted <= set(groups)


def test_what_only_chooses_a_picture_is_no_flag() -> None:
    assert set(SHOWN) == set(KINDS) - set(VIEW)
    assert set(SHOWN) >= set(WALKED) | set(TRAINED)


# Another value for each setting of a walk that no training depends on, as flags have it.
OF_NO_TRAINING = {
    "batch_size": "3",
    "padding": "0.5",
    "padding_side": "left",
    "padding_varies": "true",
    "history": "trail shoes",
    "candidate": "moka pot",
    "change": "empty:0",
    "sample_seed": "4",
    "first_user": "2",
    "epoch": "3",
}


def test_what_decides_no_training_is_no_flag_of_training() -> None:
    assert set(OF_NO_TRAINING) == set(WALKED) - set(TRAINED)
    for name, text in OF_NO_TRAINING.items():
        changed = Settings.from_query({name: text})
        assert changed != Settings()
        assert trained_arguments(changed) == trained_arguments(Settings())
        assert (changed.fit, changed.epochs) == (Settings().fit, Settings().epochs)


def test_help_says_what_holds_where_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = " ".join(helped(capsys, "export").split())
    for default in (
        "B: how many users at once. A whole number, 1 to 64. Default: 5.",
        "--mask-padding, --no-mask-padding Give padding no weight. Default: true, or the recipe's.",
        "Default: 65 with the catalogue, 1000 with numbered items.",
        "Default: 80,40, or the recipe's.",
        "Activation of all projections. One of linear, relu, sigmoid, tanh, elu, gelu, silu, "
        "softplus. Default: linear, or the recipe's.",
        "so that items share one. A whole number, 2 to 100000. Default: none, or the recipe's.",
        "The user whose numbers are shown. A whole number, 1 to 64. Default: 1.",
    ):
        assert default in said
    assert said.count("Default: ") == len(SHOWN)


@pytest.mark.parametrize("command", EXAMPLES)
def test_the_help_of_a_command_has_an_example_that_it_reads(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = helped(capsys, command)
    assert said.endswith(f"example:\n  {EXAMPLES[command]}\n")
    start, name, *arguments = EXAMPLES[command].split()
    assert (start, name) == ("attnviz", command)
    options = parser_of_commands().parse_args([name, *arguments])
    assert options.command.__name__ == command


@pytest.mark.parametrize(
    ("written", "padding"),
    [
        (["--mask-padding"], True),
        (["--no-mask-padding"], False),
        (["--mask-padding", "false"], False),
        (["--mask-padding", "true"], True),
        (["--mask-padding=False"], False),
        (["--mask_padding", "FALSE"], False),
        (["--no_mask_padding"], False),
        ([], None),
    ],
)
def test_what_is_true_or_false_has_two_flags_or_a_word(
    written: list[str], padding: bool | None
) -> None:
    arguments = as_flags(["explain", *written, "weights", "0"], SWITCHES)
    options = parser_of_commands().parse_args(arguments)
    assert (options.mask_padding, options.of, options.index) == (padding, "weights", [0])


def test_flags_may_have_the_names_of_links(capsys: pytest.CaptureFixture[str]) -> None:
    hyphens = printed(capsys, "trace", "--num-heads", "4", "--mode=multi_head", "--epoch", "0")
    names = printed(capsys, "trace", "--num_heads", "4", "--mode=multi_head", "--epoch", "0")
    assert names == hyphens
    assert "(5, 4, 1, 10)" in names


def test_a_file_can_go_to_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "npz", "--out", "-", "--epoch", "0"]) == 0
    out, err = capfdbinary.readouterr()
    with np.load(io.BytesIO(out)) as arrays:
        assert arrays["weights"].shape == (5, 1, 10)
    assert err == f"-: {len(out):,} bytes\n".encode()


def test_weights_can_go_to_stdout_with_the_table_beside_them(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["train", "--epochs", "1", "--training-samples", "500", "--out", "-"]) == 0
    out, err = capfdbinary.readouterr()
    with np.load(io.BytesIO(out)) as arrays:
        assert arrays["measures"].shape == (2, 6)
    assert b"epoch     loss" in err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"attnviz {attnviz.__version__}\n"


def test_an_interrupted_command_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("attnviz.trace.article.lines", interrupted)
    assert main(["article"]) == 130
    assert capsys.readouterr() == ("", "")


def test_the_app_without_streamlit_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("attnviz.ui.command_line.app.find_spec", lambda name: None)
    assert main(["app"]) == 2
    said = capsys.readouterr().err
    assert said == "attnviz: the app needs Streamlit, as by: pip install 'attnviz[app]'\n"


def test_the_app_is_run_by_streamlit_with_its_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    run = list[list[str]]()
    monkeypatch.setattr("sys.argv", ["attnviz"])
    monkeypatch.setattr("runpy.run_module", lambda name, **_: run.append([name, *sys.argv[1:]]))
    assert main(["app", "--port", "8600", "--no-browser"]) == 0
    assert main(["app"]) == 0
    start = ["streamlit", "run", str(ROOT / "app.py"), "--server.address=localhost"]
    assert run == [[*start, "--server.port=8600", "--server.headless=true"], start]
