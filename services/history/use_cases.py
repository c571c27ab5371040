"""Doing, undoing and doing again."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.deeds import PartKind
from services.domain.errors import AppError
from services.history.doing import Doing
from services.history.slices import Slices
from services.jobs import JobCancelled, JobContext

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from services.domain.deeds import Part
    from services.domain.example import Source
    from services.ports import Clock
    from services.storage.answers import AnswerTable, Edit
    from services.storage.database import Database
    from services.storage.effects import Effect
    from services.storage.examples import ExampleTable
    from services.storage.history import Deed, HistoryTable

AT_ONCE = 64
"""Rows that bulk work changes before it lets others write."""
SHORT = 500
"""Rows that may be changed while somebody waits."""


@dataclass(frozen=True, slots=True)
class Redone:
    """What was undone or done again, the first example that it touched (None: it touched no
    example, or none that is shown now), and how many rows it changed."""

    title: str
    example_id: str | None
    rows: int


class History:
    """Does what can be undone, one deed after another, also after a restart.

    A deed has parts; `effects` knows for each kind of part the way forward and back. What touches
    many rows is done in slices, so call it aside; when it is stopped, it is taken back.
    """

    def __init__(
        self,
        database: Database,
        examples: ExampleTable,
        answers: AnswerTable,
        deeds: HistoryTable,
        effects: Mapping[PartKind, Effect],
        clock: Clock,
    ) -> None:
        self._database = database
        self._examples = examples
        self._answers = answers
        self._deeds = deeds
        self._effects = effects
        self._clock = clock
        self._moving = threading.Lock()
        deeds.settle()

    @property
    def undo_title(self) -> str | None:
        """What `undo` would undo, in words; None when there is nothing."""
        deed = self._deeds.to_undo()
        return deed.title if deed else None

    @property
    def redo_title(self) -> str | None:
        deed = self._deeds.to_redo()
        return deed.title if deed else None

    @property
    def undo_is_long(self) -> bool:
        """Whether `undo` changes so many rows that nobody should wait for it."""
        return _long(self._deeds.to_undo())

    @property
    def redo_is_long(self) -> bool:
        return _long(self._deeds.to_redo())

    def do(
        self,
        title: str,
        example_id: str,
        author: str,
        edit: Edit,
        source: Source,
        also: Sequence[Part] = (),
    ) -> None:
        """Change an author's mark on one example, and what `also` says, as one deed; where nothing
        changes, there is no deed.

        On disk, with what is needed to undo it, when this returns.
        """
        row = self._examples.row_of(example_id)
        at = self._clock.now()
        kinds = {Kind.ANSWERS, Kind.HISTORY}.union(
            *(self._effects[each.kind].kinds for each in also)
        )
        with self._database.write(
            Changes(frozenset(kinds), frozenset((example_id,)))
        ) as connection:
            part = self._answers.edit(connection, [row], author, edit, source, at)
            for each in also:
                self._effects[each.kind].apply(connection, each.data, forward=True)
            self._deeds.record(connection, title, [*([part] if part else ()), *also], at)

    def edit(
        self,
        title: str,
        rows: Sequence[int],
        author: str,
        edit: Edit,
        source: Source,
        context: JobContext | None = None,
        first: Iterable[Part] = (),
    ) -> int:
        """Change an author's marks on many rows, after the parts in `first`; one deed in all.

        Returns how many rows changed; when none does and there is no first part, there is no deed.
        Stopped, it leaves everything as it was.
        """
        context = context or JobContext()
        with self._doing(title) as doing:
            for part in first:
                doing.apply(part)
            for start in range(0, len(rows), AT_ONCE):
                context.report(start, len(rows))
                block = rows[start : start + AT_ONCE]
                doing.run(
                    PartKind.MARKS,
                    lambda connection, block=block: self._answers.edit(
                        connection, block, author, edit, source, self._clock.now()
                    ),
                )
        return doing.rows

    def apply(
        self, title: str, parts: Iterable[Part], context: JobContext | None = None, total: int = 0
    ) -> int:
        """Carry out parts as one deed; `total` is how many rows they touch at most.

        Returns how many they touch. Stopped, it leaves everything as it was.
        """
        context = context or JobContext()
        with self._doing(title) as doing:
            for part in parts:
                context.report(doing.rows, total or None)
                doing.apply(part)
        return doing.rows

    def undo(self, context: JobContext | None = None) -> Redone | None:
        """Take back the newest deed; None when there is nothing to take back.

        Raises AppError while the newest deed is still under way.
        """
        return self._move(self._deeds.to_undo, context or JobContext(), forward=False)

    def redo(self, context: JobContext | None = None) -> Redone | None:
        """Do the deed again that was undone last; None when there is none."""
        return self._move(self._deeds.to_redo, context or JobContext(), forward=True)

    def forget(self) -> None:
        """What stands now is where the project begins: there is nothing to undo."""
        with self._database.write(Changes.of(Kind.HISTORY)) as connection:
            self._deeds.clear(connection)

    @contextmanager
    def _doing(self, title: str) -> Generator[Doing]:
        with self._database.write(Changes.of()) as connection:
            seq = self._deeds.begin(connection, title, self._clock.now())
        try:
            with Slices(self._database) as slices:
                doing = Doing(seq, slices, self._deeds, self._effects)
                yield doing
        except BaseException:
            kinds = self._walk(seq, JobContext(), forward=False)
            with self._database.write(Changes(kinds | {Kind.HISTORY})) as connection:
                self._deeds.drop(connection, seq)
            raise
        with self._database.write(Changes(doing.kinds | {Kind.HISTORY})) as connection:
            self._deeds.finish(connection, seq)

    def _move(
        self, which: Callable[[], Deed | None], context: JobContext, *, forward: bool
    ) -> Redone | None:
        if not self._moving.acquire(blocking=False):
            raise _under_way()
        try:
            deed = which()
            if self._deeds.under_way():
                raise _under_way()
            if deed is None:
                return None
            return self._moved(deed, context, forward=forward)
        finally:
            self._moving.release()

    def _moved(self, deed: Deed, context: JobContext, *, forward: bool) -> Redone:
        first = self._deeds.part(deed.seq, 0)
        try:
            kinds = self._walk(deed.seq, context, forward=forward)
        except JobCancelled:
            self._walk(deed.seq, JobContext(), forward=not forward)
            raise
        example_id = self._example_of(first)
        ids = frozenset((example_id,)) if example_id and deed.rows == 1 else None
        with self._database.write(Changes(kinds | {Kind.HISTORY}, ids)) as connection:
            self._deeds.set_undone(connection, deed.seq, undone=not forward)
        return Redone(deed.title, example_id, deed.rows)

    def _walk(self, seq: int, context: JobContext, *, forward: bool) -> frozenset[Kind]:
        """Carry out the parts that are on the other side yet; says which kinds they change."""
        positions = self._deeds.pending(seq, undone=forward)
        kinds: set[Kind] = set()
        with Slices(self._database) as slices:
            for done, position in enumerate(positions if forward else reversed(positions)):
                context.report(done, len(positions))
                part = self._deeds.part(seq, position)
                step = partial(self._step, seq, position, part, forward)
                slices.run(part.kind, step)
                kinds |= self._effects[part.kind].kinds
        return frozenset(kinds)

    def _step(
        self, seq: int, position: int, part: Part, forward: bool, connection: sqlite3.Connection
    ) -> None:
        self._effects[part.kind].apply(connection, part.data, forward=forward)
        self._deeds.set_part_undone(connection, seq, position, undone=not forward)

    def _example_of(self, part: Part) -> str | None:
        """The first example of a part, where it is shown."""
        rows = part.data.get("groups") or [[None, None, None, part.data.get("rows")]]
        ranges = rows[0][3]
        found = self._examples.at([ranges[0][0]], text_limit=0) if ranges else []
        return found[0].id if found and self._examples.rows_of([found[0].id]) else None


def _long(deed: Deed | None) -> bool:
    return deed is not None and deed.rows > SHORT


def _under_way() -> AppError:
    return AppError(
        "The newest change is still under way.", "Wait until it is done, or stop it first."
    )
