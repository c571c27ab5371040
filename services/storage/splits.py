"""Which split each row is in, and the shares that later rows are assigned by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from services.domain.changes import Changes, Kind
from services.domain.example import Split
from services.storage.examples import VISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from services.storage.database import Database


class SplitMove(NamedTuple):
    """A row and its split before and after; `given` says that it came with the file."""

    row: int
    before: Split | None
    after: Split
    given: bool


class SplitTable:
    """Splits are assigned to all rows in one transaction: none moves without the rest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, split_of: Callable[[str], Split]) -> Iterator[SplitMove]:
        """What an assignment by example id does to each row; given splits stay."""
        rows = self._database.read().execute(
            "SELECT e.id, s.row, s.split, s.split_given FROM example_states s"
            f" JOIN examples e ON e.row = s.row WHERE {VISIBLE}"
        )
        for example_id, row, split, given in rows:
            before = None if split is None else Split(split)
            if given and before is not None:
                yield SplitMove(row, before, before, given=True)
            else:
                yield SplitMove(row, before, split_of(example_id), given=False)

    def assign(
        self, moves: Sequence[SplitMove], shares: tuple[float, float, float], seed: int
    ) -> None:
        """Carry out the moves and keep what later rows are assigned by."""
        with self._database.write(Changes.of(Kind.SPLITS)) as connection:
            connection.executemany(
                "UPDATE example_states SET split = ? WHERE row = ?",
                ((move.after, move.row) for move in moves if move.after is not move.before),
            )
            connection.execute(
                "UPDATE project SET shares = ?, seed = ?", (json.dumps(shares), seed)
            )
