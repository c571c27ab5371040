"""What a project is: its task, labels, guidelines, and the marks that rows are read by."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.domain.changes import Changes, Kind
from services.domain.ids import new_id
from services.domain.split_rule import SplitRule
from services.domain.task import Label, Task, TaskKind
from services.storage.label_rows import LabelRow, label_numbers, read_labels, write_labels

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from services.storage.database import Database
    from services.storage.label_rows import LabelNumbers

_CHANGED = Changes.of(Kind.TASK)


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """The marks of a project.

    `seed` and `split` (None before the first one) decide the split of each row, also of later
    ones. `last_row` is the newest visible row, `indexed_row` the newest
    in the search index.
    """

    id: str
    seed: int
    split: SplitRule | None
    last_row: int
    indexed_row: int


@dataclass(frozen=True, slots=True)
class GuidelineRevision:
    """The guidelines as they stood from `at` (seconds since 1970) until the next revision."""

    number: int
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class _Facts:
    task: Task
    numbers: LabelNumbers
    guideline: int


class ProjectTable:
    """The one row that describes the project, its labels and its guidelines."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._facts: _Facts | None = None
        self._changes = 0
        database.subscribe(self._forget_facts)

    def begin(self, task: Task, at: float) -> None:
        """Write the task into a new file; `at` in seconds since 1970."""
        with self._database.write(_CHANGED) as connection:
            connection.execute(
                "INSERT INTO project (id, name, kind, schema, seed, created)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (new_id(), task.name, task.kind, _json(task.schema), secrets.randbits(31), at),
            )
            write_labels(connection, _rows(task.labels))
            write_guidelines(connection, task.guidelines, at)

    def task(self) -> Task:
        """What is asked of each text, as it is now."""
        return self._known().task

    def label_numbers(self) -> LabelNumbers:
        """The numbers of all labels, as they are now."""
        return self._known().numbers

    def _known(self) -> _Facts:
        """What is asked for with each answer and each block of rows, read once per change."""
        if self._facts is not None:
            return self._facts
        changes = self._changes
        numbers = label_numbers(self._database.read())
        facts = _Facts(self._read_task(), numbers, self.guidelines()[0])
        if changes == self._changes:
            self._facts = facts
        return facts

    def _forget_facts(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK):
            self._changes += 1
            self._facts = None

    def _read_task(self) -> Task:
        connection = self._database.read()
        name, kind, schema = connection.execute("SELECT name, kind, schema FROM project").fetchone()
        rows = (row for row in read_labels(connection).values() if row.stands)
        return Task(
            name,
            TaskKind(kind),
            tuple(
                Label(row.id, row.name, row.description, row.color, row.former)
                for row in sorted(rows, key=lambda row: row.position)
            ),
            json.loads(schema) if schema else None,
            self.guidelines()[1],
        )

    def save_task(self, task: Task, at: float) -> None:
        """Save name, schema, labels (matched by id) and guidelines (a new revision if changed)."""
        with self._database.write(_CHANGED) as connection:
            connection.execute(
                "UPDATE project SET name = ?, schema = ?", (task.name, _json(task.schema))
            )
            write_labels(connection, _rows(task.labels))
            if self.guidelines()[1] != task.guidelines:
                write_guidelines(connection, task.guidelines, at)

    def drop_labels(self, ids: Iterable[str]) -> None:
        """Remove those of these labels that no answer holds."""
        with self._database.write(_CHANGED) as connection:
            connection.executemany(
                "DELETE FROM labels WHERE id = ? AND number NOT IN"
                " (SELECT label FROM answer_log WHERE label IS NOT NULL)",
                [(label_id,) for label_id in ids],
            )

    def guidelines(self) -> tuple[int, str]:
        """The newest revision and its text."""
        return (
            self._database.read()
            .execute("SELECT revision, text FROM guidelines ORDER BY revision DESC LIMIT 1")
            .fetchone()
        )

    def guideline_revisions(self) -> list[GuidelineRevision]:
        """All that the guidelines ever were, the newest first."""
        rows = self._database.read().execute(
            "SELECT revision, text, at FROM guidelines ORDER BY revision DESC"
        )
        return [GuidelineRevision(*row) for row in rows]

    def guideline_revision(self) -> int:
        """The revision of the guidelines under which answers are given now."""
        return self._known().guideline

    def record(self) -> ProjectRecord:
        project_id, seed, shares, last_row, indexed_row = (
            self._database.read()
            .execute("SELECT id, seed, shares, last_row, indexed_row FROM project")
            .fetchone()
        )
        split = _split_rule(seed, json.loads(shares)) if shares else None
        return ProjectRecord(project_id, seed, split, last_row, indexed_row)


def split_shares(rule: SplitRule) -> list[object]:
    """What is stored of a rule beside the seed; see the table `project`."""
    others = {"group": rule.group, "together": rule.together, "stratified": rule.stratified}
    return [*rule.shares, {name: value for name, value in others.items() if value}]


def _split_rule(seed: int, stored: list[Any]) -> SplitRule:
    training, validation, test, *more = stored
    others: dict[str, Any] = more[0] if more else {}
    return SplitRule(seed, (training, validation, test), **others)


def _rows(labels: tuple[Label, ...]) -> list[LabelRow]:
    return [
        LabelRow(label.id, label.name, label.description, label.color, label.former, position)
        for position, label in enumerate(labels)
    ]


def write_guidelines(connection: sqlite3.Connection, text: str, at: float) -> None:
    """A new revision of the guidelines."""
    connection.execute("INSERT INTO guidelines (text, at) VALUES (?, ?)", (text, at))


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
