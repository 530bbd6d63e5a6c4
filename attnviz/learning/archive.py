"""An npz file whose arrays are looked at before they are read: it may come from anybody."""

import io
import math
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib import format as npy

# Arrays of a file at most; a training has about twenty.
_MOST_ARRAYS = 200
# Bytes of what an array says of itself at most; it is about 128.
_LONGEST_HEADER = 4096
_SUFFIX = ".npy"

DAMAGED = (
    ValueError,  # with what JSON, texts and headers raise
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    SyntaxError,
    OverflowError,
    RecursionError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    tokenize.TokenError,  # of a header that is no Python
    zlib.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)
"""What a damaged or hostile file may raise when it is read, beside OSError."""


@dataclass(frozen=True)
class Header:
    """What an array says of itself before its numbers."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def size(self) -> int:
        """Bytes of its numbers."""
        return self.dtype.itemsize * math.prod(self.shape)


class Archive:
    """The arrays of an open npz file.

    Args:
        file: The file, which stays open as long as arrays are read.

    Attributes:
        headers: By the arrays' names.

    Raises:
        Any of `DAMAGED`: also for arrays of objects, names that come twice, encrypted members, and
            sizes that are not those that the headers say.
    """

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.headers: dict[str, Header] = {}
        members = file.infolist()
        if len(members) > _MOST_ARRAYS:
            raise ValueError(f"{len(members)} arrays")
        for member in members:
            name = member.filename.removesuffix(_SUFFIX)
            if name in self.headers or name == member.filename:
                raise ValueError("a name that comes twice, or of no array")
            with file.open(member) as stream:
                start = io.BytesIO(stream.read(_LONGEST_HEADER))
            self.headers[name] = header = _header(start)
            if member.file_size != start.tell() + header.size:
                raise ValueError("another size than the header says")

    def array(self, name: str) -> np.ndarray:
        """Return an array; so much memory is taken as its header says."""
        with self._file.open(name + _SUFFIX) as stream:
            array = npy.read_array(stream, allow_pickle=False)
            if stream.read(1):  # reads to the end, where the checksum is compared
                raise ValueError("more than the header says")
        return np.asarray(array)


def _header(stream: io.BytesIO) -> Header:
    version = npy.read_magic(stream)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
    shape, _, dtype = read(stream)
    if dtype.hasobject:
        raise ValueError("objects, which would be unpickled")
    return Header(shape, dtype)
