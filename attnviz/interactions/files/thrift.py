"""Heads of Parquet files and their pages: structures in Thrift's compact protocol."""

from typing import Any

_DEEPEST = 12
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)
_MOST_ELEMENTS = 100_000


class Damaged(ValueError):
    """Bytes that are no structure."""


def struct_at(content: bytes, place: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """Return the fields of a structure by their numbers, and the place behind it.

    Integers, lists and structures have their values; texts, of which none is needed, are None.

    Raises:
        Damaged: if there is none.
    """
    if depth > _DEEPEST:
        raise Damaged("a head is nested too deep")
    fields: dict[int, Any] = {}
    number = 0
    while True:
        head = _byte(content, place)
        place += 1
        if head == 0:
            return fields, place
        kind = head & 0x0F
        if head >> 4:
            number += head >> 4
        else:
            number, place = _integer(content, place)
        if kind in (_TRUE, _FALSE):
            continue
        fields[number], place = _value(content, place, kind, depth)


def _byte(content: bytes, place: int) -> int:
    if place >= len(content):
        raise Damaged("a head is cut off")
    return content[place]


def _unsigned(content: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = _byte(content, place)
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise Damaged("a number in a head is too long")


def _integer(content: bytes, place: int) -> tuple[int, int]:
    value, place = _unsigned(content, place)
    return (value >> 1) ^ -(value & 1), place


def _value(content: bytes, place: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        return _integer(content, place)
    if kind == _STRUCT:
        return struct_at(content, place, depth + 1)
    if kind in (_TRUE, _FALSE, _BYTE):
        return None, place + 1
    if kind == _DOUBLE:
        return None, place + 8
    if kind == _BINARY:
        size, place = _unsigned(content, place)
        return None, place + size
    if kind in (_LIST, _SET):
        head = _byte(content, place)
        count, place = head >> 4, place + 1
        if count == 15:
            count, place = _unsigned(content, place)
        if count > _MOST_ELEMENTS or depth > _DEEPEST:
            raise Damaged("a list in a head is too long")
        values = []
        for _ in range(count):
            value, place = _value(content, place, head & 0x0F, depth + 1)
            values.append(value)
        return values, place
    raise Damaged(f"a head has a field of type {kind}")
