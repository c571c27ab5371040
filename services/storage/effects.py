"""What each kind of part of a deed does to the project, forward and back."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Protocol

from services.domain.changes import Kind
from services.domain.deeds import Part, PartKind, rows_in
from services.storage.evaluation import VerdictEffect
from services.storage.label_rows import LabelRow, label_numbers, read_labels, write_labels
from services.storage.log_writing import MergeEffect
from services.storage.project_table import write_guidelines

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from services.ports import Clock
    from services.storage.answers import AnswerTable

DELETED = 1
IMPORT_UNDONE = 2
ROWS_AT_ONCE = 2000
"""Rows that one part hides or shows."""
NO_SPLIT = "-"
GIVEN = str.maketrans("012-", "abc_")
NOT_GIVEN = str.maketrans("abc_", "012-")


class Effect(Protocol):
    """One kind of part."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of records that it changes."""
        ...

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        """Do a part (again), or take it back, inside a transaction."""
        ...


class MarkEffect:
    """Answers, skips, flags: see `AnswerTable.apply`."""

    kinds = frozenset((Kind.ANSWERS,))

    def __init__(self, answers: AnswerTable, clock: Clock) -> None:
        self._answers = answers
        self._clock = clock

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        self._answers.apply(connection, data, self._clock.now(), forward=forward)


class LabelEffect:
    """Labels: pairs of rows before and after. A label that was added is not there before."""

    kinds = frozenset((Kind.TASK, Kind.ANSWERS))

    def __init__(self, answers: AnswerTable) -> None:
        self._answers = answers

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        before = label_numbers(connection).id_of
        write_labels(connection, [_row(pair, forward=forward) for pair in data["labels"]])
        after = label_numbers(connection)
        moved = [
            number for number, stands in after.id_of.items() if before.get(number, stands) != stands
        ]
        if moved:
            self._answers.restand(connection, moved, after)


class TaskEffect:
    """Name, schema and guidelines; guidelines that were taken back are a new revision."""

    kinds = frozenset((Kind.TASK,))

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        shall_be = data["after" if forward else "before"]
        for column in ("name", "schema"):
            if column in shall_be:
                connection.execute(f"UPDATE project SET {column} = ?", (shall_be[column],))
        if "guidelines" in shall_be:
            write_guidelines(connection, shall_be["guidelines"], self._clock.now())


class SplitEffect:
    """Splits of rows, a character for each: see `split_part`."""

    kinds = frozenset((Kind.SPLITS,))

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        rows, signs = rows_in(data["rows"]), data["after" if forward else "before"]
        connection.executemany(
            "UPDATE example_states SET split = ?, split_given = ? WHERE row = ?",
            ((*_split_of(sign), row) for row, sign in zip(rows, signs, strict=True)),
        )


class SharesEffect:
    """The shares and the seed that later rows are assigned by."""

    kinds = frozenset((Kind.SPLITS,))

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        shares, seed = data["after" if forward else "before"]
        connection.execute(
            "UPDATE project SET shares = ?, seed = ?",
            (None if shares is None else json.dumps(shares), seed),
        )


class HidingEffect:
    """Hides rows, or shows them again: nothing is destroyed, so that all comes back."""

    kinds = frozenset((Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS))

    def __init__(self, bit: int, *, hides: bool) -> None:
        self._bit = bit
        self._hides = hides

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        change = "hidden | ?" if self._hides == forward else "hidden & ~?"
        connection.executemany(
            f"UPDATE example_states SET hidden = {change} WHERE row BETWEEN ? AND ?",
            [(self._bit, first, last) for first, last in data["rows"]],
        )


class MetadataEffect:
    """Metadata of rows, as [row, before, after] in JSON."""

    kinds = frozenset((Kind.EXAMPLES,))

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        connection.executemany(
            "UPDATE examples SET metadata = ? WHERE row = ?",
            [(after if forward else before, row) for row, before, after in data["rows"]],
        )


def all_effects(answers: AnswerTable, clock: Clock) -> dict[PartKind, Effect]:
    """One for each kind of part."""
    return {
        PartKind.MARKS: MarkEffect(answers, clock),
        PartKind.TASK: TaskEffect(clock),
        PartKind.LABELS: LabelEffect(answers),
        PartKind.SPLITS: SplitEffect(),
        PartKind.SHARES: SharesEffect(),
        PartKind.DELETED: HidingEffect(DELETED, hides=True),
        PartKind.IMPORTED: HidingEffect(IMPORT_UNDONE, hides=False),
        PartKind.METADATA: MetadataEffect(),
        PartKind.MERGED: MergeEffect(),
        PartKind.VERDICTS: VerdictEffect(clock),
    }


def label_part(before: Mapping[str, LabelRow], after: Iterable[LabelRow]) -> Part | None:
    """What changes labels that stood as `before` (by id) into `after`; None when nothing does."""
    pairs = [(before.get(row.id), row) for row in after]
    changed = [
        [None if old is None else asdict(old), asdict(new)] for old, new in pairs if old != new
    ]
    return Part(PartKind.LABELS, {"labels": changed}) if changed else None


def added_labels(connection: sqlite3.Connection, ids: Iterable[str]) -> Part | None:
    """The part of a deed that has added labels, which stand already."""
    rows = read_labels(connection)
    return label_part({}, [rows[label_id] for label_id in ids])


def give_metadata(connection: sqlite3.Connection, given: Mapping[int, Mapping[str, str]]) -> Part:
    """Write the metadata of rows; the part of a deed by which it is taken back."""
    rows: list[list[object]] = []
    for row, metadata in given.items():
        (before,) = connection.execute(
            "SELECT metadata FROM examples WHERE row = ?", (row,)
        ).fetchone()
        rows.append([row, before, json.dumps(metadata, ensure_ascii=False)])
    part = Part(PartKind.METADATA, {"rows": rows}, len(rows))
    MetadataEffect().apply(connection, part.data, forward=True)
    return part


def hiding_parts(kind: PartKind, ranges: Iterable[tuple[int, int]]) -> Iterator[Part]:
    """Parts that touch these rows (first and last), small enough for short transactions."""
    for first, last in ranges:
        for start in range(first, last + 1, ROWS_AT_ONCE):
            end = min(start + ROWS_AT_ONCE - 1, last)
            yield Part(kind, {"rows": [[start, end]]}, end - start + 1)


def split_sign(split: int | None, *, given: bool) -> str:
    """A split in one character; letters say that no later split moves it."""
    sign = NO_SPLIT if split is None else str(int(split))
    return sign.translate(GIVEN) if given else sign


def _split_of(sign: str) -> tuple[int | None, int]:
    plain = sign.translate(NOT_GIVEN)
    return None if plain == NO_SPLIT else int(plain), int(plain != sign)


def _row(pair: list[dict[str, Any] | None], *, forward: bool) -> LabelRow:
    before, after = pair
    assert after is not None
    found = after if forward else before or after | {"removed": True}
    row = LabelRow(**found)
    return replace(row, former=tuple(row.former))
