"""Which kind of file it is, told by what it holds; what cannot be imported is refused in words."""

from __future__ import annotations

import codecs
import enum
import json
import zipfile
from typing import TYPE_CHECKING

from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))


class FileKind(enum.StrEnum):
    """The kinds of files that can be imported."""

    DELIMITED = "delimited"
    TEXT_LINES = "text_lines"
    JSON_LINES = "json_lines"
    JSON = "json"
    EXCEL = "excel"
    PARQUET = "parquet"
    FOLDER_OF_TEXTS = "folder_of_texts"
    FOLDER_OF_TABLES = "folder_of_tables"


_TAKES = "Import a CSV, TSV, JSON, JSONL, text, Excel (.xlsx) or Parquet file, or a folder of them."
_OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"SQLite format 3\0": "a database",
    b"{\\rtf": "a rich text document",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JSON = (".jsonl", ".ndjson", ".json", ".kiln")
_TABLES = (".csv", ".tsv", ".tab")
_LONGEST_LINE = 1 << 24


def kinds_of(path: Path) -> tuple[FileKind, ...]:
    """How a file can be read, the likeliest first.

    Raises AppError for a file that is missing, unreadable, empty or of another kind.
    """
    head = _head_of(path)
    if not head.strip():
        raise AppError(f"{path.name} is empty.", "Choose a file with at least one row.")
    if head.startswith(b"PK\x03\x04"):
        return (_zipped(path),)
    if head.startswith(b"PAR1"):
        return (FileKind.PARQUET,)
    if head.startswith(_OLD_OFFICE):
        raise AppError(
            f"{path.name} is an Excel file of the old kind, or protected by a password.",
            "Open it in Excel and save it as .xlsx, without a password.",
        )
    for beginning, what in _OTHERS.items():
        if head.startswith(beginning):
            raise _wrong(path, what)
    if _is_binary(head):
        raise _wrong(path, "not a text file")
    return _text_kinds(path, head)


def utf16_order(head: bytes) -> str | None:
    """UTF-16 without a byte order mark has zero bytes at every other place, hardly elsewhere."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) <= max(len(head) // 32, 4 * min(even, odd)):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def cannot_read(path: Path, error: OSError) -> AppError:
    """The words for a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return AppError(
            f"{path.name} is not there any more.",
            "It may have been moved or renamed. Choose it again.",
            str(error),
        )
    if isinstance(error, PermissionError):
        return AppError(
            f"You may not read {path.name}.",
            "Close it in other programs, or ask for the right to read it.",
            str(error),
        )
    return AppError(
        f"{path.name} cannot be read.",
        "Check that it is a file and that its disk is connected.",
        str(error),
    )


def _head_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise cannot_read(path, error) from error


def _zipped(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise AppError(
            f"{path.name} is damaged.", "Open it in Excel and save it again.", str(error)
        ) from error
    if "xl/workbook.xml" in names:
        return FileKind.EXCEL
    raise _wrong(path, "a Word document" if "word/document.xml" in names else "a zip archive")


def _is_binary(head: bytes) -> bool:
    """Zeros and many controls, in bytes that are no UTF: a text may hold controls, too."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if 0 not in head or controls <= len(head) // 20 or utf16_order(head) is not None:
        return False
    return not head.strip(b"\0") or not _is_utf8(head)


def _is_utf8(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)  # not final: the last letter may be cut
    except UnicodeDecodeError:
        return False
    return True


def _text_kinds(path: Path, head: bytes) -> tuple[FileKind, ...]:
    ending = path.suffix.lower()
    if ending in _TABLES:
        return (FileKind.DELIMITED,)
    letters = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").strip(b"\xff\xfe \t\r\n")
    if ending in _JSON:
        lines = letters.startswith(b"{") if ending == ".json" else not letters.startswith(b"[")
        return (FileKind.JSON_LINES if lines and _has_json_lines(path) else FileKind.JSON,)
    if letters.startswith(b"{"):
        return (FileKind.JSON_LINES if _has_json_lines(path) else FileKind.JSON,)
    return (FileKind.DELIMITED, FileKind.TEXT_LINES)


def _has_json_lines(path: Path) -> bool:
    """Whether the first line is a JSON object, and not all of a file that ends in .json."""
    head = _head_of(path)
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return True
    encoding = utf16_order(head) or "utf-8-sig"
    with path.open(encoding=encoding, errors="replace") as file:
        first, more = file.readline(_LONGEST_LINE).strip(), file.read(_HEAD).strip()
    try:
        return isinstance(json.loads(first), dict) and bool(more)
    except (ValueError, RecursionError):
        return False


def _wrong(path: Path, what: str) -> AppError:
    return AppError(f"{path.name} is {what}; it holds no rows to import.", _TAKES)
