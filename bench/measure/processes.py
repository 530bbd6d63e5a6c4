"""Processor time and memory of a process with all that it has started, by Linux's own files."""

import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """Return the numbers of a process and of all below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(_fields(path)[1]), []).append(int(path.parent.name))
        except OSError:  # it has ended meanwhile
            continue
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def seconds(root: int) -> float:
    """Return the processor time that a tree of processes has taken."""
    fields = [_fields(Path(f"/proc/{process}/stat")) for process in tree(root)]
    return sum(int(own[11]) + int(own[12]) for own in fields) / _TICKS


def megabytes(root: int) -> float:
    """Return the memory that a tree of processes holds (its resident sets)."""
    return sum(int(_fields(Path(f"/proc/{process}/stat"))[21]) for process in tree(root)) * (
        _PAGE / 1e6
    )


def _fields(stat: Path) -> list[str]:
    """Return a process's numbers from its state on: the name before them may hold anything."""
    return stat.read_text().rpartition(")")[2].split()
