"""Damaged and hostile files: each ends in a reading or in one line, within memory and time.

They are read in a process of its own, as what must not happen could end it.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from attnviz.interactions.files.containers import MOST_UNPACKED, Unreadable, unpack
from tests.interactions import hostile, kept
from tests.processes import ROOT

# Damaged files are small; what they say of their sizes is not believed.
MOST_MEGABYTES = 200


def _ends(
    whole: str,
    folder: Path,
    contents: Iterable[tuple[str, bytes]],
    most_unpacked: int = MOST_UNPACKED,
) -> dict[str, dict[str, Any]]:
    """Return how the reading of each file ended, by its name."""
    names = {}
    for number, (name, content) in enumerate(contents):
        path = folder / str(number)
        path.write_bytes(content)
        names[str(path)] = name
    done = subprocess.run(
        [sys.executable, "-m", "tests.interactions.hostile", whole, str(most_unpacked)],
        cwd=ROOT,
        input="\n".join(names),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"{list(names.values())[len(lines) :][:1]}: {done.stderr[-2000:]}"
    assert done.stderr == ""
    ends = {names[line["path"]]: line for line in lines}
    assert len(ends) == len(names)
    return ends


def _check_messages(ends: dict[str, dict[str, Any]], most: int = 400) -> None:
    for name, end in ends.items():
        message = end.get("refused", "")
        assert len(message.splitlines()) <= 1, (name, message)
        assert len(message) < most, (name, message)


# Where too few users are left, the message says by reason what was left out.
@pytest.mark.parametrize(("whole", "longest"), [("unpacked", 400), ("to interactions", 1_000)])
def test_damaged_files_end_in_a_reading_or_in_one_line(
    whole: str, longest: int, tmp_path: Path
) -> None:
    ends = _ends(whole, tmp_path, hostile.damaged())
    assert len(ends) == hostile.FILES
    _check_messages(ends, longest)
    read = [name for name, end in ends.items() if "read" in end]
    assert len(read) > 20, "the damage is so large that nothing is read"
    assert len(read) < hostile.FILES - 100, "the damage is so small that everything is read"
    assert max(end["grown"] for end in ends.values()) < MOST_MEGABYTES
    assert sum(end["seconds"] for end in ends.values()) < 25


@pytest.mark.parametrize(
    ("bombs", "most_unpacked"),
    [(hostile.BOMBS, MOST_UNPACKED), (hostile.SMALLER_BOMBS, hostile.SMALLER_BUDGET)],
)
def test_small_files_that_would_become_large_are_refused_before_they_are(
    bombs: dict[str, Callable[[], bytes]], most_unpacked: int, tmp_path: Path
) -> None:
    contents = ((name, make()) for name, make in bombs.items())
    ends = _ends("unpacked", tmp_path, contents, most_unpacked)
    _check_messages(ends)
    assert {name for name, end in ends.items() if "refused" in end} == set(bombs)
    grown = {name: end["grown"] for name, end in ends.items()}
    # Beside what is allowed stands what one batch of rows, or one part, needs on its way.
    assert max(grown.values()) < most_unpacked / 2**20 + 300, grown
    seconds = {name: end["seconds"] for name, end in ends.items()}
    assert max(seconds.values()) < 5, seconds


def test_every_bit_of_a_parquet_head_may_be_wrong(tmp_path: Path) -> None:
    """The library's access to some of it ends the process where it is damaged."""
    table = pa.table({"user": ["a", "b", None], "of": [["x"], None, []]})
    content = kept.parquet(table, write_page_index=True)
    start = len(content) - 8 - int.from_bytes(content[-8:-4], "little")

    def damaged() -> Iterable[tuple[str, bytes]]:
        for place in range(start, len(content) - 8):
            for bit in (0, 3):
                one = bytearray(content)
                one[place] ^= 1 << bit
                yield f"byte {place}, bit {bit}", bytes(one)

    ends = _ends("unpacked", tmp_path, damaged())
    _check_messages(ends)
    assert max(end["grown"] for end in ends.values()) < MOST_MEGABYTES


@pytest.mark.parametrize("cell", ["x" * 200_000, "é" * 200_000, "x\n" * 100_000, '""' * 100_000])
def test_a_quoted_cell_may_be_as_long_as_it_likes(cell: str) -> None:
    text = f'user,item,title\nu,i,"{cell}"\n'
    assert unpack(text.encode()).text == text


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_file_that_is_cut_off_in_its_first_bytes_is_told(cut: int) -> None:
    for name, content in kept.every_way().items():
        if not name.startswith(("csv", "tabs", "utf-16", "latin-1")):
            with pytest.raises(Unreadable):
                unpack(content[:cut])
