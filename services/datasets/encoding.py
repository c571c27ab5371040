"""In which encoding a text file is written; bytes that do not belong stay findable."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import TYPE_CHECKING, cast

from services.datasets.source import cannot_read, utf16_order
from services.domain.errors import AppError

if TYPE_CHECKING:
    from io import BufferedReader, TextIOWrapper
    from pathlib import Path

_BLOCK = 1 << 20
_MOST_BLOCKS = 64
_EVIDENCE = 1 << 16
_BAD_BYTES = "tunesmith-bad-bytes"
_MARKS = re.compile("[\ud800-\udfff]")
_EDGES = bytes(range(0x80, 0x100))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = ["cp949", "cp932", "big5", "gb18030", "euc_jp", "cp1252"]
_KANA = 0.1
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Latin-1 (Windows-1252)",
    "cp949": "EUC-KR (Korean)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "big5": "Big5 (Chinese)",
    "gb18030": "GB 18030 (Chinese)",
}
"""The encodings to choose from, with their names on screen."""


def guess_encoding(path: Path) -> str:
    """The name of the encoding, as Python's codecs call it. Raises AppError as `kind_of`."""
    try:
        with path.open("rb") as file:
            head = file.read(_BLOCK)
            for mark, encoding in _BOMS:
                if head.startswith(mark):
                    return encoding
            if utf16 := utf16_order(head):
                return utf16
            file.seek(0)
            evidence = bytearray()
            for _ in range(_MOST_BLOCKS):
                block = file.read(_BLOCK)
                evidence += _telling_lines(block)[: _EVIDENCE - len(evidence)]
                if not block or len(evidence) >= _EVIDENCE:
                    break
    except OSError as error:
        raise cannot_read(path, error) from error
    return _judge(bytes(evidence))


def open_text(path: Path, encoding: str) -> TextIOWrapper:
    """The file as text, line ends as they are; bytes that do not decode become lone surrogates,
    which `bad_character` finds. Raises AppError."""
    codecs.register_error(_BAD_BYTES, _marked)
    try:
        codecs.lookup(encoding)
        return path.open(encoding=encoding, errors=_BAD_BYTES, newline="")
    except LookupError as error:
        raise AppError(
            f"There is no encoding “{encoding}”.", "Choose one of the list.", str(error)
        ) from error
    except OSError as error:
        raise cannot_read(path, error) from error


def bytes_read(text: TextIOWrapper) -> int:
    """How far an open text file is read, a buffer ahead of its lines."""
    return cast("BufferedReader", text.buffer).tell()


def bad_character(text: str) -> str | None:
    """What in a text is no character, in words; None for a sound text."""
    if text.isascii():
        return None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        if 0xDC00 <= code <= 0xDCFF:
            return f"the byte 0x{code - 0xDC00:02X}"
        return f"half a character (U+{code:04X})"
    return None


def _marked(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in wrong), error.end


def _telling_lines(block: bytes) -> bytes:
    """The lines with bytes beyond ASCII; the block's first and last may be cut in a character."""
    if block.isascii():
        return b""
    lines = block.splitlines(keepends=True)
    lines[0] = lines[0].lstrip(_EDGES)
    lines[-1] = lines[-1].rstrip(_EDGES)
    return b"".join(line for line in lines if not line.isascii())


def _judge(evidence: bytes) -> str:
    if not evidence:
        return "utf-8"
    text = evidence.decode("utf-8", "surrogateescape")
    bad = len(_MARKS.findall(text))
    good = sum(not character.isascii() for character in text) - bad
    if good > 2 * bad:
        return "utf-8"
    return _best_match(evidence) or _vote(evidence) or "cp1252"


def _best_match(evidence: bytes) -> str | None:
    import charset_normalizer

    if _is_japanese(evidence):
        return "cp932"
    for candidates in (_LIKELY, None):
        best = charset_normalizer.from_bytes(evidence, cp_isolation=candidates).best()
        if best is not None:
            return best.encoding
    return None


def _is_japanese(evidence: bytes) -> bool:
    """Shift-JIS also decodes as Korean, but no other text decodes into so many kana."""
    try:
        text = evidence.decode("cp932")
    except UnicodeDecodeError:
        return False
    beyond_ascii = [character for character in text if not character.isascii()]
    kana = sum("\u3040" <= character <= "\u30ff" for character in beyond_ascii)
    return kana > len(beyond_ascii) * _KANA


def _vote(evidence: bytes) -> str | None:
    """Where a bad byte spoils the whole, most lines still tell."""
    votes = Counter(_best_match(line) for line in evidence.splitlines()[:50])
    return next((encoding for encoding, _ in votes.most_common() if encoding), None)
