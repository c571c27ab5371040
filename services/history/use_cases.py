"""Doing, undoing and doing again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.example import Source
from services.domain.standing import MarkChange

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from services.ports import Clock
    from services.storage.answers import AnswerTable
    from services.storage.database import Database
    from services.storage.examples import ExampleTable
    from services.storage.history import Deed, HistoryTable


@dataclass(frozen=True, slots=True)
class Redone:
    """What was undone or done again, and the first example that it touched."""

    title: str
    example_id: str


class History:
    """Writes marks as deeds that can be undone, one after another, also after a restart."""

    def __init__(
        self,
        database: Database,
        examples: ExampleTable,
        answers: AnswerTable,
        deeds: HistoryTable,
        clock: Clock,
    ) -> None:
        self._database = database
        self._examples = examples
        self._answers = answers
        self._deeds = deeds
        self._clock = clock

    @property
    def undo_title(self) -> str | None:
        """What `undo` would undo, in words; None when there is nothing."""
        deed = self._deeds.to_undo()
        return deed.title if deed else None

    @property
    def redo_title(self) -> str | None:
        deed = self._deeds.to_redo()
        return deed.title if deed else None

    def do(self, title: str, changes: Sequence[MarkChange], source: Source) -> None:
        """Write marks; on disk, with what is needed to undo them, when this returns."""
        with self._database.write(_changed(changes)) as connection:
            self._put(connection, changes, source)
            self._deeds.add(connection, title, changes, self._clock.now())

    def undo(self) -> Redone | None:
        """Take back the newest deed; None when there is nothing to take back."""
        deed = self._deeds.to_undo()
        if deed is None:
            return None
        back = [
            MarkChange(change.example_id, change.author, change.after, change.before)
            for change in reversed(deed.changes)
        ]
        return self._again(deed, back, undone=True)

    def redo(self) -> Redone | None:
        """Do the deed again that was undone last; None when there is none."""
        deed = self._deeds.to_redo()
        return self._again(deed, deed.changes, undone=False) if deed else None

    def _again(self, deed: Deed, changes: Sequence[MarkChange], *, undone: bool) -> Redone:
        with self._database.write(_changed(changes)) as connection:
            self._put(connection, changes, Source.UNDONE)
            self._deeds.set_undone(connection, deed.seq, undone=undone)
        return Redone(deed.title, deed.changes[0].example_id)

    def _put(
        self, connection: sqlite3.Connection, changes: Sequence[MarkChange], source: Source
    ) -> None:
        rows = self._examples.rows_of([change.example_id for change in changes])
        self._answers.put(
            connection,
            [(rows[change.example_id], change) for change in changes],
            source,
            self._clock.now(),
        )


def _changed(changes: Sequence[MarkChange]) -> Changes:
    ids = frozenset(change.example_id for change in changes)
    return Changes.of(Kind.ANSWERS, Kind.HISTORY, ids=ids)
