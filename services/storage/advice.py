"""Which advice was put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from services.storage.database import Database


class AdviceTable:
    """Names of rules that the user put aside for this project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def aside(self) -> frozenset[str]:
        rows = self._database.read().execute("SELECT rule FROM advice_aside")
        return frozenset(rule for (rule,) in rows)

    def put_aside(self, rule: str, at: float) -> None:
        """`at` is in seconds since 1970."""
        with self._database.write(Changes.of(Kind.ADVICE)) as connection:
            connection.execute("INSERT OR IGNORE INTO advice_aside VALUES (?, ?)", (rule, at))

    def clear(self) -> None:
        """Everything may be advised again."""
        with self._database.write(Changes.of(Kind.ADVICE)) as connection:
            connection.execute("DELETE FROM advice_aside")
