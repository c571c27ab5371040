"""Connections to one project file: reading anywhere, writing through one gate."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from services.storage.failures import told_in_words
from services.storage.gate import WriteGate

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from services.domain.changes import Changes
    from services.jobs import JobContext

SLICE_SECONDS = 0.01
"""How long bulk work may hold the gate, so that an answer never waits noticeably."""
SLICES_PER_CHECKPOINT = 32
"""Bulk work writes the journal back itself, outside the gate, so that no answer pays for it."""
BUSY_SECONDS = 0.25
BUSY_TRIES = 20
PAGE_SIZE = 8192


class Database:
    """One project file. Each thread reads through a connection of its own."""

    def __init__(self, path: Path, journal_mode: str = "WAL") -> None:
        self.path = path
        self.journal_mode = journal_mode
        self._gate = WriteGate()
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: set[sqlite3.Connection] = set()
        self._listeners: list[Callable[[Changes], None]] = []

    def read(self) -> sqlite3.Connection:
        """This thread's connection; rows are tuples."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect("FULL")
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self, changes: Changes) -> Generator[sqlite3.Connection]:
        """A short transaction, on disk when the block ends; listeners then hear `changes`.

        Raises AppError when it cannot be written; then nothing of it is.
        """
        with told_in_words(self.path), self._gate.short():
            connection = self.read()
            with _transaction(connection):
                yield connection
        self.announce(changes)

    @contextmanager
    def bulk(self, changes: Changes) -> Generator[BulkWriter]:
        """Work on many rows in slices; what was committed stays when the block raises."""
        connection = self._connect("NORMAL")
        try:
            with told_in_words(self.path), BulkWriter(connection, self._gate) as writer:
                yield writer
        finally:
            self._forget(connection)
        self.announce(changes)

    def announce(self, changes: Changes) -> None:
        for listener in tuple(self._listeners):
            listener(changes)

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after each commit, on the committing thread; returns its removal."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def interruptible(self, context: JobContext | None) -> Generator[sqlite3.Connection]:
        """This thread's connection, whose running query ends when the context is stopped."""
        connection = self.read()
        with told_in_words(self.path):
            if context is None:
                yield connection
                return
            with context.on_stop(connection.interrupt):
                yield connection

    def close(self) -> None:
        """Close all connections; the last one writes the journal back into the file."""
        with self._lock:
            connections, self._open = self._open, set()
        for connection in connections:
            connection.close()
        self._local = threading.local()

    def _connect(self, synchronous: str) -> sqlite3.Connection:
        with told_in_words(self.path):
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=BUSY_SECONDS,
            )
            connection.execute(f"PRAGMA journal_mode = {self.journal_mode}")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
        with self._lock:
            self._open.add(connection)
        return connection

    def _forget(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.close()


class BulkWriter:
    """Bulk work on a connection of its own: call `breathe` after each small batch."""

    def __init__(self, connection: sqlite3.Connection, gate: WriteGate) -> None:
        self.connection = connection
        self._gate = gate
        self._began = 0.0
        self._slices = 0
        connection.execute("PRAGMA wal_autocheckpoint = 0")

    def __enter__(self) -> BulkWriter:
        self._begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._end("COMMIT" if kind is None else "ROLLBACK")

    def breathe(self) -> None:
        """Commit and let others write, when one waits or this slice has lasted long enough."""
        if not self._gate.wanted and time.perf_counter() - self._began < SLICE_SECONDS:
            return
        self._end("COMMIT")
        self._slices += 1
        if self._slices % SLICES_PER_CHECKPOINT == 0:
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._begin()

    def _begin(self) -> None:
        self._gate.take_bulk()
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._gate.release()
            raise
        self._began = time.perf_counter()

    def _end(self, how: str) -> None:
        try:
            if self.connection.in_transaction:
                self.connection.execute(how)
        finally:
            self._gate.release()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Generator[None]:
    _begin_patiently(connection)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _begin_patiently(connection: sqlite3.Connection) -> None:
    """Another process may hold the file for a moment: an answer is tried again, not dropped."""
    for _ in range(BUSY_TRIES - 1):
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        else:
            return
    connection.execute("BEGIN IMMEDIATE")
