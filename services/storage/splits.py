"""Which split each row is in, and the shares that later rows are assigned by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.example import Split
    from services.storage.database import Database


class SplitTable:
    """Splits are assigned to all rows in one transaction: none moves without the rest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def moves(self, split_of: Callable[[str], Split]) -> list[tuple[Split, int]]:
        """The rows (with their new split) that this assignment would move or newly assign."""
        rows = self._database.read().execute(
            "SELECT e.id, s.row, s.split FROM example_states s JOIN examples e ON e.row = s.row"
            " WHERE s.row <= (SELECT last_row FROM project)"
        )
        return [
            (wanted, row)
            for example_id, row, split in rows
            if (wanted := split_of(example_id)) != split
        ]

    def assign(
        self, moves: list[tuple[Split, int]], shares: tuple[float, float, float], seed: int
    ) -> None:
        with self._database.write(Changes.of(Kind.SPLITS)) as connection:
            connection.executemany("UPDATE example_states SET split = ? WHERE row = ?", moves)
            connection.execute(
                "UPDATE project SET shares = ?, seed = ?", (json.dumps(shares), seed)
            )
