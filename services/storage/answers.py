"""What authors say of examples: an append-only log and, beside it, what stands now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.evidence import Evidence, evidence_from_json, evidence_to_json
from services.domain.example import Answer, Source
from services.domain.ids import new_id
from services.domain.standing import Mark, standing
from services.storage.examples import gold_value

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from services.domain.example import Value
    from services.domain.standing import MarkChange
    from services.storage.database import Database
    from services.storage.project_table import LabelNumbers, ProjectTable

_Key = tuple[int, str, int]
_Kept = tuple[int | None, str | None, str | None, int]


class AnswerTable:
    """Reads and writes marks. Every write is logged; `rebuild` proves the log is whole."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project

    def mark(self, row: int, author: str) -> Mark:
        """What this author says of the example in this row now."""
        connection = self._database.read()
        flagged, flag_reason = connection.execute(
            "SELECT flagged, flag_reason FROM example_states WHERE row = ?", (row,)
        ).fetchone()
        mark = dict(_marks(connection, row, self._project.label_numbers())).get(author, Mark())
        return replace(mark, flagged=bool(flagged), flag_reason=flag_reason)

    def marks(self, row: int) -> dict[str, Mark]:
        """What each author says of the example in this row now, flags left out."""
        return dict(_marks(self._database.read(), row, self._project.label_numbers()))

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
        """Row and record (as JSON) of every answer that stands, of all authors."""
        yield from self._database.read().execute(
            "SELECT row, record FROM current_answers WHERE record IS NOT NULL ORDER BY row"
        )

    def put(
        self,
        connection: sqlite3.Connection,
        changes: Sequence[tuple[int, MarkChange]],
        source: Source,
        at: float,
    ) -> None:
        """Write marks (by row) inside a transaction: log, current answers and states together."""
        writer = _MarkWriter(
            connection,
            self._project.label_numbers(),
            self._project.guideline_revision(),
            source,
            at,
        )
        for row, change in changes:
            writer.write(row, change)

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


class _MarkWriter:
    """Writes marks in one transaction, all by one source at one time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        labels: LabelNumbers,
        guideline: int,
        source: Source,
        at: float,
    ) -> None:
        self._connection = connection
        self._labels = labels
        self._guideline = guideline
        self._source = source
        self._at = at

    def write(self, row: int, change: MarkChange) -> None:
        before, after, author = change.before, change.after, change.author
        if _own(before) != _own(after):
            self._write_own(row, author, after)
        if before.adjudicated != after.adjudicated:
            self._write_adjudicated(row, author, after)
        if (before.flagged, before.flag_reason) != (after.flagged, after.flag_reason):
            self._write_flag(row, author, after)
        self._write_standing(row)

    def _write_own(self, row: int, author: str, mark: Mark) -> None:
        if mark.answer is None and not mark.skipped:
            self._log(row, author, "withdraw", None, "")
            self._forget(row, author, adjudicated=0)
            return
        act = "skip" if mark.skipped else "answer"
        seq = self._log(row, author, act, mark.answer, mark.reason, mark.evidence)
        self._keep_own(row, author, mark, seq)

    def _write_adjudicated(self, row: int, author: str, mark: Mark) -> None:
        if mark.adjudicated is None:
            self._log(row, author, "unadjudicate", None, "")
            self._forget(row, author, adjudicated=1)
            return
        seq = self._log(row, author, "adjudicate", mark.adjudicated, "")
        self._connection.execute(
            "INSERT OR REPLACE INTO current_answers (row, author, adjudicated, label, record, seq)"
            " VALUES (?, ?, 1, ?, ?, ?)",
            (row, author, *stored(mark.adjudicated, self._labels), seq),
        )

    def _write_flag(self, row: int, author: str, mark: Mark) -> None:
        self._log(row, author, "flag" if mark.flagged else "unflag", None, mark.flag_reason)
        self._connection.execute(
            "UPDATE example_states SET flagged = ?, flag_reason = ? WHERE row = ?",
            (int(mark.flagged), mark.flag_reason, row),
        )

    def _write_standing(self, row: int) -> None:
        stands = standing(mark for _, mark in _marks(self._connection, row, self._labels))
        self._connection.execute(
            "UPDATE example_states SET state = ?, label = ?, record = ? WHERE row = ?",
            (stands.state, *stored(stands.gold, self._labels), row),
        )

    def _log(
        self,
        row: int,
        author: str,
        act: str,
        value: Value | None,
        reason: str,
        evidence: Evidence = Evidence(),  # noqa: B008 - it is frozen
    ) -> int:
        cursor = self._connection.execute(
            "INSERT INTO answer_log (id, row, author, act, label, record, evidence, reason, source,"
            " guideline, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                new_id(),
                row,
                author,
                act,
                *stored(value, self._labels),
                _stored_evidence(evidence),
                reason,
                self._source,
                self._guideline,
                self._at,
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _keep_own(self, row: int, author: str, mark: Mark, seq: int) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO current_answers (row, author, adjudicated, label, record,"
            " evidence, skipped, reason, seq) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)",
            (
                row,
                author,
                *stored(mark.answer, self._labels),
                _stored_evidence(mark.evidence),
                int(mark.skipped),
                mark.reason,
                seq,
            ),
        )

    def _forget(self, row: int, author: str, *, adjudicated: int) -> None:
        self._connection.execute(
            "DELETE FROM current_answers WHERE row = ? AND author = ? AND adjudicated = ?",
            (row, author, adjudicated),
        )


def stored(value: Value | None, labels: LabelNumbers) -> tuple[int | None, str | None]:
    """A value as the columns (label, record)."""
    if value is None:
        return None, None
    if isinstance(value, str):
        return labels.number_of[value], None
    return None, json.dumps(value, ensure_ascii=False)


def _own(mark: Mark) -> tuple[object, ...]:
    """What of a mark is the author's own answer."""
    return (mark.answer, mark.skipped, mark.reason, mark.evidence)


def _stored_evidence(evidence: Evidence) -> str | None:
    return json.dumps(evidence_to_json(evidence), ensure_ascii=False) if evidence else None


def _marks(
    connection: sqlite3.Connection, row: int, labels: LabelNumbers
) -> Iterator[tuple[str, Mark]]:
    """The marks on a row by author; the author who adjudicated last comes last."""
    marks: dict[str, Mark] = {}
    for author, adjudicated, label, record, evidence, skipped, reason in connection.execute(
        "SELECT author, adjudicated, label, record, evidence, skipped, reason"
        " FROM current_answers WHERE row = ? ORDER BY adjudicated, seq",
        (row,),
    ):
        value = gold_value(label, record, labels.id_of)
        mark = marks.pop(author, Mark())
        if adjudicated:
            marks[author] = replace(mark, adjudicated=value)
        else:
            found = evidence_from_json(json.loads(evidence)) if evidence else Evidence()
            marks[author] = replace(
                mark, answer=value, skipped=bool(skipped), reason=reason, evidence=found
            )
    yield from marks.items()
