"""A colleague's project file, read through a copy, so that nothing of it is touched."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from services.storage.database import Database
from services.storage.failures import told_in_words
from services.storage.migrations import migrate
from services.storage.project_file import checked_version
from services.storage.project_table import ProjectTable

if TYPE_CHECKING:
    from types import TracebackType

    from services.jobs import JobContext

PAGES_AT_ONCE = 2048
WAL = 2
"""How the header of a file with a write-ahead journal says so, in its byte 18."""


class OtherFile:
    """The copy lies in a temporary folder, brought to the newest version; `close` removes it."""

    def __init__(self, path: Path, context: JobContext | None = None) -> None:
        """Raises AppError when it is missing, no project, damaged, or from a newer program."""
        checked_version(path)
        self.name = path.name
        self._folder = tempfile.TemporaryDirectory(prefix="tunesmith-", ignore_cleanup_errors=True)
        self.copy = Path(self._folder.name) / "other.tunesmith"
        try:
            with told_in_words(path):
                _copy(path, self.copy, context)
                with closing(sqlite3.connect(self.copy, isolation_level=None)) as connection:
                    migrate(connection)
            self.database = Database(self.copy)
            self.project = ProjectTable(self.database)
        except BaseException:
            self._folder.cleanup()
            raise

    def close(self) -> None:
        self.database.close()
        self._folder.cleanup()

    def __enter__(self) -> OtherFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _copy(path: Path, target: Path, context: JobContext | None) -> None:
    """A copy with what still stands in the journal; it may be open in another window."""

    def tell(_: int, remaining: int, total: int) -> None:
        if context is not None:
            context.report(total - remaining, total)

    with closing(_reading(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=PAGES_AT_ONCE, progress=tell)


def _reading(path: Path) -> sqlite3.Connection:
    """A file whose journal has been written back is read as it lies there.

    Otherwise SQLite would put files of its own beside it, which it cannot in a folder that may
    only be read.
    """
    with path.open("rb") as file:
        header = file.read(20)
    settled = header[18] == WAL and not path.with_name(path.name + "-wal").exists()
    options = "mode=ro&immutable=1" if settled else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True)
