"""What files are that a person could take for a table, and what to save instead."""

import re

from attnviz.interactions.files.limits import Unreadable

_AS_TABLE = "Save the table as CSV in UTF-8, or as Parquet"
_UNPACK = "Unpack it and choose the table in it"
_EXCEL = "Open it and save it as .xlsx or as CSV in UTF-8"

# Each: the first byte's place, bytes that stand there, what such a file is, what to do.
_BY_BYTES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF", "a PDF", _AS_TABLE),
    (0, b"\x89PNG", "a picture (PNG)", _AS_TABLE),
    (0, b"\xff\xd8\xff", "a picture (JPEG)", _AS_TABLE),
    (0, b"GIF8", "a picture (GIF)", _AS_TABLE),
    (0, b"II*\0", "a picture (TIFF)", _AS_TABLE),
    (0, b"MM\0*", "a picture (TIFF)", _AS_TABLE),
    (8, b"WEBP", "a picture (WebP)", _AS_TABLE),
    (4, b"ftyp", "a video or a picture of a phone", _AS_TABLE),
    (0, b"SQLite format 3\0", "an SQLite database", "Export the table of clicks as CSV"),
    (8, b"DUCK", "a DuckDB database", "Export the table of clicks as CSV or Parquet"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file", "Save the table with pandas' to_parquet or to_csv"),
    (0, b"\x93NUMPY", "a NumPy array (.npy)", "Save it with numpy.savetxt, with commas between"),
    (0, b"RDX2\n", "data of R", "Save the table with write.csv"),
    (0, b"RDX3\n", "data of R", "Save the table with write.csv"),
    (0, b"RDA2\n", "data of R", "Save the table with write.csv"),
    (0, b"RDA3\n", "data of R", "Save the table with write.csv"),
    (0, b"X\n\0\0\0\2", "data of R (.rds)", "Save the table with write.csv"),
    (0, b"X\n\0\0\0\3", "data of R (.rds)", "Save the table with write.csv"),
    (0, b"MATLAB 5.0", "data of MATLAB", "Save the table with writetable as CSV"),
    (0, b"$FL2", "data of SPSS", "Save it as CSV"),
    (0, b"$FL3", "data of SPSS", "Save it as CSV"),
    (0, b"<stata_dta>", "data of Stata", "Save it with export delimited"),
    (0, b"HEADER RECORD*******", "data of SAS", "Save it with PROC EXPORT as CSV"),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "data of SAS", "Save it with PROC EXPORT as CSV"),
    (0, b"ORC", "an ORC file", "Save it as Parquet or CSV"),
    (0, b"Obj\x01", "an Avro file", "Save it as Parquet or CSV"),
    (0, b"FEA1", "a Feather file of version 1", "Save it again as Feather version 2 or as Parquet"),
    (0, b"PAR1", "Parquet, and is cut off", "Load it again"),
    (0, b"PARE", "an encrypted Parquet file", "Save it without encryption"),
    (0, b"BZh", "a bzip2 file", _UNPACK),
    (0, b"\xfd7zXZ\0", "an xz file", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK),
    (0, b"\x04\x22\x4d\x18", "an LZ4 file", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a", "a RAR archive", _UNPACK),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"PGDMP", "a dump of PostgreSQL", "Export the table of clicks as CSV"),
    (0, b"bplist", "a property list of macOS", _AS_TABLE),
    (0, b"\xac\xed\0\x05", "a Java object", _AS_TABLE),
    (0, b"\x7fELF", "a program", _AS_TABLE),
    (0, b"{\\rtf", "a text document (RTF)", _AS_TABLE),
)
# A header may begin with the letters of a sign; such a text has none of these.
_CONTROLS = re.compile(rb"[\0-\6\x0e-\x1b]")
_OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_STATA = re.compile(rb"[\x69-\x73][\x01\x02]\x01\0")

