"""From the cells of a file to rows of the project: text, answer, split, metadata."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from services.datasets.mapping import UnknownLabels
from services.datasets.records import LeftOut
from services.datasets.splits_named import split_named
from services.datasets.table import is_number
from services.domain.errors import AppError
from services.domain.example import GROUP
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.datasets.mapping import Mapping
    from services.domain.example import Split, Value
    from services.domain.task import Task

EMPTY_TEXT = "The text is empty."
OUTSIDE_RANGES = "Its answer is in none of the ranges of numbers."


class Row(NamedTuple):
    """One row as it is imported. `answer` is a label id or a record, None where there is none."""

    line: int
    text: str
    answer: Value | None
    split: Split | None
    metadata: dict[str, str]


class RowReader:
    """Reads rows by a complete mapping; `columns` may grow while rows are read.

    `unknown` counts answers that name no label (or are no record by the schema) of rows that stay
    unlabelled, `unknown_splits` words in the split column that name no split.
    Raises AppError when the mapping names no text column, or a column that is not there.
    """

    def __init__(self, task: Task, mapping: Mapping, columns: Sequence[str]) -> None:
        _check_columns(mapping, columns)
        self._mapping = mapping
        self._columns = columns
        self._answers = _Answers(task, mapping)
        self._text = [columns.index(name) for name in mapping.text]
        self._answer = None if mapping.answer is None else columns.index(mapping.answer)
        self._split = None if mapping.split is None else columns.index(mapping.split)
        self._group = None if mapping.group is None else columns.index(mapping.group)
        self._metadata: list[tuple[str, int]] = []
        self._width = -1
        self.unknown: Counter[str] = Counter()
        self.unknown_splits: Counter[str] = Counter()

    def read(self, line: int, cells: list[str]) -> Row | LeftOut:
        text = (
            cells[self._text[0]]
            if len(self._text) == 1
            else "\n".join(cells[place] for place in self._text if cells[place].strip())
        )
        if not text or text.isspace():
            return LeftOut(line, EMPTY_TEXT)
        metadata = {name: cells[place] for name, place in self._kept() if cells[place]}
        if self._group is not None and (group := cells[self._group].strip()):
            metadata[GROUP] = group
        answer = None
        if self._answer is not None and (said := cells[self._answer].strip()):
            try:
                answer = self._answers.value(said)
            except _Unknown as unknown:
                if unknown.leaves_out:
                    return LeftOut(line, str(unknown))
                self.unknown[said] += 1
                metadata[self._columns[self._answer]] = said
        return Row(line, text, answer, self._split_of(cells), metadata)

    def _split_of(self, cells: list[str]) -> Split | None:
        if self._split is None or not (word := cells[self._split].strip()):
            return None
        split = split_named(word)
        if split is None:
            self.unknown_splits[word] += 1
        return split

    def _kept(self) -> list[tuple[str, int]]:
        if len(self._columns) != self._width:
            self._width = len(self._columns)
            wanted = self._mapping.metadata
            mapping = self._mapping
            taken = {*mapping.text, mapping.answer, mapping.split, mapping.group}
            self._metadata = [
                (self._key(name), place)
                for place, name in enumerate(self._columns)
                if (name not in taken if wanted is None else name in wanted)
            ]
        return self._metadata

    def _key(self, column: str) -> str:
        """The metadata key of a column: that of the group is given to no other one."""
        taken = self._group is not None and column == GROUP
        return f"{column} (2)" if taken else column


class _Unknown(Exception):
    """An answer that stands for no value of the project."""

    def __init__(self, reason: str, *, leaves_out: bool) -> None:
        super().__init__(reason)
        self.leaves_out = leaves_out


class _Answers:
    """What stands in the answer column, as values; each spelling is looked up once."""

    def __init__(self, task: Task, mapping: Mapping) -> None:
        self._ranges = mapping.ranges
        self._leaves_out = mapping.unknown_labels is UnknownLabels.LEAVE_OUT
        self._labels = {fold(label.name.strip()): label.id for label in task.labels}
        self._spelled: dict[str, str] = {}
        self._records = None if task.kind.has_labels else _Records(task.schema or {})
        for span in mapping.ranges:
            self._range_label(span.label)

    def value(self, said: str) -> Value:
        if self._records is not None:
            record, wrong = self._records.read(said)
            if record is None:
                raise _Unknown(f"Its record does not fit: {wrong}", leaves_out=self._leaves_out)
            return record
        known = self._spelled.get(said)
        if known is None:
            known = self._spelled[said] = self._in_ranges(said) if self._ranges else self._id(said)
        return known

    def _id(self, said: str) -> str:
        label = self._labels.get(fold(said))
        if label is None:
            raise _Unknown(f"“{said}” is no label of the project.", leaves_out=self._leaves_out)
        return label

    def _in_ranges(self, said: str) -> str:
        number = float(said) if is_number(said) else None
        for span in self._ranges:
            if number is not None and span.holds(number):
                return self._range_label(span.label)
        raise _Unknown(OUTSIDE_RANGES, leaves_out=True)

    def _range_label(self, name: str) -> str:
        label = self._labels.get(fold(name.strip()))
        if label is None:
            raise AppError(
                f"A range of numbers stands for “{name}”, which is no label of the project.",
                "Choose a label of the project for each range.",
            )
        return label


class _Records:
    """Reads gold records and checks them by the project's schema."""

    def __init__(self, schema: object) -> None:
        import jsonschema

        self._validator = jsonschema.Draft202012Validator(cast("dict[str, Any]", schema))

    def read(self, said: str) -> tuple[dict[str, Any] | None, str]:
        """The record, or None and what is wrong."""
        try:
            record: object = json.loads(said)
        except ValueError as error:
            return None, f"it is not JSON ({error})."
        if not isinstance(record, dict):
            return None, "it is not a JSON object."
        record = cast("dict[str, Any]", record)
        wrong = next(iter(self._validator.iter_errors(record)), None)
        if wrong is not None:
            place = ".".join(str(step) for step in wrong.path)
            return None, f"{place}: {wrong.message}" if place else f"{wrong.message}"
        return record, ""


def _check_columns(mapping: Mapping, columns: Sequence[str]) -> None:
    if not mapping.text:
        raise AppError(
            "No column of the file is the text.", "Choose the column that holds the texts."
        )
    named = (*mapping.text, mapping.answer, mapping.split, mapping.group)
    named += mapping.metadata or ()
    missing = [name for name in named if name is not None and name not in columns]
    if missing:
        raise AppError(
            f"The file has no column “{missing[0]}”.",
            f"Choose among its columns: {', '.join(columns) or 'it has none'}.",
        )
