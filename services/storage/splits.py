"""Which split each row is in, and the shares that later rows are assigned by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from services.domain.changes import Changes, Kind
from services.domain.deeds import Part, PartKind, ranges_of
from services.domain.example import Split
from services.storage.effects import split_sign
from services.storage.examples import VISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from services.storage.database import Database
    from services.storage.history import HistoryTable

AT_ONCE = 500
"""Rows in one part of a deed."""


class SplitMove(NamedTuple):
    """A row and its split before and after; `given` says that it came with the file."""

    row: int
    before: Split | None
    after: Split
    given: bool


class SplitTable:
    """Splits are assigned to all rows in one transaction: none moves without the rest."""

    def __init__(self, database: Database, deeds: HistoryTable) -> None:
        self._database = database
        self._deeds = deeds

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
        self, moves: Sequence[SplitMove], shares: tuple[float, float, float], seed: int, at: float
    ) -> None:
        """Carry out the moves and keep what later rows are assigned by."""
        moved = [move for move in moves if move.after is not move.before]
        with self._database.write(Changes.of(Kind.SPLITS, Kind.HISTORY)) as connection:
            former = connection.execute("SELECT shares, seed FROM project").fetchone()
            connection.executemany(
                "UPDATE example_states SET split = ? WHERE row = ?",
                ((move.after, move.row) for move in moved),
            )
            connection.execute(
                "UPDATE project SET shares = ?, seed = ?", (json.dumps(shares), seed)
            )
            parts = [_shares_part(former, (shares, seed)), *_move_parts(moved)]
            self._deeds.record(connection, "Split the examples", parts, at)

    def parts_for(self, rows: Sequence[int], split: Split | None) -> Iterator[Part]:
        """What puts these rows into a split for good, so that no later split moves them; None
        takes them out of theirs until the next split. Read a part at a time, as they are used."""
        after = split_sign(split, given=split is not None)
        for start in range(0, len(rows), AT_ONCE):
            block = sorted(rows[start : start + AT_ONCE])
            found = self._database.read().execute(
                "SELECT row, split, split_given FROM example_states"
                " WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row",
                (json.dumps(block),),
            )
            before = [(row, split_sign(now, given=bool(given))) for row, now, given in found]
            moved = [(row, sign) for row, sign in before if sign != after]
            if moved:
                yield _part([row for row, _ in moved], [sign for _, sign in moved], after)


def _move_parts(moves: Sequence[SplitMove]) -> Iterator[Part]:
    for start in range(0, len(moves), AT_ONCE):
        block = moves[start : start + AT_ONCE]
        before = [split_sign(move.before, given=False) for move in block]
        after = "".join(split_sign(move.after, given=False) for move in block)
        yield _part([move.row for move in block], before, after)


def _part(rows: list[int], before: list[str], after: str) -> Part:
    """Of one `after` for all rows, or one for each."""
    signs = after if len(after) == len(rows) else after * len(rows)
    data = {"rows": ranges_of(rows), "before": "".join(before), "after": signs}
    return Part(PartKind.SPLITS, data, len(rows))


def _shares_part(
    former: tuple[str | None, int], latter: tuple[tuple[float, float, float], int]
) -> Part:
    shares, seed = former
    before = [None if shares is None else json.loads(shares), seed]
    return Part(PartKind.SHARES, {"before": before, "after": list(latter)})
