"""A project file as a whole: made, checked before it is touched, opened, copied."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from services.domain.errors import AppError
from services.storage.database import PAGE_SIZE, Database
from services.storage.failures import told_in_words
from services.storage.migrations import MIGRATIONS, Migration, migrate
from services.storage.places import is_shared

if TYPE_CHECKING:
    from collections.abc import Sequence

SUFFIX = ".tunesmith"
APPLICATION_ID = 0x54554E45  # "TUNE", in the header of each project file
SMALL_ENOUGH_TO_CHECK = 32 * 1024 * 1024
_HEADER = 100


@dataclass(slots=True)
class ProjectFile:
    """An open project file, locked against a second window until it is closed.

    `on_shared_disk` says that it lies where a write-ahead journal is not safe.
    """

    database: Database
    on_shared_disk: bool
    _lock: filelock.BaseFileLock

    @classmethod
    def create(cls, path: Path) -> ProjectFile:
        """A new, empty project file. Raises AppError when there is a file or it cannot be made."""
        if path.exists():
            raise AppError(
                f"There is a file {path.name} already.",
                "Choose another name, or open that file.",
            )
        lock = _locked(path)
        try:
            with told_in_words(path), closing(_made(path)) as connection:
                migrate(connection)
        except BaseException:
            path.unlink(missing_ok=True)
            _unlock(lock)
            raise
        return cls._opened(path, lock)

    @classmethod
    def open(cls, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> ProjectFile:
        """Open a file after checking it, bringing an older one to the newest version.

        Raises AppError, and leaves the file as it was, when it is missing, no project, damaged,
        from a newer program, or open elsewhere.
        """
        version = checked_version(path, len(migrations))
        lock = _locked(path)
        try:
            if version < len(migrations):
                _bring_up_to_date(path, version, migrations)
            return cls._opened(path, lock)
        except BaseException:
            _unlock(lock)
            raise

    def save_copy(self, target: Path) -> None:
        """Write a whole, compact copy. An existing file is replaced once the copy is complete."""
        beside = target.with_name(f".{target.name}.part")
        beside.unlink(missing_ok=True)
        try:
            with told_in_words(target):
                self.database.read().execute("VACUUM INTO ?", (str(beside),))
            beside.replace(target)
        except OSError as error:
            raise AppError(
                f"The copy {target.name} could not be written.",
                "Choose a folder that you may write, on a disk with space left.",
                str(error),
            ) from error
        finally:
            beside.unlink(missing_ok=True)

    def close(self) -> None:
        self.database.close()
        _unlock(self._lock)

    @classmethod
    def _opened(cls, path: Path, lock: filelock.BaseFileLock) -> ProjectFile:
        shared = is_shared(path.parent)
        return cls(Database(path, "DELETE" if shared else "WAL"), shared, lock)


def _made(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return connection


def checked_version(path: Path, newest: int = len(MIGRATIONS)) -> int:
    """The version of a project file, read from its header before SQLite touches it.

    Raises AppError when it is missing, no project, damaged, or from a newer program.
    Header fields: https://www.sqlite.org/fileformat.html, section 1.3.
    """
    header = _header_of(path)
    if len(header) < _HEADER or not header.startswith(b"SQLite format 3\0"):
        raise _no_project(path)
    user_version, application_id = struct.unpack(">I4xI", header[60:72])
    if application_id != APPLICATION_ID or not user_version:
        raise _no_project(path)
    if user_version > newest:
        raise AppError(
            f"{path.name} was made with a newer version of Tunesmith.",
            "Install the newest version to open it. The file was left as it is.",
            f"file version {user_version}, this program reads up to {newest}",
        )
    _refuse_damaged(path, header)
    return user_version


def _header_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)
    except FileNotFoundError as error:
        raise AppError(
            f"{path.name} is not there any more.",
            "It may have been moved or renamed. Choose it again with Open.",
            str(error),
        ) from error
    except OSError as error:
        raise AppError(
            f"{path.name} cannot be read.",
            "Check that it is a file and that you may read it.",
            str(error),
        ) from error


def _refuse_damaged(path: Path, header: bytes) -> None:
    page_size, pages = struct.unpack(">H10xI", header[16:32])
    size = path.stat().st_size
    journal = path.with_name(path.name + "-wal")
    if journal.exists():
        return
    if size < pages * page_size:
        raise _damaged(path, f"{size} bytes where {pages * page_size} are expected")
    if size > SMALL_ENOUGH_TO_CHECK:
        return
    try:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if found != "ok":
        raise _damaged(path, str(found))


def _bring_up_to_date(path: Path, version: int, migrations: Sequence[Migration]) -> None:
    """Copy the file, then change it. Where a step fails, the file is as it was."""
    backup = path.with_name(f"{path.stem}.version-{version}.backup")
    try:
        _copy_whole(path, backup)
    except (OSError, sqlite3.Error) as error:
        raise AppError(
            "The project comes from an older version, and no backup could be written.",
            "Make room or choose a folder that you may write; the file was left as it is.",
            str(error),
        ) from error
    with told_in_words(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, migrations)


def _copy_whole(path: Path, target: Path) -> None:
    """A copy with what still stands in the journal."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _locked(path: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(
        path.with_name(f".{path.name}.lock"), blocking=False, thread_local=False
    )
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise AppError(
            f"{path.name} is open in another window.",
            "Use that window, or close it first.",
        ) from error
    except OSError as error:
        raise AppError(
            f"{path.name} cannot be opened for writing.",
            "Check that you may write its folder and that the disk has space left.",
            str(error),
        ) from error
    return lock


def _unlock(lock: filelock.BaseFileLock) -> None:
    Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()


def _no_project(path: Path) -> AppError:
    return AppError(
        f"{path.name} is not a Tunesmith project.",
        "Open a file that ends in .tunesmith, or import this file into a project.",
    )


def _damaged(path: Path, details: str) -> AppError:
    return AppError(
        f"{path.name} is damaged.",
        "It was left as it is. Open a copy or a backup of it (*.backup beside the file).",
        details,
    )
