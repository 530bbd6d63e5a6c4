"""What the study's documents say of files, columns, intervals and pages is so."""

import re

import numpy as np
import pytest

from attnviz.ui.state.pages import PAGES
from docs.study.answers import COLUMNS, GROUPS
from docs.study.effect import LEAST, hedges_g
from docs.study.key import DAYS, LETTERS
from tests.processes import ROOT
from tests.test_docs import paths_in, there

FOLDER = ROOT / "docs" / "study"
DOCUMENTS = sorted(path.name for path in FOLDER.glob("*.md") if "template" not in path.name)


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "procedure.md", "key.md"])
def test_each_file_that_a_document_names_is_there(name: str) -> None:
    found = paths_in(f"docs/study/{name}")
    assert found
    assert [path for path in sorted(found) if not there(path)] == []


def test_each_document_for_a_lecturer_is_named() -> None:
    named = {path.removeprefix("docs/study/") for path in paths_in("docs/study/README.md")}
    assert {*DOCUMENTS} - {"README.md"} <= named
    scripts = set(re.findall(r"python -m docs\.study\.(\w+)", text("README.md")))
    runnable = {path.stem for path in FOLDER.glob("*.py") if "__main__" in path.read_text()}
    assert scripts == runnable == {"assign_groups", "compare_groups", "make_forms"}
    assert {f"{script}.py" for script in scripts} <= named


def test_the_readme_points_to_the_study() -> None:
    assert "`docs/study/README.md`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_columns_are_documented_with_what_may_stand_in_them() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", text("README.md"), re.MULTILINE)
    assert tuple(name for name, _ in rows) == COLUMNS
    said = {name: re.findall(r"`(\w+)`", what) for name, what in rows}
    assert said["group"] == list(GROUPS)
    assert said["form"] == list(DAYS)
    assert said["answer"] == list(LETTERS)


def test_the_intervals_are_as_wide_as_is_said() -> None:
    rows = re.findall(r"^\| (\d+) \| ± ([\d.]+) \|$", text("README.md"), re.MULTILINE)
    assert len(rows) == 4
    for people, width in rows:
        alike = np.arange(int(people), dtype=float)
        assert f"{hedges_g(alike, alike).high:.2f}" == width


def test_the_least_number_of_people_is_said() -> None:
    assert LEAST == 5
    assert "At least five people a group" in text("README.md")


def test_the_procedure_is_of_one_page() -> None:
    assert 400 <= len(text("procedure.md").split()) <= 620


def test_the_pages_that_the_procedure_names_are_in_the_menu() -> None:
    titles = {page.title for page in PAGES.values()}
    assert {"Lessons", "Walk the steps", "Training"} <= titles
    assert all(f"*{title}*" in text("procedure.md") for title in ("Lessons", "Walk the steps"))
    assert "*Training*" in text("procedure.md")


def test_only_the_codes_of_the_columns_are_asked_for() -> None:
    for form in DAYS:
        sheet = text(f"form_{form.lower()}.md")
        assert "Your code:" in sheet
        assert "write no name" in sheet
