"""Users who have clicked everything: nothing can be told from what was clicked."""

import io
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from attnviz.__main__ import main
from attnviz.interactions.dataset import interactions_of
from attnviz.learning.metrics import area_under_curve
from attnviz.learning.trained import Epoch
from attnviz.topics.training.claims import auc_claim, curves_claim
from attnviz.ui.compute.user_data import UserData
from tests.pages.opening import whole_training, words
from tests.pages.test_data import PAGE_NAMES, with_data
from tests.pages.test_data import worker as worker
from tests.said import marked
from tests.test_main import strict

ALL = "Every user has clicked every item, so there is none to tell the clicked ones from"
ONE = "1 user has clicked every item: for them there is none that was not clicked."


def rows(users: int, items: int, short: int = 0, categories: bool = False) -> bytes:
    """Return clicks of users who have clicked all items; the last `short` users all but two."""
    rng = np.random.default_rng(0)
    lines = [
        (f"u{user}", f"i{item}", 1_700_000_000 + 100 * place, f"c{item % 2}")
        for user in range(users)
        for place, item in enumerate(rng.permutation(items)[: items - 2 * (user >= users - short)])
    ]
    frame = pd.DataFrame(lines, columns=["user", "item", "timestamp", "category"])
    text = io.StringIO()
    (frame if categories else frame.drop(columns="category")).to_csv(text, index=False)
    return text.getvalue().encode()


def train(file: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[str, str]:
    capsys.readouterr()
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert main(["train", "--data", str(file), "--epochs", "1", *flags]) == 0
    out, told = capsys.readouterr()
    return out, told


def test_everybody_has_clicked_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "clicks.csv"
    file.write_bytes(rows(20, 10))
    out, told = train(file, capsys, "--json")
    assert ALL in told
    assert "nan" not in (out + told).lower()
    found = strict(out)
    assert any(ALL in note for note in found["data"]["notes"])
    for epoch in found["epochs"]:
        assert (epoch["auc"], epoch["accuracy"]) == (None, None)
        assert epoch["loss"] > 0
    table, told = train(file, capsys)
    assert "nan" not in (table + told).lower()
    assert [line.split()[2:4] for line in table.splitlines()[1:]] == [["-", "-"]] * 2
    weights = tmp_path / "weights.npz"
    train(file, capsys, "--out", str(weights))
    assert main(["trace", "--data", str(file), "--weights", str(weights), "--json"]) == 0
    strict(capsys.readouterr().out)


def test_one_user_among_others_has_clicked_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "clicks.csv"
    file.write_bytes(rows(20, 10, short=19))
    out, told = train(file, capsys, "--json")
    assert ONE in told
    assert all(0 <= epoch["auc"] <= 1 and epoch["accuracy"] for epoch in strict(out)["epochs"])


def test_one_item_only_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"u{user},only,{1_700_000_000 + place}" for user in range(20) for place in range(5)]
    file = tmp_path / "clicks.csv"
    file.write_text("\n".join(["user,item,timestamp", *lines]))
    assert main(["train", "--data", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "a user of one item, with no history" in line


@pytest.mark.parametrize("clicked", [np.ones(4, bool), np.zeros(4, bool)])
def test_of_one_kind_alone_there_is_no_area(clicked: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(area_under_curve(np.array([0.1, 0.2, 0.2, 0.9]), clicked))


def epoch(number: int, auc: float, mass: float | None = None) -> Epoch:
    return Epoch(number, 0.5, auc, auc, mass, mass)


def test_a_claim_says_why_there_is_no_auc() -> None:
    nothing = [epoch(0, np.nan), epoch(1, np.nan)]
    assert marked(auc_claim(nothing)) == (
        "Every held-out candidate was clicked, and there is none to tell them from: **AUC** and "
        "**accuracy** are not defined."
    )
    assert marked(curves_claim(nothing)) == marked(auc_claim(nothing))
    with_mass = marked(curves_claim([epoch(0, np.nan, 0.5), epoch(1, np.nan, 0.6)]))
    assert with_mass.endswith(marked(auc_claim(nothing)))
    assert marked(auc_claim([epoch(0, 0.5), epoch(1, 0.75)])) == (
        "The AUC goes from **0.50** to **0.75**."
    )


@pytest.fixture(scope="module", params=[False, True], ids=["no categories", "categories"])
def everything(request: pytest.FixtureRequest) -> UserData:
    return UserData(interactions_of(rows(20, 10, categories=request.param)))


@pytest.mark.parametrize("page", ["overview", "data", *PAGE_NAMES])
def test_no_page_says_nan(page: str, everything: UserData) -> None:
    settings: dict[str, Any] = {"mode": "multi_head"}
    app = whole_training(with_data(page, everything, **settings))
    texts = [words(app), *(frame.value.to_string() for frame in app.dataframe)]
    texts += [table.value.to_string() for table in app.table]
    assert not re.search(r"\bnan\b", "\n".join(texts), re.IGNORECASE)
    if page in ("data", "training"):
        assert "AUC and accuracy are not defined" in texts[0]
