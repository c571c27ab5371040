"""Which split each row is in, and the shares that later rows are assigned by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from services.domain.changes import Changes, Kind
from services.domain.deeds import Part, PartKind, ranges_of
from services.domain.example import Split
from services.storage.effects import split_sign
from services.storage.examples import VISIBLE
from services.storage.project_table import split_shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.domain.split_rule import SplitRule
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


class SplitRow(NamedTuple):
    """What a split is drawn by: `given` says that it came with the file, `label` is the number of
    the gold label, `group` what the metadata say in the column that groups rows."""

    row: int
    id: str
    split: Split | None
    given: bool
    label: int | None
    group: str | None


class SplitTable:
    """Splits are assigned to all rows in one transaction: none moves without the rest."""

    def __init__(self, database: Database, deeds: HistoryTable) -> None:
        self._database = database
        self._deeds = deeds

    def rows(self, group: str = "") -> list[SplitRow]:
        """All rows in the order of import; `group` names a column of the metadata."""
        column, values = "NULL", ()
        if group:
            column = "(SELECT value FROM json_each(e.metadata) WHERE key = ?)"
            values = (group,)
        found = self._database.read().execute(
            f"SELECT s.row, e.id, s.split, s.split_given, s.label, {column} FROM example_states s"
            f" JOIN examples e ON e.row = s.row WHERE {VISIBLE} ORDER BY s.row",
            values,
        )
        splits = {None: None} | {int(split): split for split in Split}
        return [
            SplitRow(row, example_id, splits[split], bool(given), label, value)
            for row, example_id, split, given, label, value in found
        ]

    def columns(self) -> tuple[str, ...]:
        """The columns of the metadata of the newest rows, the most frequent first."""
        found = self._database.read().execute(
            "SELECT key FROM (SELECT e.metadata FROM examples e JOIN example_states s"
            f" ON s.row = e.row WHERE {VISIBLE} AND e.metadata IS NOT NULL"
            " ORDER BY s.row DESC LIMIT ?) AS newest, json_each(newest.metadata)"
            " GROUP BY key ORDER BY count(*) DESC, key",
            (AT_ONCE,),
        )
        return tuple(key for (key,) in found)

    def assign(self, moves: Sequence[SplitMove], rule: SplitRule, at: float) -> None:
        """Carry out the moves and keep what later rows are assigned by."""
        shares, seed = split_shares(rule), rule.seed
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


def _shares_part(former: tuple[str | None, int], latter: tuple[list[object], int]) -> Part:
    shares, seed = former
    before = [None if shares is None else json.loads(shares), seed]
    return Part(PartKind.SHARES, {"before": before, "after": list(latter)})
