"""From the cells of a file to rows of the project: text, answer, split, metadata."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, cast

from services.datasets.gold_records import GoldRecords
from services.datasets.label_spellings import label_key
from services.datasets.layouts.known import CHATS, Layout
from services.datasets.mapping import UnknownLabels
from services.datasets.records import LeftOut
from services.datasets.spans_column import COLUMN as SPANS
from services.datasets.spans_column import evidence_said
from services.datasets.splits_named import split_named
from services.datasets.table import is_number
from services.domain.errors import AppError
from services.domain.example import GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.datasets.mapping import Mapping
    from services.domain.evidence import Evidence
    from services.domain.example import Split, Value
    from services.domain.task import Task

EMPTY_TEXT = "The text is empty."
OUTSIDE_RANGES = "Its answer is in none of the ranges of numbers."


class Row(NamedTuple):
    """One row as it is imported. `answer` is a label id or a record, None where there is none;
    `new_label` names the label that will be added for it, `evidence` is what the file says of the
    words that a record was taken from."""

    line: int
    text: str
    answer: Value | None
    split: Split | None
    metadata: dict[str, str]
    new_label: str = ""
    evidence: Evidence | None = None


class RowReader:
    """Reads rows by a complete mapping; `columns` may grow while rows are read.

    `unknown` counts answers that name no label (or are no record by the schema), spellings that
    differ in case or space as one; `unusable` those that no label can be made of. Their rows stay
    unlabelled. `unknown_splits` counts words in the split column that name no split.
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
        self._spans = _spans_place(task, mapping, columns)
        self._metadata: list[tuple[str, int]] = []
        self._width = -1
        self.unknown: Counter[str] = Counter()
        self.unusable: Counter[str] = Counter()
        self._adds = mapping.unknown_labels is UnknownLabels.ADD and task.kind.has_labels
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
            metadata = {GROUP: group} | metadata
        answer, new_label = None, ""
        if self._answer is not None and (said := cells[self._answer].strip()):
            try:
                answer = self._answers.value(said)
            except _Unknown as unknown:
                if unknown.leaves_out:
                    return LeftOut(line, str(unknown))
                new_label = self._count(unknown)
                if not new_label:
                    metadata[self._columns[self._answer]] = said
        evidence = self._evidence_of(cells, text, answer)
        if evidence is not None:
            metadata.pop(SPANS, None)
        return Row(line, text, answer, self._split_of(cells), metadata, new_label, evidence)

    @property
    def no_labels(self) -> Counter[str]:
        """All answers that name no label, whatever could become of them."""
        return self.unknown + self.unusable

    def _count(self, unknown: _Unknown) -> str:
        """The name of the label that an unknown answer becomes, if it becomes one."""
        counter = self.unknown if unknown.could_be_label else self.unusable
        counter[unknown.said] += 1
        return unknown.said if self._adds and unknown.could_be_label else ""

    def _evidence_of(self, cells: list[str], text: str, answer: Value | None) -> Evidence | None:
        if self._spans is None or not isinstance(answer, dict) or not cells[self._spans]:
            return None
        return evidence_said(cells[self._spans], text, answer)

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

    def __init__(
        self, said: str, reason: str, *, leaves_out: bool, could_be_label: bool = True
    ) -> None:
        super().__init__(reason)
        self.said = said
        self.leaves_out = leaves_out
        self.could_be_label = could_be_label


class _Answers:
    """What stands in the answer column, as values; each spelling is looked up once."""

    def __init__(self, task: Task, mapping: Mapping) -> None:
        self._ranges = mapping.ranges
        self._leaves_out = mapping.unknown_labels is UnknownLabels.LEAVE_OUT
        self._labels = {label_key(label.name): label.id for label in task.labels}
        self._same = {label_key(said): name for said, name in mapping.labels}
        self._spelled: dict[str, str] = {}
        self._first_spelling: dict[str, str] = {}
        self._records = None
        if not task.kind.has_labels:
            self._records = GoldRecords(task.schema or {}, wraps=_has_spans(mapping))
        for span in mapping.ranges:
            self._range_label(span.label)

    def value(self, said: str) -> Value:
        if self._records is not None:
            record, wrong = self._records.read(said)
            if record is None:
                reason = f"Its record does not fit: {wrong}"
                raise _Unknown(said, reason, leaves_out=self._leaves_out)
            return record
        known = self._spelled.get(said)
        if known is None:
            known = self._spelled[said] = self._in_ranges(said) if self._ranges else self._id(said)
        return known

    def _id(self, said: str) -> str:
        name = self._single(said)
        name = self._same.get(label_key(name), name)
        key = label_key(name)
        if not key:
            raise _Unknown(said, "", leaves_out=False, could_be_label=False)
        label = self._labels.get(key)
        if label is None:
            name = self._first_spelling.setdefault(key, name)
            reason = f"“{name}” is no label of the project."
            raise _Unknown(name, reason, leaves_out=self._leaves_out)
        return label

    def _single(self, said: str) -> str:
        """The one answer in a JSON list of one; several answers at once are no label."""
        answers = answers_in(said)
        if len(answers) > 1:
            reason = "It has several answers."
            raise _Unknown(said, reason, leaves_out=self._leaves_out, could_be_label=False)
        return answers[0] if answers else said

    def _in_ranges(self, said: str) -> str:
        number = float(said) if is_number(said) else None
        for span in self._ranges:
            if number is not None and span.holds(number):
                return self._range_label(span.label)
        raise _Unknown(said, OUTSIDE_RANGES, leaves_out=True)

    def _range_label(self, name: str) -> str:
        label = self._labels.get(label_key(name))
        if label is None:
            raise AppError(
                f"A range of numbers stands for “{name}”, which is no label of the project.",
                "Choose a label of the project for each range.",
            )
        return label


def answers_in(said: str) -> list[str]:
    """The texts of a JSON list of texts, each once; none where it is no such list."""
    if not said.startswith("["):
        return []
    try:
        found: object = json.loads(said)
    except ValueError:
        return []
    texts = cast("list[object]", found) if isinstance(found, list) else []
    if not all(isinstance(text, str) for text in texts):
        return []
    return list(dict.fromkeys(str(text).strip() for text in texts))


def _has_spans(mapping: Mapping) -> bool:
    """Whether records may come from marked words, one of which is no list."""
    return mapping.layout not in (None, Layout.RECORDS, *CHATS)


def _spans_place(task: Task, mapping: Mapping, columns: Sequence[str]) -> int | None:
    """The column of marked words, which count places in the one text column."""
    if task.kind.has_labels or mapping.answer is None or len(mapping.text) != 1:
        return None
    return columns.index(SPANS) if SPANS in columns and mapping.answer != SPANS else None


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
