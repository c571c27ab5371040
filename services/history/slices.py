"""Many small steps as bulk work, with those that change the task standing alone."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from types import TracebackType

    from services.domain.deeds import PartKind
    from services.storage.database import BulkWriter, Database

Result = TypeVar("Result")


class Slices:
    """Runs steps in order; what was committed stays when one raises.

    A step that changes the task is committed and told by itself, since later ones read the task.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = ExitStack()
        self._bulk: BulkWriter | None = None

    def __enter__(self) -> Slices:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bulk = None
        self._open.__exit__(kind, error, trace)

    def run(self, kind: PartKind, step: Callable[[sqlite3.Connection], Result]) -> Result:
        if not kind.of_task:
            return self._in_bulk(step)
        self._bulk = None
        self._open.close()
        with self._database.write(Changes.of(Kind.TASK)) as connection:
            return step(connection)

    def _in_bulk(self, step: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._bulk is None:
            self._bulk = self._open.enter_context(self._database.bulk(Changes.of()))
        result = step(self._bulk.connection)
        self._bulk.breathe()
        return result
