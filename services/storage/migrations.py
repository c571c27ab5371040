"""How older project files become the newest: an append-only list, one transaction each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.storage.schema import FIRST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable


def _first(connection: sqlite3.Connection) -> None:
    for statement in FIRST.split(";\n"):
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first,)
NEWEST = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of an open file; 0 for one without tables."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an open file to the newest version; each step is whole or leaves no trace."""
    for number in range(version_of(connection), NEWEST):
        connection.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
