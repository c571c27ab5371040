"""Rows as a table in a file: CSV, Excel or JSONL; all of their texts exactly as they are."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.datasets.excel_text import LONGEST_CELL, fits, to_excel
from services.datasets.records import BrokenRow
from services.datasets.spans_column import COLUMN as SPANS
from services.datasets.spans_column import spans_said
from services.domain.errors import AppError
from services.domain.text import fold
from services.files import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from services.domain.evidence import Evidence
    from services.domain.example import Example
    from services.domain.task import Task

EXCEL_ROWS = 1_048_575
"""Rows that an Excel sheet holds below its header."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SaveReport:
    """`rows` were written to `path`; `left_out` are rows that the kind of file cannot hold."""

    path: Path
    rows: int
    left_out: tuple[BrokenRow, ...]


class RowTable:
    """How examples become rows of a table: the program's own columns, then the metadata.

    `evidence` gives what was marked for an example's gold record. A metadata column that is named
    like one of ours gets a number behind its name.
    """

    def __init__(self, task: Task, evidence: Callable[[Example], Evidence | None]) -> None:
        self._labels = {label.id: label.name for label in task.labels}
        self._answer = "label" if task.kind.has_labels else "record"
        self._evidence = evidence
        self.columns = ["text", self._answer, "split", "state", "flag", "id"]
        if not task.kind.has_labels:
            self.columns.insert(2, SPANS)
        self._own = {fold(name) for name in self.columns}
        self._named: dict[str, str] = {}

    def add_columns(self, metadata: Iterable[str]) -> None:
        """Make room for metadata of these names."""
        for name in metadata:
            if name not in self._named:
                self._named[name] = self._free(name)
                self.columns.append(self._named[name])

    def record(self, example: Example) -> Record:
        """A row; None where there is no value."""
        gold = example.gold
        row: Record = {
            "text": example.text,
            self._answer: self._labels.get(gold, gold) if isinstance(gold, str) else gold,
            SPANS: self._spans(example),
            "split": None if example.split is None else example.split.name.lower(),
            "state": example.state.name.lower(),
            "flag": (example.flag_reason or "flagged") if example.flagged else None,
            "id": example.id,
        }
        self.add_columns(example.metadata)
        return row | {self._named[name]: value for name, value in example.metadata.items()}

    def cells(self, example: Example) -> list[str]:
        """A row as texts in the order of `columns`; a record as JSON."""
        row = self.record(example)
        return [_cell(row.get(name)) for name in self.columns]

    def _spans(self, example: Example) -> list[Record] | None:
        evidence = self._evidence(example) if isinstance(example.gold, dict) else None
        return spans_said(evidence) if evidence else None

    def _free(self, name: str) -> str:
        free, count = name, 1
        while fold(free) in self._own:
            count += 1
            free = f"{name} ({count})"
        self._own.add(fold(free))
        return free


def save_rows(path: Path, rows: Callable[[], Iterator[Example]], table: RowTable) -> SaveReport:
    """Write rows by the ending of the name: .csv (with a byte order mark, by which Excel knows
    UTF-8), .xlsx or .jsonl. `rows` starts to read them from the first.

    Texts that begin like a formula stay texts. Raises AppError for another ending, for more rows
    than Excel holds, and when the file cannot be written.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_excel, ".jsonl": _write_json_lines}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise AppError(
            f"Rows cannot be saved as “{path.suffix or path.name}”.",
            "Give the file a name that ends in .csv, .xlsx or .jsonl.",
        )
    with beside(path) as part:
        count, left_out = write(part, rows, table)
    return SaveReport(path, count, tuple(left_out))


def _write_json_lines(
    path: Path, rows: Callable[[], Iterator[Example]], table: RowTable
) -> tuple[int, list[BrokenRow]]:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for example in rows():
            filled = {k: v for k, v in table.record(example).items() if v is not None}
            file.write(json.dumps(filled, ensure_ascii=False) + "\n")
            count += 1
    return count, []


def _write_csv(
    path: Path, rows: Callable[[], Iterator[Example]], table: RowTable
) -> tuple[int, list[BrokenRow]]:
    _gather_columns(rows(), table)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        for example in rows():
            writer.writerow(table.cells(example))
            count += 1
    return count, []


def _write_excel(
    path: Path, rows: Callable[[], Iterator[Example]], table: RowTable
) -> tuple[int, list[BrokenRow]]:
    import openpyxl

    total = _gather_columns(rows(), table)
    if total > EXCEL_ROWS:
        raise AppError(
            f"An Excel sheet holds {EXCEL_ROWS:,} rows; these are {total:,}.",
            "Save them as CSV or JSONL, or choose fewer rows.",
        )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, name) for name in table.columns])
    count, left_out = 0, list[BrokenRow]()
    for example in rows():
        cells = [to_excel(cell) for cell in table.cells(example)]
        if all(map(fits, cells)):
            sheet.append([_text_cell(sheet, cell) for cell in cells])
            count += 1
        else:
            reason = f"An Excel cell holds {LONGEST_CELL:,} characters; one of this row has more."
            left_out.append(BrokenRow(example.id, reason))
    book.save(path)
    return count, left_out


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """A cell that is text whatever it begins with: openpyxl takes “=1+1” for a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
    return cell


def _gather_columns(rows: Iterator[Example], table: RowTable) -> int:
    count = 0
    for example in rows:
        table.add_columns(example.metadata)
        count += 1
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
