"""Writing the log of an example anew, when entries of another file go in or out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.answer_log import LogEntry, merged, standing_entries
from services.domain.changes import Kind
from services.domain.deeds import Part, PartKind
from services.domain.example import Source
from services.storage.label_rows import label_numbers
from services.storage.mark_writing import MarkWriter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from services.domain.answer_log import Standing

_LOG = (
    "SELECT row, seq, id, author, act, label, record, evidence, reason, source, guideline, at"
    " FROM answer_log WHERE row IN ({}) ORDER BY row, seq"
)
_ADD_ENTRY = (
    "INSERT INTO answer_log (seq, row, id, author, act, label, record, evidence, reason, source,"
    " guideline, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_CURRENT = (
    "INSERT INTO current_answers (row, author, adjudicated, label, record, evidence, skipped,"
    " reason, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def logs(
    connection: sqlite3.Connection, rows: Sequence[int], labels: Mapping[int, str]
) -> dict[int, list[LogEntry]]:
    """All entries of these rows, the oldest first; `labels` gives the id of a number."""
    found: dict[int, list[LogEntry]] = {row: [] for row in rows}
    marks = ",".join("?" * len(rows))
    for row, *columns in connection.execute(_LOG.format(marks), tuple(rows)):
        entry = LogEntry(*columns)
        number = columns[4]
        found[row].append(entry if number is None else entry._replace(label=labels[number]))
    return found


class LogWriter:
    """Works inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._labels = label_numbers(connection)
        self._marks = MarkWriter(connection, self._labels, 0, Source.UNDONE, 0.0)
        (self._seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM answer_log").fetchone()

    def write(self, row: int, before: Sequence[LogEntry], after: Sequence[LogEntry]) -> None:
        """Write the log `after` in place of `before`, and what stands by it.

        The entries behind which something is put in move to the end of the log with it, so that
        the log of each example is read in its order.
        """
        kept = _same_beginning(before, after)
        moved = [(entry.seq,) for entry in before[kept:]]
        self._connection.executemany("DELETE FROM answer_log WHERE seq = ?", moved)
        added = [self._numbered(entry) for entry in after[kept:]]
        self._connection.executemany(
            _ADD_ENTRY, [(entry.seq, row, *self._columns(entry)) for entry in added]
        )
        stands = standing_entries((*after[:kept], *added))
        self._write_current(row, stands)
        if stands.flag != standing_entries(before).flag:
            self._write_flag(row, stands.flag)
        self._marks.write_standing(row)

    def _numbered(self, entry: LogEntry) -> LogEntry:
        self._seq += 1
        return entry._replace(seq=self._seq)

    def _columns(self, entry: LogEntry) -> tuple[Any, ...]:
        _, entry_id, author, act, label, *rest = entry
        return entry_id, author, act, self._number_of(label), *rest

    def _number_of(self, label: str | None) -> int | None:
        return None if label is None else self._labels.number_of[label]

    def _write_current(self, row: int, stands: Standing) -> None:
        self._connection.execute("DELETE FROM current_answers WHERE row = ?", (row,))
        self._connection.executemany(
            _ADD_CURRENT,
            [
                (
                    row,
                    entry.author,
                    adjudicated,
                    self._number_of(entry.label),
                    entry.record,
                    entry.evidence,
                    int(entry.act == "skip"),
                    entry.reason,
                    entry.seq,
                )
                for adjudicated, entries in enumerate((stands.own, stands.settled))
                for entry in entries.values()
            ],
        )

    def _write_flag(self, row: int, flag: LogEntry | None) -> None:
        flagged = flag is not None and flag.act == "flag"
        self._connection.execute(
            "UPDATE example_states SET flagged = ?, flag_reason = ? WHERE row = ?",
            (int(flagged), flag.reason if flag is not None and flagged else "", row),
        )


def _same_beginning(before: Sequence[LogEntry], after: Sequence[LogEntry]) -> int:
    same = (one.id == two.id for one, two in zip(before, after, strict=False))
    at_most = min(len(before), len(after))
    return next((at for at, is_same in enumerate(same) if not is_same), at_most)


def merged_part(brought: Mapping[int, Sequence[LogEntry]]) -> Part:
    """The part of a deed that has brought entries, by row, into the log."""
    rows = [[row, entries] for row, entries in brought.items()]
    return Part(PartKind.MERGED, {"rows": rows}, len(rows))


class MergeEffect:
    """Entries of another file: taken back, they go out of the log.

    They stand in the file that they came from. Entries that take them back would be the words of
    their author, and come to them with the next merge.
    """

    kinds = frozenset((Kind.ANSWERS,))

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        writer, labels = LogWriter(connection), label_numbers(connection).own_id_of
        brought = {row: [LogEntry(*entry) for entry in entries] for row, entries in data["rows"]}
        for row, log in logs(connection, list(brought), labels).items():
            gone = {entry.id for entry in brought[row]}
            without = [entry for entry in log if entry.id not in gone]
            writer.write(row, log, merged(log, brought[row]) if forward else without)
