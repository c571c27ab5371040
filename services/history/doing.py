"""A deed under way: each part is kept in the transaction that carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from services.domain.changes import Kind
    from services.domain.deeds import Part, PartKind
    from services.history.slices import Slices
    from services.storage.effects import Effect
    from services.storage.history import HistoryTable


class Doing:
    """The deed of number `seq`; `kinds` says what it has changed, `rows` in how many rows."""

    def __init__(
        self,
        seq: int,
        slices: Slices,
        deeds: HistoryTable,
        effects: Mapping[PartKind, Effect],
    ) -> None:
        self._seq = seq
        self._slices = slices
        self._deeds = deeds
        self._effects = effects
        self._parts = 0
        self.kinds: frozenset[Kind] = frozenset()
        self.rows = 0

    def apply(self, part: Part) -> None:
        """Carry out a part that says itself what to do."""

        def step(connection: sqlite3.Connection) -> Part:
            self._effects[part.kind].apply(connection, part.data, forward=True)
            return part

        self.run(part.kind, step)

    def run(self, kind: PartKind, step: Callable[[sqlite3.Connection], Part | None]) -> None:
        """Carry out a step that gives the part by which it is taken back, or nothing."""

        def kept(connection: sqlite3.Connection) -> None:
            part = step(connection)
            if part is not None:
                self._keep(connection, part)

        self._slices.run(kind, kept)

    def _keep(self, connection: sqlite3.Connection, part: Part) -> None:
        self._deeds.add_part(connection, self._seq, self._parts, part)
        self._parts += 1
        self.rows += part.rows
        self.kinds |= self._effects[part.kind].kinds
