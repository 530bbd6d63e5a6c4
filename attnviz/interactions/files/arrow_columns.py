"""From columns of Arrow to columns of texts, whatever they hold, within a budget."""

import json
import math
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from attnviz.interactions.files.limits import Budget, Unreadable, cause

_NUMBER_SIZE = 32  # more than any number's or time's text
_JSON_ROWS = 1_000
_UUID_BYTES = 16
_EXACT_BITS = {pa.float32(): 24, pa.float64(): 53}


class Unsupported(ValueError):
    """A column of a type that has no texts."""


def texts(column: pa.Array, budget: Budget) -> pa.Array:
    """Return a column as texts, or as lists of texts; nothing is "".

    Whole numbers have no decimal places, times are ISO texts with all their digits, in UTC where
    they have a zone. 16 bytes are a UUID, other bytes that are no text are hexadecimal; records
    are JSON.

    Args:
        column: One whose values were validated.
        budget: What the texts may need; it is checked before they are made.

    Returns:
        As many `string` or `list<string>` values.

    Raises:
        Unreadable: if the texts would be too large.
        Unsupported: if the type has no texts.
    """
    if isinstance(column, pa.ExtensionArray):
        return _extension(column, budget)
    kind = column.type
    if pa.types.is_dictionary(kind) and not pa.types.is_nested(kind.value_type):
        return _taken(texts(column.dictionary, budget), column.indices, budget)
    if pa.types.is_run_end_encoded(kind) and not pa.types.is_nested(kind.value_type):
        return _run_ends(column, budget)
    if is_list(kind) and not pa.types.is_nested(_value_type(kind)):
        return _lists(column, budget)
    if is_list(kind) or pa.types.is_struct(kind) or pa.types.is_map(kind):
        return _json(column, budget)
    if pa.types.is_nested(kind) or pa.types.is_union(kind) or pa.types.is_dictionary(kind):
        raise Unsupported(str(kind))
    try:
        return _scalars(column, budget)
    except (pa.ArrowException, OverflowError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unsupported(f"{kind}: {cause(error)}") from None


def is_list(kind: pa.DataType) -> bool:
    """Whether values of a type are lists, however Arrow keeps them."""
    types = pa.types
    return (
        types.is_list(kind)
        or types.is_large_list(kind)
        or types.is_fixed_size_list(kind)
        or types.is_list_view(kind)
        or types.is_large_list_view(kind)
    )


def _value_type(kind: pa.DataType) -> pa.DataType:
    """Return what the lists of a type hold, without how that is kept."""
    kind = kind.value_type
    while pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        kind = kind.value_type
    return kind


def is_inexact(column: pa.Array) -> bool:
    """Whether floating-point numbers are so large that not every whole number has its own."""
    digits = _EXACT_BITS.get(column.type)
    if digits is None or not len(column):
        return False
    largest = pc.max(pc.abs(column)).as_py()
    return largest is not None and 2**digits < largest < math.inf


def _taken(values: pa.Array, indices: pa.Array, budget: Budget) -> pa.Array:
    """Return texts at these places, "" where there is none; their size is known before."""
    lengths = pc.take(pc.binary_length(values), indices)
    budget.hold(_total(lengths) + 4 * len(indices), "A column")
    return pc.fill_null(pc.take(values, indices), "")


def _total(numbers: pa.Array) -> int:
    return pc.sum(numbers.cast(pa.int64())).as_py() or 0


def _extension(column: pa.ExtensionArray, budget: Budget) -> pa.Array:
    """Return an extension's texts: what stores them, but for bytes that are a UUID."""
    return texts(column.storage, budget)


def _run_ends(column: pa.RunEndEncodedArray, budget: Budget) -> pa.Array:
    """Return the texts of values that are kept once for a run of rows."""
    ends = column.run_ends.to_numpy()
    rows = np.arange(column.offset, column.offset + len(column))
    places = np.searchsorted(ends, rows, side="right")
    return _taken(texts(column.values, budget), pa.array(places, pa.int32()), budget)


def _lists(column: pa.Array, budget: Budget) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    budget.hold(8 * int(lengths.sum(dtype=np.int64)), "A column of lists")
    values = texts(column.flatten(), budget)
    offsets = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _json(column: pa.Array, budget: Budget) -> pa.Array:
    """Return each value as JSON; a few rows are Python's objects at a time."""
    budget.hold(_size(column, budget), "A column of records")
    found = []
    for start in range(0, len(column), _JSON_ROWS):
        rows = _python_rows(column.slice(start, _JSON_ROWS))
        found.append(pa.array([plain(one) for one in rows], pa.string()))
    return pa.concat_arrays(found) if found else pa.array([], pa.string())


def _python_rows(column: pa.Array) -> list[Any]:
    try:
        rows: list[Any] = column.to_pylist(maps_as_pydicts="lossy")
    except (pa.ArrowException, ValueError, OverflowError, TypeError, KeyError) as error:
        raise Unsupported(f"{column.type}: {cause(error)}") from None
    return rows


def _size(column: pa.Array, budget: Budget) -> int:
    """Return the bytes that nested values need at most, each as often as it is used."""
    if isinstance(column, pa.ExtensionArray):
        return _size(column.storage, budget)
    kind = column.type
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        flat = texts(column, budget)
        return int(flat.nbytes) + _NUMBER_SIZE * len(flat)
    size = _NUMBER_SIZE * len(column)
    if pa.types.is_map(kind):
        return size + _size(column.keys, budget) + _size(column.items, budget)
    if is_list(kind):
        lengths = pc.sum(pc.list_value_length(column).cast(pa.int64())).as_py() or 0
        budget.hold(_NUMBER_SIZE * lengths, "A column of lists")
        return size + _size(column.flatten(), budget)
    if pa.types.is_struct(kind):
        return size + sum(_size(field, budget) for field in column.flatten())
    return size + int(column.nbytes)


def plain(value: Any) -> str:
    """Return one value of a record as a text: "" for nothing, JSON for what is nested."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=plain)
    if isinstance(value, bytes):
        return _bytes_text(value)
    return str(value)


def number(value: float) -> str:
    """Return a number with all its digits, without decimal places where it is whole."""
    if not math.isfinite(value):
        return "" if math.isnan(value) else str(value)
    if value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def _bytes_text(value: bytes) -> str:
    if len(value) == _UUID_BYTES and not (value.isascii() and value.decode().isprintable()):
        return str(uuid.UUID(bytes=value))
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def _scalars(column: pa.Array, budget: Budget) -> pa.Array:
    kind = column.type
    types = pa.types
    if types.is_null(kind):
        budget.hold(4 * len(column), "A column")
        return pa.array([""], pa.string()).take(pa.array(np.zeros(len(column), np.int32)))
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        budget.hold(_total(pc.binary_length(_large(column))), "A column")
        return pc.fill_null(column.cast(pa.string()), "")
    if types.is_fixed_size_binary(kind) or _is_binary(kind):
        return _binary(column, budget)
    budget.hold(_NUMBER_SIZE * len(column), "A column")
    if types.is_floating(kind):
        return _floats(column)
    if types.is_timestamp(kind) or types.is_time(kind):
        return _times(column)
    found = pc.fill_null(column.cast(pa.string()), "")
    if types.is_decimal(kind):
        found = _without(found, r"^(-?\d+)\.0+$", r"\1")
    return found


def _is_binary(kind: pa.DataType) -> bool:
    types = pa.types
    return types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind)


def _large(column: pa.Array) -> pa.Array:
    """Return strings or bytes as a type whose lengths can be asked for without a copy."""
    kind = column.type
    if pa.types.is_string_view(kind) or pa.types.is_binary_view(kind):
        lengths = np.frombuffer(column.buffers()[1], np.int32)[::4]
        lengths = lengths[column.offset : column.offset + len(column)]
        if column.null_count:
            lengths = lengths[column.is_valid().to_numpy(zero_copy_only=False)]
        if lengths.sum(dtype=np.int64) > 2**31 - 1:
            raise Unreadable("A column of texts is larger than 2 GB. Save fewer rows.")
        is_text = pa.types.is_string_view(kind)
        return column.cast(pa.large_string() if is_text else pa.large_binary())
    return column


def _binary(column: pa.Array, budget: Budget) -> pa.Array:
    """Return bytes as text where all are text, as UUIDs where all are 16 bytes, or as digits."""
    column = _large(column)
    size = _total(pc.binary_length(column))
    budget.hold(2 * size + 40 * len(column), "A column of bytes")
    plain_binary = column.cast(pa.binary())
    try:
        found = plain_binary.cast(pa.string())
        if pc.all(pc.utf8_is_printable(found)).as_py() is not False:
            return pc.fill_null(found, "")
    except pa.ArrowInvalid:
        pass
    values = plain_binary.to_pylist()
    if all(value is None or len(value) == _UUID_BYTES for value in values):
        words = ["" if value is None else str(uuid.UUID(bytes=value)) for value in values]
    else:
        words = ["" if value is None else value.hex() for value in values]
    return pa.array(words, pa.string())


def _floats(column: pa.Array) -> pa.Array:
    """Return numbers without an exponent; ids are floats where one is missing: 7, not 7.0."""
    values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)  # missing are not-a-number
    whole = (np.abs(values) < 2**63) & (values == np.floor(values))
    known = ~np.isnan(values)
    integers = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.string())
    found = pc.if_else(pa.array(whole), integers, column.cast(pa.string()))
    found = pc.if_else(pa.array(known), found, "")
    odd = pc.fill_null(pc.match_substring(found, "e"), False).to_numpy(zero_copy_only=False)
    if odd.any():  # 1.5e+16 is no id and no time as it stands
        words = found.to_pylist()
        for place in np.flatnonzero(odd):
            words[place] = format(Decimal(words[place]), "f")
        found = pa.array(words, pa.string())
    return found


def _times(column: pa.Array) -> pa.Array:
    """Return times with the digits that one of them needs; with a zone they are in UTC."""
    kind = column.type
    zone = ""
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        zone = "Z"
        column = column.cast(pa.timestamp(kind.unit))
    found = column.cast(pa.string())
    if pc.any(pc.match_substring(found, "out of range")).as_py():
        raise Unsupported(f"{kind}: a time outside the years that have a calendar")
    whole = pc.all(pc.match_substring_regex(found, r"\.0+$")).as_py()
    if whole:
        found = _without(found, r"\.0+$", "")
    if zone:
        found = pc.binary_join_element_wise(found, zone, "")
    return pc.fill_null(found, "")


def _without(found: pa.Array, pattern: str, kept: str) -> pa.Array:
    return pc.replace_substring_regex(found, pattern, kept)