_PYTHON_LINES = (
    "lines of Python, not JSON: {u'name': u'...'}",
    "Write each line as JSON, with double quotes (in Python, json.dumps)",
)
# Each: what the first non-blank text looks like, what such a file is, what to do.
_BY_TEXT: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\[?\s*\{\s*u?'"), *_PYTHON_LINES),
    (re.compile(r"<(!doctype html|html|table|head|body|meta|script)\b", re.IGNORECASE),
     "a web page (HTML), whatever its name says",
     "Download the file itself, or open the page as a sheet and save it as CSV in UTF-8"),
    (re.compile(r"<\?xml|<[A-Za-z][\w:.-]*(\s[^<>]*)?>\s*<"), "XML", _AS_TABLE),
    (re.compile(r"\d+:[ \t]*\r?\n[^\n,]+,[^\n,]+,[^\n]+"),
     "blocks below a line with an item's number and a colon (the Netflix Prize's layout)",
     "Write the item into each row of its block: item,user,rating,date"),
    (re.compile(r"version https://git-lfs\.github\.com/spec"),
     "a pointer of Git LFS, without the data", "Download the file itself"),
    (re.compile(r"@relation\b", re.IGNORECASE), "an ARFF file of Weka", _AS_TABLE),
    (re.compile(r"(-- |/\*).{0,80}\bdump\b|(create table|insert into)\s", re.IGNORECASE),
     "a dump of a database (SQL)", "Export the table of clicks as CSV"),
)  # fmt: skip

_HEAD = 512
_WINDOW = 2**16
_MOST_CONTROLS = 0.05


def refuse_by_bytes(content: bytes) -> None:
    """Refuse a file that is known by its bytes.

    Raises:
        Unreadable: if it is one of these; the message names it and what to save instead.
    """
    binary = _CONTROLS.search(content[:_HEAD])
    for place, sign, what, instead in _BY_BYTES:
        if content.startswith(sign, place) and (binary or not sign.isalnum()):
            raise refusal(what, instead)
    if content.startswith(_OFFICE_97):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refusal("a workbook or document with a password", "Save it without a password")
        if "WordDocument".encode("utf-16-le") in content:
            raise refusal("an old Word document (.doc)", _AS_TABLE)
        raise refusal("an old Excel workbook (.xls) or another old Office file", _EXCEL)
    if _PICKLE.match(content) and b"." in content[-2:]:
        raise refusal(
            "a pickle of Python, which could run code and is never opened",
            "Save the table with pandas' to_parquet or to_csv",
        )
    if _STATA.match(content):
        raise refusal("data of Stata", "Save it with export delimited")


def refuse_by_text(text: str) -> None:
    """Refuse a text that is known and is no table.

    Raises:
        Unreadable: if it is one of these; the message names it and what to save instead.
    """
    head = text[:_WINDOW].lstrip()
    if not head and not text.strip():
        raise Unreadable("The file is empty; a row for each click is needed.")
    for pattern, what, instead in _BY_TEXT:
        if pattern.match(head):
            raise refusal(what, instead)
    controls = sum(sign < " " and sign not in "\t\n\r\f\x01\x02\x1c\x1d\x1e\x1f" for sign in head)
    if controls > _MOST_CONTROLS * len(head):
        raise refusal("no text, and nothing else that is known here", _AS_TABLE)


def refuse_by_members(names: list[str]) -> None:
    """Refuse a zip that is a document of another kind.

    Args:
        names: Of its members.

    Raises:
        Unreadable: if it is one; the message names it and what to save instead.
    """
    if "xl/workbook.bin" in names:
        raise refusal("a binary workbook (.xlsb)", _EXCEL)
    if any(name.startswith("word/") for name in names):
        raise refusal("a Word document (.docx)", _AS_TABLE)
    if any(name.startswith("ppt/") for name in names):
        raise refusal("slides (.pptx)", _AS_TABLE)
    if "content.xml" in names:
        raise refusal("a document of LibreOffice (.ods, .odt)", _EXCEL)
    if any(name.endswith(".iwa") for name in names):
        raise refusal("a document of Apple's Numbers or Pages", _EXCEL)
    if names and all(name.endswith(".npy") for name in names):
        raise refusal("NumPy arrays (.npz)", "Save them as one table with pandas' to_parquet")
    if any(name.endswith("data.pkl") for name in names):
        raise refusal("tensors of PyTorch", "Save the table with pandas' to_parquet or to_csv")


def refusal(what: str, instead: str) -> Unreadable:
    """Return the refusal of a file, in one line."""
    return Unreadable(f"The file is {what}. {instead}.")
