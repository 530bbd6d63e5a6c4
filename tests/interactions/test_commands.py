"""The command line on a file of one's own: train, write the weights, and look with them."""

import json
from pathlib import Path

import numpy as np
import pytest

from attnviz.__main__ import main
from tests.interactions import written

VIEW = ["--sequence-length", "6", "--mode", "multi_head"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with clicks, items, and weights that were trained on them."""
    folder = tmp_path_factory.mktemp("own")
    content, items = written.tasted(60)
    (folder / "clicks.csv").write_bytes(content + b"61,,5\n")
    (folder / "items.csv").write_bytes(items)
    assert main(["train", *data(folder), *VIEW, "--epochs", "2", "--out", f"{folder}/w.npz"]) == 0
    return folder


def data(folder: Path) -> list[str]:
    return ["--data", f"{folder}/clicks.csv", "--items", f"{folder}/items.csv"]


def test_training_tells_what_became_of_the_rows_and_how_fast_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["train", *data(folder), *VIEW, "--epochs", "1", "--json"]) == 0
    out, told = capsys.readouterr()
    found = json.loads(out)
    rows = len(written.with_tastes(60))
    assert found["data"]["users"] == 60
    assert (found["data"]["rows"], found["data"]["used"]) == (rows + 1, rows)
    (drop,) = found["data"]["dropped"]
    assert drop == {"reason": "the item is empty", "rows": 1, "examples": [[rows + 2, ""]]}
    assert found["settings"]["items"] == "own"
    assert found["settings"]["vocabulary_size"] == found["data"]["items"] + 1
    assert [epoch["epoch"] for epoch in found["epochs"]] == [0, 1]
    assert all(0 < epoch["entropy"] <= 1 and epoch["mass"] for epoch in found["epochs"])
    assert f"{rows:,} of {rows + 1:,} rows are used, 60 users" in told
    assert f"not used, 1 row: the item is empty (line {rows + 2}: '')" in told
    assert "epoch 1 of 1, " in told
    assert "rows a second" in told


def test_without_categories_mass_and_chance_are_null_and_entropy_is_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", *data(folder)[:2], *VIEW, "--epochs", "1"]
    assert main([*arguments, "--json"]) == 0
    for epoch in json.loads(capsys.readouterr().out)["epochs"]:
        assert (epoch["mass"], epoch["chance"]) == (None, None)
        assert epoch["entropy"] > 0
    assert main(arguments) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split()[-3:] == ["mass", "chance", "entropy"]
    assert [line.split()[-3:-1] for line in lines] == [["-", "-"]] * 2


def test_a_view_with_written_weights(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = [*VIEW, "--weights", f"{folder}/w.npz"]
    assert main(["trace", *data(folder), *weights, "--json", "--values"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["settings"]["epochs"] == 2
    query = next(step["values"] for step in found["steps"] if step["name"] == "query")
    candidate = next(step["values"] for step in found["steps"] if step["name"] == "candidate")
    with np.load(folder / "w.npz") as file:
        table = file["weights/attention/embedding/embeddings"][-1]
    np.testing.assert_allclose(query[0][0], table[candidate[0][0]], rtol=1e-6)

    named = ["explain", "candidate", "0", "0", *data(folder), *weights, "--candidate", "film 7"]
    assert main(named) == 0
    assert "Film 7" in capsys.readouterr().out
    whole = ["explain", "candidate", "0", "0", *data(folder)[:2], *VIEW, "--epoch", "0"]
    assert main([*whole, "--candidate", "7"]) == 0
    assert "item 7" in capsys.readouterr().out
    out = folder / "view.npz"
    assert main(["export", "npz", *data(folder), *weights, "--out", str(out)]) == 0
    with np.load(out) as file:
        assert any(np.array_equal(file[name], np.float32(query)) for name in file)


NAMELESS = [
    *("--user-column", "2", "--item-column", "what", "--time-column", "3"),
    *("--separator", "semicolon", "--header", "--time-format", "day-first"),
]


def test_columns_are_named_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["what;who;when"] + [
        f"{(user * 3 + place) % 7};{user};{place + 1:02}/03/2023"
        for user in range(12)
        for place in range(4)
    ]
    path, items = tmp_path / "own.txt", tmp_path / "items.txt"
    path.write_text("\n".join(lines))
    items.write_text("".join(f"group {n % 2}|Film {n}|{n}\n" for n in range(7)))
    assert main(["clicks", str(path)]) == 2
    assert "No column was found for user and item and time" in capsys.readouterr().err
    described = [
        *("--items", str(items), "--items-item-column", "3", "--items-title-column", "2"),
        *("--items-category-column", "1", "--items-separator", "|", "--no-items-header"),
    ]
    assert main(["clicks", str(path), *NAMELESS, *described, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["columns"] == {"user": "who", "item": "what", "time": "when"}
    first = {"item": "0", "title": "Film 0", "category": "group 0", "time": "2023-03-01 00:00:00"}
    assert found["users"]["0"][0] == first
    assert found["users"]["0"][3]["time"] == "2023-03-04 00:00:00"
    view = [*NAMELESS, *described, "--sequence-length", "4", "--epoch", "0", "--json"]
    assert main(["trace", "--data", str(path), *view]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["items"] == "own"


def test_weights_of_the_catalogue_go_without_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "weights.npz")
    assert main(["train", "--epochs", "1", "--out", path]) == 0
    assert main(["trace", "--weights", path]) == 0
    capsys.readouterr()
    assert main(["trace", "--weights", path, "--seed", "4"]) == 2
    said = capsys.readouterr().err
    assert said == f"attnviz: {path} was trained with seed=0; these settings have seed=4\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trace", "--items", "own"], "items='own' needs the interactions: --data FILE"),
        (["trace", "--data", "{folder}/none.csv"], "none.csv: No such file or directory"),
        (["train", "--data", "{folder}/items.csv"], "No column was found for user and time"),
        (["trace", "--weights", "{folder}/clicks.csv"], "is no file of weights"),
        (["trace", "--data", "{folder}/clicks.csv", "--first-user", "61"], "1 to 60, as in"),
        (["trace", "--data", "{folder}/clicks.csv", "--candidate", "film"], "the title of an item"),
        (["trace", "--data", "{folder}/clicks.csv", "--candidate", "0"], "it has in your file"),
        (["train", "--epochs", "1", "--out", "{folder}"], "cannot be written"),
        (["trace", "--user-column", "2"], "--data FILE"),
        (["clicks", "{folder}/items.csv"], "No column was found for user and time"),
        (["clicks", "{folder}/none.csv"], "none.csv: No such file or directory"),
        (["clicks", "{folder}/clicks.csv", "--user-column", "whose"], "There is no column 'whose'"),
        (["clicks", "{folder}/clicks.csv", "--time-format", "soon"], "'soon' is not known"),
        (["train", "--data", "{folder}/clicks.csv", "--vocabulary-size", "x"], "a whole number"),
    ],
)
def test_what_is_wrong_is_one_line(
    folder: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([argument.format(folder=folder) for argument in arguments]) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("attnviz: ")
    assert said in line


def test_the_options_that_mend_what_is_wrong_or_not_sure_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(path: Path, *more: str) -> str:
        code = main(["clicks", str(path), *more])
        out, error = capsys.readouterr()
        assert (code, bool(error)) in ((0, False), (2, True))
        return error if code else out

    path, items, other = (tmp_path / name for name in ("clicks.csv", "items.csv", "other.csv"))
    rows = [f"{user},a{(user + n) % 5},2023-01-0{n}" for user in range(4) for n in (1, 2, 3)]
    path.write_text("\n".join(["wer,was,wann", *rows]))
    missing = "among: wer, was, wann. Say which it is. To say how it is read: --user-column COLUMN"
    assert f"{missing}, --item-column COLUMN, --time-column COLUMN." in told(path)
    path.write_text("\n".join(["user,item,time", *rows]))
    assert "and 1 more user\n" in told(path)
    wrong = told(path, "--time-format", "%H:%M")
    assert "0 users with a history are left of 12 rows; at least 10 are needed." in wrong
    assert "12 rows: the time cannot be read (line 2: '2023-01-01'; line 3: '" in wrong
    assert "To say how it is read: --time-format FORMAT." in wrong

    items.write_text("".join(f"a{n},{word}\n" for n, word in enumerate(("Tea", "Jam", "Rum"))))
    doubted = told(path, "--items", str(items))
    assert "Not sure: In the file of items: All cells are texts" in doubted
    assert "To read it otherwise: --items-header." in doubted
    other.write_text("".join(f"b{n},{n}{n}\n" for n in range(3)).replace("b0,00", "code,price"))
    assert "In the file of items: No column was found for item" in (
        said := told(path, "--items", str(other))
    )
    assert said.endswith("To say how it is read: --items-item-column COLUMN.\n")
    other.write_text("nothing")
    assert "In the file of items: No columns were found in 'nothing'" in told(
        path, "--items", str(other)
    )
