"""How older project files become the newest: an append-only list, one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from services.storage.schema import FIRST, SECOND

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def _first(connection: sqlite3.Connection) -> None:
    _run(connection, FIRST)


def _second(connection: sqlite3.Connection) -> None:
    _run(connection, SECOND)


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        connection.execute(statement)


Migration = Callable[["sqlite3.Connection"], None]
MIGRATIONS: tuple[Migration, ...] = (_first, _second)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of an open file; 0 for one without tables."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring an open file to the newest version; each step is whole or leaves no trace."""
    for number in range(version_of(connection), len(migrations)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            migrations[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
