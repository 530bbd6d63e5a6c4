"""What files are unpacked to: texts in every encoding, gzip, zip, and what is named instead."""

import bz2
import gzip
import io
import lzma
import pickle
import sqlite3
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from attnviz.interactions.files.containers import Content, Unreadable, unpack
from tests.interactions import kept

CSV = "user,item,time\nZoë,1,5\nu2,3,6\n"


def test_a_text_is_what_it_is() -> None:
    found = unpack(CSV.encode())
    assert (found.text, found.table, found.encoding) == (CSV, None, "utf-8")
    assert (found.kind, found.notes) == ("text", ())


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"\xef\xbb\xbf" + CSV.encode(), "utf-8"),
        (CSV.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "utf-16"),
        (CSV.encode("utf-16-le"), "utf-16"),
        (CSV.encode("utf-16-be"), "utf-16"),
        (b"\xff\xfe\0\0" + CSV.encode("utf-32-le"), "utf-32"),
    ],
)
def test_a_text_in_unicode_loses_its_mark_and_nothing_else(content: bytes, encoding: str) -> None:
    found = unpack(content)
    assert found.text == CSV
    assert found.encoding == encoding
    assert found.notes == ()


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"user,item\nCaf\xe9,1\n", "latin-1", "user,item\nCafé,1\n"),
        (b"user,item\n\x80 5 \x96 \x93a\x94,1\n", "cp1252", "user,item\n€ 5 – “a”,1\n"),
        (b"user,item\n\x81\xe9,1\n", "latin-1", "user,item\n\x81é,1\n"),
    ],
)
def test_a_text_of_one_byte_a_character_is_told(content: bytes, encoding: str, text: str) -> None:
    found = unpack(content)
    assert found.text == text
    assert found.encoding == encoding
    assert found.notes == (
        f"The file is not UTF-8. It was read as {encoding}: look whether titles are right.",
    )


def test_one_damaged_place_does_not_make_another_encoding_of_a_file() -> None:
    found = unpack("é".encode() * 50 + b"\xff,1\n")
    assert found.text == "é" * 50 + "�,1\n"
    assert found.encoding == "utf-8"
    assert found.notes == ("1 place is not UTF-8 and read �: look whether titles are right.",)


def test_text_between_control_characters_of_hive_is_text() -> None:
    assert unpack(b"1\x012\x015\n").text == "1\x012\x015\n"


def test_a_gzip_is_unpacked_with_all_its_parts() -> None:
    lines = CSV.encode().splitlines(keepends=True)
    found = unpack(b"".join(map(gzip.compress, lines)))
    assert found.text == CSV
    assert found.kind == "gzip of text"


def test_a_zip_of_one_file_is_unpacked_and_says_which() -> None:
    beside = {"__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "data/": b"", "data/._a.csv": b"y"}
    found = unpack(kept.zipped({**beside, "data/a.csv": CSV.encode()}))
    assert found.text == CSV
    assert found.kind == "zip of text"
    assert found.notes == ("The file 'data/a.csv' in the zip was read.",)


def test_what_is_packed_may_be_a_table_or_packed_again() -> None:
    table = kept.clicks_table()
    found = unpack(kept.zipped({"a.parquet.gz": gzip.compress(kept.parquet(table))}))
    assert found.kind == "zip of gzip of Parquet"
    assert found.table is not None
    assert found.table.column_names == ["user_id", "item_id", "timestamp"]
    assert found.table.num_rows == 40


def test_a_zip_of_several_files_names_them() -> None:
    with pytest.raises(Unreadable, match=r"2 files: 'a\.csv', 'b\.csv'\. Unpack it and choose"):
        unpack(kept.zipped({"a.csv": b"1", "b.csv": b"2"}))
    many = kept.zipped({f"{number}\n.csv": b"" for number in range(9)})
    with pytest.raises(Unreadable, match=r"9 files: .* and 4 more") as refused:
        unpack(many)
    assert "\n" not in str(refused.value)


def _sqlite(folder: Path) -> bytes:
    with sqlite3.connect(folder / "a.db") as connection:
        connection.execute("create table clicks (user, item)")
    connection.close()
    return (folder / "a.db").read_bytes()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO())
    return buffer.getvalue()


def _npz() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, clicks=np.zeros((2, 3)))
    return buffer.getvalue()


def _npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros((2, 3)))
    return buffer.getvalue()


