"""Writing marks: the log, what stands now, and where the example stands by it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.evidence import Evidence, evidence_to_json
from services.domain.ids import new_id
from services.domain.standing import standing
from services.storage.mark_reading import marks_by_row

if TYPE_CHECKING:
    import sqlite3

    from services.domain.example import Source, Value
    from services.domain.standing import Mark
    from services.storage.project_table import LabelNumbers


class MarkWriter:
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

    def write(self, row: int, author: str, before: Mark, after: Mark) -> None:
        own = _own(before) != _own(after)
        if own or _confirms(before, after):
            self._write_own(row, author, after)
        if before.adjudicated != after.adjudicated:
            self._write_adjudicated(row, author, after)
        if (before.flagged, before.flag_reason) != (after.flagged, after.flag_reason):
            self._write_flag(row, author, after)
        if before.check_again != after.check_again:
            self._connection.execute(
                "UPDATE example_states SET check_again = ? WHERE row = ?",
                (int(after.check_again), row),
            )
        if own or before.adjudicated != after.adjudicated:
            self.write_standing(row)

    def write_standing(self, row: int) -> None:
        """Where an example stands. The label is kept as an author gave it, also when it is merged
        into another, so that the merge can be taken back."""
        labels = self._labels
        given = tuple(marks_by_row(self._connection, [row], labels.own_id_of)[row].values())
        stands = standing(resolved_mark(mark, labels) for mark in given)
        gold = stands.gold
        if isinstance(gold, str):
            same = [value for value in _values(given) if labels.resolved(value) == gold]
            gold = min(same, key=lambda value: labels.number_of[value])
        self._connection.execute(
            "UPDATE example_states SET state = ?, label = ?, record = ? WHERE row = ?",
            (stands.state, *stored(gold, labels), row),
        )

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
                stored_evidence(evidence),
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
                stored_evidence(mark.evidence),
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


def stored_evidence(evidence: Evidence | None) -> str | None:
    """As it stands in the file; None where nothing was marked."""
    return json.dumps(evidence_to_json(evidence), ensure_ascii=False) if evidence else None


def resolved_mark(mark: Mark, labels: LabelNumbers) -> Mark:
    """The mark with labels that were merged replaced by those that stand for them now."""
    answer, adjudicated = (
        labels.resolved(value) if isinstance(value, str) else value
        for value in (mark.answer, mark.adjudicated)
    )
    if (answer, adjudicated) == (mark.answer, mark.adjudicated):
        return mark
    return replace(mark, answer=answer, adjudicated=adjudicated)


def _confirms(before: Mark, after: Mark) -> bool:
    """The same answer was given again where it was to be checked: it is logged."""
    return before.check_again and not after.check_again and after.answer is not None


def _values(marks: tuple[Mark, ...]) -> list[str]:
    """All labels that were given, as they were."""
    values = (value for mark in marks for value in (mark.adjudicated, mark.answer))
    return [value for value in values if isinstance(value, str)]
