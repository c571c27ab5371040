"""Writing what a merge brings: examples, log entries, and what stands by them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.domain.answer_log import standing_entries
from services.domain.example import Source
from services.domain.standing import Mark
from services.storage.answers import MarkStep
from services.storage.label_rows import label_numbers
from services.storage.mark_reading import marks_by_row, signs_by_row, with_signs
from services.storage.mark_writing import MarkWriter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from services.domain.answer_log import LogEntry, Standing
    from services.domain.example import Split
    from services.storage.merge_telling import RowMerge

_ADD_EXAMPLE = (
    "INSERT INTO examples (row, id, text, folded, metadata, import) VALUES (?, ?, ?, ?, ?, ?)"
)
_ADD_ENTRY = (
    "INSERT INTO answer_log (seq, row, id, author, act, label, record, evidence, reason, source,"
    " guideline, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_CURRENT = (
    "INSERT INTO current_answers (row, author, adjudicated, label, record, evidence, skipped,"
    " reason, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NOTHING = Mark()


class MergeWriter:
    """Works inside one transaction; new examples come behind those that are there."""

    def __init__(
        self,
        ours: sqlite3.Connection,
        theirs: sqlite3.Connection,
        split_of: Callable[[str, Mapping[str, str]], Split] | None,
    ) -> None:
        self._ours = ours
        self._theirs = theirs
        self._split_of = split_of
        self._labels = label_numbers(ours)
        self._marks = MarkWriter(ours, self._labels, 0, Source.UNDONE, 0.0)
        self._imports: dict[int, int] = {}
        self._first = self._last = _number(ours, "SELECT last_row FROM project")
        self._seq = _number(ours, "SELECT coalesce(max(seq), 0) FROM answer_log")

    def write(self, step: RowMerge) -> list[MarkStep]:
        """Write one example; says which marks changed on one that was there.

        The entries behind which something is put in move to the end of the log with it, so that
        the log of each example is read in its order.
        """
        row = step.place.ours
        if row is None:
            self._write_log(self._add_example(step.place.theirs), step)
            return []
        before, signs = self._stands(row)
        self._write_log(row, step)
        after, signs_after = self._stands(row)
        flag = standing_entries(step.after).flag if signs != signs_after else None
        steps = [
            MarkStep(row, author, before.get(author, _NOTHING), after.get(author, _NOTHING))
            for author in dict.fromkeys((*before, *after))
            if flag is None or author != flag.author
        ]
        if flag is not None:
            was = with_signs(before.get(flag.author, _NOTHING), signs)
            shall_be = with_signs(after.get(flag.author, _NOTHING), signs_after)
            steps.append(MarkStep(row, flag.author, was, shall_be))
        return [each for each in steps if each.before != each.after]

    def finish(self) -> list[tuple[int, int]]:
        """Show the new examples; their rows, as first and last."""
        if self._last == self._first:
            return []
        self._ours.execute("UPDATE project SET last_row = ?", (self._last,))
        return [(self._first + 1, self._last)]

    def _stands(self, row: int) -> tuple[dict[str, Mark], tuple[bool, str, bool]]:
        """Marks by author, with labels as they were given, and what belongs to no author."""
        marks = marks_by_row(self._ours, [row], self._labels.own_id_of)[row]
        return marks, signs_by_row(self._ours, [row])[row]

    def _write_log(self, row: int, step: RowMerge) -> None:
        kept = _same_beginning(step.before, step.after)
        moved = [(entry.seq,) for entry in step.before[kept:]]
        self._ours.executemany("DELETE FROM answer_log WHERE seq = ?", moved)
        added = [self._numbered(entry) for entry in step.after[kept:]]
        self._ours.executemany(
            _ADD_ENTRY,
            [(entry.seq, row, *self._columns(entry)) for entry in added],
        )
        self._write_current(row, standing_entries((*step.after[:kept], *added)))

    def _numbered(self, entry: LogEntry) -> LogEntry:
        self._seq += 1
        return entry._replace(seq=self._seq)

    def _columns(self, entry: LogEntry) -> tuple[Any, ...]:
        _, entry_id, author, act, label, *rest = entry
        return entry_id, author, act, self._number_of(label), *rest

    def _number_of(self, label: str | None) -> int | None:
        return None if label is None else self._labels.number_of[label]

    def _write_current(self, row: int, stands: Standing) -> None:
        self._ours.execute("DELETE FROM current_answers WHERE row = ?", (row,))
        self._ours.executemany(
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
        if stands.flag is not None:
            flagged = stands.flag.act == "flag"
            self._ours.execute(
                "UPDATE example_states SET flagged = ?, flag_reason = ? WHERE row = ?",
                (int(flagged), stands.flag.reason if flagged else "", row),
            )
        self._marks.write_standing(row)

    def _add_example(self, theirs: int) -> int:
        self._last += 1
        example_id, text, folded, metadata, source, split, given = self._theirs.execute(
            "SELECT e.id, e.text, e.folded, e.metadata, e.import, s.split, s.split_given"
            " FROM examples e JOIN example_states s ON s.row = e.row WHERE e.row = ?",
            (theirs,),
        ).fetchone()
        if not given:
            said = json.loads(metadata) if metadata else {}
            split = None if self._split_of is None else int(self._split_of(example_id, said))
        number = None if source is None else self._import_of(source)
        self._ours.execute(_ADD_EXAMPLE, (self._last, example_id, text, folded, metadata, number))
        self._ours.execute(
            "INSERT INTO example_states (row, split, split_given) VALUES (?, ?, ?)",
            (self._last, split, given),
        )
        return self._last

    def _import_of(self, theirs: int) -> int:
        """The number here of an import of the other file, which comes along with its rows."""
        if theirs not in self._imports:
            columns = self._theirs.execute(
                "SELECT id, source, mapping, rows, left_out, at FROM imports WHERE number = ?",
                (theirs,),
            ).fetchone()
            self._ours.execute(
                "INSERT OR IGNORE INTO imports (id, source, mapping, rows, left_out, at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                columns,
            )
            self._imports[theirs] = self._ours.execute(
                "SELECT number FROM imports WHERE id = ?", columns[:1]
            ).fetchone()[0]
        return self._imports[theirs]


def _same_beginning(before: Sequence[LogEntry], after: Sequence[LogEntry]) -> int:
    same = (one.id == two.id for one, two in zip(before, after, strict=False))
    return next((at for at, is_same in enumerate(same) if not is_same), len(before))


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
