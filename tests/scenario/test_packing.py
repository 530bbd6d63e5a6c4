"""Data in a link: short, whole or refused, and never more than data."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.scenario.packing import FORMAT, LONGEST, Damaged, pack, unpack

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


def packed(raw: bytes, checksum: int | None = None) -> str:
    """Return raw bytes packed as `pack` packs, whatever they are."""
    check = zlib.crc32(raw) if checksum is None else checksum
    body = check.to_bytes(4, "big") + zlib.compress(raw)
    return f"{FORMAT}.{base64.urlsafe_b64encode(body).decode().rstrip('=')}"


@given(JSON)
def test_what_is_packed_comes_back(data: object) -> None:
    assert unpack(pack(data)) == data


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Damaged):
        unpack(text)


@given(st.integers(0, 10_000), st.sampled_from("AZaz09-_"))
def test_a_changed_character_is_noticed_or_does_no_harm(place: int, letter: str) -> None:
    data = {"title": "Why?", "views": [1, 2, 3]}
    text = pack(data)
    place = place % len(text)
    try:  # the last character has bits that say nothing
        assert unpack(text[:place] + letter + text[place + 1 :]) == data
    except Damaged:
        assert text[place] != letter


def test_a_text_that_was_cut_is_refused() -> None:
    text = pack({"title": "Why do we divide?"})
    for length in range(len(text)):
        with pytest.raises(Damaged):
            unpack(text[:length])


@pytest.mark.parametrize(
    "text",
    [
        packed(b"[" * 50_000),
        packed(json.dumps("\ud800").encode()),
        packed(b"\xff"),
        packed(b"{}", checksum=1),
        "2." + packed(b"{}")[2:],
        packed(b"{}") + "AAAA",
    ],
)
def test_what_was_made_to_harm_is_refused(text: str) -> None:
    with pytest.raises(Damaged):
        unpack(text)


def test_a_bomb_is_not_unpacked() -> None:
    text = packed(b'"' + b"a" * 2_500_000 + b'"')
    assert len(text) < LONGEST
    with pytest.raises(Damaged):
        unpack(text)


def test_what_is_too_long_for_a_link_is_told() -> None:
    noise = "".join(chr(0x4E00 + 7919 * n % 20_000) for n in range(3_000))
    with pytest.raises(ValueError, match=f"up to {LONGEST} characters in a link"):
        pack(noise)
    with pytest.raises(Damaged, match="too long"):
        unpack("1." + "a" * 10_000)