def _with_password() -> bytes:
    content = bytearray(kept.zipped({"a.csv": CSV.encode()}))
    for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(sign) + place] |= 1
    return bytes(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

NAMED: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "empty", "a row for each click"),
    "spaces": (b" \r\n\t\n", "empty", "a row for each click"),
    "zeros": (b"user,item\0time\n", "byte 10 has the value 0", "CSV in UTF-8"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\0", "a PDF", "CSV"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0", "picture", "CSV"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture", "CSV"),
    "old Excel": (OLE + "Workbook".encode("utf-16-le"), r"\(\.xls\)", r"\.xlsx or as CSV"),
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), r"Word .*\.doc", "CSV"),
    "workbook with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password", "Save"),
    "Word": (kept.zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "Word", "CSV"),
    "binary workbook": (
        kept.zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
        r"\.xlsb",
        r"\.xlsx or as CSV",
    ),
    "LibreOffice": (kept.zipped({"mimetype": b"", "content.xml": b""}), "LibreOffice", r"\.xlsx"),
    "HDF5": (b"\x89HDF\r\n\x1a\n\0", "HDF5", "to_parquet"),
    "pickle": (pickle.dumps([("u", 1)], 4), "pickle.*never opened", "to_parquet or to_csv"),
    "npy": (_npy(), "NumPy array", "savetxt"),
    "npz": (_npz(), "NumPy arrays", "to_parquet"),
    "R": (gzip.compress(b"X\n\0\0\0\3\0\4\3\1"), r"data of R \(\.rds\)", r"write\.csv"),
    "RData": (gzip.compress(b"RDX3\nX\n\0\0\0\3"), "data of R", r"write\.csv"),
    "Stata": (b"\x72\x02\x01\0\x05\0" + bytes(20), "Stata", "export delimited"),
    "new Stata": (b"<stata_dta><header><release>118", "Stata", "export delimited"),
    "SPSS": (b"$FL2@(#) SPSS DATA FILE\0", "SPSS", "CSV"),
    "SAS": (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf" + bytes(9), "SAS", "PROC EXPORT"),
    "web page": (b"\n<!DOCTYPE html><html><table><tr>", "web page", "Download the file itself"),
    "table of a web page": (b"<table border=1><tr><td>u", "web page", "CSV in UTF-8"),
    "XML": (b"<?xml version='1.0'?><clicks/>", "XML", "CSV"),
    "Avro": (b"Obj\x01\x04\x14avro.codec", "Avro", "Parquet or CSV"),
    "ORC": (b"ORC\x08\x03\x10", "ORC", "Parquet or CSV"),
    "old Feather": (b"FEA1\0\0\0\0", "Feather file of version 1", "version 2"),
    "bzip2": (bz2.compress(CSV.encode()), "bzip2", "Unpack"),
    "xz": (lzma.compress(CSV.encode()), "xz", "Unpack"),
    "tar": (_tar(), "tar archive", "Unpack"),
    "packed tar": (gzip.compress(_tar()), "tar archive", "Unpack"),
    "zip with a password": (_with_password(), "password", "Unpack"),
    "empty zip": (kept.zipped({}), "zip is empty", "table of clicks"),
    "zip, cut": (kept.zipped({"a.csv": CSV.encode()})[:-9], "zip is damaged", "again"),
    "gzip, cut": (gzip.compress(CSV.encode())[:-9], "gzip file is damaged or cut", "again"),
    "Parquet, cut": (kept.parquet(kept.clicks_table())[:-9], "Parquet, and is cut off", "again"),
    "Netflix": (b"1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n", "Netflix", "into each row"),
    "Steam": (b"{u'user': u'a', u'item': 1}\n", "lines of Python", r"json\.dumps"),
    "Python's dictionaries": (b"{'user': 'a', 'item': 1}\n", "lines of Python", r"json\.dumps"),
    "Git LFS": (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS", "file itself"),
    "SQL": (b"-- MySQL dump 10.13\nCREATE TABLE `a`", "SQL", "CSV"),
    "ARFF": (b"@RELATION clicks\n@ATTRIBUTE user", "Weka", "CSV"),
    "noise": (bytes([5, 6, 7, 8, 14, 15, 16, 200, 201] * 30), "no text", "CSV"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_no_table_is_named_in_one_line_with_what_to_save_instead(name: str) -> None:
    content, what, instead = NAMED[name]
    with pytest.raises(Unreadable, match=what) as refused:
        unpack(content)
    assert refused.match(instead)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"SQLite database\. Export the table of clicks as CSV"):
        unpack(_sqlite(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "1:2\n3:4\n",
        "PK,item\n1,2\n",
        "ORCID,item\n1,2\n",
        "PARENT,item\n1,2\n",
        "PAR1,PAR2\n1,2\n",
        "BZh,item\n1,2\n",
        "<user>,item\n1,2\n",
        "{a},b\n1,2\n",
        "[a],b\n1,2\n",
        "read,me\n1,2\n",
    ],
)
def test_a_text_that_only_begins_like_something_else_is_read(text: str) -> None:
    assert unpack(text.encode()).text == text


def _limited(content: bytes, most: int) -> Content:
    return unpack(content, most_unpacked=most)


def test_what_is_unpacked_may_have_as_many_bytes_as_are_allowed() -> None:
    content = b"ab,cd\n" * 1_000
    for packed in (content, gzip.compress(content), kept.zipped({"a.csv": content})):
        assert _limited(packed, 6_000).text == content.decode()
        with pytest.raises(Unreadable, match=r"more than 0 MB when unpacked\. Save fewer rows"):
            _limited(packed, 5_999)


def test_a_text_needs_as_many_bytes_as_its_widest_character_has_in_memory() -> None:
    wide = "a,b\n" * 1_000 + "😀"
    assert _limited(wide.encode(), 4 * 4_004).text == wide
    with pytest.raises(Unreadable, match="when unpacked"):
        _limited(wide.encode(), 2 * 4_004)


def test_a_gzip_is_not_believed_what_it_says_of_its_size() -> None:
    lying = gzip.compress(b"a,b\n" * 10**6)[:-4] + struct.pack("<I", 4)
    with pytest.raises(Unreadable, match="when unpacked"):
        _limited(lying, 2 * 10**6)


def test_members_of_a_zip_that_cannot_be_unpacked_are_told() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", CSV)
    content = buffer.getvalue().replace(
        b"PK\1\2\x14\3\x14\0\0\0\0\0", b"PK\1\2\x14\3\x14\0\0\0\x63\0"
    )
    with pytest.raises(Unreadable, match="zip is damaged or cut off"):
        unpack(content)
