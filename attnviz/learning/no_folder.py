"""What is done on a machine without a folder for temporary files, or with a full disk."""

import os
import tempfile
from pathlib import Path

NO_FOLDER = "no folder for temporary files can be written to on this machine"


# Less than this is left where a disk is full.
_ROOM_BYTES = 1 << 20


def has_temporary_folder() -> bool:
    """Return whether there is a folder for temporary files that can be written to: a disk may also
    have filled up since the last time.
    """
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(_ROOM_BYTES))
    except OSError:
        return False
    return True


def do_without_temporary_folder() -> None:
    """Have TensorFlow, which is not loaded yet, be loaded where there is no such folder.

    A module for its own tests, which it always loads, asks for one, and names it without using it.
    """
    if not has_temporary_folder():
        os.environ.setdefault("TEST_TMPDIR", str(Path.cwd()))
