"""SQLite's errors in words that say what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.jobs import JobCancelled

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_WORDS = {
    sqlite3.SQLITE_FULL: (
        "There is no space left on the disk.",
        "Free some space and try again; what was saved before is safe.",
    ),
    sqlite3.SQLITE_READONLY: (
        "The project file cannot be written.",
        "Check that you may write the file and its folder, or save a copy elsewhere.",
    ),
    sqlite3.SQLITE_PERM: (
        "The project file may not be opened.",
        "Check that you may read and write the file and its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The project file cannot be opened.",
        "Check that it is still there and that you may write its folder.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk could not be read or written.",
        "Check that the disk is connected and has space left, then open the project again.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program is writing to the project file.",
        "Close the other program, or wait a moment and try again.",
    ),
}
_DAMAGED = (
    "The project file is damaged.",
    "It was left as it is. Open a copy or a backup of it (*.backup beside the file).",
)
_OTHER = (
    "The project file could not be used.",
    "Try again; if it happens once more, copy the diagnostics from the settings and ask for help.",
)


@contextmanager
def told_in_words(path: Path) -> Generator[None]:
    """Turn what SQLite raises into AppError, and an interrupted query into JobCancelled."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            raise JobCancelled from error
        raise failure(path, error) from error


def failure(path: Path, error: sqlite3.DatabaseError) -> AppError:
    """What went wrong with the file at `path`, in words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    damaged = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    title, way_out = _DAMAGED if damaged else _WORDS.get(code, _OTHER)
    return AppError(title, way_out, f"{path.name}: {error}")
