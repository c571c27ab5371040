"""What authors say of examples: an append-only log and, beside it, what stands now."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from services.domain.deeds import Part, PartKind, ranges_of, rows_in
from services.domain.evidence import evidence_from_json, evidence_to_json
from services.domain.example import Answer, Source
from services.domain.standing import Mark
from services.storage.examples import gold_value
from services.storage.mark_reading import marks_by_row, signs_by_row, with_signs
from services.storage.mark_writing import MarkWriter, resolved_mark

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from services.domain.standing import MarkChange
    from services.storage.database import Database
    from services.storage.project_table import LabelNumbers, ProjectTable

_Key = tuple[int, str, int]
_Kept = tuple[int | None, str | None, str | None, int]
_NOTHING = Mark()
_MARK_FIELDS = tuple(field.name for field in fields(Mark))

Edit = Callable[[Mark, tuple[Mark, ...]], Mark]
"""An author's mark as it is to be, from the mark as it is and the marks of the other authors."""


@dataclass(frozen=True, slots=True)
class _MarkStep:
    """An author's mark on the example in a row, as it was and as it is."""

    row: int
    author: str
    before: Mark
    after: Mark


class AnswerTable:
    """Reads and writes marks. Every write is logged; `rebuild` proves the log is whole."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project

    def mark(self, row: int, author: str) -> Mark:
        """What this author says of the example in this row now."""
        mark = self.marks(row).get(author, Mark())
        return with_signs(mark, signs_by_row(self._database.read(), [row])[row])

    def marks(self, row: int) -> dict[str, Mark]:
        """What each author says of the example in this row now, flags left out."""
        labels = self._project.label_numbers().id_of
        return marks_by_row(self._database.read(), [row], labels)[row]

    def log_of(self, row: int, example_id: str) -> list[Answer]:
        """All that was ever said of an example, the oldest first; flags left out."""
        labels = self._project.label_numbers().id_of
        log = self._database.read().execute(
            "SELECT author, at, act, label, record, source, guideline, reason FROM answer_log"
            " WHERE row = ? AND act NOT IN ('flag', 'unflag') ORDER BY seq",
            (row,),
        )
        return [
            Answer(
                example_id,
                author,
                at,
                gold_value(label, record, labels),
                Source(source),
                guideline,
                skipped=act == "skip",
                reason=reason,
            )
            for author, at, act, label, record, source, guideline, reason in log
        ]

    def records(self) -> Iterator[tuple[int, str]]:
        """Row and record (as JSON) of every answer that stands, of all authors; rows that are
        deleted, or not whole yet, left out."""
        yield from self._database.read().execute(
            "SELECT c.row, c.record FROM current_answers c JOIN example_states s ON s.row = c.row"
            " WHERE c.record IS NOT NULL AND s.hidden = 0"
            " AND c.row <= (SELECT last_row FROM project) ORDER BY c.row"
        )

    def put(
        self,
        connection: sqlite3.Connection,
        changes: Sequence[tuple[int, MarkChange]],
        source: Source,
        at: float,
    ) -> Part:
        """Write marks (by row) inside a transaction: log, current answers and states together.

        Returns the part of a deed by which they are taken back, to what stood there before.
        """
        now = self._marks_now(connection, [row for row, _ in changes])
        written: list[_MarkStep] = []
        writer = self._writer(connection, source, at)
        for row, change in changes:
            before = now.pop((row, change.author), None) or now[row, ""]
            writer.write(row, change.author, before, change.after)
            now[row, change.author] = change.after
            written.append(_MarkStep(row, change.author, before, change.after))
        return _part(written)

    def edit(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[int],
        author: str,
        edit: Edit,
        source: Source,
        at: float,
    ) -> Part | None:
        """Change an author's marks on some rows inside a transaction.

        Returns the part of a deed by which they are taken back; None when nothing was changed.
        """
        now = self._marks_now(connection, rows)
        labels = self._project.label_numbers()
        others: dict[int, list[Mark]] = {row: [] for row in rows}
        for (row, name), mark in now.items():
            if name not in ("", author):
                others[row].append(resolved_mark(mark, labels))
        writer = self._writer(connection, source, at)
        written: list[_MarkStep] = []
        for row in rows:
            before = now.get((row, author)) or now[row, ""]
            after = edit(before, tuple(others[row]))
            if after != before:
                writer.write(row, author, before, after)
                written.append(_MarkStep(row, author, before, after))
        return _part(written) if written else None

    def apply(
        self, connection: sqlite3.Connection, data: dict[str, Any], at: float, *, forward: bool
    ) -> None:
        """Do a part of a deed again, or take it back."""
        writer = self._writer(connection, Source.UNDONE, at)
        groups = data["groups"] if forward else reversed(data["groups"])
        for author, before, after, ranges in groups:
            was, shall_be = _mark(before), _mark(after)
            if not forward:
                was, shall_be = shall_be, was
            for row in rows_in(ranges):
                writer.write(row, author, was, shall_be)

    def restand(
        self, connection: sqlite3.Connection, numbers: Iterable[int], labels: LabelNumbers
    ) -> None:
        """Say anew where the examples stand on which several answers hold one of these labels."""
        wanted = json.dumps(sorted(numbers))
        rows = connection.execute(
            "SELECT row FROM current_answers WHERE row IN (SELECT row FROM current_answers"
            " WHERE label IN (SELECT value FROM json_each(?))) GROUP BY row HAVING count(*) > 1",
            (wanted,),
        ).fetchall()
        writer = MarkWriter(connection, labels, 0, Source.UNDONE, 0.0)
        for (row,) in rows:
            writer.write_standing(row)

    def current(self) -> dict[_Key, _Kept]:
        """The stored table: (row, author, adjudicated) to (label number, record, evidence,
        skipped)."""
        stored = self._database.read().execute(
            "SELECT row, author, adjudicated, label, record, evidence, skipped FROM current_answers"
        )
        return {
            (row, author, adjudicated): (label, record, evidence, skipped)
            for row, author, adjudicated, label, record, evidence, skipped in stored
        }

    def rebuild(self) -> dict[_Key, _Kept]:
        """The table as the log alone gives it; `current` must equal it."""
        current: dict[_Key, _Kept] = {}
        for row, author, act, label, record, evidence in self._database.read().execute(
            "SELECT row, author, act, label, record, evidence FROM answer_log ORDER BY seq"
        ):
            match act:
                case "answer" | "skip":
                    current[row, author, 0] = (label, record, evidence, int(act == "skip"))
                case "adjudicate":
                    current[row, author, 1] = (label, record, None, 0)
                case "withdraw":
                    current.pop((row, author, 0), None)
                case "unadjudicate":
                    current.pop((row, author, 1), None)
                case _:
                    pass
        return current

    def _writer(self, connection: sqlite3.Connection, source: Source, at: float) -> MarkWriter:
        labels, guideline = self._project.label_numbers(), self._project.guideline_revision()
        return MarkWriter(connection, labels, guideline, source, at)

    def _marks_now(
        self, connection: sqlite3.Connection, rows: Sequence[int]
    ) -> dict[tuple[int, str], Mark]:
        """Marks with their signs by row and author; "" stands for an author who said nothing.

        Labels are those that were given, also when they are merged into others since.
        """
        labels = self._project.label_numbers().own_id_of
        signs = signs_by_row(connection, rows)
        now: dict[tuple[int, str], Mark] = {}
        for row, marks in marks_by_row(connection, rows, labels).items():
            for author, mark in (("", Mark()), *marks.items()):
                now[row, author] = with_signs(mark, signs[row])
        return now


def _part(changes: Sequence[_MarkStep]) -> Part:
    """The part of a deed that has taken these steps; rows whose mark changed alike stand
    together."""
    groups: dict[tuple[str, str], tuple[_MarkStep, list[int]]] = {}
    for change in changes:
        key = change.author, repr((change.before, change.after))
        groups.setdefault(key, (change, []))[1].append(change.row)
    data = [
        [author, _said(step.before), _said(step.after), ranges_of(rows)]
        for (author, _), (step, rows) in groups.items()
    ]
    return Part(PartKind.MARKS, {"groups": data}, len(changes))


def _said(mark: Mark) -> dict[str, Any]:
    """Only what a mark says; most of it is empty."""
    values = {name: getattr(mark, name) for name in _MARK_FIELDS}
    said = {name: value for name, value in values.items() if value != getattr(_NOTHING, name)}
    if mark.evidence:
        said["evidence"] = evidence_to_json(mark.evidence)
    return said


def _mark(said: dict[str, Any]) -> Mark:
    mark = Mark(**{name: value for name, value in said.items() if name != "evidence"})
    return replace(mark, evidence=evidence_from_json(said.get("evidence", {})))
