"""What the README says can be done is done here as it stands there: each command, each snippet."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from distributed.cli import dask_scheduler, dask_worker
from PIL import Image

import attnviz
from attnviz.__main__ import main
from attnviz.learning.workers.chosen import DASK, WORKERS, check
from attnviz.ui.command_line.parser import EXAMPLES, parser_of_commands
from tests.browser.moving_picture import FILE, MOST_BYTES
from tests.processes import ROOT
from tests.test_docs import targets

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
SNIPPETS = [block for language, block in BLOCKS if language == "python"]
SHELL = [block for language, block in BLOCKS if language == "sh"]


def commands(block: str) -> Iterator[list[str]]:
    """Return the words of each command of a block, without its comment."""
    for line in block.replace("\\\n", " ").splitlines():
        if words := shlex.split(line, comments=True):
            yield words


OWN = [block for block in SHELL if next(commands(block))[:2] not in ([], ["attnviz", "app"])]
RUN = [block for block in OWN if next(commands(block))[0] == "attnviz"]


def test_all_blocks_are_of_a_kind_that_is_run() -> None:
    assert {language for language, _ in BLOCKS} == {"python", "sh"}
    assert len(SNIPPETS) >= 4
    assert len(RUN) >= 4
    named = {words[1] for block in SHELL for words in commands(block) if words[0] == "attnviz"}
    assert named == set(EXAMPLES)


@pytest.mark.parametrize("block", SNIPPETS, ids=range(len(SNIPPETS)))
def test_a_snippet_runs_and_prints_what_it_says(
    block: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(block, "README.md", "exec"), {})
    told = re.findall(r"print\(.*\)  # (.*)", block)
    if told:
        assert capsys.readouterr().out.splitlines() == told


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with small files in the places of those that the commands name."""
    clicks = [(user, (3 * user + place) % 9 + 1, place) for user in range(20) for place in range(6)]
    rows = "".join(f"{u + 1}::{i}::5::{978300000 + 60 * p}\n" for u, i, p in clicks)
    (tmp_path / "ratings.dat").write_text(rows)
    films = "".join(f"{i}::Film {i} (1995)::{('Drama', 'War')[i % 2]}\n" for i in range(1, 10))
    (tmp_path / "movies.dat").write_text(films)
    log = "".join(f"{p + 1:02}/03/2023,{u},{i},10:{p:02}\n" for u, i, p in clicks)
    (tmp_path / "log.csv").write_text(f"date,user,sku,time\n{log}")
    (tmp_path / "reads.txt").write_text("".join(f"{u} {100 + i}\n" for u, i, _ in clicks))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", RUN, ids=range(len(RUN)))
def test_a_command_runs(block: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands(block):
        assert main(words[1:]) == 0, words
        if "--out" in words:
            assert (folder / words[words.index("--out") + 1]).stat().st_size > 0
        else:
            assert capsys.readouterr().out, words


def test_what_sets_attnviz_up_is_there() -> None:
    """It is run in tests/package, tests/browser and tests/test_main; this holds its names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    seen = set()
    blocks = (commands(block) for block in SHELL if block not in RUN)
    for words in (words for block in blocks for words in block if not trains_elsewhere(words)):
        match words:
            case ["pip", "install", what]:
                assert what == ".[app]"
                assert "app" in project["optional-dependencies"]
            case ["attnviz", *arguments]:
                assert parser_of_commands().parse_args(arguments).command.__name__ == "app"
            case ["make", target]:
                assert target in targets()
            case ["python3", "-m", "venv", ".venv"]:
                pass
            case (
                [".venv/bin/python", "-m", "pip", "install", "-r", file]
                | [".venv/bin/python", "-m", "streamlit", "run", file]
                | ["docker", "compose", "--file", file, *_]
            ):
                assert (ROOT / file).is_file()
            case [".venv/bin/python", "-m", module, *_]:
                assert find_spec(module) is not None
            case ["docker", "build" | "run", *rest]:
                assert (ROOT / "Dockerfile").is_file()
                assert "attnviz" in rest
            case _:
                raise AssertionError(f"Nobody has tried {words}")
        seen.add(words[0])
    assert seen == {"pip", "attnviz", "make", "python3", ".venv/bin/python", "docker"}


def test_what_has_others_train_is_there() -> None:
    """It is run in tests/pages/test_trained_elsewhere.py; this holds its names."""
    seen: set[str] = set()
    for words in (words for block in SHELL for words in commands(block) if trains_elsewhere(words)):
        match words:
            case ["dask", "scheduler" | "worker" as what, *arguments]:
                command = {"scheduler": dask_scheduler, "worker": dask_worker}[what]
                assert command.main.make_context(what, list(arguments)).params
                seen.add(what)
            case [setting, "attnviz", *arguments]:
                assert parser_of_commands().parse_args(arguments).command.__name__ == "app"
                name, _, value = setting.partition("=")
                check({name: value})
                seen.add(name)
            case _:
                raise AssertionError(f"Nobody has tried {words}")
    assert seen == {"scheduler", "worker", WORKERS, DASK}


def trains_elsewhere(words: list[str]) -> bool:
    return words[0] == "dask" or words[0].startswith((WORKERS, DASK))


def test_the_contents_lead_to_every_section() -> None:
    sections = re.findall(r"^## (.*)$", README, re.MULTILINE)
    contents = re.findall(r"^- \[(.*)\]\(#(.*)\)$", README, re.MULTILINE)
    assert [name for name, _ in contents] == [name for name in sections if name != "Contents"]
    anchors = [re.sub(r"[^\w -]", "", name).lower().replace(" ", "-") for name, _ in contents]
    assert [anchor for _, anchor in contents] == anchors


def test_it_opens_with_a_moving_picture_that_is_not_large() -> None:
    first = README.index("![")
    assert README[first:].partition("](")[2].startswith("docs/moving_picture.webp)")
    assert first < README.index("```") < README.index("\n## ")
    assert FILE == ROOT / "docs" / "moving_picture.webp"
    assert FILE.stat().st_size < MOST_BYTES
    with Image.open(FILE) as picture:
        assert getattr(picture, "n_frames", 1) > 20
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert [path for path in pictures if not (ROOT / path).is_file()] == []


def test_the_citation_is_of_this_version() -> None:
    said = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.*)$", said, re.MULTILINE)[1] == attnviz.__version__  # type: ignore[index]  # None fails too
    assert re.search(r"^cff-version: 1\.2\.0$", said, re.MULTILINE)


def test_the_page_of_the_names_is_made_of_their_docstrings() -> None:
    from docs.make_api import FILE as page
    from docs.make_api import page as made

    # If this fails: python -m docs.make_api
    assert page.read_text(encoding="utf-8") == made()
    sections = re.findall(r"^## (.*)$", made(), re.MULTILINE)
    assert set(sections) == set(attnviz.__all__)
