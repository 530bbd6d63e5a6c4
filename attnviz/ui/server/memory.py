"""How much memory the server holds, and how much it may."""

import os
from functools import cache
from pathlib import Path

_STATM = Path("/proc/self/statm")
# Of a container, by the second and the first version of control groups.
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
# Beyond it a newcomer could end the server for all.
_SHARE = 0.9


def has_room() -> bool:
    """Return whether the server is well below what it may hold, and so can take one more learner.

    True where the system does not tell.
    """
    now = held()
    return not now or now <= _SHARE * may_hold()


def held() -> int:
    """Return the bytes that the process alone holds in memory; 0 where the system does not tell.

    Files that it has mapped are not counted, such as TensorFlow's code, some 500 MB: where memory
    is short, the system drops them and reads them again, and a container is not ended for them.
    """
    try:
        resident, shared = _STATM.read_text(encoding="ascii").split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


@cache
def may_hold() -> int:
    """Return the bytes that the server may hold: of its container, else of the machine."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in _LIMITS:
        try:
            return min(machine, int(limit.read_text(encoding="ascii")))
        except (OSError, ValueError):  # another version's, or "max"
            continue
    return machine
